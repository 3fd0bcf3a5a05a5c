"""What became of grids that were split and merged, followed through time. Pure: it is given every rezoning."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sync.scopes import GRACE


class Step(NamedTuple):
    """One split or merge, as it is stored."""

    begun_at: datetime
    done_at: datetime | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    rest: str


class Lineage:
    """Where the rows of a grid went, and where those of a grid came from.

    Of two steps that began at one instant (orders that are given again after a restore) the earlier is told first.
    """

    __slots__ = ("_from", "_into", "_steps")

    def __init__(self, steps: Iterable[Step]) -> None:
        self._steps = sorted(steps, key=lambda step: step.begun_at)
        self._from: Mapping[str, list[Step]] = _by(self._steps, lambda step: step.sources)
        self._into: Mapping[str, list[Step]] = _by(self._steps, lambda step: step.targets)

    def heir(self, grid: str, found: str | None, at: datetime, published: Iterable[str]) -> str | None:
        """The published grid that looks after what was said at an instant to lie in a grid.

        `found` is the grid that lies there now, if a place was told: it is believed where it descends from the grid.
        """
        known = frozenset(published)
        for _ in range(len(self._steps) + 1):
            step = self._next(grid, at, known)
            if step is None:
                break
            if found is not None and found in self._descendants(step):
                return found
            grid, at = step.rest, step.begun_at
        return grid if grid in known else None

    def once_part_of(self, grid: str, at: datetime) -> tuple[str, ...]:
        """Other grids from which rows have come into a grid since an instant, with the grace of a grant; sorted."""
        found: set[str] = set()
        waiting = [grid]
        while waiting:
            for step in self._into.get(waiting.pop(), ()):
                if step.done_at is None or at < step.done_at + GRACE:
                    fresh = set(step.sources) - found - {grid}
                    found |= fresh
                    waiting += fresh
        return tuple(sorted(found))

    def _next(self, grid: str, at: datetime, published: frozenset[str]) -> Step | None:
        steps = self._from.get(grid, [])
        later = next((step for step in steps if at < step.begun_at), None)
        if later is not None or not steps or grid in published:
            return later
        return steps[-1] if grid not in steps[-1].targets else None

    def _descendants(self, step: Step) -> set[str]:
        found = set(step.targets)
        waiting = list(found)
        while waiting:
            for later in self._from.get(waiting.pop(), ()):
                fresh = set(later.targets) - found
                found |= fresh
                waiting += fresh
        return found


def _by(steps: Iterable[Step], grids_of: Callable[[Step], tuple[str, ...]]) -> Mapping[str, list[Step]]:
    by: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        for grid in grids_of(step):
            by[grid].append(step)
    return dict(by)
