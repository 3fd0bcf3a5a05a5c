"""Seeded chance: the same seed and path give the same draws and the same ids. It knows nothing of the district."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from server.core.ids import uuid7

T = TypeVar("T")

_ID_BITS = 80


class Table(Generic[T]):
    """Values with weights, to draw from: `Table({"door": 8, "message": 2})`."""

    __slots__ = ("_marks", "_total", "_values")

    def __init__(self, weights: dict[T, float]) -> None:
        self._values = tuple(weights)
        self._marks = tuple(accumulate(weights.values()))
        self._total = self._marks[-1]

    def draw(self, dice: "Dice") -> T:
        """A value, as often as its weight says."""
        return self._values[bisect(self._marks, dice.random() * self._total)]


class Dice(Random):
    """A generator of its own for each path below a seed, so that one part of the demo never moves another's draws.

    Built on `random()` and `getrandbits()` alone, the two that Python promises to keep from release to release.
    """

    def __init__(self, *path: str | int) -> None:
        super().__init__("/".join(str(part) for part in path))

    def fresh_id(self, at_ms: int) -> str:
        """A UUIDv7 of that instant."""
        return uuid7(at_ms, self.getrandbits(_ID_BITS).to_bytes(_ID_BITS // 8, "big"))

    def happens(self, chance: float) -> bool:
        """True as often as `chance` says, between 0 and 1."""
        return self.random() < chance

    def below(self, count: int) -> int:
        """An integer from 0 to just below `count`."""
        return int(self.random() * count)

    def between(self, least: int, most: int) -> int:
        """An integer from `least` to `most`, both included."""
        return least + int(self.random() * (most - least + 1))

    def pick(self, values: Sequence[T]) -> T:
        """One of the values, each as likely."""
        return values[int(self.random() * len(values))]

    def mixed(self, values: Sequence[T]) -> list[T]:
        """The values in another order (Fisher and Yates)."""
        order = list(values)
        for last in range(len(order) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            order[last], order[other] = order[other], order[last]
        return order


def part(total: int, parts: int, index: int) -> range:
    """Which of `total` things belong to one of `parts` even parts; together the parts are all of them, each once."""
    return range(total * index // parts, total * (index + 1) // parts)
