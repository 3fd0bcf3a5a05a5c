"""Which rows of a grid go where, root by root and commit by commit. Pure: it is given every row and moves none."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from grid.cover import Territory, TerritoryIndex
from grid.geometry import Position

MOST_ROWS = 500
"""In one commit of a job (sync.md 5). A home that has more by itself still moves at once."""

BORDER_M = 15.0
"""Within it of another part a home is told as lying on the border: a fix is not better."""

BUILDING, CASE = "building", "case"
_BEARINGS = 8
_METRES_PER_DEGREE = 111_320.0


class Row(NamedTuple):
    """A row in the scope of a grid that is split or merged; `parent` is the id of the row that it goes along with.

    `grid` is where it lies: a building may have gone already. `open` says of a case that it still runs.
    """

    kind: str
    id: str
    parent: str | None = None
    grid: str = ""
    place: Position | None = None
    open: bool = False


class Home(NamedTuple):
    """Rows that belong together and move in one commit: a dwelling and all in it, a case, somebody without a dwelling.

    `building` is the building that sees its dwelling off; a building without dwellings is a home of no other row.
    """

    source: str
    to: str
    building: str | None
    rows: tuple[Row, ...]
    place: Position | None = None
    placeless: bool = False

    @property
    def weight(self) -> int:
        """How many rows a commit of it alone touches."""
        return len(self.rows) + (self.building is not None)


class Move(NamedTuple):
    """What of a commit goes to one grid; of `unfinished` buildings some homes have still to go."""

    to: str
    buildings: tuple[str, ...]
    unfinished: tuple[str, ...]
    rows: tuple[Row, ...]


class Parts:
    """The grids that rows may go to, and where what has no place goes."""

    def __init__(self, territories: Iterable[Territory[str]], rest: str) -> None:
        shapes = tuple(territories)
        self.rest = rest
        self.grids = tuple(sorted(one.grid_id for one in shapes))
        self._index = TerritoryIndex(shapes)

    def of(self, place: Position | None) -> str:
        """The part of a place; the smallest id on a shared edge."""
        return self.rest if place is None else self._index.find(*place) or self.rest

    def on_border(self, place: Position) -> bool:
        """Whether another part lies within 15 m."""
        here = self.of(place)
        return any(self._index.find(*one) not in (None, here) for one in _around(place))


def list_homes(source: str, rows: Sequence[Row], parts: Parts, elsewhere: Mapping[str, str]) -> list[Home]:
    """The homes of a grid with the parts that they go to, buildings first, in the order of their ids.

    `elsewhere` is where parents lie that are not among the rows: what they left behind goes after them.
    """
    known = {row.id: row for row in rows if row.kind != BUILDING}
    buildings = {row.id: row for row in rows if row.kind == BUILDING}
    gathered: dict[str, list[Row]] = defaultdict(list)
    for row in known.values():
        gathered[_root(row, known).id].append(row)
    homes: list[Home] = []
    for root_id in sorted(gathered):
        root = known[root_id]
        building = buildings.get(root.parent or "")
        those = tuple(sorted(gathered[root_id], key=lambda row: (row.kind, row.id)))
        homes.append(_home(root, building, those, source, parts, elsewhere))
    housed = {home.building for home in homes}
    empty = (building for building in buildings.values() if building.id not in housed)
    homes += [_home(building, building, (), source, parts, elsewhere) for building in empty]
    return sorted(homes, key=lambda home: (home.building is None, home.building or "", home.rows[:1]))


def next_commit(homes: Sequence[Home], most: int) -> list[Move]:
    """What moves next: at least one home, and no more than fit into a commit. Empty when all are where they belong."""
    waiting = [home for home in homes if home.to != home.source]
    taken = _taken(waiting, most)
    left = Counter(home.building for home in waiting[len(taken) :] if home.building)
    moves: list[Move] = []
    for to in sorted({home.to for home in taken}):
        those = [home for home in taken if home.to == to]
        buildings = tuple(sorted({home.building for home in those if home.building}))
        unfinished = tuple(building for building in buildings if left[building])
        moves.append(Move(to, buildings, unfinished, tuple(row for home in those for row in home.rows)))
    return moves


def count_commits(homes: Sequence[Home], most: int = MOST_ROWS) -> int:
    """How many commits the homes take."""
    waiting = [home for home in homes if home.to != home.source]
    count = 0
    while waiting:
        waiting = waiting[len(_taken(waiting, most)) :]
        count += 1
    return count


def _taken(waiting: Sequence[Home], most: int) -> list[Home]:
    taken: list[Home] = []
    weight = 0
    for home in waiting:
        seen = bool(home.building and taken and taken[-1].building == home.building)
        weight += home.weight - seen
        if taken and weight > most:
            break
        taken.append(home)
    return taken


def _around(place: Position) -> Iterator[Position]:
    lon, lat = place
    up = BORDER_M / _METRES_PER_DEGREE
    aside = up / math.cos(math.radians(lat))
    for step in range(_BEARINGS):
        turned = 2 * math.pi * step / _BEARINGS
        yield lon + aside * math.sin(turned), lat + up * math.cos(turned)


def _root(row: Row, known: Mapping[str, Row]) -> Row:
    """The topmost row that this one goes along with; a building is no such row, for it is shared."""
    while row.parent is not None and row.parent in known:
        row = known[row.parent]
    return row


def _home(
    root: Row, building: Row | None, rows: tuple[Row, ...], source: str, parts: Parts, elsewhere: Mapping[str, str]
) -> Home:
    """Where a home goes: where its building has gone, or lies; where its parent is; or where what has no place goes."""
    place = root.place if building is None else building.place
    name = None if building is None else building.id
    if building is not None and building.grid != source:
        return Home(source, building.grid, name, rows, place)
    if place is not None:
        return Home(source, parts.of(place), name, rows, place)
    after = elsewhere.get(root.parent or "")
    if after is not None and after in parts.grids:
        return Home(source, after, name, rows)
    return Home(source, parts.rest, name, rows, placeless=True)


def list_rows(homes: Iterable[Home]) -> Iterator[tuple[str, str]]:
    """Every row as (kind, target), buildings once each."""
    buildings = {home.building: home.to for home in homes if home.building}
    yield from ((BUILDING, to) for to in buildings.values())
    yield from ((row.kind, home.to) for home in homes for row in home.rows)
