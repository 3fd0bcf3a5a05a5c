"""Make one outline of grids that lie beside each other. It draws no line anew: what it cannot join stays as it is."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from grid.contacts import find_contact
from grid.geometry import Geometry, Outline, Polygon, Position, Ring, signed_area


def unite(geometries: Iterable[Geometry]) -> Geometry:
    """The geometries as one, without the edges that two of them share.

    Edges are shared where both sides have them to the last bit, as in what `divide` and `halve` make. Where the rest
    makes no simple rings, the polygons stand beside each other as they were: no point is lost or won either way.
    """
    polygons = [polygon for geometry in geometries for polygon in geometry]
    joined = _joined(polygons)
    return tuple(polygons) if joined is None or find_contact(joined) is not None else joined


def _joined(polygons: Iterable[Polygon]) -> Geometry | None:
    edges: dict[tuple[Position, Position], None] = {}
    for polygon in polygons:
        for ring in polygon:
            for a, b in pairwise(ring):
                if (b, a) in edges:
                    del edges[b, a]
                else:
                    edges[a, b] = None
    after: dict[Position, Position] = {}
    for a, b in edges:
        if a in after:
            return None
        after[a] = b
    rings = _rings(after)
    return None if rings is None else _sorted_out(rings)


def _rings(after: Mapping[Position, Position]) -> list[Ring] | None:
    left = dict(after)
    rings: list[Ring] = []
    while left:
        first = min(left)
        ring = [first]
        while ring[-1] in left:
            ring.append(left.pop(ring[-1]))
        if ring[-1] != first:
            return None
        rings.append(tuple(ring))
    return rings


def _sorted_out(rings: Iterable[Ring]) -> Geometry | None:
    """Outer rings with their holes; a hole lies in the smallest ring round it."""
    outers: list[Ring] = []
    holes: list[Ring] = []
    for ring in rings:
        (outers if signed_area(ring) > 0 else holes).append(ring)
    outers.sort(key=signed_area)
    inside: dict[Ring, list[Ring]] = {outer: [] for outer in outers}
    for hole in holes:
        around = next((outer for outer in outers if Outline(((outer,),)).contains(*hole[0])), None)
        if around is None:
            return None
        inside[around].append(hole)
    return tuple((outer, *inside[outer]) for outer in sorted(outers))
