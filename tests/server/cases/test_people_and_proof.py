"""To whom a case may be given, and what it may be closed on."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.cases import CaseState
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case
from server.cases.rules import HANDLERS
from server.core.entities import Entity
from tests.server.cases.scenes import (
    CHECKER,
    COMMUNITY,
    GRID,
    HANDLER,
    NEXT_GRID,
    STREET,
    a_case,
    a_command,
    a_grid_post,
    a_membership,
    a_photo,
    a_user,
    area_of,
    judged,
    one_put,
)
from tests.support.judging import NOW

YESTERDAY = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("posts", "may"),
    [
        ((), False),
        ((a_membership(HANDLER),), True),
        ((a_membership(HANDLER, path="320114/114/roads"),), True),
        ((a_membership(HANDLER, path="320114/1140"),), False),
        ((a_membership(HANDLER, until_at=YESTERDAY + timedelta(hours=1)),), False),
        ((a_membership(HANDLER, from_at=NOW + timedelta(hours=1)),), False),
        ((a_grid_post(HANDLER, GRID),), True),
        ((a_grid_post(HANDLER, NEXT_GRID),), False),
    ],
    ids=["none", "theirs", "a part of it", "like it", "ended", "to come", "the grid", "another grid"],
)
def test_a_case_goes_to_who_works_for_its_department_or_on_its_grid(posts: tuple[Entity, ...], *, may: bool) -> None:
    case = a_case(CaseState.PENDING_HANDLE, handler=None)

    decision = judged(a_command(wire.AssignCase), case, around=(a_user(HANDLER), *posts))

    assert (decision.verdict, decision.why) == (
        (Verdict.APPLIED, "") if may else (Verdict.REFUSED, ProblemCode.PERSON_OUTSIDE)
    )


def test_a_community_gives_its_cases_to_the_workers_of_its_grids() -> None:
    case = a_case(CaseState.PENDING_HANDLE, handler=None, department=COMMUNITY)

    decision = judged(a_command(wire.AssignCase), case, around=(a_user(HANDLER), a_grid_post(HANDLER, NEXT_GRID)))

    assert decision.verdict is Verdict.APPLIED


@pytest.mark.parametrize("kind", [wire.SendCheck, beside.SendVerify])
def test_nobody_is_sent_to_look_who_has_no_post_in_the_field(
    kind: type[wire.SendCheck] | type[beside.SendVerify],
) -> None:
    state = CaseState.PENDING_CHECK if kind is wire.SendCheck else CaseState.REPORTED

    refused = judged(a_command(kind), a_case(state), around=(a_user(CHECKER), a_membership(CHECKER)))
    sent = judged(a_command(kind), a_case(state), around=(a_user(CHECKER), a_grid_post(CHECKER)))

    assert (refused.why, sent.verdict) == (ProblemCode.PERSON_OUTSIDE, Verdict.APPLIED)


def test_nothing_without_a_number_is_sent_out() -> None:
    decision = judged(a_command(wire.DispatchCase), a_case(CaseState.PENDING_DISPATCH, case_no=None))

    assert (decision.why, decision.facts) == (ProblemCode.CASE_NEEDS, {"needs": "filing"})


def test_what_a_worker_handled_alone_is_filed_when_it_is_opened_again() -> None:
    alone = a_case(CaseState.CLOSED, case_no=None, self_handled=True, closed_at=NOW)

    opened = one_put(judged(a_command(beside.ReopenCase), alone), Case)

    assert (opened.state, opened.round, opened.self_handled) == (CaseState.PENDING_FILING, 2, False)


def test_what_proved_one_round_does_not_prove_the_next() -> None:
    case = a_case(CaseState.HANDLING, round=2)
    old, new = [a_photo(PhotoPhase.HANDLE) for _ in range(2)], [a_photo(PhotoPhase.HANDLE, round=2) for _ in range(2)]

    refused = judged(a_command(wire.FinishHandling), case, around=tuple(old))
    done = judged(a_command(wire.FinishHandling), case, around=(*old, *new))

    assert (refused.facts["needs"], refused.facts["have"], done.verdict) == ("photos_after", "0", Verdict.APPLIED)


@pytest.mark.parametrize(
    "shown", [{"phase": PhotoPhase.REPORT}, {"phase": PhotoPhase.HANDLE, "round": 1}, {"phase": PhotoPhase.HANDLE}]
)
def test_a_picture_proves_one_thing_once(shown: dict[str, Any]) -> None:
    """How it was before, the work of an earlier round, and the same work attached twice prove nothing more."""
    case = a_case(CaseState.HANDLING, round=2)
    same = "ab" * 32
    earlier: dict[str, Any] = {"round": 2} | shown
    taken = (a_photo(**earlier, sha256=same), a_photo(PhotoPhase.HANDLE, round=2, sha256=same))

    refused = judged(a_command(wire.FinishHandling), case, around=taken)

    assert refused.facts["needs"] == "photos_after"
    assert int(refused.facts["have"]) < int(refused.facts["wanted"])


@pytest.mark.parametrize("lacking", [PhotoPhase.REPORT, PhotoPhase.HANDLE])
def test_nothing_is_closed_on_photos_that_are_not_there_or_have_not_come(lacking: PhotoPhase) -> None:
    case = a_case(CaseState.PENDING_CLOSE)
    phases = (PhotoPhase.REPORT, PhotoPhase.HANDLE, PhotoPhase.HANDLE)
    here = [a_photo(phase) for phase in phases if phase is not lacking]
    promised = [a_photo(phase, arrived_at=None) for phase in phases if phase is lacking]
    needs = "photos_before" if lacking is PhotoPhase.REPORT else "photos_after"

    for around in (here, [*here, *promised]):
        assert judged(a_command(wire.CloseCase), case, around=tuple(around)).facts["needs"] == needs
    whole = tuple(a_photo(phase) for phase in phases)
    assert judged(a_command(wire.CloseCase), case, around=whole).verdict is Verdict.APPLIED


@pytest.mark.parametrize("kind", [beside.EscalateCase, beside.AssignDown])
def test_only_who_has_a_case_or_stands_above_moves_it_between_levels(
    kind: type[beside.EscalateCase] | type[beside.AssignDown],
) -> None:
    lying = area_of(HANDLERS, a_command(kind), a_case(CaseState.HANDLING))
    held = area_of(HANDLERS, a_command(kind), a_case(CaseState.HANDLING, owner=STREET))

    assert (lying.grid, held.grid, held.org) == (GRID, None, STREET)
