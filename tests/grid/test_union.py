"""Uniting grids: shared edges go, area and points stay."""

import math

import pytest

from grid.geometry import Geometry, Outline, area_m2
from grid.partition import NotDivisible, bisect, halve
from grid.union import unite


def a_square(west: float, south: float, side: float = 0.01) -> Geometry:
    east, north = west + side, south + side
    return ((((west, south), (east, south), (east, north), (west, north), (west, south)),),)


SQUARE = a_square(118.77, 31.99)


def test_two_halves_make_the_whole_again() -> None:
    left, right = halve(SQUARE, (118.775, 31.98), (118.775, 32.01))
    whole = unite([left, right])
    assert len(whole) == 1
    assert math.isclose(area_m2(whole), area_m2(SQUARE), rel_tol=1e-6)


def test_four_parts_make_one_ring() -> None:
    parts = bisect(SQUARE, (1, 1, 1, 1))
    assert len(unite(parts)) == 1
    assert math.isclose(area_m2(unite(parts)), math.fsum(map(area_m2, parts)), rel_tol=1e-9)


def test_what_lies_apart_stays_apart() -> None:
    other = a_square(118.80, 31.99)
    assert unite([SQUARE, other]) == (*SQUARE, *other)


def test_edges_that_are_not_shared_to_the_last_bit_leave_the_polygons_as_they_are() -> None:
    half = a_square(118.78, 31.992, 0.004)
    assert unite([SQUARE, half]) == (*SQUARE, *half)


def test_a_ring_of_grids_round_a_hole_keeps_the_hole() -> None:
    side = 0.01
    around = [a_square(118.0 + side * x, 31.0 + side * y, side) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    exact = [tuple(tuple(tuple((round(a, 6), round(b, 6)) for a, b in ring) for ring in p) for p in g) for g in around]
    ((outer, hole),) = unite(exact)
    assert not Outline(((outer, hole),)).contains(118.015, 31.015)
    assert len(hole) == 5


def test_left_and_right_are_as_seen_along_the_line() -> None:
    left, right = halve(SQUARE, (118.775, 31.98), (118.775, 32.01))
    assert Outline(left).contains(118.772, 31.995)
    assert Outline(right).contains(118.778, 31.995)
    assert not Outline(left).contains(118.778, 31.995)


def test_a_line_beside_the_grid_divides_nothing() -> None:
    with pytest.raises(NotDivisible):
        halve(SQUARE, (118.9, 31.98), (118.9, 32.01))
    with pytest.raises(ValueError, match="two positions"):
        halve(SQUARE, (118.9, 31.98), (118.9, 31.98))
