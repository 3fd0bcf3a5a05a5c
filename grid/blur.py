"""Coarsen places and suppress small counts before they leave the office; it decides no policy, only applies one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from grid.cells import STORED_RESOLUTION, cell_centre, parent, point_cell
from grid.geometry import Position

Key = TypeVar("Key", int, str)

_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Published(Generic[Key]):
    """Counts fit to show, by sorted key; None where a count, or the total, is withheld."""

    counts: dict[Key, int | None]
    total: int | None


def blur_point(lon: float, lat: float, resolution: int) -> Position:
    """The centre of the cell that holds a WGS-84 point, as longitude and latitude.

    The cell is the parent of the stored cell, so a blurred place agrees with what is counted there. Refuses a
    resolution finer than the stored one with InvalidCell, a pair out of range with OutOfRange.
    """
    return cell_centre(parent(point_cell(lon, lat, STORED_RESOLUTION), resolution))


def suppress(counts: Mapping[Key, int], k: int) -> dict[Key, int | None]:
    """Withhold every count from 1 to k - 1, for a table that shows no total. A zero names nobody and stays."""
    return {key: None if 0 < counts[key] < k else counts[key] for key in sorted(counts)}


def suppress_with_total(counts: Mapping[Key, int], k: int) -> Published[Key]:
    """Withhold small counts, and what would let a reader subtract them from the total.

    If the total less the shown counts gave a withheld one away (one alone; several that sum to less than k; all at
    their largest or smallest), the smallest shown count above zero is withheld too, ties by key; if there is none,
    the total is. It guards against subtraction, not against comparison with another table.
    """
    shown = suppress(counts, k)
    total = sum(counts.values())
    if _gives_away(_withheld(counts, shown), k):
        others = sorted((count, key) for key, count in shown.items() if count)
        if not others:
            return Published(shown, None)
        shown[others[0][1]] = None
    return Published(shown, total)


def _withheld(counts: Mapping[Key, int], shown: Mapping[Key, int | None]) -> list[int]:
    return [counts[key] for key, count in shown.items() if count is None]


def _gives_away(withheld: list[int], k: int) -> bool:
    if not withheld:
        return False
    number, together = len(withheld), sum(withheld)
    return number < _TOGETHER or together < k or together in (number, number * (k - 1))
