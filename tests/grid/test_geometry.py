"""Exact predicates and areas."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.geometry import ECCENTRICITY, EQUATOR_RADIUS_M, Geometry, Outline, area_m2, box, signed_area, turn
from tests.grid.shapes import district, holds, ring, square, stars

DEGREES = st.floats(-180, 180) | st.floats(-1e-300, 1e-300) | st.integers(-3, 3).map(float)
POSITIONS = st.tuples(DEGREES, DEGREES)


@given(POSITIONS, POSITIONS, POSITIONS)
def test_the_side_of_a_line_is_never_decided_by_rounding(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    ax, ay, bx, by, cx, cy = (Fraction(value) for value in (*a, *b, *c))
    exact = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    assert turn(a, b, c) == (exact > 0) - (exact < 0)


@pytest.mark.parametrize("steps", range(-2, 3))
def test_one_last_bit_beside_a_line_is_beside_it(steps: int) -> None:
    lat = 0.5
    for _ in range(abs(steps)):
        lat = math.nextafter(lat, math.copysign(math.inf, steps))
    assert turn((0.0, 0.0), (12.0, 12.0), (0.5, lat)) == (steps > 0) - (steps < 0)


@given(stars(), st.data())
def test_an_outline_holds_exactly_what_the_slow_test_holds(geometry: Geometry, data: st.DataObject) -> None:
    west, south, east, north = box(geometry)
    corners = [position for polygon in geometry for each in polygon for position in each]
    lon = st.sampled_from([lon for lon, _ in corners]) | st.floats(west - 0.001, east + 0.001)
    lat = st.sampled_from([lat for _, lat in corners]) | st.floats(south - 0.001, north + 0.001)
    outline = Outline(geometry)
    for position in data.draw(st.lists(st.tuples(lon, lat), min_size=5, max_size=5)):
        assert outline.contains(*position) == holds(geometry, position)


def test_edges_and_corners_belong_to_a_closed_outline_also_those_of_a_hole() -> None:
    outline = Outline(((square(0.0, 0.0, 4.0), square(1.0, 1.0, 2.0)[::-1]),))
    for inside in [
        (0.0, 0.0),
        (4.0, 4.0),
        (2.0, 0.0),
        (0.0, 2.0),
        (4.0, 1.0),
        (2.0, 4.0),
        (1.0, 1.0),
        (2.0, 3.0),
        (1.0, 2.0),
    ]:
        assert outline.contains(*inside)
    for outside in [(2.0, 2.0), (math.nextafter(1.0, 2.0), 2.0), (4.5, 2.0), (-0.5, 0.0), (2.0, -0.5), (2.0, 4.5)]:
        assert not outline.contains(*outside)


def test_a_place_that_is_no_number_is_nowhere() -> None:
    assert not Outline(((square(0.0, 0.0, 4.0),),)).contains(float("nan"), 1.0)


def test_a_polygon_without_height_holds_only_its_line() -> None:
    outline = Outline(((ring((0.0, 1.0), (2.0, 1.0), (1.0, 1.0)),),))
    assert outline.contains(1.5, 1.0)
    assert not outline.contains(2.5, 1.0)
    assert not outline.contains(1.5, 1.1)


def test_winding_is_read_from_the_sign_of_the_area() -> None:
    assert signed_area(square(118.0, 31.0, 2.0)) == 4.0
    assert signed_area(square(118.0, 31.0, 2.0)[::-1]) == -4.0


def test_a_square_degree_has_the_integral_of_the_ellipsoid() -> None:
    steps = 100
    lats = [math.radians(31 + step / steps) for step in range(steps + 1)]
    strips = [math.cos(lat) / (1 - (ECCENTRICITY * math.sin(lat)) ** 2) ** 2 for lat in lats]
    weights = [1, *[4, 2] * (steps // 2 - 1), 4, 1]
    simpson = math.fsum(w * strip for w, strip in zip(weights, strips, strict=True)) * math.radians(1) / steps / 3
    expected_m2 = EQUATOR_RADIUS_M**2 * (1 - ECCENTRICITY**2) * simpson * math.radians(1)
    assert area_m2(((square(118.0, 31.0, 1.0),),)) == pytest.approx(expected_m2, rel=1e-12)


def test_the_whole_ellipsoid_has_the_area_of_the_books() -> None:
    whole = ring((-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0))
    assert area_m2(((whole,),)) == pytest.approx(510_065_621_724_000, rel=1e-9)


def test_a_hole_and_a_second_polygon_count() -> None:
    small, large, away = square(118.1, 31.1, 0.1), square(118.0, 31.0, 0.3), square(119.0, 31.0, 0.1)
    parts = [area_m2(((each,),)) for each in (large, small, away)]
    assert area_m2(((large, small[::-1]), (away,))) == pytest.approx(parts[0] - parts[1] + parts[2])


def test_the_demo_district_has_about_132_square_kilometres() -> None:
    assert area_m2(district()) == pytest.approx(132e6, rel=0.01)
