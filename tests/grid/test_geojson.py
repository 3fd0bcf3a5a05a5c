"""Reading outlines from decoded GeoJSON: what is accepted, what is refused and how the ring is named."""

import json

import pytest
from hypothesis import given

from grid.contacts import find_contact
from grid.datum import GCJ02, PointDatum, from_wgs84, parse_datum
from grid.geojson import MOST_POSITIONS, BadOutline, Fault, read_features, read_geometry, write_geometry
from grid.geometry import Geometry, signed_area
from tests.grid.shapes import district, ring, square, stars

SQUARE = [[118.0, 31.0], [119.0, 31.0], [119.0, 32.0], [118.0, 32.0], [118.0, 31.0]]
HOLE = [[118.2, 31.2], [118.2, 31.4], [118.4, 31.4], [118.4, 31.2], [118.2, 31.2]]


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def multi(*polygons: object) -> dict[str, object]:
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def refusal(document: dict[str, object]) -> tuple[Fault, str]:
    with pytest.raises(BadOutline) as caught:
        read_geometry(document)
    return caught.value.fault, caught.value.where


def test_the_demo_district_is_read_and_written_to_the_last_bit() -> None:
    geometry = district()
    assert [len(each) for each in geometry[0]] == [886, 50]
    assert read_geometry(json.loads(json.dumps(write_geometry(geometry)))) == geometry


@given(stars())
def test_what_is_written_reads_back_the_same(geometry: Geometry) -> None:
    if find_contact(geometry) is None:
        assert read_geometry(json.loads(json.dumps(write_geometry(geometry)))) == geometry


def test_rings_are_closed_cleaned_and_wound() -> None:
    untidy = [SQUARE[3], [*SQUARE[2], 17.5], SQUARE[1], SQUARE[1], SQUARE[0]]
    (outer, hole), *others = read_geometry(polygon(untidy, HOLE[::-1]))
    assert others == []
    assert len(outer) == len(hole) == 5
    assert outer[0] == outer[-1]
    assert set(outer) == {(lon, lat) for lon, lat in SQUARE}
    assert signed_area(outer) > 0 > signed_area(hole)


def test_a_feature_and_a_geometry_are_read_alike() -> None:
    plain = polygon(SQUARE)
    assert read_geometry({"type": "Feature", "geometry": plain}) == read_geometry(plain)
    assert read_geometry(multi([SQUARE])) == read_geometry(plain)


def test_a_file_of_the_map_datum_or_of_a_zone_is_converted() -> None:
    for datum in (GCJ02, parse_datum("cgcs2000_gk120")):
        moved = [list(from_wgs84(datum, lon, lat)) for lon, lat in SQUARE]
        (outer,) = read_geometry(polygon(moved), datum)[0]
        assert outer[1] == pytest.approx((119.0, 31.0), abs=1e-10)


def test_features_keep_their_properties() -> None:
    feature = {"type": "Feature", "properties": {"code": "a"}, "geometry": polygon(SQUARE)}
    bare = {"type": "Feature", "properties": None, "geometry": polygon(SQUARE)}
    one, two = read_features({"type": "FeatureCollection", "features": [feature, bare]})
    assert (one.properties, two.properties) == ({"code": "a"}, {})
    assert one.geometry == two.geometry
    assert read_features(feature) == (one,)


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"type": "FeatureCollection", "features": 7}, "features"),
        ({"type": "FeatureCollection", "features": ["x"]}, "feature 1"),
        ({"type": "Feature", "geometry": None}, "feature 1, geometry"),
        ({"type": "Feature", "geometry": polygon(SQUARE), "properties": [1]}, "feature 1, properties"),
    ],
)
def test_a_broken_feature_is_refused_by_number(document: dict[str, object], where: str) -> None:
    with pytest.raises(BadOutline) as caught:
        read_features(document)
    assert (caught.value.fault, caught.value.where) == (Fault.NOT_A_POLYGON, where)


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({}, "geometry"),
        ({"type": "Point", "coordinates": [118.0, 31.0]}, "geometry"),
        ({"type": "Polygon"}, "polygon 1"),
        ({"type": "MultiPolygon", "coordinates": "x"}, "coordinates"),
        (polygon("ring"), "polygon 1"),
        (polygon(), "coordinates"),
        (multi(), "coordinates"),
        (multi([SQUARE], []), "coordinates"),
        (polygon([118.0, 31.0, 119.0]), "polygon 1, outer ring, position 1"),
    ],
)
def test_what_is_no_polygon_is_refused(document: dict[str, object], where: str) -> None:
    assert refusal(document) == (Fault.NOT_A_POLYGON, where)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "118", None, 10**400])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    broken = [SQUARE[0], [value, 31.0], *SQUARE[2:]]
    assert refusal(polygon(broken)) == (Fault.NOT_A_NUMBER, "polygon 1, outer ring, position 2")


def test_a_position_of_one_number_is_refused() -> None:
    assert refusal(polygon([SQUARE[0], [118.0]])) == (Fault.NOT_A_NUMBER, "polygon 1, outer ring, position 2")


def test_a_swapped_position_is_refused() -> None:
    broken = [[lat, lon] for lon, lat in SQUARE]
    assert refusal(polygon(broken)) == (Fault.OUT_OF_RANGE, "polygon 1, outer ring, position 1")


@pytest.mark.parametrize("positions", [[], SQUARE[:1], SQUARE[:2], [SQUARE[0], SQUARE[1], SQUARE[0]], [SQUARE[0]] * 9])
def test_a_ring_of_fewer_than_three_corners_is_refused(positions: list[list[float]]) -> None:
    assert refusal(multi([SQUARE], [SQUARE, positions])) == (Fault.TOO_FEW_POINTS, "polygon 2, hole 1")


def test_a_file_too_large_to_check_is_refused() -> None:
    assert refusal(polygon([SQUARE[0]] * (MOST_POSITIONS + 1))) == (Fault.TOO_MANY_POINTS, "geometry")


@pytest.mark.parametrize(
    "positions",
    [
        [[118.0, 31.0], [119.0, 32.0], [119.0, 31.0], [118.0, 32.0]],
        [[118.0, 31.0], [119.0, 31.0], [118.5, 31.0]],
        [[118.0, 31.0], [119.0, 31.0], [119.0, 32.0], [118.5, 31.0], [118.0, 32.0]],
        [[118.0, 31.0], [119.0, 31.0], [119.0, 32.0], [119.0, 31.5], [118.0, 32.0]],
        [[118.5, 31.0], [119.0, 31.0], [119.0, 32.0], [118.0, 32.0], [118.0, 31.0], [118.7, 31.0]],
    ],
    ids=["bow tie", "flat", "corner on an edge", "spike", "spike at the first corner"],
)
def test_a_ring_that_meets_itself_is_refused_by_name(positions: list[list[float]]) -> None:
    assert refusal(polygon(positions)) == (Fault.CROSSES_ITSELF, "polygon 1, outer ring")
    assert refusal(multi([SQUARE], [SQUARE, positions]))[0] is Fault.CROSSES_ITSELF


def test_a_corner_on_a_straight_edge_is_no_contact() -> None:
    assert read_geometry(polygon([SQUARE[0], [118.5, 31.0], *SQUARE[1:]]))


def test_rings_may_touch_but_not_cross() -> None:
    touching = [[118.0, 31.0], [118.2, 31.4], [118.4, 31.2]]
    assert read_geometry(polygon(SQUARE, touching))
    crossing = [[117.9, 31.3], [118.2, 31.4], [118.4, 31.2]]
    assert refusal(polygon(SQUARE, crossing))[0] is Fault.RINGS_CROSS


def test_a_hole_outside_its_ring_is_refused_by_name() -> None:
    away = [[lon + 5, lat] for lon, lat in HOLE]
    assert refusal(polygon(SQUARE, HOLE, away)) == (Fault.HOLE_OUTSIDE, "polygon 1, hole 2")


def test_contacts_name_the_polygon_and_ring_from_nought() -> None:
    bow = ring((119.2, 31.0), (119.6, 31.4), (119.6, 31.0), (119.2, 31.4))
    assert find_contact(((square(118.0, 31.0, 1.0),), (square(119.1, 30.9, 0.6), bow))) == (1, 1, True)
    assert find_contact(((square(118.0, 31.0, 1.0),), (square(118.0, 31.0, 1.0),))) is None


def test_the_datum_of_a_file_reaches_every_position() -> None:
    datum: PointDatum = GCJ02
    (feature,) = read_features({"type": "Feature", "geometry": polygon(SQUARE)}, datum)
    assert feature.geometry[0][0][0] != (118.0, 31.0)
