"""What a district of a million cases is asked, and how long each answer takes. It fills nothing.

Everything is asked of the code that answers a request, in this process: what HTTP adds to it, `hexward bench` measures.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from statistics import median
from typing import NamedTuple

from sqlalchemy import bindparam, select

from mobile_contract.base import Command, Datum, Point
from mobile_contract.cases import (
    AcceptCase,
    AssignCase,
    CaseState,
    DispatchCase,
    FileCase,
    RecordProgress,
    ReportMatter,
)
from ops.bench.cases_filling import UNTIL, CaseSizes, Filled
from ops.bench.district import DONE, Lost
from ops.bench.wire import Unexpected
from ops.commands.grid_orders import facts_of
from ops.seed.history import Site
from ops.seed.offices import Trade, department_code, department_login, handler_logins
from server.analytics.counting import Cohort, before, month_of
from server.analytics.facts import SHANGHAI
from server.analytics.service import Asked, book_of, read_indicator, told_by
from server.analytics.specs import By, packaged
from server.cases import board, service
from server.cases.board import Filters
from server.cases.tables import cases
from server.cases.words import OPEN
from server.cases.worktime import Light
from server.catalogue.rules import condition_id
from server.catalogue.starter import starter
from server.core import clock
from server.core import tables as core
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.statements import Statement, bulk
from server.dispatch.sweep import sweep

_PAGE = 50
_OF_ORDERS = frozenset(one.spec.id for one in packaged() if one.cohort is Cohort.REPLY_DUE)
"""Indicators of hotline orders: this district has none."""
_CURSORS = bulk(core.consumers)
_FIFTY = Statement(
    select(*cases.c)
    .where(cases.c.district_id == bindparam("district"))
    .order_by(cases.c.reported_at.desc(), cases.c.id.desc())
    .limit(_PAGE)
)
_TICK = timedelta(seconds=30)
_LATE = timedelta(days=60)
"""After so long every clock that runs has come to a step of the ladder."""


class Timing(NamedTuple):
    """The median and the 95th percentile of some answers, in milliseconds."""

    p50: float
    p95: float


class Swept(NamedTuple):
    """A sweep of the deadlines: how many steps it told, and how long it took."""

    told: int
    ms: float


class Desks:
    """Who asks: the district's supervisor, a community's committee, a grid's worker, a department, its handler."""

    def __init__(self, filled: Filled) -> None:
        who = filled.plan.offices
        beat = who.beats[0]
        trade = Trade.CITY
        self.grid = beat.grid
        self.department = who.orgs[department_code(trade)]
        self.handler_id = who.seats[handler_logins(trade)[0]].id
        self.supervisor = _at_desk(who.seats["supervisor"].id)
        self.acceptor = _at_desk(who.seats["acceptor"].id)
        self.leader = _at_desk(who.seats["leader"].id)
        self.dispatcher = _at_desk(who.seats["dispatcher"].id)
        self.committee = _at_desk(who.committees[beat.place.community].id)
        self.worker = _at_desk(beat.worker)
        self.clerk = _at_desk(who.seats[department_login(trade)].id)
        self.handler = _at_desk(self.handler_id)


async def time_boards(door: Door, desks: Desks, sizes: CaseSizes) -> dict[str, Timing]:
    """Pages of 50 as each desk asks for them. Raises Unexpected for a page that is empty and must not be."""
    code = starter("B").classes[0].code
    open_states = tuple(sorted(OPEN))
    pages = {
        "supervisor": (desks.supervisor, Filters()),
        "supervisor, open": (desks.supervisor, Filters(states=open_states)),
        "supervisor, handling": (desks.supervisor, Filters(states=(CaseState.HANDLING,))),
        "supervisor, closed": (desks.supervisor, Filters(states=(CaseState.CLOSED,))),
        "supervisor, overdue": (desks.supervisor, Filters(overdue=True)),
        "supervisor, yellow": (desks.supervisor, Filters(light=Light.YELLOW)),
        "supervisor, grid": (desks.supervisor, Filters(grid=desks.grid)),
        "supervisor, department": (desks.supervisor, Filters(department=desks.department)),
        "supervisor, class": (desks.supervisor, Filters(class_code=code)),
        "committee": (desks.committee, Filters()),
        "committee, open": (desks.committee, Filters(states=open_states)),
        "worker": (desks.worker, Filters()),
        "worker, mine": (desks.worker, Filters(mine=True)),
        "department": (desks.clerk, Filters()),
        "department, open": (desks.clerk, Filters(states=open_states)),
    }
    found: dict[str, Timing] = {}
    for name, (actor, filters) in pages.items():
        ask = partial(service.list_cases, door, actor, filters, board.NEWEST, _PAGE)
        page = await ask()
        if filters == Filters() and not page.cases:
            raise Unexpected(f"the board of {name} is empty")
        found[name] = await _timed(ask, sizes)
    return found


async def time_indicators(door: Door, desks: Desks, sizes: CaseSizes) -> dict[str, Timing]:
    """Every indicator by department, of the last whole month and of the present one. Raises Unexpected."""
    present = month_of(UNTIL.astimezone(SHANGHAI).toordinal())
    book = book_of(None)
    found: dict[str, Timing] = {}
    for month in (before(present, 1), present):
        for name in told_by(book, month, By.DEPARTMENT):
            ask = partial(read_indicator, door, desks.supervisor, book, name, Asked(month, By.DEPARTMENT))
            view = await ask()
            if not view.groups and not view.indicator.survey and name not in _OF_ORDERS:
                raise Unexpected(f"{name} of {month} counts nothing")
            found[f"{name} {month}"] = await _timed(ask, sizes)
    return found


async def time_commands(door: Door, desks: Desks, site: Site, sizes: CaseSizes) -> dict[str, Timing]:
    """Some new cases on their way to a handler, each command a transaction of its own. Raises Lost."""
    fresh = [new_id() for _ in range(sizes.warm + sizes.commands)]
    shape, condition = _class_with_condition()
    point = Point(lon=site.lon, lat=site.lat, datum=Datum.WGS84, accuracy_m=8.0)
    steps: dict[str, tuple[Actor, Callable[[str], Command]]] = {
        "report_matter": (desks.worker, lambda case: ReportMatter(**facts_of(case), title="路面破损", point=point)),
        "accept_case": (desks.acceptor, lambda case: AcceptCase(**facts_of(case))),
        "file_case": (desks.leader, lambda case: FileCase(**facts_of(case), class_code=shape, condition=condition)),
        "dispatch_case": (
            desks.dispatcher, lambda case: DispatchCase(**facts_of(case), department=desks.department),
        ),
        "assign_case": (desks.clerk, lambda case: AssignCase(**facts_of(case), handler=desks.handler_id)),
        "record_progress": (desks.handler, lambda case: RecordProgress(**facts_of(case), opinion="正在处置")),
    }  # fmt: skip
    found: dict[str, Timing] = {}
    for name, (actor, command) in steps.items():
        took_ms = [await _issued(door, command(case), actor) for case in fresh]
        found[name] = _timing(took_ms[sizes.warm :])
    return found


async def time_sweeps(door: Door, sizes: CaseSizes) -> tuple[Swept, Swept, Swept]:
    """Sweeps of the deadlines: the first one, those half a minute after another, and one that tells of every clock.

    Of those in the middle it is the median time, and how many steps all of them told.
    """
    first = await _sweep(door, UNTIL)
    usual = [await _sweep(door, UNTIL + number * _TICK) for number in range(1, sizes.sweeps + 1)]
    whole = await _sweep(door, UNTIL + _LATE)
    return first, Swept(sum(one.told for one in usual), median(one.ms for one in usual)), whole


async def time_floors(door: Door, sizes: CaseSizes) -> dict[str, float]:
    """The same database without us: fifty rows of cases by an index, and a commit of one row."""
    numbers = count(1)

    async def commit() -> None:
        row = (door.district, "floor", next(numbers))
        await door.database.write(lambda tx: tx.upsert(_CURSORS, [row]))

    read = partial(door.database.fetch, _FIFTY, district=door.district)
    return {"read_50_ms": (await _timed(read, sizes)).p50, "commit_ms": (await _timed(commit, sizes)).p50}


async def _timed(ask: Callable[[], Awaitable[object]], sizes: CaseSizes) -> Timing:
    took_ms: list[float] = []
    for _ in range(sizes.warm + sizes.asked):
        began = clock.ticks()
        await ask()
        took_ms.append(clock.elapsed_ms(began))
    return _timing(took_ms[sizes.warm :])


async def _issued(door: Door, command: Command, actor: Actor) -> float:
    began = clock.ticks()
    outcome = await door.issue([command], actor)
    took_ms = clock.elapsed_ms(began)
    if outcome.receipts[0].verdict not in DONE:
        raise Lost(type(command).__name__, outcome.receipts[0])
    return took_ms


async def _sweep(door: Door, at: datetime) -> Swept:
    with clock.told_by(lambda: at):
        began = clock.ticks()
        told = await sweep(door)
        return Swept(told, clock.elapsed_ms(began))


def _timing(took_ms: Sequence[float]) -> Timing:
    ordered = sorted(took_ms)
    return Timing(median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)])


def _at_desk(user: str) -> Actor:
    return Actor(user=user, install=new_id())


def _class_with_condition() -> tuple[str, str]:
    """A class and one of its filing conditions."""
    condition = starter("B").conditions[0]
    return condition.class_code, condition_id(condition.key)
