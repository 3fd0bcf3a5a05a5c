"""Find where the rings of a geometry cross or touch, by exact tests; it repairs nothing."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from grid.geometry import Geometry, Position, turn


class Contact(NamedTuple):
    """The ring, by its polygon's and its own place from 0, that meets itself or crosses another ring."""

    polygon: int
    ring: int
    with_itself: bool


def find_contact(geometry: Geometry) -> Contact | None:
    """The westernmost contact, or None for a geometry whose every ring is simple and crosses no other.

    A ring may not even touch itself. Two rings may touch, as a hole and its outer ring do at a corner. A sweep from
    west to east compares only edges whose boxes meet.
    """
    active: list[_Edge] = []
    for edge in sorted(_edges(geometry)):
        active = [other for other in active if other.east >= edge.west]
        for other in active:
            if other.south <= edge.north and other.north >= edge.south and _clash(other, edge):
                return Contact(edge.polygon, edge.ring, _same_ring(other, edge))
        active.append(edge)
    return None


class _Edge(NamedTuple):
    west: float
    east: float
    south: float
    north: float
    a: Position
    b: Position
    polygon: int
    ring: int
    place: int
    last: int


def _edges(geometry: Geometry) -> Iterator[_Edge]:
    for number, polygon in enumerate(geometry):
        for index, ring in enumerate(polygon):
            for place, (a, b) in enumerate(pairwise(ring)):
                west, east = sorted((a[0], b[0]))
                south, north = sorted((a[1], b[1]))
                yield _Edge(west, east, south, north, a, b, number, index, place, len(ring) - 2)


def _same_ring(one: _Edge, two: _Edge) -> bool:
    return (one.polygon, one.ring) == (two.polygon, two.ring)


def _clash(one: _Edge, two: _Edge) -> bool:
    same = _same_ring(one, two)
    if same and _follows(one, two):
        return _folds_back(one, two)
    if same and _follows(two, one):
        return _folds_back(two, one)
    across = turn(one.a, one.b, two.a) * turn(one.a, one.b, two.b)
    along = turn(two.a, two.b, one.a) * turn(two.a, two.b, one.b)
    return across <= 0 and along <= 0 if same else across < 0 and along < 0


def _follows(one: _Edge, two: _Edge) -> bool:
    return two.place == one.place + 1 or (one.place == one.last and two.place == 0)


def _folds_back(one: _Edge, two: _Edge) -> bool:
    """Whether the second edge runs back over the first from their common corner."""
    if turn(one.a, one.b, two.b):
        return False
    return (one.a[0] - one.b[0]) * (two.b[0] - one.b[0]) + (one.a[1] - one.b[1]) * (two.b[1] - one.b[1]) > 0
