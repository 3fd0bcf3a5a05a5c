"""Coarsen places and suppress small counts before they leave the office; it decides no policy, only applies one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from grid.cells import STORED_RESOLUTION, cell_centre, parent, point_cell
from grid.geometry import Position

Key = TypeVar("Key", int, str)

Cell = tuple[str, ...]
"""A count of a published table by its name: its row, and what it counts."""

_TOGETHER = 2


class Line(NamedTuple):
    """Counts of a published table that a reader can add up, and the count that says what they come to."""

    members: tuple[Cell, ...]
    total: Cell


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


def withhold(counts: Mapping[Cell, int], lines: Iterable[Line], k: int) -> frozenset[Cell]:
    """Which counts of a table with totals may not be shown: those from 1 to k - 1, and what would give them away.

    A line whose hidden members its total would tell loses its smallest shown member above zero too, ties by name; if it
    has none, its total; a total that was hidden as a member of another line costs its own line a member. So on, until
    no line tells anything by itself: statistical offices call it cell suppression. It guards against subtraction along
    the given lines, not against equations over several of them, nor against comparison with another table.
    """
    known = tuple(lines)
    hidden = {cell for cell, count in counts.items() if 0 < count < k}
    before = -1
    while before < len(hidden):
        before = len(hidden)
        for line in known:
            hidden |= _to_hide_too(line, counts, hidden, k)
    return frozenset(hidden)


def _to_hide_too(line: Line, counts: Mapping[Cell, int], hidden: set[Cell], k: int) -> set[Cell]:
    gone = [counts[cell] for cell in line.members if cell in hidden]
    total_gone = line.total in hidden
    if bool(gone) if total_gone else not _gives_away(gone, k):
        return set()
    shown = sorted((counts[cell], cell) for cell in line.members if counts[cell] and cell not in hidden)
    return {shown[0][1]} if shown else {line.total}


def _withheld(counts: Mapping[Key, int], shown: Mapping[Key, int | None]) -> list[int]:
    return [counts[key] for key, count in shown.items() if count is None]


def _gives_away(withheld: list[int], k: int) -> bool:
    if not withheld:
        return False
    number, together = len(withheld), sum(withheld)
    return number < _TOGETHER or together < k or together in (number, number * (k - 1))
