"""Which grids a warning is for: those that its area touches, also a little of. Pure.

It errs by warning too many: a grid is in when one of the cells of its cover, some 50 m across, is one of the area's.
"""

from functools import lru_cache

from grid.cells import STORED_RESOLUTION, InvalidCell, cell_centre, expand, parse_cell, resolution_of
from grid.cover import cover
from grid.datum import parse_datum
from grid.geojson import BadOutline, read_geometry
from grid.geometry import Geometry, area_m2
from mobile_contract.base import Datum
from mobile_contract.territory import Position
from mobile_contract.warning import WarningArea
from server.core.decisions import Directory

COARSEST = 8
"""Resolution of the coarsest cells that an area may be told in: about 0.7 km² each."""

_LARGE_M2 = 20e6
_REMEMBERED = 64


class BadArea(ValueError):
    """An area that no warning can be for: why, and what of it."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(f"{reason} {what}".strip())
        self.reason = reason
        self.what = what


def grids_of(area: WarningArea, directory: Directory) -> tuple[str, ...]:
    """The grids in force of an area, sorted.

    Raises BadArea: `one_way` (polygon, grids or cells, one of them), `outline`, `cell`, `unknown_grid`, `outside` for
    what reaches beyond the district, as the whole country does, and `nobody` for what no grid lies in.
    """
    if sum(map(bool, (area.polygon, area.grids, area.cells))) != 1:
        raise BadArea("one_way")
    if area.grids:
        return _known(area.grids, directory)
    found = directory.grids_in_cells(_polygon(area, directory) if area.polygon else _cells(area, directory))
    if not found:
        raise BadArea("nobody")
    return found


def outline_of(area: WarningArea) -> Geometry:
    """The WGS-84 outline of an area that was told as a polygon; none of another. Raises BadArea."""
    return _geometry(area.polygon, area.datum) if area.polygon else ()


def _known(grids: tuple[str, ...], directory: Directory) -> tuple[str, ...]:
    for grid in grids:
        if directory.grid(grid) is None:
            raise BadArea("unknown_grid", grid)
    return tuple(sorted(set(grids)))


def _polygon(area: WarningArea, directory: Directory) -> tuple[int, ...]:
    geometry = _geometry(area.polygon, area.datum)
    for polygon in geometry:
        for lon, lat in polygon[0]:
            if not directory.within(lon, lat):
                raise BadArea("outside", f"{lon:.5f},{lat:.5f}")
    return _covered(geometry)


def _geometry(polygon: tuple[Position, ...], datum: Datum) -> Geometry:
    try:
        return read_geometry({"type": "Polygon", "coordinates": (polygon,)}, parse_datum(datum.value))
    except BadOutline as bad:
        raise BadArea("outline", str(bad)) from bad


@lru_cache(maxsize=_REMEMBERED)
def _covered(geometry: Geometry) -> tuple[int, ...]:
    """The cells of an outline; of a large one from a coarser cover, which reaches a little further."""
    coarse = area_m2(geometry) > _LARGE_M2
    cells = (one.cell for one in cover(geometry, STORED_RESOLUTION - 1 if coarse else STORED_RESOLUTION))
    return expand(cells, STORED_RESOLUTION)


def _cells(area: WarningArea, directory: Directory) -> tuple[int, ...]:
    found: set[int] = set()
    for text in area.cells:
        try:
            cell = parse_cell(text)
        except InvalidCell as bad:
            raise BadArea("cell", text) from bad
        if not COARSEST <= resolution_of(cell) <= STORED_RESOLUTION:
            raise BadArea("cell", text)
        if not directory.within(*cell_centre(cell)):
            raise BadArea("outside", text)
        found.add(cell)
    return expand(found, STORED_RESOLUTION)
