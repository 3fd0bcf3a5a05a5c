"""Cut polygons along a straight line so that neighbours share every corner to the last bit; it chooses no line.

A corner made by a cut is rounded and so lies beside the edge it divides. `Seams` remembers it, and every polygon that
has the edge takes the corner over: what was a partition stays one, without gaps of even a millimetre.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from grid.geometry import Box, Geometry, Outline, Polygon, Position, Ring, edges

DECIMALS = 7
"""Of new corners in degrees, about 1 cm; GeoJSON written with as many reads back the same."""
CLEARANCE_M = 0.05
"""The least distance of a cut from every corner, and between two crossings: well above the rounding of a corner."""

_DEGREE_M = 111_195.0


class Seams:
    """The corners that cuts put into edges, for all polygons of one partition."""

    __slots__ = ("_corners",)

    def __init__(self) -> None:
        self._corners: dict[tuple[Position, Position], Position] = {}

    def divide(self, a: Position, b: Position, share: float) -> Position:
        """The rounded corner at a share of the way from a to b; the edge's first corner if it has one."""
        corner = round(a[0] + share * (b[0] - a[0]), DECIMALS), round(a[1] + share * (b[1] - a[1]), DECIMALS)
        return self._corners.setdefault((min(a, b), max(a, b)), corner)

    def sew(self, polygons: Iterable[Polygon]) -> Geometry:
        """The polygons with every corner that cuts put into their edges since they were made."""
        return tuple(tuple(self._sewn(ring) for ring in polygon) for polygon in polygons)

    def _sewn(self, ring: Ring) -> Ring:
        sewn: list[Position] = [ring[0]]
        waiting = list(ring[:0:-1])
        while waiting:
            a, b = sewn[-1], waiting[-1]
            corner = self._corners.get((min(a, b), max(a, b)))
            if corner is None:
                sewn.append(waiting.pop())
            else:
                waiting.append(corner)
        return tuple(sewn)


class Direction(NamedTuple):
    """A local plane in metres, turned so that cuts run `along` it and are placed `across` it."""

    origin: Position
    across_east: float
    across_north: float
    along_east: float
    along_north: float

    def across(self, position: Position) -> float:
        """Metres at right angles to the cuts, growing to the side called high."""
        lon, lat = self.origin
        return (position[0] - lon) * self.across_east + (position[1] - lat) * self.across_north

    def along(self, position: Position) -> float:
        """Metres in the direction of the cuts."""
        lon, lat = self.origin
        return (position[0] - lon) * self.along_east + (position[1] - lat) * self.along_north


def directions(area: Box, count: int) -> tuple[Direction, ...]:
    """As many directions as asked, evenly turned over half a circle, in the plane round the middle of a box."""
    origin = (area.west + area.east) / 2, (area.south + area.north) / 2
    east_m = _DEGREE_M * math.cos(math.radians(origin[1]))
    turned = [(math.cos(math.pi * step / count), math.sin(math.pi * step / count)) for step in range(count)]
    return tuple(
        Direction(origin, east_m * cosine, _DEGREE_M * sine, -east_m * sine, _DEGREE_M * cosine)
        for cosine, sine in turned
    )


def towards(area: Box, a: Position, b: Position) -> Direction:
    """The direction from one position to another, in the plane round the middle of a box; its low side is the left one.

    Raises ValueError for one position told twice.
    """
    origin = (area.west + area.east) / 2, (area.south + area.north) / 2
    east_m = _DEGREE_M * math.cos(math.radians(origin[1]))
    east, north = (b[0] - a[0]) * east_m, (b[1] - a[1]) * _DEGREE_M
    length = math.hypot(east, north)
    if not length:
        raise ValueError("a line needs two positions")
    east, north = east / length, north / length
    return Direction(origin, east_m * north, -_DEGREE_M * east, east_m * east, _DEGREE_M * north)


class Crossing(NamedTuple):
    """Where a ring passes a line: metres along it, and the share of the way from corner a to corner b."""

    along_m: float
    a: Position
    b: Position
    share: float


def crossings(polygon: Polygon, line: Direction, at_m: float) -> list[Crossing]:
    """The crossings of one polygon in order along the line; between the 1st and 2nd, 3rd and 4th ... lies inside.

    The line must pass no corner.
    """
    found: list[Crossing] = []
    for a, b in edges(polygon):
        from_a, from_b = line.across(a) - at_m, line.across(b) - at_m
        if (from_a < 0) != (from_b < 0):
            share = from_a / (from_a - from_b)
            along_a = line.along(a)
            found.append(Crossing(along_a + share * (line.along(b) - along_a), a, b, share))
    return sorted(found)


@dataclass(slots=True)
class _Side:
    """What of one polygon falls on one side: chains between two crossings, and rings that the line misses."""

    chains: dict[Position, list[Position]]
    rings: list[Ring]


def cut(polygon: Polygon, line: Direction, at_m: float, seams: Seams) -> tuple[list[Polygon], list[Polygon]]:
    """The pieces below and above the line at `across == at_m`, which must keep CLEARANCE_M from corners.

    Expects a polygon with simple rings, wound as `geometry` says. The areas of the pieces sum to the polygon's, but
    for the rounding of new corners, which the neighbours across a divided edge share.
    """
    low, high = _Side({}, []), _Side({}, [])
    for ring in polygon:
        _deal(ring, line, at_m, seams, (low, high))
    ends = [seams.divide(crossing.a, crossing.b, crossing.share) for crossing in crossings(polygon, line, at_m)]
    partner = {end: ends[index ^ 1] for index, end in enumerate(ends)}
    return _pieces(low, partner), _pieces(high, partner)


def _deal(ring: Ring, line: Direction, at_m: float, seams: Seams, sides: tuple[_Side, _Side]) -> None:
    """Give each stretch of a ring to the side it lies on."""
    above = [line.across(position) > at_m for position in ring]
    starts = [index for index in range(1, len(ring)) if above[index] != above[index - 1]]
    if not starts:
        sides[above[0]].rings.append(ring)
        return
    corners = ring[:-1]
    for start, stop in zip(starts, [*starts[1:], starts[0] + len(corners)], strict=True):
        first, last = _corner(ring, start, line, at_m, seams), _corner(ring, stop, line, at_m, seams)
        between = [corners[index % len(corners)] for index in range(start, stop)]
        sides[above[start]].chains[first] = [first, *between, last]


def _corner(ring: Ring, index: int, line: Direction, at_m: float, seams: Seams) -> Position:
    """The corner in the edge that ends at the index."""
    place = (index - 1) % (len(ring) - 1)
    a, b = ring[place], ring[place + 1]
    from_a, from_b = line.across(a) - at_m, line.across(b) - at_m
    return seams.divide(a, b, from_a / (from_a - from_b))


def _pieces(side: _Side, partner: dict[Position, Position]) -> list[Polygon]:
    """Join chains along the line into outer rings, and give every untouched hole to the ring round it."""
    outers: list[Ring] = [ring for ring in side.rings[:1] if not side.chains]
    holes = side.rings[len(outers) :]
    while side.chains:
        first = min(side.chains)
        ring: list[Position] = []
        start = first
        while start in side.chains:
            chain = side.chains.pop(start)
            ring += chain
            start = partner[chain[-1]]
        outers.append((*ring, first))
    pieces: list[Polygon] = []
    for outer in outers:
        outline = Outline(((outer,),))
        pieces.append((outer, *(hole for hole in holes if outline.contains(*hole[0]))))
    return pieces
