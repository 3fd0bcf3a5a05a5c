"""What importing a file would change, told beforehand."""

from itertools import count
from typing import Any

import pytest

from grid.datum import GCJ02, WGS84
from grid.geometry import Geometry, area_m2
from server.core.entities import Entity
from server.territory.entities import PUBLISHED, Grid, GridVersion
from server.territory.files import Columns, FileGrid, read_rows
from server.territory.preview import Change, Layer, Plan, Stretch, plan
from server.territory.rules import territory_of
from tests.server.territory.geojson import FOUR, ORG_CODE, a_file
from tests.server.territory.scenes import (
    CENTRE,
    COMMUNITY,
    EAST,
    MIDDLE,
    NEXT_TERRITORY,
    NORTH,
    NW,
    SE,
    SOUTH,
    SQUARES,
    WEST,
    a_publication,
    a_shape,
    a_square,
    moved,
    published,
    retired,
    rows_after,
)
from tests.support.judging import an_id

BOUNDARY = a_square(WEST, SOUTH, EAST, NORTH)
SOUTHERN_HALF = a_square(WEST, SOUTH, EAST, CENTRE)
NOTHING = Layer((), ())


def rows(shapes: dict[str, Geometry] = FOUR, **more: Any) -> tuple[FileGrid, ...]:
    return read_rows(a_file(shapes, **more), WGS84, Columns(), {ORG_CODE: (COMMUNITY,)}).grids


def planned(
    shapes: dict[str, Geometry] = FOUR, layer: Layer = NOTHING, boundary: Geometry | None = None, **more: Any
) -> Plan:
    numbers = count(900)
    return plan(rows(shapes, **more), layer, boundary, lambda: an_id(next(numbers)))


def a_layer(*found: Entity) -> Layer:
    in_force = [territory_of(row) for row in found if isinstance(row, GridVersion) and row.status == PUBLISHED]
    return Layer([row for row in found if isinstance(row, Grid)], in_force)


def the_four(**more: Any) -> Layer:
    """The four squares in force, as an import of the file would have put them there."""
    codes = dict(zip(FOUR, SQUARES, strict=True))
    shapes = [a_shape(grid, FOUR[code], code=code, name=f"网格{code}", **more) for code, grid in codes.items()]
    return a_layer(*published(a_publication(*shapes)).puts)


def test_a_first_file_brings_new_grids() -> None:
    preview, shapes = planned()
    assert [(one.row, one.code, one.change) for one in preview.grids] == [
        (row, code, Change.NEW) for row, code in enumerate(FOUR, start=1)
    ]
    assert [shape.grid for shape in shapes] == [grid.grid for grid in preview.grids]
    assert preview.area_m2 == pytest.approx(area_m2(BOUNDARY), rel=1e-6)
    assert (preview.overlaps, preview.lost, preview.gaps, preview.outside) == ((), Stretch(), None, None)


def test_the_same_file_again_brings_nothing() -> None:
    preview, shapes = planned(layer=the_four(), boundary=BOUNDARY)
    assert (preview.count(Change.SAME), preview.untouched, shapes) == (4, 0, ())
    assert preview.gaps is not None
    assert preview.gaps.at == ()


def test_a_changed_grid_keeps_its_id_and_the_others_stay() -> None:
    preview, shapes = planned({"nw": FOUR["nw"]}, the_four(), name="新名")
    (shape,) = shapes
    assert (preview.count(Change.CHANGED), preview.untouched) == (1, 3)
    assert (shape.grid, shape.name, shape.geometry) == (NW, "新名", SQUARES[NW])


def test_a_retired_grid_comes_back_under_its_id() -> None:
    standing = published(a_publication(a_shape(NW, code="nw")))
    layer = a_layer(*rows_after(standing, retired(NW, *rows_after(standing))))
    preview, shapes = planned({"nw": FOUR["nw"]}, layer)
    assert (preview.grids[0].change, shapes[0].grid) == (Change.CHANGED, NW)


def test_of_two_grids_with_one_code_the_one_in_force_is_meant() -> None:
    first = published(a_publication(a_shape(SE, code="nw")))
    gone = retired(SE, *rows_after(first))
    heir = published(a_publication(a_shape(NW, code="nw"), territory=NEXT_TERRITORY), *rows_after(first, gone))
    preview, _ = planned({"nw": FOUR["ne"]}, a_layer(*rows_after(first, gone, heir)))
    assert preview.grids[0].grid == NW


def test_grids_upon_each_other_are_told_by_their_codes_with_area_and_place() -> None:
    preview, _ = planned({"half": SOUTHERN_HALF, "se": FOUR["se"], "nw": FOUR["nw"]})
    (overlap,) = preview.overlaps
    assert overlap.codes == ("half", "se")
    assert overlap.area_m2 == pytest.approx(area_m2(FOUR["se"]), rel=0.05)
    lon, lat = overlap.at
    assert (MIDDLE < lon < EAST, SOUTH < lat < CENTRE) == (True, True)


def test_a_grid_upon_one_that_stays_is_told_and_one_that_changes_places_is_not() -> None:
    assert [one.codes for one in planned({"half": SOUTHERN_HALF}, the_four())[0].overlaps] == [
        ("half", "se"),
        ("half", "sw"),
    ]
    assert planned({"nw": FOUR["ne"], "ne": FOUR["nw"]}, the_four())[0].overlaps == ()


def test_a_gap_of_the_outline_is_told_with_area_and_places() -> None:
    preview, _ = planned({code: FOUR[code] for code in ("nw", "ne", "sw")}, boundary=BOUNDARY)
    assert preview.gaps is not None
    assert preview.gaps.area_m2 == pytest.approx(area_m2(FOUR["se"]), rel=0.05)
    assert 1 <= len(preview.gaps.at) <= 5
    assert all(MIDDLE < lon < EAST and SOUTH < lat < CENTRE for lon, lat in preview.gaps.at)
    assert preview.outside == Stretch()


def test_what_leaves_the_outline_is_told() -> None:
    preview, _ = planned(boundary=SOUTHERN_HALF)
    assert preview.outside is not None
    assert preview.outside.area_m2 == pytest.approx(2 * area_m2(FOUR["nw"]), rel=0.05)


def test_ground_that_would_have_a_grid_no_longer_is_told() -> None:
    narrow = a_square(WEST, CENTRE, (WEST + MIDDLE) / 2, NORTH)
    preview, _ = planned({"nw": narrow}, the_four())
    assert preview.lost.area_m2 == pytest.approx(area_m2(FOUR["nw"]) / 2, rel=0.05)
    taken = {"nw": narrow, "ne": a_square((WEST + MIDDLE) / 2, CENTRE, EAST, NORTH)}
    assert planned(taken, the_four())[0].lost == Stretch()


def test_a_file_in_another_datum_than_it_says_shows_by_how_far_its_grids_move() -> None:
    shifted = {code: moved(geometry, GCJ02) for code, geometry in FOUR.items()}
    assert planned(shifted, the_four())[0].moved_m == pytest.approx(540, abs=15)
    assert planned(layer=the_four(org=COMMUNITY), name="新名")[0].moved_m == 0.0
