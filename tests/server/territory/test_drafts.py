"""Drafts: kept without being in force, published as they were drawn, or dropped."""

from datetime import timedelta

import pytest

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.territory import LayerKind
from server.core.decisions import Decision
from server.territory.entities import DRAFT, DROPPED, PUBLISHED, RETIRED, GridVersion
from tests.server.territory.scenes import (
    CENTRE,
    COMMUNITY,
    EAST,
    MIDDLE,
    NE,
    NEXT_TERRITORY,
    NW,
    OTHER,
    SE,
    SOUTH,
    SQUARES,
    TERRITORY,
    WEST,
    a_draft,
    a_publication,
    a_shape,
    a_square,
    draft_published,
    drafted,
    dropped,
    grids_of,
    published,
    retired,
    rows_after,
    versions_of,
)
from tests.support.judging import NOW

HOUR = timedelta(hours=1)
SOUTHERN_HALF = a_square(WEST, SOUTH, EAST, CENTRE)
BOW_TIE = ((((WEST, SOUTH), (MIDDLE, CENTRE), (MIDDLE, SOUTH), (WEST, CENTRE), (WEST, SOUTH)),),)


def statuses(decision: Decision) -> set[str]:
    return {row.status for row in decision.puts if isinstance(row, GridVersion)}


def why_broken(decision: Decision) -> tuple[str, str]:
    assert (decision.verdict, decision.why, decision.puts) == (Verdict.REFUSED, ProblemCode.TERRITORY_BROKEN, ())
    return decision.facts["fault"], decision.facts["grids"]


# --- drafting ---------------------------------------------------------------------------------------------------------


def test_of_a_draft_nothing_is_in_force() -> None:
    draft = drafted(a_draft())
    assert (draft.verdict, grids_of(draft), statuses(draft)) == (Verdict.APPLIED, {}, {DRAFT})
    (version,) = versions_of(draft, NW)
    assert (version.territory, version.valid_from, version.valid_until) == (TERRITORY, None, None)
    assert (version.code, version.name, version.org, version.geometry) == (
        "g" + NW[-3:],
        "网格",
        COMMUNITY,
        SQUARES[NW],
    )
    assert version.cells


def test_a_draft_may_lie_upon_what_is_in_force() -> None:
    standing = rows_after(published(a_publication()))
    assert drafted(a_draft(a_shape(OTHER, SOUTHERN_HALF), territory=NEXT_TERRITORY), *standing).puts


def test_a_draft_that_lies_upon_itself_or_is_no_polygon_or_names_a_code_twice_is_refused() -> None:
    upon = drafted(a_draft(a_shape(OTHER, SOUTHERN_HALF, code="half"), a_shape(SE)))
    assert why_broken(upon) == ("overlap", f"half, g{SE[-3:]}")
    assert why_broken(drafted(a_draft(a_shape(NW, BOW_TIE, code="tie"))))[1] == "tie"
    assert why_broken(drafted(a_draft(a_shape(NW, code="one"), a_shape(NE, code="one")))) == ("named_twice", "one")


def test_a_draft_waits_for_its_organisations_and_takes_no_id_twice() -> None:
    assert drafted(a_draft(a_shape(NW, org=OTHER))).missing == (OTHER,)
    assert drafted(a_draft(), *rows_after(drafted(a_draft()))).why is ProblemCode.ID_TAKEN
    assert published(a_publication(), *rows_after(drafted(a_draft()))).why is ProblemCode.ID_TAKEN


# --- publishing a draft -----------------------------------------------------------------------------------------------


def test_a_draft_comes_into_force_as_if_it_had_been_published_at_once() -> None:
    by_draft = draft_published(TERRITORY, *rows_after(drafted(a_draft(), now=NOW - HOUR)))
    at_once = published(a_publication())
    assert grids_of(by_draft) == grids_of(at_once)
    for grid in SQUARES:
        (kept,), (direct,) = versions_of(by_draft, grid), versions_of(at_once, grid)
        assert (kept.id, kept.valid_from, kept.status, kept.checksum) == (direct.id, NOW, PUBLISHED, direct.checksum)
        assert (kept.version, direct.version) == (2, 1)


def test_a_published_draft_ends_what_it_replaces() -> None:
    first = published(a_publication(), now=NOW - HOUR)
    draft = drafted(a_draft(a_shape(NW, name="新"), territory=NEXT_TERRITORY), *rows_after(first))
    second = draft_published(NEXT_TERRITORY, *rows_after(first, draft))
    ended, begun = versions_of(second, NW)
    assert (ended.status, ended.valid_until) == (RETIRED, NOW)
    assert (begun.status, begun.valid_from) == (PUBLISHED, NOW)
    assert (grids_of(second)[NW].version, grids_of(second)[NW].name) == (2, "新")


def test_a_draft_is_judged_by_what_is_in_force_when_it_is_published() -> None:
    draft = drafted(a_draft(a_shape(OTHER, SOUTHERN_HALF, code="half")))
    standing = published(a_publication(territory=NEXT_TERRITORY))
    assert why_broken(draft_published(TERRITORY, *rows_after(draft, standing))) == ("overlap", "half")


def test_a_draft_whose_code_was_given_away_meanwhile_is_refused() -> None:
    draft = drafted(a_draft(a_shape(OTHER, SQUARES[SE], code="one")))
    standing = published(a_publication(a_shape(NW, code="one"), territory=NEXT_TERRITORY))
    assert why_broken(draft_published(TERRITORY, *rows_after(draft, standing))) == ("named_twice", "one")


def test_a_draft_whose_grid_went_to_another_layer_meanwhile_is_refused() -> None:
    draft = drafted(a_draft(a_shape(NW)))
    elsewhere = published(a_publication(a_shape(NW), territory=NEXT_TERRITORY, layer=LayerKind.DUTY))
    assert draft_published(TERRITORY, *rows_after(draft, elsewhere)).why is ProblemCode.ID_TAKEN


@pytest.mark.parametrize(("ago", "good"), [(2 * HOUR, False), (HOUR, True), (timedelta(), True), (-HOUR, False)])
def test_a_draft_begins_between_the_last_change_of_its_grids_and_now(ago: timedelta, good: bool) -> None:
    first = published(a_publication(a_shape(NW)), now=NOW - HOUR)
    draft = drafted(a_draft(a_shape(NW), territory=NEXT_TERRITORY), *rows_after(first))
    second = draft_published(NEXT_TERRITORY, *rows_after(first, draft), valid_from=NOW - ago)
    assert (second.verdict is Verdict.APPLIED) is good
    assert good or second.why is ProblemCode.WRONG_IDENTIFIER


def test_what_takes_over_the_ground_of_another_does_not_begin_before_that_one_ended() -> None:
    first = published(a_publication(), now=NOW - 3 * HOUR)
    gone = retired(SE, *rows_after(first), now=NOW - HOUR)
    heir = drafted(a_draft(a_shape(OTHER, SQUARES[SE], code="heir"), territory=NEXT_TERRITORY))
    rows = rows_after(first, gone, heir)
    assert draft_published(NEXT_TERRITORY, *rows, valid_from=NOW - 2 * HOUR).why is ProblemCode.WRONG_IDENTIFIER
    assert draft_published(NEXT_TERRITORY, *rows, valid_from=NOW - HOUR).verdict is Verdict.APPLIED


def test_a_draft_is_published_once_and_waited_for_until_it_is_there() -> None:
    draft = drafted(a_draft())
    done = draft_published(TERRITORY, *rows_after(draft))
    assert draft_published(TERRITORY, *rows_after(draft, done)).why is ProblemCode.ALREADY_ENDED
    assert draft_published(TERRITORY).missing == (TERRITORY,)


# --- dropping ---------------------------------------------------------------------------------------------------------


def test_a_dropped_draft_is_kept_and_never_comes_into_force() -> None:
    draft = drafted(a_draft())
    gone = dropped(TERRITORY, *rows_after(draft))
    assert (statuses(gone), len(gone.puts)) == ({DROPPED}, len(SQUARES))
    assert draft_published(TERRITORY, *rows_after(draft, gone)).why is ProblemCode.ALREADY_ENDED
    assert dropped(TERRITORY, *rows_after(draft, gone)).why is ProblemCode.ALREADY_ENDED


def test_what_is_published_is_not_dropped() -> None:
    draft = drafted(a_draft())
    done = draft_published(TERRITORY, *rows_after(draft))
    assert dropped(TERRITORY, *rows_after(draft, done)).why is ProblemCode.ALREADY_ENDED
    assert dropped(TERRITORY).missing == (TERRITORY,)
