"""What a reporter is told of the date and the way of their matter, whatever became of it. No database."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.cases import CaseState
from server.cases.entities import CaseEvent, CaseTimer, Rest, TimerStage, TimerState
from server.intake.books import book
from server.intake.entities import Reporter
from server.intake.plain import ADD, RATE, REOPEN, Facts, expectation, progress, what_may
from tests.server.cases.scenes import CASE, DEPARTMENT, LEAD, a_case, a_timer, an_event
from tests.support.judging import NOW, an_id

ME = an_id(301)
TOLD_AT = NOW + timedelta(hours=5)


def the_facts(state: CaseState = CaseState.HANDLING, *timers: CaseTimer, **more: Any) -> Facts:
    """A report of mine whose case is in a state."""
    at = more.pop("at", NOW)
    expected_at = more.pop("expected_at", TOLD_AT)
    events = more.pop("events", (an_event(actor=ME),))
    rated = more.pop("rated", False)
    reporter = Reporter(
        id=ME, case_id=CASE, code_hash="a" * 64, pin_hash="b" * 64, privacy_note=None, expected_at=expected_at,
        given=False,
    )  # fmt: skip
    case = a_case(state, reporter=ME, **more)
    return Facts(reporter, case, case, events, timers, rated, at)


def outlook(facts: Facts) -> tuple[Any, str | None]:
    """What date holds now, and why it is not the first."""
    told = expectation(facts, book())
    assert told.original_at == facts.reporter.expected_at
    return told.now_at, None if told.why is None else told.why.code


DUE = NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (the_facts(CaseState.REPORTED), (TOLD_AT, "not_given")),
        (the_facts(CaseState.REPORTED, expected_at=None), (None, "not_given")),
        (the_facts(CaseState.REPORTED, at=TOLD_AT + timedelta(minutes=1)), (None, "late_start")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=TOLD_AT)), (TOLD_AT, None)),
        (the_facts(CaseState.HANDLING, a_timer(due_at=DUE)), (DUE, "limit_set")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=DUE), expected_at=None), (DUE, "limit_set")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=DUE, extended=1)), (DUE, "extended")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=DUE), reworks=1), (DUE, "reworked")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=DUE, rests=(Rest(NOW, DUE),))), (DUE, "rested")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=DUE), reopenings=1), (DUE, "reopened")),
        (the_facts(CaseState.HANDLING, a_timer(due_at=NOW - timedelta(minutes=1))), (None, "overdue")),
        (the_facts(CaseState.SUSPENDED, a_timer(state=TimerState.PAUSED)), (None, "resting")),
        (the_facts(CaseState.HANDLING, a_timer(state=TimerState.PAUSED)), (None, "resting")),
        (the_facts(CaseState.CHECKING, a_timer(state=TimerState.DONE, finished_at=NOW)), (None, "checking")),
        (the_facts(CaseState.PENDING_DISPATCH, a_timer(state=TimerState.DROPPED)), (TOLD_AT, "not_given")),
        (the_facts(CaseState.CLOSED, a_timer(state=TimerState.DONE), closed_at=NOW), (None, None)),
        (the_facts(CaseState.VOIDED), (None, None)),
    ],
)
def test_the_date_is_one_that_can_still_be_kept_or_none_with_the_reason(
    facts: Facts, wanted: tuple[Any, str | None]
) -> None:
    assert outlook(facts) == wanted


def test_what_was_opened_again_waits_for_its_new_limit() -> None:
    """The clock of the round before has ended; the new one begins when somebody has it."""
    before = a_timer(state=TimerState.DONE, finished_at=NOW)
    waits = a_timer(TimerStage.DISPATCH, round=2)
    facts = the_facts(CaseState.PENDING_DISPATCH, before, waits, round=2, reopenings=1)
    assert outlook(facts) == (TOLD_AT, "not_given")


@pytest.mark.parametrize("state", list(CaseState))
def test_in_every_state_there_is_something_to_read_and_nothing_to_do_that_would_be_refused(state: CaseState) -> None:
    told = progress("C", the_facts(state, closed_at=NOW if state is CaseState.CLOSED else None), book(), str)
    assert told.stage.zh
    assert told.stage.code == state
    ended = {CaseState.CLOSED: (RATE, REOPEN)}
    dead = {CaseState.FORCED_CLOSED, CaseState.REFUSED, CaseState.NOT_FILED, CaseState.VOIDED, CaseState.MERGED}
    assert told.may == (() if state in dead else ended.get(state, (ADD,)))
    assert (told.closed_at is None) == (state is not CaseState.CLOSED)


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({"rated": True}, (REOPEN,)),
        ({"reopenings": 1}, (RATE,)),
        ({"at": NOW + timedelta(days=7)}, (RATE, REOPEN)),
        ({"at": NOW + timedelta(days=7, seconds=1)}, (RATE,)),
        ({"rated": True, "reopenings": 1}, ()),
    ],
)
def test_a_closed_matter_is_judged_once_and_opened_once_within_seven_days(
    more: dict[str, Any], may: tuple[str, ...]
) -> None:
    assert what_may(the_facts(CaseState.CLOSED, closed_at=NOW, **more)) == may


def _shown(*events: CaseEvent) -> list[str]:
    told = progress("C", the_facts(events=events), book(), str)
    return [entry.code for entry in told.timeline]


def test_what_offices_say_to_one_another_is_no_step_of_a_report() -> None:
    hidden = (
        "supervise_case",
        "urge_case",
        "request_extension",
        "answer_supervision",
        "record_progress",
        "escalate_case",
    )
    events = [an_event(command=command, from_state=CaseState.HANDLING) for command in hidden]
    events += [an_event(command="comment_case", opinion="他是老上访户"), an_event(command="accept_case", applied=False)]
    assert _shown(an_event(), *events) == ["report_matter"]


def test_ones_own_words_are_a_step_without_the_words() -> None:
    event = an_event(command="comment_case", actor=ME, opinion="我在三号楼")
    told = progress("C", the_facts(events=(event,)), book(), str)
    assert [entry.code for entry in told.timeline] == ["comment_case"]
    assert "三号楼" not in str(told)


def test_a_unit_is_named_when_it_gets_the_matter_and_people_never() -> None:
    event = an_event(command="dispatch_case", to_state=CaseState.PENDING_HANDLE, about=DEPARTMENT)
    person = an_event(command="assign_case", to_state=CaseState.HANDLING, about=an_id(102), at=NOW + timedelta(1))
    told = progress("C", the_facts(events=(person, event)), book(), {DEPARTMENT: "市政"}.__getitem__)
    assert [(entry.code, entry.unit) for entry in told.timeline] == [("dispatch_case", "市政"), ("assign_case", "")]


def test_of_the_case_that_goes_on_only_what_came_after_the_joining_is_told() -> None:
    own = a_case(CaseState.MERGED, duplicate_of=LEAD, reporter=ME)
    lead = a_case(CaseState.CLOSED, id=LEAD, closed_at=NOW)
    joined = an_event(command="merge_case", to_state=CaseState.MERGED, at=NOW)
    before = an_event(case_id=LEAD, command="accept_case", at=NOW - timedelta(hours=1))
    after = an_event(case_id=LEAD, command="close_case", to_state=CaseState.CLOSED, at=NOW + timedelta(hours=1))
    base = the_facts()
    facts = base._replace(own=own, lead=lead, events=(after, before, joined, an_event(at=NOW - timedelta(hours=2))))
    told = progress("C", facts, book(), str)
    assert [entry.code for entry in told.timeline] == ["report_matter", "merge_case", "close_case"]
    assert (told.joined, told.may, told.reopen_until_at) == (True, (), None)
