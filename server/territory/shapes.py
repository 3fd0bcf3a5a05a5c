"""What the outlines of a publication are worth: read, canonical, upon each other or not. Pure; it repairs nothing."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import combinations

import msgspec

from grid.cells import centre_cells
from grid.cover import CoverCell, cover
from grid.datum import parse_datum
from grid.geojson import BadOutline, read_geometry
from grid.geometry import Box, Geometry, box
from grid.partition import CHECK_RESOLUTION
from mobile_contract.base import Datum
from mobile_contract.territory import GridShape

_PACK = msgspec.msgpack.Encoder()


class BadShapes(Exception):
    """Some outlines are no valid polygons: what is wrong, by the grid's code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


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


def cover_all(geometries: Mapping[str, Geometry]) -> dict[str, tuple[CoverCell, ...]]:
    """The stored cover of each geometry: about 2 ms for a grid of 22 hectares."""
    return {grid: cover(geometry) for grid, geometry in geometries.items()}


def list_overlapping(
    fresh: Mapping[str, Geometry], covers: Mapping[str, tuple[CoverCell, ...]], standing: Mapping[str, Geometry]
) -> list[str]:
    """The fresh grids that lie upon another fresh one or upon a standing one, sorted by id.

    Grids that share a cell of their covers are compared by the centres of cells of resolution 12, so a sliver narrower
    than 10 m passes: maps are not drawn finer, and whoever stands in it belongs to the smallest id.
    """
    near = {grid: geometry for grid, geometry in standing.items() if _meets_any(box(geometry), fresh.values())}
    every = {**near, **fresh}
    pairs = _neighbours({**cover_all(near), **covers}) if len(every) > 1 else set[tuple[str, str]]()
    pairs = {pair for pair in pairs if not near.keys() >= set(pair)}
    centres = {grid: _centres(every[grid]) for grid in sorted({grid for pair in pairs for grid in pair})}
    clashing = {grid for pair in pairs if centres[pair[0]] & centres[pair[1]] for grid in pair}
    return sorted(clashing & fresh.keys())


def checksum(geometry: Geometry) -> str:
    """SHA-256 of the geometry's MessagePack, in hexadecimal."""
    return sha256(_PACK.encode(geometry)).hexdigest()


def _meets_any(here: Box, geometries: Iterable[Geometry]) -> bool:
    boxes = (box(geometry) for geometry in geometries)
    return any(
        here.west <= there.east and there.west <= here.east and here.south <= there.north and there.south <= here.north
        for there in boxes
    )


def _neighbours(covers: Mapping[str, tuple[CoverCell, ...]]) -> set[tuple[str, str]]:
    """Pairs of grids that reach into one cell, each pair sorted."""
    reaching: dict[int, list[str]] = {}
    for grid in sorted(covers):
        for cell, _ in covers[grid]:
            reaching.setdefault(cell, []).append(grid)
    return {pair for grids in reaching.values() if len(grids) > 1 for pair in combinations(grids, 2)}


def _centres(geometry: Geometry) -> set[int]:
    return {cell for polygon in geometry for cell in centre_cells(polygon, CHECK_RESOLUTION)}
