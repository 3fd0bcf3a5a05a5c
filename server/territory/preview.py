"""What a file of grids would change in a layer, told before anything is. Pure: no database; it changes nothing."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from msgspec import Struct

from grid.cells import cell_centre
from grid.cover import Territory
from grid.geometry import Geometry, Position, area_m2, box
from grid.partition import gaps_and_overlaps
from mobile_contract.territory import GridShape
from server.territory.entities import PUBLISHED, Grid
from server.territory.files import FileGrid
from server.territory.shapes import checksum, cover_of, find_overlaps

_SAMPLES = 5
_METRES_PER_DEGREE = 111_320.0


class Change(StrEnum):
    """What becomes of a row's grid. A retired grid whose code comes again is changed: it comes back under its id."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Layer(NamedTuple):
    """A layer as it is: its grids, also those retired, and the shapes in force with their covers."""

    grids: Sequence[Grid]
    in_force: Sequence[Territory[str]]


class RowPreview(Struct, frozen=True):
    """A row and what it would do; `grid` is the id that it has or would get."""

    row: int
    grid: str
    code: str
    name: str
    change: Change
    area_m2: float


class OverlapPreview(Struct, frozen=True):
    """Two grids that would lie upon each other, by their codes, how much of them, and where, for example."""

    codes: tuple[str, str]
    area_m2: float
    at: Position


class Stretch(Struct, frozen=True):
    """Ground that something is to be said of: how much, and where, for example (WGS-84)."""

    area_m2: float = 0.0
    at: tuple[Position, ...] = ()


class Preview(Struct, frozen=True):
    """What would become of a layer.

    `untouched` grids are in force and not in the file. `lost` is ground that has a grid now and would have none;
    `gaps` and `outside` are held against the district's outline, None where none was given. `moved_m` is how far,
    by the median, changed grids would lie from where they are: a wrong datum shows here.
    """

    grids: tuple[RowPreview, ...]
    untouched: int
    area_m2: float
    overlaps: tuple[OverlapPreview, ...]
    lost: Stretch
    gaps: Stretch | None
    outside: Stretch | None
    moved_m: float

    def count(self, change: Change) -> int:
        """How many rows would do this."""
        return sum(grid.change is change for grid in self.grids)


class Plan(NamedTuple):
    """What would change, and the shapes that would do it; rows that are the same bring none."""

    preview: Preview
    shapes: tuple[GridShape, ...]


class _Match(NamedTuple):
    row: FileGrid
    id: str
    before: Grid | None
    change: Change


def plan(rows: Sequence[FileGrid], layer: Layer, boundary: Geometry | None, fresh_id: Callable[[], str]) -> Plan:
    """Match rows to the grids of a layer by code, and look at the layer as it would be.

    Of several grids with one code the one in force is meant, else the one that was retired last. Overlaps are judged as
    a publication judges them; what is narrower than a cell of resolution 12 (10 m) is not seen.
    """
    matches = _match(rows, layer.grids, fresh_id)
    moving = [match for match in matches if match.change is not Change.SAME]
    named = {match.id for match in matches}
    moved = {match.id for match in moving}
    standing = [shape for shape in layer.in_force if shape.grid_id not in moved]
    after = {shape.grid_id: shape.geometry for shape in standing} | {one.id: one.row.geometry for one in moving}
    held = tuple(polygon for shape in layer.in_force if shape.grid_id in moved for polygon in shape.geometry)
    gaps, outside = (None, None) if boundary is None else _held_against(after, boundary)
    preview = Preview(
        grids=tuple(
            RowPreview(one.row.row, one.id, one.row.code, one.row.name, one.change, area_m2(one.row.geometry))
            for one in matches
        ),
        untouched=sum(shape.grid_id not in named for shape in standing),
        area_m2=math.fsum(area_m2(row.geometry) for row in rows),
        overlaps=_overlaps(moving, standing, layer.grids),
        lost=_held_against(after, held)[0] if held else Stretch(),
        gaps=gaps,
        outside=outside,
        moved_m=_moved_m(moving),
    )
    shapes = (
        GridShape(grid=one.id, code=one.row.code, name=one.row.name, org=one.row.org, geometry=one.row.geometry)
        for one in moving
    )
    return Plan(preview, tuple(shapes))


def _match(rows: Iterable[FileGrid], grids: Iterable[Grid], fresh_id: Callable[[], str]) -> list[_Match]:
    known = {grid.code: grid for grid in sorted(grids, key=lambda grid: (grid.status == PUBLISHED, grid.since_at))}
    matches: list[_Match] = []
    for row in rows:
        before = known.get(row.code)
        if before is None:
            matches.append(_Match(row, fresh_id(), None, Change.NEW))
        else:
            matches.append(_Match(row, before.id, before, Change.SAME if _is_same(row, before) else Change.CHANGED))
    return matches


def _is_same(row: FileGrid, grid: Grid) -> bool:
    told, kept = (row.name, row.org, checksum(row.geometry)), (grid.name, grid.org, checksum(grid.geometry))
    return grid.status == PUBLISHED and told == kept


def _overlaps(
    moving: Iterable[_Match], standing: Sequence[Territory[str]], grids: Iterable[Grid]
) -> tuple[OverlapPreview, ...]:
    fresh = [Territory(one.id, one.row.geometry, cover_of(one.row.geometry)) for one in moving]
    codes = {grid.id: grid.code for grid in grids} | {one.id: one.row.code for one in moving}
    found = (
        OverlapPreview((min(pair), max(pair)), overlap.area_m2, overlap.at)
        for overlap in find_overlaps(fresh, standing)
        for pair in [(codes[overlap.first], codes[overlap.second])]
    )
    return tuple(sorted(found, key=lambda overlap: overlap.codes))


def _held_against(grids: Mapping[str, Geometry], outline: Geometry) -> tuple[Stretch, Stretch]:
    """Where the outline would have no grid, and where grids would leave it."""
    report = gaps_and_overlaps(grids, outline)
    return Stretch(report.gaps_m2, _samples(report.gap_cells)), Stretch(
        report.outside_m2, _samples(report.outside_cells)
    )


def _samples(cells: Sequence[int]) -> tuple[Position, ...]:
    step = max(1, len(cells) // _SAMPLES)
    return tuple(cell_centre(cell) for cell in cells[::step][:_SAMPLES])


def _moved_m(moving: Iterable[_Match]) -> float:
    pairs = [(_middle(one.before.geometry), _middle(one.row.geometry)) for one in moving if one.before is not None]
    return median(_distance_m(before, after) for before, after in pairs) if pairs else 0.0


def _middle(geometry: Geometry) -> Position:
    around = box(geometry)
    return (around.west + around.east) / 2, (around.south + around.north) / 2


def _distance_m(a: Position, b: Position) -> float:
    """Good to a per cent within a district."""
    east = (a[0] - b[0]) * math.cos(math.radians(a[1]))
    return math.hypot(east, a[1] - b[1]) * _METRES_PER_DEGREE
