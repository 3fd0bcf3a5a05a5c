"""How far a clock has run, and which steps of the ladder that makes due. Pure: it is told the time and the calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.duty import Audience, LadderRung
from server.cases.entities import Case, CaseTimer, TimerStage, TimerState
from server.cases.workdays import NoCalendar, WorkCalendar
from server.cases.worktime import YELLOW_PERCENT, due
from server.core.authority import Holding, may
from server.core.decisions import Area, Directory
from sync.scopes import Authority

WHOLE = 100
CARD_PERCENT = 150
"""Where the automatic yellow card falls, in a district that has switched it on (domain.md 5)."""

DEFAULT_RUNGS: tuple[LadderRung, ...] = (
    LadderRung(percent=80, tells=(Audience.OWNER,)),
    LadderRung(percent=100, tells=(Audience.OWNER, Audience.CHIEF)),
    LadderRung(percent=150, tells=(Audience.SUPERVISOR,)),
)
"""The ladder of domain.md 5, for a district that has not set its own."""

_OFFICES: dict[TimerStage, frozenset[Post]] = {
    TimerStage.ACCEPT: frozenset({Post.ACCEPTOR}),
    TimerStage.DISPATCH: frozenset({Post.DISPATCHER}),
}
_LEVEL_POSTS = frozenset({Post.COMMITTEE, Post.ACCEPTOR, Post.DISPATCHER})
_SENT = frozenset({TimerStage.VERIFY, TimerStage.CHECK})


class Reader(NamedTuple):
    """Somebody who reads what was told, with the posts that they hold at an instant."""

    user: str
    holdings: Sequence[Holding]
    at: datetime


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


def marks_of(rungs: Sequence[LadderRung], *, cards: bool) -> tuple[LadderRung, ...]:
    """The steps that a clock is followed to, in order: those of the ladder, and where the card falls, if it does.

    That the card falls is the district's switch and not a rung: a step that tells nobody stands for it.
    """
    known = {rung.percent: rung for rung in rungs}
    if cards:
        known.setdefault(CARD_PERCENT, LadderRung(percent=CARD_PERCENT, tells=()))
    return tuple(known[percent] for percent in sorted(known))


def is_told(reader: Reader, stage: TimerStage, tells: Sequence[Audience], case: Case, directory: Directory) -> bool:
    """Whether somebody is of those who hear of a clock of a case: of those whose turn it is now, by name or by post."""
    return any(_is_one_of(one, reader, stage, case, directory) for one in tells)


def _is_one_of(audience: Audience, reader: Reader, stage: TimerStage, case: Case, directory: Directory) -> bool:
    grid = Area(grid=case.grid)
    match audience:
        case Audience.OWNER:
            return _has_it(reader, stage, case, directory)
        case Audience.CHIEF if stage is TimerStage.LEVEL:
            return case.owner is not None and _sits_at(reader, directory.org_above(case.owner), directory)
        case Audience.CHIEF:
            of_grid = _holds(reader, frozenset({Post.GRID_CHIEF}), grid, directory)
            return of_grid or (stage is TimerStage.HANDLE and _leads(reader, case, directory))
        case Audience.SUPERVISOR:
            return _holds(reader, frozenset({Post.SUPERVISOR}), grid, directory)


def _has_it(reader: Reader, stage: TimerStage, case: Case, directory: Directory) -> bool:
    if stage in _SENT:
        return reader.user == case.checker
    if stage is TimerStage.HANDLE:
        return reader.user == case.handler or _leads(reader, case, directory)
    if stage is TimerStage.LEVEL:
        return _sits_at(reader, case.owner, directory)
    return _holds(reader, _OFFICES[stage], Area(grid=case.grid), directory)


def _leads(reader: Reader, case: Case, directory: Directory) -> bool:
    department = Area(org=case.department)
    return case.department is not None and _holds(reader, frozenset({Post.DEPARTMENT}), department, directory)


def _sits_at(reader: Reader, org: str | None, directory: Directory) -> bool:
    """At that very level: those above it have others to look after it."""
    path = None if org is None else directory.org_path(org)
    return path is not None and any(one.path == path and one.post in _LEVEL_POSTS for one in reader.holdings)


def _holds(reader: Reader, posts: frozenset[Post], area: Area, directory: Directory) -> bool:
    return may(reader.user, reader.holdings, posts, area, directory, reader.at) is Authority.CURRENT
