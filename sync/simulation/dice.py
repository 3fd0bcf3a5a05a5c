"""Seeded dice: the only chance there is in a simulation. It asks no system, so that a seed is a whole story."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Dice of the same names throw the same, in every process and on every machine."""

    def __init__(self, *names: object) -> None:
        self._random = random.Random("/".join(map(str, names)))  # noqa: S311 - a story to repeat, no secret to keep

    def chance(self, odds: float) -> bool:
        """True with these odds."""
        return self._random.random() < odds

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[int(self._random.random() * len(choices))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of them, each as often as its weight says."""
        left = self._random.random() * sum(weights.values())
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        return next(reversed(list(weights)))

    def entropy(self, size_bytes: int) -> bytes:
        """Bytes."""
        return self._random.randbytes(size_bytes)

    def uuid7(self, at_ms: int) -> str:
        """A UUIDv7, as a phone makes it; whatever its clock says, 48 bits of it fit."""
        rand = self._random.getrandbits(74)
        value = (at_ms & (2**48 - 1)) << 80 | 7 << 76 | (rand >> 62) << 64 | 2 << 62 | rand & (2**62 - 1)
        digits = f"{value:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
