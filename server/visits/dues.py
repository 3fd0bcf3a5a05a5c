"""Who is due for a visit, and how many were made: what offices and workers read of a grid. No date here is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.register_views import PersonView
from mobile_contract.visit_rules import (
    DueCause,
    DueReason,
    DueState,
    RuleCoverage,
    VisitCoverage,
    VisitDue,
    VisitDuePage,
    VisitRule,
    VisitRulesView,
    VisitTarget,
)
from mobile_contract.visits import VisitChannel, VisitOutcome
from server.accounts.scope import REGISTER_POSTS, OfficeScope, scope_of
from server.care.service import list_standing_tags
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import find_entity
from server.residents.dwellers import list_addresses, list_masked, register_of
from server.visits import queries
from server.visits.editions import today
from server.visits.entities import VISIT_RULES, VisitRules
from server.visits.remembered import Listed, Remembered, Stand, stand_of
from sync.visit_coverage import coverage_of
from sync.visit_days import DAY_MS, OFFSET_MS, day_of_text, text_of_day
from sync.visit_dues import Due, Home, Reason, Seen, due_list, edition_of, in_force
from sync.visit_facts import day_of, homes_of, tags_of

CARING = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.COMMITTEE})
"""Whose work needs to know for what somebody is cared for (P3 of safety.md 6.2): they do the visits, or plan them."""

BACK_DAYS, AHEAD_DAYS = 31, 92
"""How far from today a due list may be asked for: visits are those known by then, people are as they are now."""


class Asked(NamedTuple):
    """A grid on a day, what is in force then, and whether whoever asks may know tags."""

    grid: str
    on: int
    rules: VisitRules | None
    sensitive: bool

    @property
    def listed(self) -> Listed:
        """The list that answers it."""
        return Listed(self.grid, self.on, self.sensitive)


async def read_rules(door: Door) -> VisitRulesView:
    """The district's visit rules. They name nobody."""

    async def work(tx: ReadTx) -> VisitRulesView:
        row = await find_entity(tx, door, VisitRules, VISIT_RULES)
        if row is None:
            return VisitRulesView(version=0)
        edition = edition_of(row.editions, today(clock.now()))
        return VisitRulesView(
            version=row.version,
            in_force=None if edition is None else edition.number,
            editions=row.editions,
            published_by=row.published_by,
            published_at=row.published_at,
            reason=row.reason,
        )

    return await door.database.read(work)


async def read_due(
    door: Door, kept: Remembered, actor: Actor, purpose: str, grid: str, on: str | None, skip: int, limit: int
) -> VisitDuePage:
    """A page of a grid's due list, members masked. Refuses NOT_FOUND for a grid that is not theirs, MALFORMED a day."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[VisitDuePage, Sequence[str]]:
        asked, scope = await _asked(tx, door, actor, grid, on, at)
        return await page_of(scope, tx, door, kept, asked, skip, limit)

    return await door.witnessed(Reading(actor, purpose, "visits_due", grid), work)


async def page_of(
    scope: OfficeScope, tx: ReadTx, door: Door, kept: Remembered, asked: Asked, skip: int, limit: int
) -> tuple[VisitDuePage, Sequence[str]]:
    """As `read_due`, of an area that is given; and the ids of the persons whom the page tells of.

    What was shown of the very same rows is shown again.
    """
    if asked.rules is None:
        return await _page_of(tx, door, asked, (), skip, limit)
    stand = await stand_of(tx, door.district, asked.grid, asked.rules.version)
    known = kept.find_page(asked.listed, stand, (skip, limit))
    if known is None:
        dues = await _standing(scope, tx, door, kept, asked, stand)
        known = await _page_of(tx, door, asked, dues, skip, limit)
        kept.keep_page(asked.listed, stand, (skip, limit), known)
    return known


async def _page_of(
    tx: ReadTx, door: Door, asked: Asked, dues: Sequence[Due], skip: int, limit: int
) -> tuple[VisitDuePage, Sequence[str]]:
    edition = None if asked.rules is None else edition_of(asked.rules.editions, asked.on)
    on_page = dues[skip : skip + limit]
    cared_for = frozenset[str]() if edition is None else _of_somebody(edition.rules)
    persons = sorted({person for due in on_page for person in _members(due, cared_for)})
    masked = await list_masked(tx, door, persons)
    homes = await list_addresses(tx, door, [due.household for due in on_page])
    names = {} if edition is None else {rule.code: rule.name for rule in edition.rules}
    states = [due.state for due in dues]
    page = VisitDuePage(
        grid=asked.grid,
        on=text_of_day(asked.on),
        edition=None if edition is None else edition.number,
        sensitive=asked.sensitive,
        overdue=states.count(DueState.OVERDUE.value),
        due=states.count(DueState.DUE.value),
        upcoming=states.count(DueState.UPCOMING.value),
        items=tuple(
            _shown(due, homes, names, [masked[one] for one in _members(due, cared_for) if one in masked])
            for due in on_page
        ),
        next=skip + limit if skip + limit < len(dues) else None,
    )
    return page, persons


async def list_dues(scope: OfficeScope, tx: ReadTx, door: Door, kept: Remembered, asked: Asked) -> tuple[Due, ...]:
    """A grid's due list, whole. One that was made of the very same rows is not made twice."""
    if asked.rules is None:
        return ()
    stand = await stand_of(tx, door.district, asked.grid, asked.rules.version)
    return await _standing(scope, tx, door, kept, asked, stand)


async def _standing(
    scope: OfficeScope, tx: ReadTx, door: Door, kept: Remembered, asked: Asked, stand: Stand
) -> tuple[Due, ...]:
    known = kept.find(asked.listed, stand)
    if known is not None:
        return known
    homes = await _homes(scope, tx, door, asked)
    dues = due_list(in_force(() if asked.rules is None else asked.rules.editions, asked.on), homes, asked.on)
    kept.keep(asked.listed, stand, dues)
    return dues


async def read_coverage(door: Door, actor: Actor, grid: str, on: str | None) -> VisitCoverage:
    """Visited of asked in a grid: numbers alone. Refuses as `read_due` does."""
    at = clock.now()

    async def work(tx: ReadTx) -> VisitCoverage:
        asked, scope = await _asked(tx, door, actor, grid, on, at)
        return await count_coverage(scope, tx, door, asked._replace(sensitive=True), at)

    return await door.database.read(work)


async def count_coverage(scope: OfficeScope, tx: ReadTx, door: Door, asked: Asked, at: datetime) -> VisitCoverage:
    """As `read_coverage`, of an area that is given."""
    homes = await _homes(scope, tx, door, asked)
    editions = () if asked.rules is None else asked.rules.editions
    edition = edition_of(editions, asked.on)
    told = coverage_of(in_force(editions, asked.on), homes, asked.on)
    names = {} if edition is None else {rule.code: rule.name for rule in edition.rules}
    latest = await queries.find_latest_of_grid(scope, tx, door.district, asked.grid, _end_of(asked.on))
    return VisitCoverage(
        grid=asked.grid,
        on=text_of_day(asked.on),
        edition=None if edition is None else edition.number,
        households=told.households,
        households_visited=told.households_visited,
        rules=tuple(
            RuleCoverage(rule=one.rule, name=names[one.rule], asked=one.asked, visited=one.visited, overdue=one.overdue)
            for one in told.rules
        ),
        seen_until=latest,
        counted_at=at,
    )


async def _asked(
    tx: ReadTx, door: Door, actor: Actor, grid: str, on: str | None, at: datetime
) -> tuple[Asked, OfficeScope]:
    scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    day = day_near(on, at)
    caring = await scope_of(tx, door, actor, CARING, at)
    rules = await find_entity(tx, door, VisitRules, VISIT_RULES)
    return Asked(grid, day, rules, grid in caring.grids), scope


def day_near(on: str | None, at: datetime) -> int:
    """The day that is asked for, today's where none is. Refuses MALFORMED for one too far from today."""
    now = today(at)
    day = now if on is None else day_of_text(on)
    if not now - BACK_DAYS <= day <= now + AHEAD_DAYS:
        raise Problem(ProblemCode.MALFORMED, field="on", told=f"{BACK_DAYS} days back to {AHEAD_DAYS} ahead")
    return day


def _end_of(day: int) -> datetime:
    return clock.from_millis((day + 1) * DAY_MS - OFFSET_MS)


async def _homes(scope: OfficeScope, tx: ReadTx, door: Door, asked: Asked) -> list[Home]:
    visits: dict[str, list[Seen]] = {}
    latest = await queries.list_latest_of_grid(scope, tx, door.district, asked.grid, _end_of(asked.on))
    for household, channel, outcome, at in latest:
        visits.setdefault(household, []).append(Seen(day_of(at), channel, outcome))
    known = await register_of(scope, tx, door, asked.grid)
    if not asked.sensitive:
        return homes_of(*known, visits, {})
    given = await list_standing_tags(scope, tx, door, asked.grid)
    return homes_of(*known, visits, tags_of({one.id: one.care_labels for one in known.persons}, given))


def _of_somebody(rules: Sequence[VisitRule]) -> frozenset[str]:
    """The rules that ask for somebody: a visit by another one is to a household, and the list need name nobody."""
    return frozenset(rule.code for rule in rules if VisitTarget() not in rule.targets)


def _members(due: Due, rules: frozenset[str]) -> list[str]:
    return sorted({person for reason in due.reasons if reason.rule in rules for person in reason.persons})


def _shown(due: Due, homes: Mapping[str, str], names: Mapping[str, str], members: Sequence[PersonView]) -> VisitDue:
    return VisitDue(
        household=due.household,
        home=homes.get(due.household, ""),
        state=DueState(due.state),
        due_on=text_of_day(due.due_on),
        window_start=text_of_day(due.window_start),
        window_end=text_of_day(due.window_end),
        days_left=due.days_left,
        priority=due.priority,
        channels=tuple(map(VisitChannel, due.channels)),
        reasons=tuple(_reason(reason, names) for reason in due.reasons),
        last_outcome=None if due.last_outcome is None else VisitOutcome(due.last_outcome),
        last_on=None if due.last_on is None else text_of_day(due.last_on),
        last_met_on=None if due.last_met_on is None else text_of_day(due.last_met_on),
        members=tuple(members),
    )


def _reason(reason: Reason, names: Mapping[str, str]) -> DueReason:
    return DueReason(
        rule=reason.rule,
        name=names[reason.rule],
        cause=DueCause(reason.cause),
        state=DueState(reason.state),
        due_on=text_of_day(reason.due_on),
        window_start=text_of_day(reason.window_start),
        window_end=text_of_day(reason.window_end),
        persons=reason.persons,
    )
