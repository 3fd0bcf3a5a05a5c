"""The board: pages of an area's cases, narrowed as an office asks, and how many of them are open. It changes nothing.

A page is as cheap among a million cases as among a hundred, for whoever asks. What is asked for by an index of its own
(open states, one grid, department or class; for lights, that of the clocks that run) is read from that, and each row
asked whether it lies in the area. Without such a filter a large area is read from the newest report on, for many rows
are in it; a small one (a worker's, a community's, a department's) grid by grid, each from its own index and no further
than a page. Which of these it is we say here: a planner that guesses would read everything.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)

from mobile_contract.case_steps import CaseTaskState
from mobile_contract.cases import CaseState
from server.accounts.scope import OfficeScope
from server.cases import tables as t
from server.cases.entities import Case, TimerState
from server.cases.queries import IN_SCOPE, facts_of
from server.cases.words import CLOCKS, OPEN
from server.cases.worktime import Light
from server.core.columns import UtcInstant, Uuid, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_page
from server.core.statements import Statement

FEW_GRIDS = 16
FEW_DEPARTMENTS = 4
"""So many are asked one by one; with more of them most rows of the district are in the area, or nearly."""


class Place(NamedTuple):
    """A place in the order of the board."""

    reported_at: datetime
    id: str


NEWEST = Place(datetime(9999, 1, 1, tzinfo=UTC), "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The place before every case."""


class Filters(NamedTuple):
    """Which cases of the area are wanted; empty means whichever.

    `overdue` are those whose present stage is over its limit, as with the red light. `mine` are those that wait for
    the asker in person: to handle, to verify or to check. `owner` is the organisation that has them. `assisting` are
    those that await help of the asker's departments, wherever they lie.
    """

    states: tuple[CaseState, ...] = ()
    light: Light | None = None
    grid: str | None = None
    department: str | None = None
    class_code: str | None = None
    overdue: bool = False
    mine: bool = False
    owner: str | None = None
    assisting: bool = False


class Counts(NamedTuple):
    """How many open cases of an area are in each state and under each light, and how many wait for the asker."""

    states: dict[CaseState, int]
    lights: dict[Light, int]
    mine: int


_c, _timers, _tasks = t.cases.c, t.case_timers.c, t.case_tasks.c
_at = bindparam("at", type_=UtcInstant)
_me = bindparam("me", type_=Uuid)
_IN_DISTRICT, _IN_AREA = IN_SCOPE
_NEWEST_FIRST = (_c.reported_at.desc(), _c.id.desc())
_ITS_CLOCK = (
    _timers.district_id == _c.district_id,
    _timers.case_id == _c.id,
    _timers.state == TimerState.RUNNING.value,
    _timers.stage == case({state.value: stage.value for state, stage in CLOCKS.items()}, value=_c.state),
)
"""The clock of the stage that a case is in."""

_BEFORE = (
    _c.reported_at <= bindparam("before_at", type_=UtcInstant),
    tuple_(_c.reported_at, _c.id)
    < tuple_(bindparam("before_at", type_=UtcInstant), bindparam("before_id", type_=Uuid)),
)
_MINE = or_(
    (_c.handler == _me) & (_c.state == CaseState.HANDLING.value),
    (_c.checker == _me) & or_(_c.state == CaseState.VERIFYING.value, _c.state == CaseState.CHECKING.value),
)


def _as_it_is(text: str) -> ColumnElement[Any]:
    told: ColumnElement[Any] = literal_column(text)
    return told


def _by_row(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that each row is asked for itself: no index is chosen for its sake."""
    return case((condition, _as_it_is("1")), else_=_as_it_is("0")) == _as_it_is("1")


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "open state": _c.state == bindparam("state"),
    "ended state": _c.state == bindparam("state"),
    "open states": among(_c.state, "states"),
    "states": among(_c.state, "states"),
    "grid": _c.grid == bindparam("grid"),
    "department": _c.department == bindparam("department"),
    "class": _c.class_code == bindparam("class_code"),
    "mine": _MINE,
    "owner": _c.owner == bindparam("owner"),
}
_BY_LIGHT: dict[str, tuple[ColumnElement[bool], ColumnElement[bool]]] = {
    Light.RED: (_timers.yellow_at <= _at, _c.due_at < _at),
    Light.YELLOW: (_timers.yellow_at <= _at, _c.due_at >= _at),
    Light.GREEN: (_timers.yellow_at > _at, _c.due_at >= _at),
}
"""Of each light what the clock says, by which its index finds it, and what the case says."""

_DRIVING = frozenset(_CONDITIONS) - {"ended state", "states"}
"""Conditions that leave few rows, or have an index in the order of the board."""

_NARROW = frozenset({"grid", "department", "mine", "owner"})
"""Conditions that leave so few that nothing else need be thought of."""

_STATES = frozenset({"states"})
"""Several states, ended ones among them: most rows of the district may be in them, so that no index helps."""

_RUNNING = Statement(
    select(_timers.case_id, _timers.stage, _timers.yellow_at).where(
        _timers.district_id == bindparam("district"),
        among(_timers.case_id, "cases"),
        _timers.state == TimerState.RUNNING.value,
    )
)
_LIGHTS = case(
    (_c.due_at.is_(None), _as_it_is("''")),
    (_c.due_at < _at, _as_it_is("'red'")),
    (_timers.yellow_at <= _at, _as_it_is("'yellow'")),
    else_=_as_it_is("'green'"),
)
_OPEN = (
    select(
        _c.state.label("state"),
        _LIGHTS.label("light"),
        case((_MINE, _as_it_is("1")), else_=_as_it_is("0")).label("mine"),
    )
    .select_from(t.cases.outerjoin(t.case_timers, and_(*_ITS_CLOCK)))
    .where(_IN_DISTRICT, among(_c.state, "open"), _by_row(_IN_AREA))
    .subquery()
)
_KINDS = (_OPEN.c.state, _OPEN.c.light, _OPEN.c.mine)
_COUNTS = Statement(select(*_KINDS, func.count()).group_by(*_KINDS))


async def list_cases(
    scope: OfficeScope, tx: ReadTx, door: Door, filters: Filters, before: Place, limit: int
) -> tuple[list[Case], Place | None]:
    """Cases by their report, the latest first, and the place from which to go on. One query."""
    if not (scope.grids or scope.departments or scope.people or scope.gridless):
        return [], None
    conditions = _conditions_of(filters)
    facts = facts_of(scope) | _facts_of(filters) | {"at": scope.at, "me": scope.user}
    if filters.assisting:
        statement = _assisting(conditions)
    elif not _BY_LIGHT.keys().isdisjoint(conditions):
        statement = _with_light(conditions)
    elif is_small(scope) and "open states" in conditions and _NARROW.isdisjoint(conditions):
        statement = _open_ones(conditions)
    elif is_small(scope) and not _DRIVING.intersection(conditions):
        grids, departments = _padded(scope.grids), _padded(scope.departments)
        statement = _small_area(conditions, len(grids), len(departments))
        facts |= {f"grid_{n}": grid for n, grid in enumerate(grids)}
        facts |= {f"department_{n}": department for n, department in enumerate(departments)}
    else:
        statement = _large_area(conditions)
    place = {"before_at": before.reported_at, "before_id": before.id}
    page = await list_page(tx, door, Case, statement, limit, **facts, **place)
    return page.entities, None if page.last is None else Place(page.last["reported_at"], page.last["id"])


async def list_yellow_at(tx: ReadTx, district: int, cases: Iterable[Case]) -> dict[str, datetime]:
    """When the clocks of the stages that some cases are in turn yellow, by case; without those that have none."""
    stages = {one.id: CLOCKS.get(one.state) for one in cases}
    rows = await tx.fetch(_RUNNING, district=district, cases=sorted(stages))
    return {of: yellow_at for of, stage, yellow_at in rows if stages[of] == stage}


async def count_open(scope: OfficeScope, tx: ReadTx, district: int) -> Counts:
    """How many open cases of an area there are. One query: it reads the open ones of the district, and no other."""
    states, lights, mine = Counter[CaseState](), Counter[Light](), 0
    facts = facts_of(scope) | {"open": sorted(state.value for state in OPEN), "at": scope.at, "me": scope.user}
    for state, light, waits, count in await tx.fetch(_COUNTS, district=district, **facts):
        states[CaseState(state)] += count
        if light:
            lights[Light(light)] += count
        mine += count * waits
    return Counts(
        {state: states[state] for state in sorted(states)}, {one: lights[one] for one in sorted(lights)}, mine
    )


def light_of(due_at: datetime | None, yellow_at: datetime | None, at: datetime) -> Light | None:
    """The light of a stage that is due at an instant, where any clock runs: red beyond it, yellow at it. Pure."""
    if due_at is None:
        return None
    if at > due_at:
        return Light.RED
    return Light.YELLOW if yellow_at is not None and at >= yellow_at else Light.GREEN


# --- its statements, each made when it is first needed ----------------------------------------------------------------


def _conditions_of(filters: Filters) -> tuple[str, ...]:
    one, several = len(filters.states) == 1, len(filters.states) > 1
    are_open = OPEN.issuperset(filters.states)
    asked = {
        "open state": one and are_open,
        "ended state": one and not are_open,
        "open states": several and are_open,
        "states": several and not are_open,
        "grid": filters.grid is not None,
        "department": filters.department is not None,
        "class": filters.class_code is not None,
        "mine": filters.mine,
        "owner": filters.owner is not None,
        Light.RED: filters.overdue,
    }
    names = {name for name, is_asked in asked.items() if is_asked}
    return tuple(sorted(names | ({filters.light} if filters.light else set())))


def _facts_of(filters: Filters) -> dict[str, Any]:
    states = sorted(state.value for state in filters.states)
    return {
        "state": states[0] if states else None,
        "states": states,
        "grid": filters.grid,
        "department": filters.department,
        "class_code": filters.class_code,
        "owner": filters.owner,
    }


def is_small(scope: OfficeScope) -> bool:
    """Whether an area is read part by part: it is somebody's, and has few grids and departments. Pure."""
    few = len(scope.grids) <= FEW_GRIDS and len(scope.departments) <= FEW_DEPARTMENTS
    return few and not scope.gridless and scope.people == (scope.user,)


def _padded(ids: Sequence[str]) -> list[str]:
    """To a power of two, the last one again, so that few sizes of area need few statements."""
    if not ids:
        return []
    wanted = 1 << (len(ids) - 1).bit_length()
    return [*ids, *[ids[-1]] * (wanted - len(ids))]


@cache
def _with_light(conditions: Collection[str]) -> Statement:
    """The clocks that run lead to their cases."""
    found = select(_c.id, _c.reported_at).select_from(t.case_timers.join(t.cases, and_(*_ITS_CLOCK)))
    return _first_of(found.where(*_lights(conditions)), [_IN_AREA, *_asked(conditions)])


@cache
def _assisting(conditions: Collection[str]) -> Statement:
    """The tasks that some departments were asked to help with lead to their cases."""
    lights = _lights(conditions)
    theirs = t.case_tasks.join(t.cases, (_c.district_id == _tasks.district_id) & (_c.id == _tasks.case_id))
    found = (
        select(_c.id, _c.reported_at)
        .distinct()
        .select_from(theirs.join(t.case_timers, and_(*_ITS_CLOCK)) if lights else theirs)
        .where(
            _tasks.district_id == bindparam("district"),
            among(_tasks.org, "departments"),
            _tasks.state == CaseTaskState.OPEN.value,
            *lights,
        )
    )
    return _first_of(found, _asked(conditions))


def _lights(conditions: Collection[str]) -> list[ColumnElement[bool]]:
    return [condition for name in conditions if name in _BY_LIGHT for condition in _BY_LIGHT[name]]


def _asked(conditions: Collection[str]) -> list[ColumnElement[bool]]:
    return [_CONDITIONS[name] for name in conditions if name in _CONDITIONS]


@cache
def _open_ones(conditions: Collection[str]) -> Statement:
    """All that are open, of which a small area has few."""
    found = select(_c.id, _c.reported_at).where(_CONDITIONS["open states"])
    return _first_of(found, [_IN_AREA, *(_CONDITIONS[name] for name in conditions if name != "open states")])


def _first_of(few: Select[Any, Any], asked: Sequence[ColumnElement[bool]]) -> Statement:
    """The first page of a few cases: each is asked for all else, and only then are they put in order.

    In one step a planner would rather follow the order, and ask every case there ever was.
    """
    found = few.where(_IN_DISTRICT, _by_row(and_(*asked, *_BEFORE))).cte("found").prefix_with("MATERIALIZED")
    page = select(found.c.id).order_by(found.c.reported_at.desc(), found.c.id.desc()).limit(bindparam("page"))
    return _in_order(page)


def _in_order(page: Select[Any]) -> Statement:
    wanted = select(*columns_of(t.cases)).where(_IN_DISTRICT, _c.id.in_(page))
    return Statement(wanted.order_by(*_NEWEST_FIRST))


@cache
def _large_area(conditions: Collection[str]) -> Statement:
    asked = [_CONDITIONS[name] for name in conditions if name not in _STATES]
    # One question a row: of two, planners believe that hardly any row passes both, and sort all that do.
    by_row = _by_row(and_(_IN_AREA, *(_CONDITIONS[name] for name in conditions if name in _STATES)))
    wanted = select(*columns_of(t.cases)).where(_IN_DISTRICT, *asked, by_row, *_BEFORE)
    return Statement(wanted.order_by(*_NEWEST_FIRST).limit(bindparam("page")))


@cache
def _small_area(conditions: Collection[str], grids: int, departments: int) -> Statement:
    theirs = [
        *(_c.grid == bindparam(f"grid_{n}") for n in range(grids)),
        *(_c.department == bindparam(f"department_{n}") for n in range(departments)),
    ]
    asked = [_by_row(_CONDITIONS[name]) if name in _STATES else _CONDITIONS[name] for name in conditions]
    # What one person has in hand is little, and has no index in the board's order: it is read whole.
    in_hand = [_reports_of(one, asked) for one in (_c.handler == _me, _c.checker == _me)]
    found = union(*in_hand, *(_newest(_reports_of(one, asked)) for one in theirs)).subquery()
    page = select(found.c.id).order_by(found.c.reported_at.desc(), found.c.id.desc()).limit(bindparam("page"))
    return _in_order(page)


def _reports_of(theirs: ColumnElement[bool], asked: Sequence[ColumnElement[bool]]) -> Select[Any, Any]:
    return select(_c.id, _c.reported_at).where(_IN_DISTRICT, theirs, *asked, *_BEFORE)


def _newest(reports: Select[Any, Any]) -> Select[Any, Any]:
    page = reports.order_by(*_NEWEST_FIRST).limit(bindparam("page")).subquery()
    return select(page.c.id, page.c.reported_at)
