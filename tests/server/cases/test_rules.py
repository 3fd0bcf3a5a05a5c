"""Case rules: where an event applies, is absorbed or parked, who may, and what a step asks for."""

from collections.abc import Callable

import pytest

from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.case_steps import CorrectCase, RecallChecker, SelfHandle
from mobile_contract.cases import CaseCommand, CaseState
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case, CaseEvent, CaseGrant
from server.cases.holders import grant_id
from server.cases.machine import STEPS, Step, outcome, target
from server.cases.rules import HANDLERS
from server.cases.way import CHECK, EARLY, REPORTED, SENT_ON, UNACCEPTED, VERIFY
from server.cases.words import COLLECTED
from server.core.decisions import Actor, Area, CaseSwitches, MissingSubject
from server.core.entities import Entity
from server.uploads.entities import Photo
from sync.machine import Outcome
from tests.server.cases.scenes import (
    AROUND,
    CASE,
    CHECKER,
    DEPARTMENT,
    GRID,
    HANDLER,
    KINDS,
    NOISE,
    OTHER,
    OTHER_DEPARTMENT,
    POTHOLE,
    a_case,
    a_command,
    a_directory,
    a_photo,
    area_of,
    as_in,
    as_it_was,
    judged,
    one_put,
    whole,
)
from tests.support.judging import NOW, an_id


def without(kind: type[Entity]) -> tuple[Entity, ...]:
    return tuple(row for row in AROUND if type(row) is not kind)


_OF_THE_STATE: dict[type[CaseCommand], Callable[[CaseState], str]] = {
    SelfHandle: lambda state: UNACCEPTED if state is CaseState.PENDING_FILING else REPORTED,
    RecallChecker: lambda state: VERIFY if state in COLLECTED else CHECK,
    CorrectCase: lambda state: EARLY if state in COLLECTED else SENT_ON,
}
"""Commands whose row is told by where the case stands."""

PAIRS = [
    (state, step)
    for state in CaseState
    for step in STEPS
    if step.command not in _OF_THE_STATE or _OF_THE_STATE[step.command](state) == step.variant
]


@pytest.mark.parametrize(("state", "step"), PAIRS, ids=[f"{state}-{step.event}" for state, step in PAIRS])
def test_every_event_is_kept_and_moves_the_case_only_where_the_table_says(state: CaseState, step: Step) -> None:
    before = as_it_was(step, state)
    decision = whole(step, state)

    event = one_put(decision, CaseEvent)
    assert (event.case_id, event.command, event.from_state, event.opinion) == (CASE, step.kind, state, "理由")
    assert (event.grid, event.at) == (GRID, NOW)
    moved = [row for row in decision.puts if isinstance(row, Case)]
    match outcome(step, state):
        case Outcome.APPLY:
            assert (decision.verdict, event.applied) == (Verdict.APPLIED, True), decision
            assert event.to_state is target(step, before)
            goes = event.to_state is not state
            assert [row.state_seq for row in moved] == ([5] if goes else [4] * len(moved))
            assert all((row.state, row.version) == (event.to_state, 8) for row in moved)
            assert bool(moved) or not goes
        case Outcome.ABSORB:
            assert (decision.verdict, event.applied, event.to_state, moved) == (Verdict.MERGED, False, None, [])
            assert (event.absorbed, decision.facts["absorbed"]) == (True, state.value)
        case Outcome.PARK:
            assert (decision.verdict, event.applied, event.to_state, moved) == (Verdict.CONFLICT, False, None, [])
            assert (decision.why, decision.facts) == (ProblemCode.CASE_MOVED_ON, {"state": state.value})
            assert not event.absorbed


@pytest.mark.parametrize(
    ("saw", "verdict"),
    [(CaseState.REPORTED, Verdict.APPLIED), (None, Verdict.APPLIED), (CaseState.VERIFYING, Verdict.MERGED)],
)
def test_a_lawful_step_from_a_state_that_was_not_seen_is_merged(saw: CaseState | None, verdict: Verdict) -> None:
    decision = judged(a_command(wire.AcceptCase, saw=saw), a_case(CaseState.REPORTED))

    assert (decision.verdict, one_put(decision, Case).state) == (verdict, CaseState.PENDING_FILING)


@pytest.mark.parametrize("saw", [CaseState.REPORTED, None])
def test_a_case_that_moved_on_is_not_refused_and_a_person_sees_both_intents(saw: CaseState | None) -> None:
    decision = judged(a_command(wire.RefuseCase, saw=saw), a_case(CaseState.HANDLING))

    [conflict] = decision.conflicts
    assert (conflict.reason, conflict.kind, conflict.entity) == (ProblemCode.CASE_MOVED_ON, "case", CASE)
    assert (conflict.field, conflict.base) == ("state", saw and "reported")
    assert (conflict.mine, conflict.theirs) == ("refuse_case", "handling")


@pytest.mark.parametrize(
    ("kind", "field", "mine", "state"),
    [
        (wire.FileCase, "class_code", NOISE.code, CaseState.PENDING_DISPATCH),
        (wire.DispatchCase, "department", OTHER_DEPARTMENT, CaseState.PENDING_HANDLE),
        (wire.AssignCase, "handler", OTHER, CaseState.HANDLING),
        (wire.SendCheck, "checker", OTHER, CaseState.CHECKING),
    ],
)
def test_a_second_step_that_says_otherwise_is_a_conflict_of_the_two_values(
    kind: type[CaseCommand], field: str, mine: str, state: CaseState
) -> None:
    case = a_case(state)

    decision = judged(a_command(kind, **{field: mine}), case)

    [conflict] = decision.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs) == (field, mine, getattr(case, field))
    assert judged(a_command(kind), case).verdict is Verdict.MERGED


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.event)
def test_a_step_waits_for_its_case(step: Step) -> None:
    assert judged(as_in(step), around=()).missing == (CASE,)
    with pytest.raises(MissingSubject):
        area_of(HANDLERS, as_in(step))


@pytest.mark.parametrize(
    ("kind", "area"),
    [
        (wire.DispatchCase, Area(grid=GRID, posts=frozenset({Post.DISPATCHER}))),
        (wire.AssignCase, Area(org=DEPARTMENT, posts=frozenset({Post.DEPARTMENT}))),
        (
            wire.FinishHandling,
            Area(
                grid=GRID,
                org=DEPARTMENT,
                people=(HANDLER, CHECKER),
                posts=frozenset({Post.HANDLER, Post.GRID_WORKER}),
            ),
        ),
    ],
)
def test_a_step_acts_in_the_grid_the_department_or_both_and_a_persons_step_where_they_are(
    kind: type[CaseCommand], area: Area
) -> None:
    assert area_of(HANDLERS, a_command(kind), a_case()) == area


# --- who may ----------------------------------------------------------------------------------------------------------

OWN_STEPS = [step for step in STEPS if step.by]


@pytest.mark.parametrize("step", OWN_STEPS, ids=lambda step: step.event)
def test_a_step_of_one_person_is_refused_to_another(step: Step) -> None:
    [state] = step.sources
    command = as_in(step)

    assert judged(command, a_case(state), user=OTHER).why is ProblemCode.NOT_ALLOWED
    assert judged(command, a_case(state)).verdict is Verdict.APPLIED
    system = Actor(user=OTHER, install=an_id(2), system=True)
    assert judged(command, a_case(state), actor=system).verdict is Verdict.APPLIED


def a_grant(user: str) -> CaseGrant:
    return CaseGrant(id=grant_id(CASE, user), case_id=CASE, user_id=user, from_at=NOW, until_at=NOW)


@pytest.mark.parametrize("step", [one for one in OWN_STEPS if one.by != "reporter"], ids=lambda step: step.event)
def test_work_of_somebody_who_had_the_case_once_is_kept_and_a_person_decides(step: Step) -> None:
    [state] = step.sources

    decision = judged(as_in(step), a_case(state), a_grant(OTHER), user=OTHER)

    event = one_put(decision, CaseEvent)
    assert (decision.verdict, decision.why, event.applied) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE, False)
    assert [(one.reason, one.kind, one.entity) for one in decision.conflicts] == [
        (ProblemCode.LATE_SCOPE, step.kind, CASE)
    ]


def test_late_work_that_changes_nothing_any_more_is_no_conflict() -> None:
    decision = judged(a_command(wire.FinishHandling), a_case(CaseState.CLOSED), a_grant(OTHER), user=OTHER)

    assert (decision.verdict, one_put(decision, CaseEvent).absorbed) == (Verdict.MERGED, True)


@pytest.mark.parametrize(
    ("generation", "verdict"), [(0, Verdict.APPLIED), (1, Verdict.CONFLICT), (2, Verdict.APPLIED), (3, Verdict.APPLIED)]
)
def test_a_result_counts_for_the_assignment_that_its_author_saw(generation: int, verdict: Verdict) -> None:
    decision = judged(a_command(wire.FinishHandling, generation=generation), a_case(CaseState.HANDLING, generation=2))

    assert decision.verdict is verdict


def test_each_step_is_for_its_own_posts() -> None:
    told = {handler.command: handler.posts for handler in HANDLERS}

    assert told[wire.CloseCase] == {Post.SHIFT_LEADER, Post.ACCEPTOR}
    assert told[wire.FinishHandling] == {Post.HANDLER, Post.GRID_WORKER}
    assert all(told[step.command] >= step.posts for step in STEPS)


@pytest.mark.parametrize(
    ("shift_leader", "posts"), [(True, {Post.SHIFT_LEADER}), (False, {Post.SHIFT_LEADER, Post.ACCEPTOR})]
)
def test_where_there_is_a_shift_leader_an_acceptor_files_nothing(shift_leader: bool, posts: set[Post]) -> None:
    directory = a_directory(case_switches=CaseSwitches(shift_leader=shift_leader))

    area = area_of(HANDLERS, a_command(wire.FileCase), a_case(), directory=directory)

    assert set(area.posts or ()) == posts


# --- what a step asks for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (wire.RefuseCase, CaseState.REPORTED),
        (wire.NotFileCase, CaseState.PENDING_FILING),
        (wire.ReworkHandling, CaseState.PENDING_CONFIRM),
    ],
)
def test_a_no_needs_its_reason(kind: type[CaseCommand], state: CaseState) -> None:
    decision = judged(a_command(kind, opinion=" "), a_case(state))

    assert (decision.verdict, decision.why, decision.puts) == (Verdict.REFUSED, ProblemCode.CASE_NEEDS, ())
    assert decision.facts == {"needs": "opinion"}
    assert judged(a_command(kind), a_case(state)).verdict is Verdict.APPLIED


def test_a_guard_is_not_asked_where_the_event_is_only_kept() -> None:
    decision = judged(a_command(wire.FinishHandling), a_case(CaseState.CLOSED), around=())

    assert (decision.verdict, one_put(decision, CaseEvent).absorbed) == (Verdict.MERGED, True)


def test_a_case_is_not_filed_under_an_unknown_class() -> None:
    decision = judged(a_command(wire.FileCase, class_code="B-event-99-99"), a_case(CaseState.PENDING_FILING))

    assert (decision.why, decision.facts) == (ProblemCode.UNKNOWN_CLASS, {"class_code": "B-event-99-99"})


@pytest.mark.parametrize(
    ("kind", "state", "kept", "missing"),
    [
        (wire.DispatchCase, CaseState.PENDING_DISPATCH, "org", DEPARTMENT),
        (wire.AssignCase, CaseState.PENDING_HANDLE, "user", HANDLER),
        (wire.SendCheck, CaseState.PENDING_CHECK, "user", CHECKER),
    ],
)
def test_a_step_waits_for_whom_it_names(kind: type[CaseCommand], state: CaseState, kept: str, missing: str) -> None:
    around = without(KINDS.by_name[kept].kind.entity)

    assert judged(a_command(kind), a_case(state), around=around).missing == (missing,)


def test_whoever_handled_a_case_does_not_check_it() -> None:
    case = a_case(CaseState.PENDING_CHECK)

    assert judged(a_command(wire.SendCheck, checker=HANDLER), case).why is ProblemCode.SAME_PERSON
    assert one_put(judged(a_command(wire.SendCheck, checker=OTHER), case), Case).checker == OTHER


@pytest.mark.parametrize(
    ("class_code", "photos", "verdict"),
    [
        (POTHOLE.code, 1, Verdict.REFUSED),
        (POTHOLE.code, 2, Verdict.APPLIED),
        (NOISE.code, 0, Verdict.APPLIED),
        (None, 0, Verdict.APPLIED),
    ],
)
def test_a_finish_needs_the_photos_that_its_class_asks_for(
    class_code: str | None, photos: int, verdict: Verdict
) -> None:
    around = (*(a_photo(PhotoPhase.HANDLE) for _ in range(photos)), a_photo(PhotoPhase.REPORT))

    decision = judged(a_command(wire.FinishHandling), a_case(CaseState.HANDLING, class_code=class_code), around=around)

    assert decision.verdict is verdict
    if verdict is Verdict.REFUSED:
        assert decision.facts == {"needs": "photos_after", "wanted": "2", "have": "1"}


@pytest.mark.parametrize(
    ("photo", "verdict"),
    [
        (a_photo(PhotoPhase.CHECK, author=CHECKER), Verdict.APPLIED),
        (a_photo(PhotoPhase.CHECK, author=OTHER), Verdict.REFUSED),
        (a_photo(PhotoPhase.HANDLE, author=CHECKER), Verdict.REFUSED),
    ],
)
def test_a_check_needs_a_photo_of_its_checker(photo: Photo, verdict: Verdict) -> None:
    decision = judged(a_command(wire.SubmitCheck), a_case(CaseState.CHECKING), around=(photo,))

    assert decision.verdict is verdict


def test_a_case_without_class_is_not_closed() -> None:
    decision = judged(a_command(wire.CloseCase), a_case(CaseState.PENDING_CLOSE, class_code=None))

    assert decision.facts == {"needs": "class_code"}
