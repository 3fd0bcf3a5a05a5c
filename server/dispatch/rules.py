"""What the clock tells, who hears of it, and who is on duty. Pure: no database, no clock; the time is told."""

from typing import cast

from mobile_contract.accounts import Post
from mobile_contract.duty import EndDuty, RecountClock, RosterDuty, SetLadder, TellLight
from mobile_contract.problems import ProblemCode
from server.accounts.entities import User
from server.cases.adjusted import CaseReminder
from server.cases.clocks import reckoned_by
from server.cases.entities import Case, CaseTimer, TimerState
from server.cases.words import CLOCKS
from server.cases.workdays import NoCalendar, WorkCalendar
from server.core.decisions import (
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs, advanced, named_id
from server.dispatch.entities import LADDER, Duty, Ladder, duty_id
from server.dispatch.ladder import DEFAULT_RUNGS, Reached, marks_of, steps_reached

ROSTER_POSTS = frozenset({Post.GRID_CHIEF, Post.COMMITTEE, Post.DISPATCHER, Post.SYS_ADMIN})
"""Who draws up the roster of the grids that they reach."""


def _whole_district(_command: object, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


# --- the ladder -------------------------------------------------------------------------------------------------------


def _tell_needs(command: TellLight) -> Needs:
    yield Need(CaseTimer, command.timer)
    yield Need(Ladder, LADDER)


@decides(TellLight, posts=SYSTEM_ONLY, area=_whole_district, needs=_tell_needs)
def tell_light(command: TellLight, loaded: Loaded, ctx: Context) -> Decision:
    """Tell each step of the ladder that a clock has come to, each once (domain.md 5).

    What was told already, and a clock that stands still by now or was given more time, change nothing.
    """
    timer = loaded.find(CaseTimer, command.timer)
    if timer is None or timer.case_id != command.entity:
        return refuse(ProblemCode.NOT_FOUND, timer=command.timer)
    ladder = loaded.find(Ladder, LADDER)
    rungs = DEFAULT_RUNGS if ladder is None else ladder.rungs
    marks = marks_of(rungs, cards=ctx.directory.case_switches.yellow_card_at_150)
    reached = steps_reached(timer, marks, calendar_in(ctx.directory), ctx.now)
    if not reached:
        return Decision(version=timer.version)
    told = advanced(timer, told_percent=reached[-1].rung.percent)
    return put(told, *(_reminder(timer, step, ctx) for step in reached if step.rung.tells))


def _reminder(timer: CaseTimer, step: Reached, ctx: Context) -> CaseReminder:
    return CaseReminder(
        id=named_id(f"case_reminder:{timer.id}:{timer.extended}:{step.rung.percent}"),
        case_id=timer.case_id,
        timer=timer.id,
        stage=timer.stage,
        round=timer.round,
        percent=step.rung.percent,
        reached_at=step.at,
        told_at=ctx.now,
        tells=step.rung.tells,
    )


def _ladder_needs(_command: SetLadder) -> Needs:
    yield Need(Ladder, LADDER)


@decides(SetLadder, posts={Post.SYS_ADMIN}, area=_whole_district, needs=_ladder_needs)
def set_ladder(command: SetLadder, loaded: Loaded, ctx: Context) -> Decision:
    """Say who hears of clocks from now on. Refused: one percent twice, which could tell two things."""
    rungs = tuple(sorted(command.rungs, key=lambda rung: rung.percent))
    if len({rung.percent for rung in rungs}) < len(rungs):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="percent")
    known = loaded.find(Ladder, LADDER)
    if known is None:
        return put(Ladder(id=LADDER, rungs=rungs, set_by=ctx.actor.user, set_at=ctx.now))
    return put(advanced(known, rungs=rungs, set_by=ctx.actor.user, set_at=ctx.now))


# --- another calendar -------------------------------------------------------------------------------------------------


def _recount_needs(command: RecountClock) -> Needs:
    yield Need(CaseTimer, command.timer)
    yield Need(Case, command.entity)


@decides(RecountClock, posts=SYSTEM_ONLY, area=_whole_district, needs=_recount_needs)
def recount_clock(command: RecountClock, loaded: Loaded, ctx: Context) -> Decision:
    """Reckon a clock that runs by the present calendar; the case is due with it. What was told stays told.

    Refused: NO_CALENDAR, when the new calendar does not reach so far; the clock keeps what it had.
    """
    timer, case = loaded.find(CaseTimer, command.timer), loaded.find(Case, command.entity)
    if timer is None or case is None or timer.case_id != case.id:
        return refuse(ProblemCode.NOT_FOUND, timer=command.timer)
    if timer.state is not TimerState.RUNNING:
        return Decision(version=timer.version)
    try:
        again = reckoned_by(timer, calendar_in(ctx.directory))
    except NoCalendar as error:
        return refuse(ProblemCode.NO_CALENDAR, year=error.year)
    if again == timer:
        return Decision(version=timer.version)
    moved = advanced(timer, due_at=again.due_at, yellow_at=again.yellow_at)
    shown = CLOCKS.get(case.state) is timer.stage and case.due_at == timer.due_at
    return put(moved, *((advanced(case, due_at=again.due_at),) if shown else ()))


def is_moved(timer: CaseTimer, directory: Directory) -> bool:
    """Whether the present calendar has another end for a clock that runs; not if it has none at all."""
    try:
        return reckoned_by(timer, calendar_in(directory)) != timer
    except NoCalendar:
        return False


# --- the roster -------------------------------------------------------------------------------------------------------


def _roster_area(command: RosterDuty, _loaded: Loaded, _directory: Directory) -> Area:
    return Area(every=tuple(Area(grid=grid) for grid in command.grids))


def _roster_needs(command: RosterDuty) -> Needs:
    yield Need(User, command.user)
    yield NeedChildren(Duty, "roster", command.entity)


@decides(RosterDuty, posts=ROSTER_POSTS, area=_roster_area, needs=_roster_needs)
def roster_duty(command: RosterDuty, loaded: Loaded, ctx: Context) -> Decision:
    """Put somebody on duty on some grids. Refused: no such grid, a duty that ends before it begins, a taken id."""
    if loaded.children(Duty, "roster", command.entity):
        return refuse(ProblemCode.ID_TAKEN, duty=command.entity)
    if command.until_at <= command.from_at:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_at")
    unknown = next((grid for grid in command.grids if ctx.directory.grid(grid) is None), None)
    if unknown is not None:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=unknown)
    if loaded.find(User, command.user) is None:
        return wait_for(command.user)
    return put(
        *(
            Duty(
                id=duty_id(command.entity, grid),
                roster=command.entity,
                user_id=command.user,
                grid=grid,
                from_at=command.from_at,
                until_at=command.until_at,
            )
            for grid in sorted(set(command.grids))
        )
    )


def _duty_area(command: EndDuty, loaded: Loaded, _directory: Directory) -> Area:
    duties = loaded.children(Duty, "roster", command.entity)
    if not duties:
        raise MissingSubject(command.entity)
    return Area(every=tuple(Area(grid=duty.grid) for duty in duties))


def _duty_needs(command: EndDuty) -> Needs:
    yield NeedChildren(Duty, "roster", command.entity)


@decides(EndDuty, posts=ROSTER_POSTS, area=_duty_area, needs=_duty_needs)
def end_duty(command: EndDuty, loaded: Loaded, ctx: Context) -> Decision:
    """End a duty on all its grids. Refused: one that has ended already."""
    at = command.at or ctx.now
    duties = loaded.children(Duty, "roster", command.entity)
    if all(duty.until_at <= at for duty in duties):
        return refuse(ProblemCode.ALREADY_ENDED)
    return put(*(advanced(duty, until_at=max(at, duty.from_at)) for duty in duties))


def calendar_in(directory: Directory) -> WorkCalendar:
    """The directory's calendar, as those who reckon with it know it: the core only knows that there is one."""
    return cast("WorkCalendar", directory.calendar)


HANDLERS: tuple[Handler, ...] = (tell_light, set_ladder, recount_clock, roster_duty, end_duty)
