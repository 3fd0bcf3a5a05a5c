"""Publishing and retiring grids: what is in force afterwards, and what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from grid.cells import STORED_RESOLUTION, resolution_of
from grid.datum import BD09, CGCS2000, GCJ02, PointDatum
from grid.geometry import area_m2
from mobile_contract.accounts import Post
from mobile_contract.base import Datum
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from server.core.decisions import DISTRICT_WIDE, Decision
from server.core.entities import grid_scope
from server.core.working import WorkingSet
from server.territory.entities import PUBLISHED, RETIRED, Grid
from server.territory.rules import HANDLERS
from tests.server.territory.scenes import (
    CENTRE,
    COMMUNITY,
    KINDS,
    MIDDLE,
    NE,
    NEXT_TERRITORY,
    NORTH,
    NW,
    OTHER,
    SE,
    SOUTH,
    SQUARES,
    SW,
    WEST,
    a_publication,
    a_shape,
    a_square,
    grids_of,
    moved,
    published,
    retired,
    rows_after,
    versions_of,
)
from tests.support.judging import NOW, ADirectory, an_id

HOUR = timedelta(hours=1)
A_METRE = 0.00001
BOW_TIE = ((((WEST, SOUTH), (MIDDLE, CENTRE), (MIDDLE, SOUTH), (WEST, CENTRE), (WEST, SOUTH)),),)


def broken_codes(decision: Decision) -> list[str]:
    assert (decision.verdict, decision.why, decision.puts) == (Verdict.REFUSED, ProblemCode.TERRITORY_BROKEN, ())
    return decision.facts["grids"].split(", ")


def code_of(grid: str) -> str:
    return a_shape(grid).code


# --- publishing -------------------------------------------------------------------------------------------------------


def test_a_partition_comes_into_force() -> None:
    decision = published(a_publication())
    grids = grids_of(decision)
    assert decision.verdict is Verdict.APPLIED
    assert sorted(grids) == sorted(SQUARES)
    assert {grid.status for grid in grids.values()} == {PUBLISHED}
    assert grids[NW].geometry == SQUARES[NW]
    assert grids[NW].path == f"320114/001/001/{code_of(NW)}"


def test_each_grid_has_a_version_with_its_cells() -> None:
    decision = published(a_publication())
    (version,) = versions_of(decision, NW)
    assert version.id == grids_of(decision)[NW].shape
    assert (version.valid_from, version.valid_until) == (NOW, None)
    assert version.area_m2 == area_m2(SQUARES[NW])
    assert len(version.checksum) == 64
    assert {resolution_of(cell) for cell, _ in version.cells} == {STORED_RESOLUTION}
    assert {full for _, full in version.cells} == {True, False}


def test_grids_that_share_edges_share_cells_and_do_not_overlap() -> None:
    decision = published(a_publication())
    cells = {grid: {cell for cell, _ in versions_of(decision, grid)[0].cells} for grid in SQUARES}
    assert cells[NW] & cells[NE] & cells[SW] & cells[SE]
    assert decision.verdict is Verdict.APPLIED


@pytest.mark.parametrize("datum", [GCJ02, BD09])
def test_a_partition_in_another_datum_is_stored_in_wgs84(datum: PointDatum) -> None:
    shapes = [a_shape(grid, moved(square, datum)) for grid, square in SQUARES.items()]
    stored = grids_of(published(a_publication(*shapes, datum=Datum(datum.datum.value))))
    for grid, square in SQUARES.items():
        for told, true in zip(stored[grid].geometry[0][0], square[0][0], strict=True):
            assert told == pytest.approx(true, abs=1e-9)
    assert stored[NW].geometry != shapes[0].geometry


def test_cgcs2000_is_stored_as_it_is() -> None:
    assert str(CGCS2000) == Datum.CGCS2000.value
    assert grids_of(published(a_publication(datum=Datum.CGCS2000)))[NW].geometry == SQUARES[NW]


def test_a_ring_the_wrong_way_round_is_turned() -> None:
    clockwise = ((SQUARES[NW][0][0][::-1],),)
    assert grids_of(published(a_publication(a_shape(NW, clockwise))))[NW].geometry == SQUARES[NW]


def test_publishing_again_ends_the_version_before() -> None:
    first = published(a_publication(), now=NOW - HOUR)
    wider = a_square(WEST - 100 * A_METRE, CENTRE, MIDDLE, NORTH)
    second = published(a_publication(a_shape(NW, wider, name="新"), territory=NEXT_TERRITORY), *rows_after(first))
    ended, begun = versions_of(second, NW)
    assert (ended.status, ended.valid_from, ended.valid_until) == (RETIRED, NOW - HOUR, NOW)
    assert (begun.status, begun.valid_from, begun.valid_until) == (PUBLISHED, NOW, None)
    grid = grids_of(second)[NW]
    assert (grid.version, grid.name, grid.geometry, grid.shape) == (2, "新", wider, begun.id)
    assert list(grids_of(second)) == [NW]


def test_a_third_version_ends_the_second_alone() -> None:
    first = published(a_publication(a_shape(NW)), now=NOW - 2 * HOUR)
    second = published(a_publication(a_shape(NW), territory=NEXT_TERRITORY), *rows_after(first), now=NOW - HOUR)
    third = published(a_publication(a_shape(NW), territory=OTHER), *rows_after(first, second))
    ended, begun = versions_of(third, NW)
    assert (ended.id, begun.valid_from) == (grids_of(second)[NW].shape, NOW)


def test_the_same_publication_gives_the_same_rows() -> None:
    assert published(a_publication()).puts == published(a_publication()).puts


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("over_m", "refused"), [(0, False), (1, False), (40, True), (200, True)])
def test_grids_upon_each_other_are_refused_by_their_codes(over_m: int, refused: bool) -> None:
    wider = a_square(WEST, CENTRE, MIDDLE + over_m * A_METRE, NORTH)
    decision = published(a_publication(a_shape(NW, wider), *(a_shape(grid) for grid in (NE, SW, SE))))
    assert (decision.verdict is Verdict.REFUSED) is refused
    assert not refused or broken_codes(decision) == [code_of(NW), code_of(NE)]


def test_a_grid_inside_another_is_refused() -> None:
    inner = a_square(WEST + 50 * A_METRE, CENTRE + 50 * A_METRE, MIDDLE - 50 * A_METRE, NORTH - 50 * A_METRE)
    assert broken_codes(published(a_publication(a_shape(NW), a_shape(OTHER, inner, code="inner")))) == [
        code_of(NW),
        "inner",
    ]


def over(layer: LayerKind = LayerKind.COMMUNITY) -> PublishTerritory:
    """One grid that lies over the south-eastern of the four."""
    return a_publication(a_shape(OTHER, SQUARES[SE], code="over"), territory=NEXT_TERRITORY, layer=layer)


def test_a_grid_upon_one_that_stays_published_is_refused() -> None:
    standing = rows_after(published(a_publication()))
    assert broken_codes(published(over(), *standing)) == ["over"]


def test_layers_lie_upon_each_other() -> None:
    standing = rows_after(published(a_publication()))
    assert published(over(LayerKind.DUTY), *standing).verdict is Verdict.APPLIED


def test_a_grid_may_take_the_place_of_a_retired_one() -> None:
    standing = published(a_publication())
    gone = retired(SE, *rows_after(standing))
    assert published(over(), *rows_after(standing, gone)).verdict is Verdict.APPLIED


def test_grids_may_change_places_in_one_publication() -> None:
    standing = rows_after(published(a_publication()))
    swapped = a_publication(a_shape(NW, SQUARES[SE]), a_shape(SE, SQUARES[NW]), territory=NEXT_TERRITORY)
    assert published(swapped, *standing).verdict is Verdict.APPLIED


def test_an_outline_that_crosses_itself_is_named_with_what_is_wrong() -> None:
    decision = published(a_publication(a_shape(SW, BOW_TIE), a_shape(NE)))
    assert broken_codes(decision) == [code_of(SW)]
    assert decision.facts["fault"].endswith("crosses_itself")


def test_only_the_first_of_many_broken_grids_are_named() -> None:
    shapes = [a_shape(an_id(400 + n), BOW_TIE, code=f"b{n:02}") for n in range(12)]
    decision = published(a_publication(*shapes))
    assert broken_codes(decision) == [f"b{n:02}" for n in range(10)]
    assert decision.facts["count"] == "12"


@pytest.mark.parametrize("twin", [a_shape(NW, SQUARES[SE]), a_shape(SE, code=code_of(NW))], ids=["id", "code"])
def test_a_grid_is_not_named_twice(twin: GridShape) -> None:
    assert code_of(NW) in broken_codes(published(a_publication(a_shape(NW), twin)))


def test_a_code_in_force_is_not_given_to_another_grid() -> None:
    standing = rows_after(published(a_publication(a_shape(NW))))
    namesake = a_publication(a_shape(SE, code=code_of(NW)), territory=NEXT_TERRITORY)
    assert broken_codes(published(namesake, *standing)) == [code_of(NW)]


def test_a_grid_keeps_its_layer_and_a_territory_its_id() -> None:
    standing = rows_after(published(a_publication()))
    elsewhere = a_publication(a_shape(NW), territory=NEXT_TERRITORY, layer=LayerKind.DUTY)
    assert published(elsewhere, *standing).why is ProblemCode.ID_TAKEN
    assert published(a_publication(), *standing).why is ProblemCode.ID_TAKEN


@pytest.mark.parametrize(("valid_from", "good"), [(NOW - HOUR, True), (NOW, True), (NOW + HOUR, False)])
def test_a_partition_comes_into_force_now_or_did_before(valid_from: datetime, good: bool) -> None:
    decision = published(a_publication(valid_from=valid_from))
    if good:
        assert versions_of(decision, NW)[0].valid_from == valid_from
    else:
        assert decision.why is ProblemCode.WRONG_IDENTIFIER


def test_a_version_does_not_begin_before_the_one_that_it_ends() -> None:
    standing = rows_after(published(a_publication()))
    early = a_publication(a_shape(NW), territory=NEXT_TERRITORY, valid_from=NOW - HOUR)
    assert published(early, *standing).why is ProblemCode.WRONG_IDENTIFIER


def test_a_partition_waits_for_its_organisations() -> None:
    decision = published(a_publication(a_shape(NW), a_shape(NE, org=OTHER)))
    assert (decision.verdict, decision.missing) == (Verdict.HELD, (OTHER,))
    assert COMMUNITY not in decision.missing


# --- retiring ---------------------------------------------------------------------------------------------------------


def test_a_retired_grid_is_in_force_no_longer() -> None:
    standing = published(a_publication(), now=NOW - HOUR)
    decision = retired(NW, *rows_after(standing))
    (version,) = versions_of(decision, NW)
    assert grids_of(decision)[NW].status == RETIRED
    assert (version.status, version.valid_until) == (RETIRED, NOW)
    assert retired(NW, *rows_after(standing, decision)).why is ProblemCode.ALREADY_ENDED


def test_a_retired_grid_can_come_back() -> None:
    standing = published(a_publication(), now=NOW - HOUR)
    gone = retired(NW, *rows_after(standing))
    back = published(a_publication(a_shape(NW), territory=NEXT_TERRITORY), *rows_after(standing, gone))
    (version,) = versions_of(back, NW)
    assert (grids_of(back)[NW].status, grids_of(back)[NW].version, version.valid_until) == (PUBLISHED, 3, None)


def test_retiring_waits_for_the_grid() -> None:
    assert retired(NW).missing == (NW,)


def test_territory_is_the_whole_districts_matter() -> None:
    for handler in HANDLERS:
        assert handler.posts == {Post.SYS_ADMIN, Post.SUPERVISOR}
        assert handler.area(a_publication(), WorkingSet(KINDS), ADirectory()) == DISTRICT_WIDE


# --- what phones hold -------------------------------------------------------------------------------------------------


def the_kind_of_grids() -> Any:
    return KINDS.of(Grid).kind


def test_a_grids_workers_hold_it_until_it_is_retired() -> None:
    standing = published(a_publication())
    grid, gone = grids_of(standing)[NW], grids_of(retired(NW, *rows_after(standing)))[NW]
    assert the_kind_of_grids().scopes(grid) == (grid_scope(NW),)
    assert the_kind_of_grids().scopes(gone) == ()


def test_a_phone_holds_code_name_and_geometry() -> None:
    record = the_kind_of_grids().record(grids_of(published(a_publication()))[NW])
    assert (record.id, record.code, record.name, record.community) == (NW, code_of(NW), "网格", COMMUNITY)
    assert (record.layer, record.geometry) == (LayerKind.COMMUNITY, SQUARES[NW])
