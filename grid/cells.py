"""Name H3 cells, their parents and neighbours. The only module that knows the h3 library; it resolves no grid.

A cell is an integer below 2**63 inside (a BIGINT in the database) and 15 hexadecimal digits on the wire, because a JSON
number cannot hold it. Positions are longitude and latitude in WGS-84, in this order, everywhere.
"""

import importlib
import re
from collections.abc import Iterable
from typing import Protocol, cast

from grid.datum import check_degrees
from grid.geometry import Polygon, Position, Ring

STORED_RESOLUTION = 11
"""What is stored for every point: about 1,663 square metres in Nanjing. Coarser cells are derived from it."""
WORKING_RESOLUTION = 10
"""What is drawn and patrolled: about 1.16 hectares in Nanjing, near the national unit grid of 10,000 square metres."""

_FINEST = 15


class InvalidCell(ValueError):
    """Not an H3 cell, or not one of the resolution that was asked for."""

    def __init__(self, given: object) -> None:
        super().__init__(f"no such H3 cell: {given!r}")
        self.given = given


class _Shape(Protocol):
    """An h3 polygon; nothing is asked of it here."""


class _Library(Protocol):
    """The part of `h3.api.basic_int` in use. h3 4.5 ships no types."""

    def latlng_to_cell(self, lat: float, lng: float, res: int) -> int: ...
    def cell_to_latlng(self, h: int) -> tuple[float, float]: ...
    def cell_to_boundary(self, h: int) -> tuple[tuple[float, float], ...]: ...
    def cell_to_parent(self, h: int, res: int) -> int: ...
    def cell_area(self, h: int, unit: str) -> float: ...
    def get_resolution(self, h: int) -> int: ...
    def is_valid_cell(self, h: int) -> bool: ...
    def grid_disk(self, h: int, k: int) -> list[int]: ...
    def compact_cells(self, cells: Iterable[int]) -> list[int]: ...
    def uncompact_cells(self, cells: Iterable[int], res: int) -> list[int]: ...
    def h3shape_to_cells(self, h3shape: _Shape, res: int) -> list[int]: ...
    def LatLngPoly(self, outer: Iterable[Position], *holes: Iterable[Position]) -> _Shape: ...  # noqa: N802 - h3's name


_h3 = cast("_Library", importlib.import_module("h3.api.basic_int"))


def point_cell(lon: float, lat: float, resolution: int = STORED_RESOLUTION) -> int:
    """The cell that holds a WGS-84 position.

    Refuses a pair out of range with OutOfRange: h3 itself takes swapped arguments silently and answers with Alaska.
    """
    check_degrees(lon, lat)
    check_resolution(resolution)
    return _h3.latlng_to_cell(lat, lon, resolution)


def cell_text(cell: int) -> str:
    """15 lower-case hexadecimal digits."""
    return f"{cell:015x}"


def parse_cell(text: str, resolution: int | None = None) -> int:
    """Read what `cell_text` writes, and nothing else; refuses with InvalidCell, also another resolution than asked."""
    if not re.fullmatch(r"8[0-9a-f]{14}", text, re.ASCII):
        raise InvalidCell(text)
    cell = int(text, 16)
    if not _h3.is_valid_cell(cell) or resolution not in (None, _h3.get_resolution(cell)):
        raise InvalidCell(text)
    return cell


def is_cell(number: int) -> bool:
    """Whether an integer, for example from a file, is an H3 cell."""
    return 0 < number < 2**63 and _h3.is_valid_cell(number)


def resolution_of(cell: int) -> int:
    """0 (coarse) to 15 (fine)."""
    return _h3.get_resolution(cell)


def parent(cell: int, resolution: int) -> int:
    """The coarser cell that a cell is counted in, always derived from the cell and never by indexing its point again.

    The two differ for 6 to 7 % of points. Refuses a finer resolution than the cell's own with InvalidCell.
    """
    if not 0 <= resolution <= _h3.get_resolution(cell):
        raise InvalidCell(cell_text(cell))
    return _h3.cell_to_parent(cell, resolution)


def neighbours(cell: int, steps: int = 1) -> tuple[int, ...]:
    """Every cell at most `steps` away but the cell itself, sorted; six for one step."""
    return tuple(sorted(other for other in _h3.grid_disk(cell, steps) if other != cell))


def cell_centre(cell: int) -> Position:
    """Longitude and latitude."""
    lat, lon = _h3.cell_to_latlng(cell)
    return lon, lat


def cell_ring(cell: int) -> Ring:
    """The cell's outline, closed and counter-clockwise."""
    corners = tuple((lon, lat) for lat, lon in _h3.cell_to_boundary(cell))
    return (*corners, corners[0])


def cell_area_m2(cell: int) -> float:
    """Square metres on the sphere of h3 (radius 6,371.007 km)."""
    return _h3.cell_area(cell, "m^2")


def compact(cells: Iterable[int]) -> tuple[int, ...]:
    """Replace complete families by their parent, for the wire only: mixed resolutions cannot be looked up."""
    return tuple(sorted(_h3.compact_cells(set(cells))))


def expand(cells: Iterable[int], resolution: int) -> tuple[int, ...]:
    """Undo `compact`: every descendant at the resolution, sorted; refuses a cell finer than it with InvalidCell."""
    mixed = set(cells)
    for cell in sorted(mixed):
        if _h3.get_resolution(cell) > resolution:
            raise InvalidCell(cell_text(cell))
    return tuple(sorted(_h3.uncompact_cells(mixed, resolution)))


def centre_cells(polygon: Polygon, resolution: int) -> tuple[int, ...]:
    """The cells whose centre lies in the polygon, sorted. Disjoint for disjoint polygons; none for a tiny one."""
    check_resolution(resolution)
    outer, *holes = ([(lat, lon) for lon, lat in ring] for ring in polygon)
    return tuple(sorted(_h3.h3shape_to_cells(_h3.LatLngPoly(outer, *holes), resolution)))


def check_resolution(resolution: int, coarsest: int = 0) -> None:
    """Refuse a resolution that h3 does not have, or that is coarser than the caller can use."""
    if not coarsest <= resolution <= _FINEST:
        message = f"H3 resolution must be {coarsest} to {_FINEST}, not {resolution}"
        raise ValueError(message)
