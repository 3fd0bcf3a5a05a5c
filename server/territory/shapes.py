"""What the outlines of a publication are worth: read, canonical, upon each other or not. Pure; it repairs nothing."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

import msgspec

from grid.cells import cell_area_m2, cell_centre, centre_cells
from grid.cover import CoverCell, Territory, cover
from grid.datum import parse_datum
from grid.geojson import BadOutline, read_geometry
from grid.geometry import Geometry, Position
from grid.partition import CHECK_RESOLUTION
from mobile_contract.base import Datum
from mobile_contract.territory import GridShape

_REMEMBERED = 4096
_PACK = msgspec.msgpack.Encoder()


class BadShapes(Exception):
    """Some outlines are no valid polygons: what is wrong, by the grid's code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


class Overlap(NamedTuple):
    """Two grids that lie upon each other: their ids in order, how much of them does, and a point of it."""

    first: str
    second: str
    area_m2: float
    at: Position


def read_shapes(shapes: Iterable[GridShape], datum: Datum) -> dict[str, Geometry]:
    """The WGS-84 geometry of each grid, by id: rings closed, outer ones counter-clockwise. Raises BadShapes."""
    told = parse_datum(datum.value)
    geometries: dict[str, Geometry] = {}
    faults: dict[str, str] = {}
    for shape in shapes:
        try:
            geometries[shape.grid] = read_geometry({"type": "MultiPolygon", "coordinates": shape.geometry}, told)
        except BadOutline as bad:
            faults[shape.code] = str(bad)
    if faults:
        raise BadShapes(faults)
    return geometries


def find_overlaps(fresh: Sequence[Territory[str]], standing: Sequence[Territory[str]] = ()) -> tuple[Overlap, ...]:
    """Where fresh grids lie upon each other or upon standing ones, by their ids.

    Grids that share a cell of their covers are compared by the centres of cells of resolution 12, so a sliver narrower
    than 10 m passes: maps are not drawn finer, and whoever stands in it belongs to the smallest id.
    """
    geometries = {grid: geometry for grid, geometry, _ in (*standing, *fresh)}
    pairs = _neighbours(fresh, standing)
    centres = {grid: _centres(geometries[grid]) for grid in sorted({grid for pair in pairs for grid in pair})}
    shared = ((pair, sorted(centres[pair[0]] & centres[pair[1]])) for pair in sorted(pairs))
    return tuple(
        Overlap(*pair, math.fsum(map(cell_area_m2, cells)), cell_centre(cells[0])) for pair, cells in shared if cells
    )


def checksum(geometry: Geometry) -> str:
    """SHA-256 of the geometry's MessagePack, in hexadecimal."""
    return sha256(_PACK.encode(geometry)).hexdigest()


def _neighbours(fresh: Iterable[Territory[str]], standing: Iterable[Territory[str]]) -> set[tuple[str, str]]:
    """Pairs of grids that reach into one cell, of which one at least is fresh; each pair sorted."""
    reaching: dict[int, list[str]] = {}
    for grid, _, cells in sorted(fresh, key=lambda one: one.grid_id):
        for cell, _ in cells:
            reaching.setdefault(cell, []).append(grid)
    pairs = {pair for grids in reaching.values() if len(grids) > 1 for pair in combinations(grids, 2)}
    for grid, _, cells in standing:
        touched = {other for cell, _ in cells for other in reaching.get(cell, ())}
        pairs |= {(min(grid, other), max(grid, other)) for other in touched}
    return pairs


@lru_cache(maxsize=_REMEMBERED)
def cover_of(geometry: Geometry) -> tuple[CoverCell, ...]:
    """The cover of a geometry at the stored resolution, remembered: 600 of them take seconds.

    A batch that a short timeout of the database cut finds them at its repetition.
    """
    return cover(geometry)


@lru_cache(maxsize=_REMEMBERED)
def _centres(geometry: Geometry) -> frozenset[int]:
    return frozenset(cell for polygon in geometry for cell in centre_cells(polygon, CHECK_RESOLUTION))
