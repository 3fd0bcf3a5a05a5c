"""Files of grids: what is read of each row, and what is told of a row that cannot be used."""

from typing import Any

import pytest

from grid.datum import BD09, CGCS2000, GCJ02, WGS84, PointDatum, parse_datum
from grid.geojson import BadOutline, Fault
from server.territory.files import Columns, Wrong, read_outline, read_rows
from tests.server.territory.geojson import FOUR, ORG_CODE, a_collection, a_feature, a_file, swapped
from tests.server.territory.scenes import CENTRE, COMMUNITY, MIDDLE, NW, OTHER, SOUTH, SQUARES, WEST, a_square

GK = parse_datum("cgcs2000_gk120")
ORGS = {ORG_CODE: (COMMUNITY,), "320114/001/001": (COMMUNITY,), "twin": (COMMUNITY, OTHER)}
BOW_TIE = ((((WEST, SOUTH), (MIDDLE, CENTRE), (MIDDLE, SOUTH), (WEST, CENTRE), (WEST, SOUTH)),),)
OTHER_CORNER = list(SQUARES)[3]
URUMQI = a_square(87.60, 43.80, 87.61, 43.81)
BERLIN = a_square(13.40, 52.50, 13.41, 52.51)


def faults(document: dict[str, Any], datum: PointDatum = WGS84, **columns: str) -> list[tuple[int, str, str]]:
    read = read_rows(document, datum, Columns(**columns), ORGS)
    return [(fault.row, fault.fault, fault.value) for fault in read.faults]


@pytest.mark.parametrize("datum", [WGS84, GCJ02, BD09, CGCS2000, GK], ids=str)
def test_rows_are_read_in_the_datum_of_the_file(datum: PointDatum) -> None:
    read = read_rows(a_file(datum=datum), datum, Columns(), ORGS)
    assert read.faults == ()
    assert [(one.row, one.code, one.name, one.org) for one in read.grids] == [
        (row, code, f"网格{code}", COMMUNITY) for row, code in enumerate(FOUR, start=1)
    ]
    for told, true in zip(read.grids[0].geometry[0][0], SQUARES[NW][0][0], strict=True):
        assert told == pytest.approx(true, abs=1e-9)


def test_neighbours_share_their_corners_to_the_last_bit_in_every_datum() -> None:
    for datum in (GCJ02, BD09, GK):
        north_west, north_east, *_ = read_rows(a_file(datum=datum), datum, Columns(), ORGS).grids
        assert len(set(north_west.geometry[0][0]) & set(north_east.geometry[0][0])) == 2


def test_columns_have_the_names_that_the_file_gives_them() -> None:
    feature = a_feature("x", SQUARES[NW], 编码=320114001, 名称=" 一网格 ", 社区="320114/001/001")
    (grid,) = read_rows(feature, WGS84, Columns("编码", "名称", "社区"), ORGS).grids
    assert (grid.code, grid.name, grid.org) == ("320114001", "一网格", COMMUNITY)


@pytest.mark.parametrize("datum", [WGS84, GCJ02, GK], ids=str)
def test_a_file_with_latitude_first_is_named_as_such(datum: PointDatum) -> None:
    told = faults(swapped(a_file(datum=datum)), datum)
    assert [(row, fault) for row, fault, _ in told] == [(row, Wrong.SWAPPED) for row in (1, 2, 3, 4)]
    assert told[0][2].startswith("(")


def test_a_swap_is_seen_also_where_both_orders_are_places_on_earth() -> None:
    file = a_file({"u": URUMQI})
    assert faults(file) == []
    assert [fault for _, fault, _ in faults(swapped(file))] == [Wrong.SWAPPED]


@pytest.mark.parametrize(
    ("feature", "fault", "value"),
    [
        (a_feature("a", SQUARES[NW], community="320114999"), Wrong.UNKNOWN_ORG, "320114999"),
        (a_feature("a", SQUARES[NW], community=None), Wrong.UNKNOWN_ORG, ""),
        (a_feature("a", SQUARES[NW], community="twin"), Wrong.AMBIGUOUS_ORG, "twin"),
        (a_feature("", SQUARES[NW]), Wrong.BAD_CODE, ""),
        (a_feature("一 格", SQUARES[NW]), Wrong.BAD_CODE, "一 格"),
        (a_feature(1.5, SQUARES[NW]), Wrong.BAD_CODE, ""),
        (a_feature(code=True, geometry=SQUARES[NW]), Wrong.BAD_CODE, ""),
        (a_feature("a", SQUARES[NW], name=" "), Wrong.BAD_NAME, ""),
        (a_feature("a", SQUARES[NW], name="\u202e"), Wrong.BAD_NAME, "\u202e"),
        (a_feature("a", BOW_TIE), Fault.CROSSES_ITSELF, "polygon 1, outer ring"),
        (a_feature("a", BERLIN), Wrong.NOT_IN_CHINA, "(13.4, 52.5)"),
        (a_feature("a", SQUARES[NW]) | {"geometry": None}, Fault.NOT_A_POLYGON, "geometry"),
        (
            a_feature("a", SQUARES[NW]) | {"geometry": {"type": "Point", "coordinates": [1, 2]}},
            Fault.NOT_A_POLYGON,
            "geometry",
        ),
        ({"type": "Point", "coordinates": [118, 32]}, Wrong.NOT_A_FEATURE, "Point"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_number(feature: dict[str, Any], fault: str, value: str) -> None:
    assert faults(a_collection(a_feature("good", SQUARES[NW]), feature)) == [(2, fault, value)]


def test_a_row_with_several_faults_tells_them_all() -> None:
    told = faults(a_collection(a_feature("", BOW_TIE, community="nowhere", name="")))
    assert [fault for _, fault, _ in told] == [Wrong.BAD_CODE, Wrong.BAD_NAME, Wrong.UNKNOWN_ORG, Fault.CROSSES_ITSELF]


def test_a_code_twice_is_told_for_both_rows() -> None:
    document = a_collection(*(a_feature(code, SQUARES[NW]) for code in ("a", "b", "a")))
    assert faults(document) == [(1, Wrong.NAMED_TWICE, "a"), (3, Wrong.NAMED_TWICE, "a")]


@pytest.mark.parametrize("features", [None, 7, {}])
def test_a_collection_without_a_list_of_features_is_no_file_of_grids(features: object) -> None:
    with pytest.raises(BadOutline):
        read_rows({"type": "FeatureCollection", "features": features}, WGS84, Columns(), ORGS)


def test_an_outline_is_a_polygon_a_feature_or_a_collection() -> None:
    feature = a_feature("a", SQUARES[NW], GCJ02)
    once = read_outline(feature["geometry"], GCJ02)
    assert read_outline(feature, GCJ02) == once
    assert read_outline(a_collection(feature, a_feature("b", SQUARES[OTHER_CORNER], GCJ02)), GCJ02)[:1] == once
    with pytest.raises(BadOutline):
        read_outline(a_collection({"type": "Feature"}), WGS84)
