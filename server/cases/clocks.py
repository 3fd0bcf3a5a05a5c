"""The clocks of a case: what a step starts, stops and pauses, and when each is due. Pure: it is told the time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from msgspec.structs import replace

from mobile_contract.cases import CaseState, LimitUnit
from mobile_contract.problems import ProblemCode
from server.cases.entities import Case, CaseTimer, Rest, TimerStage, TimerState
from server.cases.words import CLOCKS, Op, Tick
from server.cases.workdays import NoCalendar, WorkCalendar
from server.cases.worktime import YELLOW_PERCENT, UnknownUnit, due
from server.catalogue.limits import limit_of
from server.core.decisions import CaseSwitches, Decision, Directory, refuse
from server.core.entities import advanced, named_id

_ALIVE = frozenset({TimerState.RUNNING, TimerState.PAUSED})


class Limit(NamedTuple):
    """How long a stage may take."""

    value: int
    unit: LimitUnit


class Moment(NamedTuple):
    """When and by which command a clock is touched, and in which district."""

    at: datetime
    command: str
    directory: Directory


class Ticked(NamedTuple):
    """What became of a case's clocks: those that changed, and when the present stage is due."""

    timers: tuple[CaseTimer, ...]
    due_at: datetime | None


def tick(
    ticks: Iterable[Tick], case: Case, state: CaseState, timers: Sequence[CaseTimer], moment: Moment
) -> Ticked | Decision:
    """What a step does to the clocks of a case; `case` is as it will be, `state` the one that it comes to.

    Refuses NO_CALENDAR where a limit in working time reaches into a year of which nobody has told the holidays.
    """
    now = {timer.id: timer for timer in timers}
    switches = moment.directory.case_switches
    try:
        for one in ticks:
            if _applies(one, switches):
                for timer in _touched(one, case, state, list(now.values()), moment):
                    now[timer.id] = timer
    except NoCalendar as error:
        return refuse(ProblemCode.NO_CALENDAR, year=error.year, years=", ".join(map(str, _calendar(moment).years)))
    except UnknownUnit as error:
        return refuse(ProblemCode.CASE_NEEDS, needs="limit_unit", unit=error.unit)
    before = {timer.id: timer for timer in timers}
    changed = tuple(timer for timer in now.values() if before.get(timer.id) is not timer)
    return Ticked(changed, due_of(state, now.values()))


def due_of(state: CaseState, timers: Iterable[CaseTimer]) -> datetime | None:
    """When the stage of a state is due; None where no clock runs."""
    stage = CLOCKS.get(state)
    running = [one.due_at for one in timers if one.stage is stage and one.state is TimerState.RUNNING]
    return max(running, default=None)


def started(case: Case, state: CaseState, moment: Moment) -> Ticked:
    """The first clock of a case that begins: that of accepting, unless it skips the acceptor."""
    timers = () if CLOCKS.get(state) is None else (_start(TimerStage.ACCEPT, case, moment),)
    known = tuple(timer for timer in timers if timer is not None)
    return Ticked(known, due_of(state, known))


def limit_for(stage: TimerStage, case: Case, directory: Directory) -> Limit | None:
    """The limit of a stage of a case: of handling, that of its condition, or of its class where none was chosen.

    None for a case whose class nobody knows.
    """
    switches = directory.case_switches
    if stage is TimerStage.HANDLE:
        return _handle_limit(case, directory)
    minutes = {
        TimerStage.ACCEPT: switches.accept_minutes,
        TimerStage.DISPATCH: switches.dispatch_minutes,
        TimerStage.LEVEL: switches.level_minutes,
    }
    return Limit(minutes.get(stage, switches.task_minutes), LimitUnit.URGENT_MINUTE)


def running(timers: Iterable[CaseTimer], stage: TimerStage) -> CaseTimer | None:
    """The clock of a stage that runs, if any does."""
    return next((one for one in timers if one.stage is stage and one.state is TimerState.RUNNING), None)


def _handle_limit(case: Case, directory: Directory) -> Limit | None:
    chosen = None if case.condition is None else directory.condition(case.condition)
    if chosen is not None:
        node = None if case.grid is None else directory.grid(case.grid)
        department = None if case.department is None else directory.org_path(case.department)
        value, unit, _ = limit_of(chosen, "" if node is None else node.path, department or "")
        return _limit(value, unit)
    known = directory.case_class(case.class_code or "")
    return None if known is None else _limit(known.limit_value, known.limit_unit)


def _limit(value: int, unit: str) -> Limit:
    try:
        return Limit(value, LimitUnit(unit))
    except ValueError as error:
        raise UnknownUnit(unit) from error


def _applies(one: Tick, switches: CaseSwitches) -> bool:
    if one.if_on:
        return bool(getattr(switches, one.if_on))
    return not (one.if_off and getattr(switches, one.if_off))


def _touched(
    one: Tick, case: Case, state: CaseState, timers: Sequence[CaseTimer], moment: Moment
) -> Iterable[CaseTimer]:
    stage = one.stage
    if one.op is Op.START:
        fresh = None if stage is None else _start(stage, case, moment)
        ended = (_ended(t, TimerState.DROPPED, moment.at) for t in timers if t.stage is stage and t.state in _ALIVE)
        return [*ended, *(() if fresh is None else (fresh,))]
    if one.op is Op.AGAIN:
        stopped = [t for t in timers if t.stage is stage and t.finished_at is not None]
        return [_again(max(stopped, key=lambda t: (t.started_at, t.id)), moment)] if stopped else []
    if one.op is Op.RESUME:
        of = CLOCKS.get(state) if stage is None else stage
        return [_resumed(t, moment) for t in timers if t.stage is of and t.state is TimerState.PAUSED]
    those = [t for t in timers if t.state in _ALIVE and stage in (None, t.stage)]
    match one.op:
        case Op.STOP:
            return [_ended(t, TimerState.DONE, moment.at) for t in those]
        case Op.DROP:
            return [_ended(t, TimerState.DROPPED, moment.at) for t in those]
        case Op.PAUSE:
            return [_paused(t, moment.at) for t in those if t.state is TimerState.RUNNING]
        case Op.EXTEND:
            return [reckoned(advanced(t, extended=t.extended + 1, told_percent=0), moment) for t in those]


def _start(stage: TimerStage, case: Case, moment: Moment) -> CaseTimer | None:
    limit = limit_for(stage, case, moment.directory)
    if limit is None:
        return None
    fresh = CaseTimer(
        id=named_id(f"case_timer:{case.id}:{moment.command}:{stage}"),
        case_id=case.id,
        stage=stage,
        round=case.round,
        unit=limit.unit,
        value=limit.value,
        started_at=moment.at,
        due_at=moment.at,
        yellow_at=moment.at,
        org={TimerStage.HANDLE: case.department, TimerStage.LEVEL: case.owner}.get(stage),
    )
    return reckoned(fresh, moment)


def _ended(timer: CaseTimer, state: TimerState, at: datetime) -> CaseTimer:
    return advanced(timer, state=state, finished_at=at, rests=_closed(timer.rests, at))


def _paused(timer: CaseTimer, at: datetime) -> CaseTimer:
    return advanced(timer, state=TimerState.PAUSED, rests=(*timer.rests, Rest(at, None)))


def _resumed(timer: CaseTimer, moment: Moment) -> CaseTimer:
    rested = advanced(timer, state=TimerState.RUNNING, rests=_closed(timer.rests, moment.at))
    return reckoned(rested, moment)


def _again(timer: CaseTimer, moment: Moment) -> CaseTimer:
    """A clock that was stopped goes on: the time since is a rest."""
    stopped_at = timer.finished_at or moment.at
    rests = (*timer.rests, Rest(stopped_at, max(stopped_at, moment.at)))
    return reckoned(advanced(timer, state=TimerState.RUNNING, finished_at=None, rests=rests), moment)


def _closed(rests: Sequence[Rest], at: datetime) -> tuple[Rest, ...]:
    return tuple(Rest(one.from_at, max(one.from_at, at)) if one.until_at is None else one for one in rests)


def reckoned(timer: CaseTimer, moment: Moment) -> CaseTimer:
    """The clock with the instants at which its limit, and the part that makes it yellow, have run."""
    return reckoned_by(timer, _calendar(moment))


def reckoned_by(timer: CaseTimer, calendar: WorkCalendar) -> CaseTimer:
    """The clock as a calendar has it, be it the district's present one or not. Raises NoCalendar."""
    value = timer.value * (1 + timer.extended)
    due_at = due(calendar, timer.started_at, timer.unit, value, timer.rests)
    yellow_at = due(calendar, timer.started_at, timer.unit, value, timer.rests, YELLOW_PERCENT)
    return replace(timer, due_at=due_at, yellow_at=yellow_at)


def _calendar(moment: Moment) -> WorkCalendar:
    # The core knows of the calendar only that there is one; it is this feature's own.
    return cast("WorkCalendar", moment.directory.calendar)
