"""Indicators as somebody may read them: figures of a month by group, and the cases behind each. It changes nothing.

Figures are of the asker's own area alone, whose cases they may all read one by one: so they are no statistics across
grids that small counts would have to be kept back of, but for surveys, whose answers no list shows.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.cases import CaseSource, CaseState
from mobile_contract.indicators import CountedCase, CountedCases, Freshness, IndicatorList, IndicatorView
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of, scope_of
from server.analytics import queries
from server.analytics.counting import before
from server.analytics.facts import date_of
from server.analytics.gathering import Gathering, below, column_of, held_by, period_of, street_of
from server.analytics.keeping import NAME
from server.analytics.queries import Behind, Place, Reach, Wanted
from server.analytics.reckoning import Ratio, judge, score, total_of, withheld
from server.analytics.specs import Book, By, Indicator, Unit, packaged, read_file
from server.analytics.telling import Figure, Groups, Months, Told, define, of_ratios, tell, total_figure
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import is_id
from server.core.loading import head_of
from server.core.problems import Problem
from server.directory import DistrictDirectory

READERS = frozenset({Post.SUPERVISOR, Post.COMMITTEE, Post.ACCEPTOR, Post.SHIFT_LEADER, Post.DISPATCHER})
"""Posts that answer for an area: supervisors, and the offices that lead its cases."""

NUMERATOR, DENOMINATOR, MISSED = "numerator", "denominator", "missed"
PARTS = frozenset({NUMERATOR, DENOMINATOR, MISSED})
"""What may be listed behind a figure: what counts above the line, below it, or below it alone."""

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class Asked(NamedTuple):
    """Which figures are wanted: of a month (202611), by what, of which organisation or grid, how many of the best."""

    month: int
    by: By = By.DEPARTMENT
    area: str | None = None
    top: int | None = None


class Drill(NamedTuple):
    """Which cases are wanted: of which group, and on which side of the line."""

    value: str | None = None
    part: str = DENOMINATOR
    before: Place = queries.NEWEST
    limit: int = 50


@cache
def book_of(own: Path | None) -> Book:
    """The packaged indicators with those of a district's own file. Raises WrongSpecification and OSError."""
    return Book(packaged()) if own is None else Book(packaged(), read_file(own.read_bytes(), own.name))


def list_indicators(book: Book, month: int) -> IndicatorList:
    """Every indicator in force in a month."""
    return IndicatorList(_month_text(month), tuple(define(one.spec) for one in book.list_in_force(month)))


async def read_indicator(door: Door, actor: Actor | None, book: Book, name: str, asked: Asked) -> IndicatorView:
    """The figures of an indicator; without an actor, of the whole district, for whoever runs it.

    Refuses NOT_FOUND for an indicator or an area that is not there, or not the actor's, and MALFORMED for a grouping
    that the indicator does not know.
    """
    [view] = await read_indicators(door, actor, book, [name], asked)
    return view


async def read_indicators(
    door: Door, actor: Actor | None, book: Book, names: Sequence[str], asked: Asked
) -> list[IndicatorView]:
    """The figures of several indicators, all of one moment: what is fetched for one serves the next.

    Refuses as `read_indicator`.
    """
    indicators = [_one(book, name, asked) for name in names]
    at = clock.now()

    async def work(tx: ReadTx) -> list[IndicatorView]:
        directory = await directory_of(tx, door)
        reach = await _reach(tx, door, directory, actor, asked.area, at)
        gathering = Gathering(tx, door.district, directory, reach, at)
        overdue = await queries.count_overdue(tx, door.district, reach, at)
        freshness = await _freshness(tx, door, at)
        found: list[IndicatorView] = []
        for indicator in indicators:
            months = await _months(gathering, book, indicator, asked)
            told = tell(indicator.spec, months, await _names(tx, door, directory, asked.by, months.now), asked.top)
            found.append(_view(indicator, asked, told, at, overdue, freshness))
        return found

    return await door.database.read(work)


def told_by(book: Book, month: int, by: By) -> list[str]:
    """The indicators in force in a month that can be told by this, in the order of the book."""
    return [one.spec.id for one in book.list_in_force(month) if is_told_by(one, by)]


def is_told_by(indicator: Indicator, by: By) -> bool:
    """Whether an indicator knows a grouping; by person, only those that are somebody's."""
    return by in indicator.spec.group_by and (by is not By.PERSON or indicator.spec.person is not None)


async def list_counted(
    door: Door, actor: Actor | None, book: Book, name: str, asked: Asked, drill: Drill
) -> CountedCases:
    """The cases behind a figure, page by page. Nothing that people said is in it.

    Refuses as `read_indicator`; NOT_ALLOWED for what is above the line of a survey whose group is too small to tell;
    MALFORMED for a score, whose parts have cases and it has none.
    """
    indicator = _one(book, name, asked)
    if indicator.spec.parts or drill.part not in PARTS:
        raise Problem(ProblemCode.MALFORMED, field="id" if indicator.spec.parts else "part")
    at = clock.now()

    async def work(tx: ReadTx) -> CountedCases:
        directory = await directory_of(tx, door)
        reach = await _reach(tx, door, directory, actor, asked.area, at)
        gathering = Gathering(tx, door.district, directory, reach, at)
        wanted, within = await _wanted(gathering, indicator, asked, drill)
        if not wanted.signatures:
            return CountedCases(cases=())
        rows, last = await queries.list_behind(tx, door.district, within, wanted, drill.before, drill.limit)
        return CountedCases(
            cases=tuple(_counted(indicator, row) for row in rows),
            next=None if last is None else cursor_of(last),
            names=_place_names(directory, {one for row in rows for one in (row.grid, row.department) if one}),
        )

    return await door.database.read(work)


def month_of_text(text: str) -> int:
    """The month of `2026-11`. Refuses MALFORMED."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Problem(ProblemCode.MALFORMED, field="month")
    return int(found[1]) * 100 + int(found[2])


def cursor_of(place: Place) -> str:
    """A place as the text that `after` takes back."""
    return f"{place.day}.{place.id}"


def place_of(cursor: str | None) -> Place:
    """The place that a cursor names; without one, the place before every case. Refuses MALFORMED."""
    if cursor is None:
        return queries.NEWEST
    day, _, identity = cursor.partition(".")
    if not day.isdecimal() or len(day) > 12 or not is_id(identity):
        raise Problem(ProblemCode.MALFORMED, field="after")
    return Place(int(day), identity)


def _one(book: Book, name: str, asked: Asked) -> Indicator:
    indicator = book.in_force(name, asked.month)
    if indicator is None:
        raise Problem(ProblemCode.NOT_FOUND)
    none_of_them = asked.top is not None and asked.top < 1
    if none_of_them or not is_told_by(indicator, asked.by):
        raise Problem(ProblemCode.MALFORMED, field="top" if none_of_them else "by")
    return indicator


def _view(
    indicator: Indicator, asked: Asked, told: Told, at: datetime, open_overdue: int, freshness: Freshness
) -> IndicatorView:
    return IndicatorView(
        indicator=define(indicator.spec),
        month=_month_text(asked.month),
        by=asked.by.value,
        area=asked.area,
        through=date_of(period_of(asked.month, indicator.cohort, at).until - 1).isoformat(),
        total=told.total,
        groups=told.groups,
        average=told.average,
        open_overdue=open_overdue,
        freshness=freshness,
        left_out=told.left_out,
    )


async def _reach(
    tx: ReadTx, door: Door, directory: DistrictDirectory, actor: Actor | None, area: str | None, at: datetime
) -> Reach:
    """What of the district may be read. Refuses NOT_ALLOWED without a post, NOT_FOUND for an area out of reach."""
    top = [org.id for org in directory.child_orgs(None)]
    if actor is None:
        paths, gridless = {str(directory.district)}, True
    else:
        scope = await scope_of(tx, door, actor, READERS, at)
        if not scope.paths:
            raise Problem(ProblemCode.NOT_ALLOWED)
        paths, gridless = set(scope.paths), scope.gridless
    orgs = [org for one in top for org in below(directory, one)]
    mine = tuple(sorted(org for org in orgs if _lies_in(directory.org_path(org) or "", paths)))
    if area is None:
        return Reach(mine, gridless, whole=gridless)
    if area in mine:
        whole = gridless and area in top
        return Reach(below(directory, area), whole, whole=whole)
    grid = directory.grid(area)
    if grid is None or grid.org not in mine:
        raise Problem(ProblemCode.NOT_FOUND)
    return Reach((grid.org,), grid=grid.id)


def _lies_in(path: str, paths: Iterable[str]) -> bool:
    return any(f"{path}/".startswith(f"{one}/") for one in paths)


async def _months(gathering: Gathering, book: Book, indicator: Indicator, asked: Asked) -> Months:
    """The month that is asked for, the one before it, and the same one a year ago."""
    months = (asked.month, before(asked.month, 1), before(asked.month, 12))
    if not indicator.spec.parts:
        found = await gathering.ratios(indicator, asked.by, months)
        groups = [of_ratios(found[month]) for month in months]
        return Months(groups[0], groups[1], groups[2], *(total_figure(found[month]) for month in months))
    scored: dict[int, tuple[Groups, Figure]] = {}
    for month in months:
        scored[month] = await _scored(gathering, book, indicator, asked.by, month)
    now, pop, yoy = (scored[month] for month in months)
    return Months(now[0], pop[0], yoy[0], now[1], pop[1], yoy[1])


async def _scored(
    gathering: Gathering, book: Book, indicator: Indicator, by: By, month: int
) -> tuple[dict[str, Figure], Figure]:
    parts: dict[str, dict[str, Ratio]] = {}
    for part in indicator.spec.parts:
        rate = book.in_force(part.indicator, month)
        parts[part.indicator] = {} if rate is None else (await gathering.ratios(rate, by, [month]))[month]
    groups = sorted({key for found in parts.values() for key in found})
    of_group = {key: {name: found.get(key, Ratio()) for name, found in parts.items()} for key in groups}
    whole = {name: total_of(found) for name, found in parts.items()}
    weights = indicator.spec.parts
    return {key: Figure(score(weights, values)) for key, values in of_group.items()}, Figure(score(weights, whole))


async def _wanted(gathering: Gathering, indicator: Indicator, asked: Asked, drill: Drill) -> tuple[Wanted, Reach]:
    """The rows that are wanted, by the signatures that there are, and where."""
    by = By.NOTHING if drill.value is None else asked.by
    counts = (await gathering.counts(indicator, by, [asked.month]))[asked.month]
    there = {one for part in counts if drill.value in (None, part.key) for one in part.signatures}
    if indicator.spec.survey and drill.part != DENOMINATOR:
        found = (await gathering.ratios(indicator, by, [asked.month]))[asked.month]
        if withheld(found) & {drill.value or ""}:
            raise Problem(ProblemCode.NOT_ALLOWED)
    sides = {signature: judge(indicator, signature) for signature in there}
    signatures = sorted(signature for signature, side in sides.items() if _is_on(side, drill.part))
    period = period_of(asked.month, indicator.cohort, gathering.at)
    column = None if drill.value is None else column_of(indicator, by)
    reach = gathering.reach
    if by in (By.STREET, By.COMMUNITY) and column == "area":
        areas = [org for org in reach.areas if drill.value == _group_of(gathering.directory, by, org)]
        reach, column = Reach(tuple(areas), reach.gridless and drill.value == "", reach.grid), None
    wanted = Wanted(
        indicator.cohort, period.first, period.until, signatures, column, drill.value or None, held_by(indicator, by)
    )
    return wanted, reach


def _group_of(directory: DistrictDirectory, by: By, org: str) -> str:
    return street_of(directory, org) if by is By.STREET else org


def _is_on(side: tuple[bool, bool], part: str) -> bool:
    above, under = side
    if part == NUMERATOR:
        return above
    return under if part == DENOMINATOR else under and not above


def _counted(indicator: Indicator, row: Behind) -> CountedCase:
    return CountedCase(
        case=row.case_id,
        case_no=row.case_no,
        state=CaseState(row.state),
        source=CaseSource(row.source),
        reported_at=row.reported_at,
        day=date_of(row.day).isoformat(),
        # What somebody answered is told of no case by itself.
        in_numerator=not indicator.spec.survey and judge(indicator, row.signature)[0],
        class_code=row.class_code,
        grid=row.grid,
        department=row.department,
        due_at=row.due_at,
        closed_at=row.closed_at,
        task=row.id if indicator.spec.unit is Unit.TASK else None,
    )


async def _names(
    tx: ReadTx, door: Door, directory: DistrictDirectory, by: By, groups: Mapping[str, object]
) -> dict[str, str]:
    keys = {key for key in groups if key}
    if by is By.PERSON:
        return await list_names(tx, door.district, keys)
    if by is By.CLASS:
        known = {key: directory.case_class(key) for key in keys}
        return {key: node.name for key, node in known.items() if node is not None}
    return _place_names(directory, keys)


def _place_names(directory: DistrictDirectory, ids: Iterable[str]) -> dict[str, str]:
    places = {one: directory.grid(one) or directory.org(one) for one in ids}
    return {one: place.name for one, place in places.items() if place is not None}


async def _freshness(tx: ReadTx, door: Door, at: datetime) -> Freshness:
    head = await head_of(tx, door.district)
    pos, waiting_since = await queries.progress_of(tx, door.district, NAME)
    behind_s = 0 if waiting_since is None else max(0, int((at - waiting_since).total_seconds()))
    return Freshness(pos=pos, head_pos=head.pos, behind_s=behind_s)


def _month_text(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}"
