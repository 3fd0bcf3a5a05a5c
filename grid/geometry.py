"""Rings, polygons and exact tests on them, in longitude and latitude; it knows no datum, no cells and no files."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeAlias

Position: TypeAlias = tuple[float, float]
"""Longitude, latitude in degrees."""
Ring: TypeAlias = tuple[Position, ...]
"""Closed: the first position is repeated as the last."""
Polygon: TypeAlias = tuple[Ring, ...]
"""The outer ring, counter-clockwise, then its holes, clockwise."""
Geometry: TypeAlias = tuple[Polygon, ...]
"""What a grid, a community or a district covers: polygons with disjoint interiors."""

EQUATOR_RADIUS_M = 6_378_137.0
ECCENTRICITY = math.sqrt(2 / 298.257222101 - 1 / 298.257222101**2)

_SIDE_ERROR = (3 + 16 * 2.0**-53) * 2.0**-53
_UNDERFLOW = 1e-290
_MOST_BANDS = 256
_FLAT = 1e-12


class Box(NamedTuple):
    """A box in degrees that does not cross the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Edges belong to the box."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def box(geometry: Geometry) -> Box:
    """The smallest box round a geometry that has at least one polygon."""
    lons, lats = zip(*(position for polygon in geometry for position in polygon[0]), strict=True)
    return Box(min(lons), min(lats), max(lons), max(lats))


def turn(a: Position, b: Position, c: Position) -> int:
    """1 when c lies left of the line from a to b, -1 right of it, 0 exactly on it; never wrong by rounding.

    Floating point decides when its error bound allows (Shewchuk, "Adaptive Precision Floating-Point Arithmetic",
    1997, orient2d stage A); rational arithmetic decides the rest.
    """
    left = (a[0] - c[0]) * (b[1] - c[1])
    right = (a[1] - c[1]) * (b[0] - c[0])
    determinant = left - right
    if abs(determinant) <= _SIDE_ERROR * (abs(left) + abs(right)) + _UNDERFLOW:
        ax, ay, bx, by, cx, cy = (Fraction(value) for value in (*a, *b, *c))
        exact = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx)
        return (exact > 0) - (exact < 0)
    return 1 if determinant > 0 else -1


def edges(polygon: Polygon) -> Iterator[tuple[Position, Position]]:
    """Every edge of every ring, in order."""
    for ring in polygon:
        yield from pairwise(ring)


class Outline:
    """A geometry prepared for many exact point tests: edges sorted into bands of latitude."""

    __slots__ = ("_fences",)

    def __init__(self, geometry: Geometry) -> None:
        self._fences = tuple(_Fence(polygon) for polygon in geometry)

    def contains(self, lon: float, lat: float) -> bool:
        """Whether the closed geometry holds the position: its edges and vertices, also those of holes, belong to it."""
        return any(fence.contains(lon, lat) for fence in self._fences)


class _Fence:
    __slots__ = ("_bands", "_box", "_scale")

    def __init__(self, polygon: Polygon) -> None:
        self._box = box((polygon,))
        upward = [(a, b) if a[1] <= b[1] else (b, a) for a, b in edges(polygon)]
        count = min(_MOST_BANDS, len(upward))
        height = self._box.north - self._box.south
        self._scale = (count - 1) / height if height > _FLAT else 0.0
        self._bands: list[list[tuple[Position, Position]]] = [[] for _ in range(count)]
        for low, high in upward:
            for band in self._bands[self._band(low[1]) : self._band(high[1]) + 1]:
                band.append((low, high))

    def _band(self, lat: float) -> int:
        return int((lat - self._box.south) * self._scale)

    def contains(self, lon: float, lat: float) -> bool:
        """Even-odd rule on a ray to the east; an edge counts from its lower end to just below its upper end."""
        west, south, east, north = self._box
        if not (west <= lon <= east and south <= lat <= north):
            return False
        inside = False
        for low, high in self._bands[self._band(lat)]:
            if lat < low[1] or lat > high[1] or (lon > low[0] and lon > high[0]):
                continue
            if lon < low[0] and lon < high[0]:
                inside ^= lat < high[1]
                continue
            side = turn(low, high, (lon, lat))
            if side == 0:
                return True
            if side > 0 and lat < high[1]:
                inside = not inside
        return inside


def signed_area(ring: Ring) -> float:
    """Square degrees, positive for a counter-clockwise ring."""
    west, south = ring[0]
    doubled = ((a[0] - west) * (b[1] - south) - (b[0] - west) * (a[1] - south) for a, b in pairwise(ring))
    return sum(doubled) / 2


def area_m2(geometry: Geometry) -> float:
    """Square metres on the CGCS2000 ellipsoid, by Lambert's cylindrical equal-area projection.

    Exact but for the bend of long edges: under one millionth for edges up to 10 km.
    """
    total = 0.0
    for outer, *holes in geometry:
        total += _ring_area_m2(outer) - sum(_ring_area_m2(hole) for hole in holes)
    return total


def _ring_area_m2(ring: Ring) -> float:
    return abs(signed_area(tuple((math.radians(lon) * EQUATOR_RADIUS_M, _authalic_m(lat)) for lon, lat in ring)))


def _authalic_m(lat: float) -> float:
    """Snyder, "Map Projections: A Working Manual" (1987), formulas 3-12 and 10-15 at the equator."""
    sine = math.sin(math.radians(lat))
    flat = ECCENTRICITY * sine
    q = (1 - ECCENTRICITY**2) * (sine / (1 - flat * flat) + math.atanh(flat) / ECCENTRICITY)
    return EQUATOR_RADIUS_M * q / 2
