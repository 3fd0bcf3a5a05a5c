"""The case machine's whole table and the pairs that order decides: both change only when somebody means it."""

from collections.abc import Iterable
from typing import Any

import pytest

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract import kinds
from mobile_contract.accounts import Post
from mobile_contract.base import Command, Record
from mobile_contract.case_adjustments import RequestKind, Reviewer
from mobile_contract.cases import CaseCommand, CaseRecord, CaseState
from mobile_contract.commands import AnyCommand
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.adjusted import CaseRequest
from server.cases.machine import CASES, STEPS, TERMINAL, Step, outcome, posts_of, step_of, target
from server.cases.meanings import MEANINGS
from server.cases.requests import REVIEWS
from server.cases.telling import CASES_FILE, PROTOCOL_FILE, order_dependent, second_of, text, with_table
from server.cases.way import ASKED, DONE, REPORTED, UNACCEPTED
from server.cases.words import Guard
from server.core.decisions import CaseSwitches
from sync.machine import Outcome
from sync.overlay import Overlay, Own
from tests.server.cases.scenes import (
    CASE,
    a_case,
    a_command,
    a_request,
    around,
    as_in,
    as_it_was,
    judged,
    switches_for,
)
from tests.support.judging import NOW

COMMANDS = {one for one in AnyCommand.__args__ if issubclass(one, CaseCommand)}
USUAL = CaseSwitches()
OFFLINE = {
    "self_handle", "submit_verify", "return_to_department", "record_progress", "finish_handling", "submit_check",
    "rate_case", "escalate_case", "comment_case", "request_extension", "request_suspension", "join_whistle",
    "leave_whistle",
}  # fmt: skip


def test_the_description_is_the_one_that_the_table_makes() -> None:
    """Whoever changes a row, or a pair that order decides, sees it there."""
    assert CASES_FILE.read_text(encoding="utf-8") == text(), "run `python -m server.cases.telling`"


def test_the_protocol_has_the_table_of_what_phones_queue() -> None:
    told = PROTOCOL_FILE.read_text(encoding="utf-8")

    assert told == with_table(told), "run `python -m server.cases.telling`"
    assert all(f"| `{step.event}` |" in told for step in STEPS if step.offline)


@pytest.mark.parametrize("times", [0, 2])
def test_a_protocol_without_one_place_for_the_table_is_not_touched(times: int) -> None:
    begin = "<!-- made by `python -m server.cases.telling`; do not edit -->"

    with pytest.raises(ValueError, match="one place"):
        with_table(f"{begin}\n" * times + "<!-- end of what is made -->")


def test_every_guard_is_told_and_asked_for_by_some_row() -> None:
    assert list(MEANINGS) == list(Guard)
    assert {guard for step in STEPS for guard in step.guards} == set(Guard)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.event)
def test_what_a_row_refuses_with_is_what_its_guards_are_told_to(step: Step) -> None:
    """A case with nothing round it, of which nobody says why: whatever its guards ask for is missing."""
    reviewed = [row for row in around(step) if isinstance(row, CaseRequest)]
    codes = {code for guard in step.guards for code in MEANINGS[guard].codes}
    facts: dict[str, Any] = {"around": tuple(reviewed), "switches": switches_for(step)}

    for state in sorted(step.sources):
        decision = judged(as_in(step, opinion="", saw=state), as_it_was(step, state, class_code=None), **facts)
        assert decision.verdict is not Verdict.REFUSED or decision.why in codes, (state, decision)
        if Guard.REASON in step.guards:
            assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.CASE_NEEDS)


def test_the_machine_answers_for_every_state_and_every_event() -> None:
    answers = {(state, event): CASES.outcome(state, event) for state in CaseState for event in CASES.events}

    assert len(answers) == len(CaseState) * len(CASES.events)
    assert set(answers.values()) == set(Outcome)
    assert all(outcome(step, state) in Outcome for step in STEPS for state in CaseState)


def test_every_command_on_a_case_has_its_rows_and_no_two_of_them_one_name() -> None:
    assert {step.command for step in STEPS} == COMMANDS
    assert len({step.event for step in STEPS}) == len(STEPS)


def test_the_pairs_that_order_decides_are_as_many_as_were_looked_at() -> None:
    """Each of them was a decision: another number means that somebody must look again."""
    assert len(order_dependent()) == 65


def test_of_every_such_pair_the_later_is_shown_to_a_person_unless_the_case_has_ended_or_it_is_a_review() -> None:
    for pair in order_dependent():
        for later, found in zip((pair.second, pair.first), second_of(pair), strict=True):
            ended = {pair.first_then_second, pair.second_then_first} & TERMINAL
            assert found is Outcome.PARK or later.startswith("review_request") or ended, pair


def test_no_result_with_evidence_comes_too_late_for_a_case_that_ended_otherwise() -> None:
    evidence = [step for step in STEPS if step.command in (wire.FinishHandling, wire.SubmitCheck, beside.SubmitVerify)]
    for step in evidence:
        for state in (CaseState.VOIDED, CaseState.MERGED, CaseState.FORCED_CLOSED):
            assert outcome(step, state) is Outcome.PARK


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_nothing_leads_out_of_a_terminal_state_but_a_reopening_and_an_unmerging(state: CaseState) -> None:
    leaving = {
        step.kind
        for step in STEPS
        if outcome(step, state) is Outcome.APPLY and (step.back or step.to not in (None, state))
    }

    assert leaving == {CaseState.CLOSED: {"reopen_case"}, CaseState.MERGED: {"unmerge_case"}}.get(state, set())


@pytest.mark.parametrize("state", sorted(TERMINAL - {CaseState.MERGED}))
def test_every_end_can_be_reached(state: CaseState) -> None:
    assert [step for step in STEPS if step.to is state]


def test_whoever_gets_a_case_back_leads_it_no_further_than_their_own_stage() -> None:
    """A dispatcher who has it back cannot close it, an acceptor who has it back can neither dispatch nor close it."""

    def posts(state: CaseState) -> dict[str, set[CaseState]]:
        led: dict[str, set[CaseState]] = {}
        for step in STEPS:
            if state in step.sources and step.to is not None:
                for post in step.posts:
                    led.setdefault(post, set()).add(step.to)
        return led

    ends = TERMINAL - {CaseState.CLOSED}
    assert posts(CaseState.PENDING_DISPATCH)["dispatcher"] - ends == {CaseState.PENDING_HANDLE, CaseState.REPORTED}
    assert posts(CaseState.REPORTED)["acceptor"] - ends == {CaseState.VERIFYING, CaseState.PENDING_FILING}


def test_phones_queue_what_the_field_does_and_offices_decide_at_their_desks() -> None:
    assert {step.kind for step in STEPS if step.offline} == OFFLINE
    assert all(step.offline == (step.kind in OFFLINE) for step in STEPS)


# --- which row a command is -------------------------------------------------------------------------------------------


def test_without_shift_leaders_acceptors_do_their_part() -> None:
    folded = CaseSwitches(shift_leader=False)
    rows = [step for step in STEPS if step.folded]

    assert {step.kind for step in rows} == {"file_case", "not_file_case", "close_case", "review_request"}
    for step in rows:
        assert posts_of(step, USUAL) == {Post.SHIFT_LEADER}
        assert posts_of(step, folded) == {Post.SHIFT_LEADER, Post.ACCEPTOR}
    assert all(posts_of(step, folded) == step.posts for step in STEPS if not step.folded)


@pytest.mark.parametrize(("asks", "variant"), [(True, ASKED), (False, DONE)])
def test_a_department_returns_a_case_or_asks_to_as_its_district_has_it(asks: bool, variant: str) -> None:
    switches = CaseSwitches(return_needs_approval=asks)
    step = step_of(a_command(beside.ReturnToDispatcher), a_case(CaseState.PENDING_HANDLE), switches)

    assert (step.variant, step.to) == (variant, None if asks else CaseState.PENDING_DISPATCH)


@pytest.mark.parametrize(
    ("skips", "state", "variant"),
    [
        (True, CaseState.PENDING_FILING, UNACCEPTED),
        (False, CaseState.PENDING_FILING, REPORTED),
        (True, CaseState.REPORTED, REPORTED),
    ],
)
def test_what_was_accepted_is_not_self_handled_without_a_person_seeing_it(
    skips: bool, state: CaseState, variant: str
) -> None:
    step = step_of(a_command(beside.SelfHandle), a_case(state), CaseSwitches(reports_skip_acceptor=skips))

    assert step.variant == variant
    assert outcome(step, state) is (Outcome.PARK if not skips else Outcome.APPLY)


@pytest.mark.parametrize(("kind", "turns"), REVIEWS.items())
def test_a_request_is_reviewed_by_whose_turn_it_is(kind: RequestKind, turns: tuple[Reviewer, ...]) -> None:
    for turn in turns:
        request = a_request(kind, turn)
        for approved, answer in ((True, "approved"), (False, "declined")):
            command = a_command(adjustments.ReviewRequest, approved=approved)
            step = step_of(command, a_case(), USUAL, request)
            assert step.event == f"review_request:{kind}:{turn}:{answer}"
            assert step.posts == {Post(turn.value)}


@pytest.mark.parametrize("back_to", [CaseState.HANDLING, CaseState.PENDING_HANDLE])
def test_a_suspended_case_goes_back_to_where_it_was(back_to: CaseState) -> None:
    [step] = [step for step in STEPS if step.command is beside.ResumeCase]

    assert target(step, a_case(CaseState.SUSPENDED, back_to=back_to)) is back_to


def test_a_review_of_nothing_is_no_row() -> None:
    with pytest.raises(LookupError):
        step_of(a_command(adjustments.ReviewRequest), a_case(), USUAL)


def test_every_row_tells_its_command_by_its_name_on_the_wire() -> None:
    kinds: dict[str, type[Command]] = {step.kind: step.command for step in STEPS}

    assert all(isinstance(step, Step) and kinds[step.kind] is step.command for step in STEPS)


@pytest.mark.parametrize("step", [step for step in STEPS if step.offline], ids=lambda step: step.event)
def test_a_phone_shows_what_it_queued_as_the_table_has_it(step: Step) -> None:
    [state, *_] = sorted(step.sources)
    before = CaseRecord(id=CASE, state=state, title="路面有坑", reported_at=NOW)

    view = Overlay(_OneCase(before)).replay([Own(as_in(step))])

    after = view.find(kinds.CASE, CASE)
    assert isinstance(after, CaseRecord)
    assert after.state is (step.to or state)


class _OneCase:
    """A phone that holds one case."""

    def __init__(self, case: CaseRecord) -> None:
        self._case = case

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002 - the contract's own word
        return self._case if (kind, id) == (kinds.CASE, self._case.id) else None

    def of_kind(self, kind: int) -> Iterable[Record]:
        return [self._case] if kind == kinds.CASE else []
