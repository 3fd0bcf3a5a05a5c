"""How far a clock has run and whom that concerns, without a clock and a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mobile_contract.accounts import Post
from mobile_contract.cases import CaseState, LimitUnit
from mobile_contract.duty import Audience, LadderRung, RecountClock, SetLadder, TellLight
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases import kinds as case_kinds
from server.cases.adjusted import CaseReminder
from server.cases.clocks import reckoned_by
from server.cases.entities import Case, CaseTimer, Rest, TimerStage, TimerState
from server.cases.workdays import DayKind, WorkCalendar
from server.core.authority import Holding
from server.core.decisions import Context, Decision, Handler
from server.core.kinds import Kinds
from server.dispatch import kinds as dispatch_kinds
from server.dispatch.entities import LADDER, Ladder
from server.dispatch.ladder import DEFAULT_RUNGS, Reader, is_told, marks_of, reached_at, steps_reached
from server.dispatch.rules import HANDLERS, is_moved
from tests.server.cases.scenes import CHECKER, COMMUNITY, HANDLER, OTHER, a_case, a_directory
from tests.support.judging import CALENDAR, NOW, ADirectory, a_context, an_id, command_facts, judge

KINDS = Kinds((*case_kinds.KINDS, *dispatch_kinds.KINDS))
RULES: dict[type, Handler] = {handler.command: handler for handler in HANDLERS}
TIMER = an_id(301)
HOUR = timedelta(hours=1)


def a_timer(unit: LimitUnit = LimitUnit.URGENT_HOUR, value: int = 10, **more: Any) -> CaseTimer:
    """A clock of handling that began NOW, with ten hours to run; each fact can be given."""
    facts: dict[str, Any] = {
        "id": TIMER,
        "case_id": a_case().id,
        "stage": TimerStage.HANDLE,
        "round": 1,
        "unit": unit,
        "value": value,
        "started_at": NOW,
        "due_at": NOW,
        "yellow_at": NOW,
    }
    return reckoned_by(CaseTimer(**(facts | more)), CALENDAR)


def reached(timer: CaseTimer, now: datetime, rungs: tuple[LadderRung, ...] = DEFAULT_RUNGS) -> list[int]:
    return [step.rung.percent for step in steps_reached(timer, rungs, CALENDAR, now)]


@pytest.mark.parametrize(
    ("hours", "steps"),
    [(7.999, []), (8, [80]), (9.999, [80]), (10, [80, 100]), (14.999, [80, 100]), (15, [80, 100, 150])],
)
def test_a_step_is_reached_at_its_very_instant_and_not_before(hours: float, steps: list[int]) -> None:
    assert reached(a_timer(), NOW + hours * HOUR) == steps


def test_what_was_told_is_not_reached_again_and_a_clock_that_stands_still_reaches_nothing() -> None:
    late = NOW + 100 * HOUR
    assert reached(a_timer(told_percent=100), late) == [150]
    assert reached(a_timer(told_percent=150), late) == []
    for state in (TimerState.PAUSED, TimerState.DONE, TimerState.DROPPED):
        assert reached(a_timer(state=state), late) == [], state


def test_rests_and_extensions_move_every_step() -> None:
    rested = a_timer(rests=(Rest(NOW + HOUR, NOW + 3 * HOUR),))
    longer = a_timer(extended=1)
    for percent, hours in ((80, 8), (90, 9), (100, 10), (150, 15)):
        assert reached_at(rested, percent, CALENDAR) == NOW + (hours + 2) * HOUR, percent
        assert reached_at(longer, percent, CALENDAR) == NOW + 2 * hours * HOUR, percent


def test_a_step_beyond_the_limit_counts_in_the_clocks_own_time() -> None:
    # NOW is a Monday, 9:00 in Shanghai: two work days are over on Wednesday at 9:00, three on Thursday.
    timer = a_timer(LimitUnit.WORK_DAY, 2)
    assert timer.due_at == NOW + timedelta(days=2)
    assert reached_at(timer, 150, CALENDAR) == NOW + timedelta(days=3)


def test_a_step_in_a_year_without_calendar_is_not_reached_and_the_ones_before_it_are() -> None:
    short = WorkCalendar((2026,))
    began = datetime(2026, 12, 31, 1, 0, tzinfo=UTC)
    timer = reckoned_by(a_timer(LimitUnit.WORK_HOUR, 7, started_at=began), short)
    late = began + timedelta(days=300)
    assert [step.rung.percent for step in steps_reached(timer, DEFAULT_RUNGS, short, late)] == [80, 100]
    assert [step.rung.percent for step in steps_reached(timer, DEFAULT_RUNGS, CALENDAR, late)] == [80, 100, 150]


# --- who hears of it --------------------------------------------------------------------------------------------------

SEATS = {
    "acceptor": (Post.ACCEPTOR, "320114/001/001"),
    "dispatcher": (Post.DISPATCHER, "320114/001"),
    "elsewhere": (Post.ACCEPTOR, "320114/002"),
    "chief": (Post.GRID_CHIEF, "320114/001/001"),
    "department": (Post.DEPARTMENT, "320114/114"),
    "other_department": (Post.DEPARTMENT, "320114/115"),
    "supervisor": (Post.SUPERVISOR, "320114"),
    "street": (Post.COMMITTEE, "320114/001"),
    "community": (Post.COMMITTEE, "320114/001/001"),
}
"""By name: a post, and at which organisation. `handler` and `checker` hold theirs too, and are named by the case."""


def hearing(stage: TimerStage, *tells: Audience, **more: Any) -> set[str]:
    """Of these people those who hear of a clock of the case."""
    case, directory = a_case(CaseState.HANDLING, **more), a_directory()
    people = {name: (an_id(500 + n), *seat) for n, (name, seat) in enumerate(SEATS.items())}
    people |= {
        "handler": (HANDLER, Post.HANDLER, "320114/114"), "colleague": (OTHER, Post.HANDLER, "320114/114"),
        "checker": (CHECKER, Post.GRID_WORKER, "320114/001/001"),
    }  # fmt: skip
    readers = {
        name: Reader(user, (Holding(post, NOW - HOUR, None, path=path),), NOW)
        for name, (user, post, path) in people.items()
    }
    return {name for name, reader in readers.items() if is_told(reader, stage, tells, case, directory)}


@pytest.mark.parametrize(
    ("stage", "owners", "chiefs"),
    [
        (TimerStage.ACCEPT, {"acceptor"}, {"chief"}),
        (TimerStage.VERIFY, {"checker"}, {"chief"}),
        (TimerStage.DISPATCH, {"dispatcher"}, {"chief"}),
        (TimerStage.HANDLE, {"handler", "department"}, {"chief", "department"}),
        (TimerStage.CHECK, {"checker"}, {"chief"}),
    ],
)
def test_whose_turn_it_is_hears_first_then_the_chiefs_then_the_supervisor(
    stage: TimerStage, owners: set[str], chiefs: set[str]
) -> None:
    assert hearing(stage, Audience.OWNER) == owners
    assert hearing(stage, Audience.OWNER, Audience.CHIEF) == owners | chiefs
    assert hearing(stage, Audience.SUPERVISOR) == {"supervisor"}


def test_a_clock_of_a_level_is_heard_at_that_level_and_then_at_the_one_above() -> None:
    assert hearing(TimerStage.LEVEL, Audience.OWNER, owner=COMMUNITY) == {"acceptor", "community"}
    assert hearing(TimerStage.LEVEL, Audience.CHIEF, owner=COMMUNITY) == {"street", "dispatcher"}
    assert hearing(TimerStage.LEVEL, Audience.OWNER, Audience.CHIEF, owner=None) == set()


def test_the_card_has_a_step_of_its_own_where_the_ladder_has_none() -> None:
    short = DEFAULT_RUNGS[:2]
    assert [(rung.percent, bool(rung.tells)) for rung in marks_of(short, cards=True)] == [
        (80, True), (100, True), (150, False),
    ]  # fmt: skip
    assert marks_of(short, cards=False) == short
    assert marks_of(DEFAULT_RUNGS, cards=True) == DEFAULT_RUNGS


# --- its rules ------------------------------------------------------------------------------------------------------


def at(hours: float, **more: Any) -> Context:
    return a_context(now=NOW + hours * HOUR, **more)


def tell(case: str = "") -> TellLight:
    return TellLight(**command_facts(case or a_case().id), timer=TIMER, percent=80)


def test_telling_writes_a_reminder_a_step_and_how_far_it_was_told() -> None:
    decision = judge(RULES[TellLight], tell(), [a_timer()], KINDS, at(11))
    told = [row for row in decision.puts if isinstance(row, CaseReminder)]
    [timer] = [row for row in decision.puts if isinstance(row, CaseTimer)]
    assert timer.told_percent == 100
    assert [(one.percent, one.reached_at, one.told_at) for one in told] == [
        (80, NOW + 8 * HOUR, NOW + 11 * HOUR),
        (100, NOW + 10 * HOUR, NOW + 11 * HOUR),
    ]
    assert [one.tells for one in told] == [(Audience.OWNER,), (Audience.OWNER, Audience.CHIEF)]


@pytest.mark.parametrize(
    "timer", [a_timer(told_percent=100), a_timer(state=TimerState.DONE), a_timer(extended=1)], ids=str
)
def test_telling_what_is_not_to_be_told_any_more_changes_nothing(timer: CaseTimer) -> None:
    decision = judge(RULES[TellLight], tell(), [timer], KINDS, at(11))
    assert (decision.verdict, list(decision.puts)) == (Verdict.APPLIED, [])


def test_a_clock_of_another_case_is_not_told_of() -> None:
    decision = judge(RULES[TellLight], tell(an_id(302)), [a_timer()], KINDS, at(11))
    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.NOT_FOUND)


def a_ladder(*percents: int) -> SetLadder:
    rungs = tuple(LadderRung(percent=percent, tells=(Audience.OWNER,)) for percent in percents)
    return SetLadder(**command_facts(an_id(303)), rungs=rungs)


def test_a_ladder_is_kept_in_order_and_set_anew_as_one_row() -> None:
    [first] = judge(RULES[SetLadder], a_ladder(120, 90), [], KINDS).puts
    assert isinstance(first, Ladder)
    assert (first.id, [rung.percent for rung in first.rungs]) == (LADDER, [90, 120])
    [again] = judge(RULES[SetLadder], a_ladder(80), [first], KINDS).puts
    assert isinstance(again, Ladder)
    assert (again.id, again.version, [rung.percent for rung in again.rungs]) == (LADDER, 2, [80])


def test_a_ladder_with_one_percent_twice_is_refused() -> None:
    assert judge(RULES[SetLadder], a_ladder(90, 90), [], KINDS).why is ProblemCode.WRONG_IDENTIFIER


HOLIDAY = WorkCalendar((2026, 2027), {NOW.date() + timedelta(days=1): DayKind.HOLIDAY})


def recount(timer: CaseTimer, calendar: WorkCalendar, case: Case) -> Decision:
    command = RecountClock(**command_facts(case.id), timer=timer.id)
    return judge(RULES[RecountClock], command, [timer, case], KINDS, at(1, directory=ADirectory(calendar=calendar)))


def test_a_clock_follows_another_calendar_and_its_case_with_it() -> None:
    timer = a_timer(LimitUnit.WORK_DAY, 2, told_percent=80)
    case = a_case(CaseState.HANDLING, due_at=timer.due_at)
    assert is_moved(timer, ADirectory(calendar=HOLIDAY))
    puts = recount(timer, HOLIDAY, case).puts
    [clock] = [row for row in puts if isinstance(row, CaseTimer)]
    [moved] = [row for row in puts if isinstance(row, Case)]
    assert clock.due_at == moved.due_at == timer.due_at + timedelta(days=1)
    assert clock.told_percent == 80
    assert not is_moved(clock, ADirectory(calendar=HOLIDAY))


def test_a_clock_that_the_calendar_does_not_move_or_reach_keeps_what_it_has() -> None:
    timer = a_timer(LimitUnit.WORK_DAY, 2)
    assert list(recount(timer, CALENDAR, a_case(due_at=timer.due_at)).puts) == []
    past = WorkCalendar((2020,))
    assert not is_moved(timer, ADirectory(calendar=past))
    assert recount(timer, past, a_case()).why is ProblemCode.NO_CALENDAR
    stopped = a_timer(LimitUnit.WORK_DAY, 2, state=TimerState.DONE)
    assert list(recount(stopped, HOLIDAY, a_case()).puts) == []
