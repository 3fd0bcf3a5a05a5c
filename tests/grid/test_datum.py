"""Datum conversions against the published vectors, and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.datum import (
    BD09,
    CGCS2000,
    GCJ02,
    WGS84,
    Datum,
    OutOfRange,
    PointDatum,
    UnknownDatum,
    from_wgs84,
    looks_swapped,
    parse_datum,
    to_wgs84,
)
from grid.geometry import ECCENTRICITY, EQUATOR_RADIUS_M, Box, Position

VECTORS = [
    ((118.779, 31.992), (118.7842032, 31.9899628), (118.7906286, 31.9962015)),
    ((113.264, 23.129), (113.2693293, 23.1263231), (113.2757513, 23.1326073)),
    ((116.44, 39.92), (116.4462030, 39.9213734), (116.4527758, 39.9271055)),
]
GK120 = PointDatum(Datum.CGCS2000_GK, 120)
IN_CHINA = st.tuples(st.floats(73, 135), st.floats(3, 54))
NAN, INFINITE = float("nan"), float("inf")


def near(position: Position, tolerance: float = 6e-8) -> object:
    return pytest.approx(position, rel=0, abs=tolerance)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), VECTORS)
def test_the_vectors_of_the_published_maps_hold_both_ways(wgs: Position, gcj: Position, bd: Position) -> None:
    assert from_wgs84(GCJ02, *wgs) == near(gcj)
    assert from_wgs84(BD09, *wgs) == near(bd)
    assert to_wgs84(GCJ02, *gcj) == near(wgs)
    assert to_wgs84(BD09, *bd) == near(wgs)


@given(IN_CHINA, st.sampled_from([WGS84, GCJ02, BD09, CGCS2000]))
def test_every_datum_comes_back_to_a_micrometre(wgs: Position, datum: PointDatum) -> None:
    assert to_wgs84(datum, *from_wgs84(datum, *wgs)) == near(wgs, 1e-11)


@given(IN_CHINA)
def test_the_map_datum_is_hundreds_of_metres_off_everywhere_in_china(wgs: Position) -> None:
    lon, lat = from_wgs84(GCJ02, *wgs)
    off_m = math.hypot((lon - wgs[0]) * math.cos(math.radians(wgs[1])), lat - wgs[1]) * 111_195
    assert 5 < off_m < 1_000


@pytest.mark.parametrize("abroad", [(2.35, 48.86), (-74.0, 40.7), (151.2, -33.9), (180.0, 0.0)])
@pytest.mark.parametrize("datum", [GCJ02, BD09])
def test_points_outside_china_are_untouched(abroad: Position, datum: PointDatum) -> None:
    assert from_wgs84(datum, *abroad) == abroad
    assert to_wgs84(datum, *abroad) == abroad


def test_government_geographic_coordinates_are_taken_as_they_are() -> None:
    assert to_wgs84(CGCS2000, 118.779, 31.992) == from_wgs84(CGCS2000, 118.779, 31.992) == (118.779, 31.992)


def test_gauss_krueger_agrees_with_epsg_4549() -> None:
    east_m, north_m = from_wgs84(GK120, 118.779, 31.992)
    assert (east_m, north_m) == pytest.approx((384_609.996, 3_541_616.795), rel=0, abs=6e-4)
    assert to_wgs84(GK120, east_m, north_m) == near((118.779, 31.992), 1e-11)


@pytest.mark.parametrize("lat", [0.0, 18.25, 31.992, 53.5])
def test_on_its_meridian_the_northing_is_the_arc_of_the_ellipsoid(lat: float) -> None:
    steps = 2_000
    weights = [1, *[4, 2] * (steps // 2 - 1), 4, 1]
    bends = [(1 - (ECCENTRICITY * math.sin(math.radians(lat) * k / steps)) ** 2) ** -1.5 for k in range(steps + 1)]
    simpson = math.fsum(w * b for w, b in zip(weights, bends, strict=True)) * math.radians(lat) / steps / 3
    arc_m = EQUATOR_RADIUS_M * (1 - ECCENTRICITY**2) * simpson
    assert from_wgs84(GK120, 120.0, lat) == pytest.approx((500_000.0, arc_m), rel=0, abs=1e-4)


@given(st.floats(-4, 4), st.floats(0, 60), st.sampled_from(range(75, 136, 3)))
def test_gauss_krueger_comes_back_to_a_micrometre(off: float, lat: float, meridian: int) -> None:
    zone = PointDatum(Datum.CGCS2000_GK, meridian)
    lon = max(meridian - 4.0, min(meridian + 4.0, meridian + off))
    assert to_wgs84(zone, *from_wgs84(zone, lon, lat)) == near((lon, lat), 1e-11)


@pytest.mark.parametrize("text", ["wgs84", "gcj02", "bd09", "cgcs2000", "cgcs2000_gk75", "cgcs2000_gk120"])
def test_a_datum_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_datum(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "WGS84", "wgs84 ", "wgs84\n", "wgs-84", "cgcs2000_gk", "cgcs2000_gk121", "cgcs2000_gk138", "cgcs2000_gk٧٥"],
)
def test_what_is_no_datum_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownDatum) as refusal:
        parse_datum(text)
    assert refusal.value.text == text


@pytest.mark.parametrize(
    ("datum", "meridian"), [(Datum.WGS84, 120), (Datum.CGCS2000_GK, None), (Datum.CGCS2000_GK, 76)]
)
def test_a_meridian_belongs_to_a_zone_and_to_it_alone(datum: Datum, meridian: int | None) -> None:
    with pytest.raises(UnknownDatum):
        PointDatum(datum, meridian)


@pytest.mark.parametrize(
    ("datum", "x", "y"),
    [
        (WGS84, 31.992, 118.779),
        (GCJ02, 180.5, 0.0),
        (BD09, NAN, 30.0),
        (CGCS2000, 118.0, INFINITE),
        (GK120, 3_541_616.795, 384_609.996),
        (GK120, 40_384_609.996, 3_541_616.795),
        (GK120, 118.779, 31.992),
        (GK120, 384_609.996, -1.0),
        (GK120, NAN, 3_541_616.795),
        (GK120, 384_609.996, NAN),
    ],
)
def test_a_pair_that_is_no_place_is_refused(datum: PointDatum, x: float, y: float) -> None:
    with pytest.raises(OutOfRange) as refusal:
        to_wgs84(datum, x, y)
    assert refusal.value.datum == str(datum)
    assert (repr(refusal.value.x), repr(refusal.value.y)) == (repr(x), repr(y))


@pytest.mark.parametrize("wgs", [(124.1, 30.0), (115.9, 30.0), (120.0, -0.1), (120.0, 60.1), (120.0, 91.0)])
def test_a_place_far_from_the_zone_has_no_coordinates_in_it(wgs: Position) -> None:
    with pytest.raises(OutOfRange):
        from_wgs84(GK120, *wgs)


def test_swapped_coordinates_are_seen_against_the_box_of_the_tenant() -> None:
    tenant = Box(118.59, 31.86, 118.82, 32.02)
    assert looks_swapped(31.992, 118.779, tenant)
    assert not looks_swapped(118.779, 31.992, tenant)
    assert not looks_swapped(113.264, 23.129, tenant)
