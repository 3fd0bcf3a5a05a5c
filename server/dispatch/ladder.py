"""How far a clock has run, and which steps of the ladder that makes due. Pure: it is told the time and the calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.duty import Audience, LadderRung
from server.cases.entities import CaseTimer, TimerStage, TimerState
from server.cases.workdays import NoCalendar, WorkCalendar
from server.cases.worktime import YELLOW_PERCENT, due

WHOLE = 100
CARD_PERCENT = 150
"""Where the automatic yellow card falls, in a district that has switched it on (domain.md 5)."""

DEFAULT_RUNGS: tuple[LadderRung, ...] = (
    LadderRung(percent=80, tells=(Audience.OWNER,)),
    LadderRung(percent=100, tells=(Audience.OWNER, Audience.CHIEF)),
    LadderRung(percent=150, tells=(Audience.SUPERVISOR,)),
)
"""The ladder of domain.md 5, for a district that has not set its own."""

_OWNERS: dict[TimerStage, frozenset[Post]] = {
    TimerStage.ACCEPT: frozenset({Post.ACCEPTOR}),
    TimerStage.VERIFY: frozenset({Post.GRID_WORKER, Post.GRID_CHIEF}),
    TimerStage.DISPATCH: frozenset({Post.DISPATCHER}),
    TimerStage.HANDLE: frozenset({Post.DEPARTMENT, Post.HANDLER}),
    TimerStage.CHECK: frozenset({Post.GRID_WORKER, Post.GRID_CHIEF}),
}


class Reached(NamedTuple):
    """A step of the ladder that a clock has come to, and when it did."""

    rung: LadderRung
    at: datetime


def steps_reached(
    timer: CaseTimer, rungs: Sequence[LadderRung], calendar: WorkCalendar, now: datetime
) -> list[Reached]:
    """The steps that a clock has come to and that nobody has told yet, of a ladder in order; none for one that rests.

    A step in a year without calendar is not reached: nobody knows when it would be.
    """
    if timer.state is not TimerState.RUNNING:
        return []
    found: list[Reached] = []
    for rung in rungs:
        if rung.percent <= timer.told_percent:
            continue
        at = reached_at(timer, rung.percent, calendar)
        if at is None or at > now:
            break
        found.append(Reached(rung, at))
    return found


def reached_at(timer: CaseTimer, percent: int, calendar: WorkCalendar) -> datetime | None:
    """When a running clock comes to a part of its limit, or to more than it; None where no calendar reaches so far."""
    if percent == WHOLE:
        return timer.due_at
    if percent == YELLOW_PERCENT:
        return timer.yellow_at
    pauses = [(one.from_at, one.until_at) for one in timer.rests if one.until_at is not None]
    try:
        return due(calendar, timer.started_at, timer.unit, timer.value * (1 + timer.extended), pauses, percent)
    except NoCalendar:
        return None


def posts_told(stage: TimerStage, tells: Sequence[Audience]) -> frozenset[Post]:
    """The posts that hear of a clock of a stage: over the case's grid, or at its department."""
    chiefs = {Post.GRID_CHIEF, Post.DEPARTMENT} if stage is TimerStage.HANDLE else {Post.GRID_CHIEF}
    told = {Audience.OWNER: _OWNERS[stage], Audience.CHIEF: chiefs, Audience.SUPERVISOR: {Post.SUPERVISOR}}
    return frozenset(post for audience in tells for post in told[audience])
