"""How a report stands, for whoever told it: in plain words, by units and never by people. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mobile_contract.cases import CaseState
from mobile_contract.intake import Expectation, Progress, TimelineEntry, Words
from server.cases.entities import Case, CaseEvent, CaseTimer, TimerStage, TimerState
from server.cases.guards import CITIZENS_DAYS
from server.cases.words import OPEN, TERMINAL
from server.intake.books import Book
from server.intake.entities import Reporter

_OF_REPORTER = frozenset({"comment_case", "rate_case"})
"""Steps that are shown when the reporter took them, and to nobody else."""

_DISPATCH = "dispatch_case"
_ALIKE = timedelta(minutes=1)
ADD, RATE, REOPEN = "add", "rate", "reopen"


class Facts(NamedTuple):
    """All that is known of a report. `lead` is the case that goes on for it, mostly its own."""

    reporter: Reporter
    own: Case
    lead: Case
    events: Sequence[CaseEvent]
    """Of both cases."""
    timers: Sequence[CaseTimer]
    """Of the leading one."""
    rated: bool
    at: datetime

    @property
    def joined(self) -> bool:
        """Whether it goes on with another report."""
        return self.own.id != self.lead.id


def progress(code: str, facts: Facts, book: Book, unit_name: Callable[[str], str]) -> Progress:
    """How a report stands now. It holds nothing personal: no names, no words that anybody wrote, no place."""
    case = facts.lead
    said = book.stages[case.state]
    ended_at = case.closed_at if case.state in TERMINAL else None
    return Progress(
        code=code,
        stage=Words(code=case.state, zh=said.zh, en=said.en),
        reported_at=facts.own.reported_at,
        expected=expectation(facts, book),
        timeline=tuple(_timeline(facts, book, unit_name)),
        case_no=case.case_no,
        closed_at=ended_at,
        reopen_until_at=reopen_until(facts),
        joined=facts.joined,
        may=what_may(facts),
    )


def what_may(facts: Facts) -> tuple[str, ...]:
    """What its reporter can do. Whoever joined another's matter adds to it; to judge it is its own reporter's."""
    case = facts.lead
    if case.state in OPEN:
        return (ADD,)
    if case.state is not CaseState.CLOSED or facts.joined:
        return ()
    until = reopen_until(facts)
    reopens = until is not None and facts.at <= until
    return (*(() if facts.rated else (RATE,)), *((REOPEN,) if reopens else ()))


def reopen_until(facts: Facts) -> datetime | None:
    """Until when it may be opened again; None when it may not."""
    case = facts.lead
    if case.state is not CaseState.CLOSED or facts.joined or case.reopenings or case.closed_at is None:
        return None
    return case.closed_at + timedelta(days=CITIZENS_DAYS)


def expectation(facts: Facts, book: Book) -> Expectation:
    """When it should be done, honestly: a date that has passed is no date, and one that moved says why."""
    told = facts.reporter.expected_at
    if facts.lead.state in TERMINAL:
        return Expectation(original_at=told)
    now_at, why = _outlook(facts, told)
    return Expectation(original_at=told, now_at=now_at, why=None if why is None else book.why(why))


def _outlook(facts: Facts, told: datetime | None) -> tuple[datetime | None, str | None]:
    clock = _handling(facts.timers)
    if facts.lead.state is CaseState.SUSPENDED:
        return None, "resting"
    if clock is None:
        if told is not None and told < facts.at:
            return None, "late_start"
        return told, "not_given"
    if clock.state is TimerState.PAUSED:
        return None, "resting"
    if clock.state is TimerState.DONE:
        return None, "checking"
    if clock.due_at < facts.at:
        return None, "overdue"
    if told is not None and abs(clock.due_at - told) < _ALIKE:
        return clock.due_at, None
    return clock.due_at, _why_moved(facts.lead, clock)


def _why_moved(case: Case, clock: CaseTimer) -> str:
    if clock.extended:
        return "extended"
    if case.reopenings:
        return "reopened"
    if case.reworks:
        return "reworked"
    return "rested" if clock.rests else "limit_set"


def _handling(timers: Iterable[CaseTimer]) -> CaseTimer | None:
    """The newest clock of handling that was not dropped: a department that returned the case has none."""
    those = [one for one in timers if one.stage is TimerStage.HANDLE and one.state is not TimerState.DROPPED]
    newest = max(those, key=lambda one: (one.started_at, one.id), default=None)
    since = [one for one in timers if one.stage is TimerStage.DISPATCH]
    waits = max(since, key=lambda one: (one.started_at, one.id), default=None)
    alone = waits is not None and waits.state is TimerState.RUNNING
    return None if alone else newest


def _timeline(facts: Facts, book: Book, unit_name: Callable[[str], str]) -> Iterator[TimelineEntry]:
    joined_at = max((one.at for one in facts.events if _joins(one, facts.own)), default=None)
    for event in sorted(facts.events, key=lambda one: (one.at, one.seq, one.id)):
        theirs = event.case_id != facts.own.id
        if not event.applied or (theirs and (joined_at is None or event.at < joined_at)):
            continue
        code = _code(event, book)
        if code is None or (event.command in _OF_REPORTER and event.actor != facts.reporter.id):
            continue
        said = book.steps[code]
        named = event.about if event.command == _DISPATCH else None
        yield TimelineEntry(
            at=event.at, code=event.command, zh=said.zh, en=said.en, unit="" if named is None else unit_name(named)
        )


def _joins(event: CaseEvent, own: Case) -> bool:
    return event.case_id == own.id and event.applied and event.to_state is CaseState.MERGED


def _code(event: CaseEvent, book: Book) -> str | None:
    """The step by its command and where it led; what only offices ask one another is no step of a report."""
    named = f"{event.command}>{event.to_state}"
    return next((one for one in (named, event.command) if one in book.steps), None)
