"""What of cases the clock has to see to: limits that came to a mark, suspensions that are over. It changes nothing.

For jobs of the server itself, which see the whole district; whatever must change, they ask of the door.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select, tuple_

from mobile_contract.cases import CaseState, LimitUnit
from server.cases.entities import CaseTimer, TimerState
from server.cases.tables import case_timers, cases
from server.core.columns import Small, UtcInstant, Uuid
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import Page, columns_of, list_page
from server.core.statements import Statement


class Mark(NamedTuple):
    """A place in an order by time."""

    at: datetime
    id: str


FIRST = Mark(datetime(1970, 1, 1, tzinfo=UTC), "00000000-0000-0000-0000-000000000000")
"""The place before everything."""


class Over(NamedTuple):
    """A case whose suspension is over, and since when."""

    case: str
    until_at: datetime


_timers = case_timers.c
_AFTER = tuple_(bindparam("after_at", type_=UtcInstant), bindparam("after_id", type_=Uuid))
_YELLOW = Statement(
    select(*columns_of(case_timers))
    .where(
        _timers.district_id == bindparam("district"),
        _timers.state == TimerState.RUNNING.value,
        _timers.yellow_at <= bindparam("at", type_=UtcInstant),
        _timers.yellow_at >= bindparam("after_at", type_=UtcInstant),
        _timers.told_percent < bindparam("most", type_=Small),
        tuple_(_timers.yellow_at, _timers.id) > _AFTER,
    )
    .order_by(_timers.yellow_at, _timers.id)
    .limit(bindparam("page"))
)
_IN_WORK_TIME = Statement(
    select(*columns_of(case_timers))
    .where(
        _timers.district_id == bindparam("district"),
        _timers.state == TimerState.RUNNING.value,
        or_(_timers.unit == LimitUnit.WORK_HOUR.value, _timers.unit == LimitUnit.WORK_DAY.value),
        _timers.yellow_at >= bindparam("after_at", type_=UtcInstant),
        tuple_(_timers.yellow_at, _timers.id) > _AFTER,
    )
    .order_by(_timers.yellow_at, _timers.id)
    .limit(bindparam("page"))
)
_OVER = Statement(
    select(cases.c.id, cases.c.suspended_until)
    .where(
        cases.c.district_id == bindparam("district"),
        cases.c.suspended_until <= bindparam("at", type_=UtcInstant),
        cases.c.state == CaseState.SUSPENDED.value,
        tuple_(cases.c.suspended_until, cases.c.id) > _AFTER,
    )
    .order_by(cases.c.suspended_until, cases.c.id)
    .limit(bindparam("page"))
)


async def list_yellow(
    tx: ReadTx, door: Door, at: datetime, told_below: int, after: Mark, limit: int
) -> tuple[list[CaseTimer], Mark | None]:
    """Clocks that run and are yellow or red at an instant, of which less than a percentage was told, in order.

    One query of an index: clocks that are green, stand still or are told of to the end are not looked at.
    """
    page = await list_page(
        tx, door, CaseTimer, _YELLOW, limit, at=at, most=told_below, after_at=after.at, after_id=after.id
    )
    return page.entities, _mark(page)


async def list_in_work_time(tx: ReadTx, door: Door, after: Mark, limit: int) -> tuple[list[CaseTimer], Mark | None]:
    """Clocks that run in working time, in order: those that another calendar moves."""
    page = await list_page(tx, door, CaseTimer, _IN_WORK_TIME, limit, after_at=after.at, after_id=after.id)
    return page.entities, _mark(page)


async def list_over(tx: ReadTx, district: int, at: datetime, after: Mark, limit: int) -> list[Over]:
    """Suspended cases whose last day is over at an instant, in the order in which it was."""
    rows = await tx.fetch(_OVER, district=district, at=at, after_at=after.at, after_id=after.id, page=limit)
    return [Over(*row) for row in rows]


def _mark(page: Page[CaseTimer]) -> Mark | None:
    return None if page.last is None else Mark(page.last["yellow_at"], page.last["id"])
