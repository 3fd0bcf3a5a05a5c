"""Cover a territory with cells and find the grid of a point, exactly also on a boundary; it stores nothing.

A cell alone decides only where it lies wholly inside one grid (`full`). Elsewhere the outline decides: at resolution 11
a cell alone is wrong for 7 to 18 % of points, index and outline together for none.
"""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from grid.cells import (
    STORED_RESOLUTION,
    cell_centre,
    cell_ring,
    centre_cells,
    check_resolution,
    neighbours,
    point_cell,
    resolution_of,
)
from grid.geometry import Geometry, Outline, Position, edges

COARSEST_COVER = 7
"""Below it the bend of a cell's sides is no longer small against the guard band."""

_GUARD = 1e-4

GridId = TypeVar("GridId", bound=str)


class CoverCell(NamedTuple):
    """A cell that a geometry reaches into; `full` when all of it, with its guard band, lies inside."""

    cell: int
    full: bool


class Candidate(NamedTuple, Generic[GridId]):
    """One stored row of a point's cell, with the outline that decides unless the row is full."""

    grid_id: GridId
    full: bool
    outline: Outline


class Territory(NamedTuple, Generic[GridId]):
    """One grid version as stored."""

    grid_id: GridId
    geometry: Geometry
    cells: tuple[CoverCell, ...]


class MixedResolutions(ValueError):
    """Covers of different resolutions cannot share an index."""


def cover(geometry: Geometry, resolution: int = STORED_RESOLUTION) -> tuple[CoverCell, ...]:
    """Every cell that the closed geometry touches, sorted; resolution 7 to 15.

    No point of the geometry has a cell outside the cover, and no point outside it has a full cell: a cell's sides are
    great circles, which leave the chord in longitude and latitude by micrometres, so cells are tested with a guard band
    of a ten-thousandth of their size (2.5 mm at resolution 11).
    """
    check_resolution(resolution, COARSEST_COVER)
    crossed = _crossed_cells(geometry, resolution)
    inside = {cell for polygon in geometry for cell in centre_cells(polygon, resolution)}
    return tuple(CoverCell(cell, cell not in crossed) for cell in sorted(crossed | inside))


def locate(lon: float, lat: float, candidates: Iterable[Candidate[GridId]]) -> GridId | None:
    """The smallest grid id among the candidates of the point's cell whose closed territory holds the point."""
    for candidate in sorted(candidates, key=lambda row: row.grid_id):
        if candidate.full or candidate.outline.contains(lon, lat):
            return candidate.grid_id
    return None


class TerritoryIndex(Generic[GridId]):
    """The grids of one version in memory: which grid holds a point. Building takes stored covers and computes none."""

    __slots__ = ("_resolution", "_rows")

    def __init__(self, territories: Iterable[Territory[GridId]]) -> None:
        rows: dict[int, tuple[Candidate[GridId], ...]] = {}
        resolution = None
        for grid_id, geometry, cells in sorted(territories, key=lambda territory: territory.grid_id):
            outline = Outline(geometry)
            partly = Candidate(grid_id, full=False, outline=outline)
            wholly = Candidate(grid_id, full=True, outline=outline)
            for cell, full in cells:
                resolution = resolution or resolution_of(cell)
                if resolution_of(cell) != resolution:
                    raise MixedResolutions(grid_id)
                rows[cell] = (*rows.get(cell, ()), wholly if full else partly)
        self._rows = rows
        self._resolution = resolution or STORED_RESOLUTION

    def find(self, lon: float, lat: float) -> GridId | None:
        """The grid of a WGS-84 point, the smallest id where several meet; None outside all. Never wrong by rounding.

        Refuses with OutOfRange what is no longitude and latitude.
        """
        for grid_id, full, outline in self._rows.get(point_cell(lon, lat, self._resolution), ()):
            if full or outline.contains(lon, lat):
                return grid_id
        return None

    def list_by_cell(self, cell: int) -> tuple[GridId, ...]:
        """The grids that reach into a cell of the index's resolution, sorted."""
        return tuple(row.grid_id for row in self._rows.get(cell, ()))


_Corners: TypeAlias = list[Position]


def _crossed_cells(geometry: Geometry, resolution: int) -> set[int]:
    """The cells whose guard band meets an edge: a walk from each edge's first cell through its neighbours."""
    corners: dict[int, _Corners] = {}
    crossed: set[int] = set()
    for polygon in geometry:
        for a, b in edges(polygon):
            waiting = [point_cell(*a, resolution)]
            seen = set(waiting)
            while waiting:
                cell = waiting.pop()
                if cell not in corners:
                    corners[cell] = _guarded_corners(cell)
                if not _meets(corners[cell], a, b):
                    continue
                crossed.add(cell)
                fresh = [other for other in neighbours(cell) if other not in seen]
                seen.update(fresh)
                waiting += fresh
    return crossed


def _guarded_corners(cell: int) -> _Corners:
    lon, lat = cell_centre(cell)
    return [(x + (x - lon) * _GUARD, y + (y - lat) * _GUARD) for x, y in cell_ring(cell)]


def _meets(corners: _Corners, a: Position, b: Position) -> bool:
    """Clip the segment by each side of the convex, counter-clockwise ring (Cyrus and Beck, 1978)."""
    (ax, ay), (bx, by) = a, b
    enter, leave = 0.0, 1.0
    px, py = corners[0]
    for qx, qy in corners[1:]:
        at_a = (qx - px) * (ay - py) - (qy - py) * (ax - px)
        at_b = (qx - px) * (by - py) - (qy - py) * (bx - px)
        px, py = qx, qy
        if at_a < 0 and at_b < 0:
            return False
        if at_a < 0:
            enter = max(enter, at_a / (at_a - at_b))
        elif at_b < 0:
            leave = min(leave, at_a / (at_a - at_b))
    return enter <= leave
