"""Reads of cycles and items: sets of grids at once, never one by one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, or_, select

from mobile_contract.renewal import RenewalState, RenewalTarget
from server.accounts.scope import OfficeScope
from server.core.columns import Truth, UtcInstant, Uuid, Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import Page, columns_of, list_entities, list_page
from server.core.statements import Statement
from server.renewal.entities import RenewalCycle, RenewalItem
from server.renewal.tables import IS_DONE, IS_OPEN, renewal_cycles, renewal_items

FIRST = "00000000-0000-0000-0000-000000000000"

_c, _i = renewal_cycles.c, renewal_items.c
_week = bindparam("week", type_=Words)
_start = bindparam("start_at", type_=UtcInstant)
_cut = bindparam("cut_at", type_=UtcInstant)

_LISTED = Statement(
    select(_c.grid).where(
        _c.district_id == bindparam("district"),
        _c.week == _week,
        _c.listed == bindparam("listed", value=True, type_=Truth),
    )
)
_OF_WEEK = Statement(
    select(*columns_of(renewal_cycles))
    .where(_c.district_id == bindparam("district"), _c.week == _week, among(_c.grid, "grids"))
    .order_by(_c.grid)
)
_OPEN_CYCLES = Statement(
    select(*columns_of(renewal_cycles))
    .where(_c.district_id == bindparam("district"), _c.closed_at.is_(None), among(_c.grid, "grids"))
    .order_by(_c.grid, _c.week)
)
_OPEN = Statement(
    select(_i.grid, _i.source, _i.target, _i.week).where(
        _i.district_id == bindparam("district"), among(_i.grid, "grids"), IS_OPEN
    )
)
_ANSWERED = Statement(
    select(_i.source, _i.target, _i.answered_at).where(
        _i.district_id == bindparam("district"),
        among(_i.grid, "grids"),
        IS_DONE,
        _i.done_at >= bindparam("since", type_=UtcInstant),
    )
)
_OPEN_BY_WEEK = Statement(
    select(_i.grid, _i.week, func.count())
    .where(_i.district_id == bindparam("district"), among(_i.grid, "grids"), IS_OPEN)
    .group_by(_i.grid, _i.week)
)
_DONE = Statement(
    select(
        _i.grid,
        func.sum(case((_i.done_at < _cut, 1), else_=0)),
        func.count(),
    )
    .where(
        _i.district_id == bindparam("district"),
        among(_i.grid, "grids"),
        IS_DONE,
        _i.done_at >= _start,
        _i.week <= _week,
        _i.state != RenewalState.LAPSED.value,
    )
    .group_by(_i.grid)
)
_VERIFIED = Statement(
    select(_i.household, func.max(_i.answered_at))
    .where(
        _i.district_id == bindparam("district"),
        among(_i.grid, "grids"),
        IS_DONE,
        _i.household.is_not(None),
        or_(_i.state == RenewalState.CONFIRMED.value, _i.state == RenewalState.CHANGED.value),
    )
    .group_by(_i.household)
)
_PENDING_ABOUT = Statement(
    select(_i.id, _i.target_kind, _i.target).where(
        _i.district_id == bindparam("district"), among(_i.target, "targets"), IS_OPEN
    )
)
_OF_GRID = Statement(
    select(*columns_of(renewal_items))
    .where(
        _i.district_id == bindparam("district"),
        among(_i.grid, "grids"),
        or_(bindparam("state", type_=Words) == "", _i.state == bindparam("state", type_=Words)),
        _i.id > bindparam("after", type_=Uuid()),
    )
    .order_by(_i.id)
    .limit(bindparam("page"))
)


class Asking(NamedTuple):
    """An open item: where it lies, why it asks of what, and since which week."""

    grid: str
    source: str
    target: str
    week: str


class Tally(NamedTuple):
    """Of a grid's items of a week: those done before its cut, and all that were done since it began."""

    done: int = 0
    touched: int = 0


class About(NamedTuple):
    """An open item and what it asks about."""

    item: str
    target_kind: RenewalTarget
    target: str


async def list_listed(tx: ReadTx, door: Door, week: str) -> set[str]:
    """The grids whose worklist of a week is whole."""
    return {row[0] for row in await tx.fetch(_LISTED, district=door.district, week=week)}


async def list_cycles(tx: ReadTx, door: Door, grids: Sequence[str], week: str) -> list[RenewalCycle]:
    """The cycles of a week in some grids."""
    return await list_entities(tx, door, RenewalCycle, _OF_WEEK, week=week, grids=list(grids))


async def list_open_cycles(tx: ReadTx, door: Door, grids: Iterable[str]) -> list[RenewalCycle]:
    """The cycles that are not closed, of any week."""
    return await list_entities(tx, door, RenewalCycle, _OPEN_CYCLES, grids=sorted(set(grids)))


async def list_asking(tx: ReadTx, door: Door, grids: Sequence[str]) -> list[Asking]:
    """The open items of some grids."""
    return [Asking(*row) for row in await tx.fetch(_OPEN, district=door.district, grids=list(grids))]


async def list_answered(
    tx: ReadTx, door: Door, grids: Sequence[str], since: datetime
) -> list[tuple[str, str, datetime]]:
    """What of some grids was answered since an instant: source, target, and when that was observed."""
    rows = await tx.fetch(_ANSWERED, district=door.district, grids=list(grids), since=since)
    return [(row[0], row[1], row[2]) for row in rows]


async def count_open(tx: ReadTx, door: Door, grids: Sequence[str]) -> dict[str, dict[str, int]]:
    """By grid and by the week that found them: how many items are open."""
    found: dict[str, dict[str, int]] = {}
    for grid, week, count in await tx.fetch(_OPEN_BY_WEEK, district=door.district, grids=list(grids)):
        found.setdefault(grid, {})[week] = count
    return found


async def count_done(
    tx: ReadTx, door: Door, grids: Sequence[str], week: str, start_at: datetime, cut_at: datetime
) -> dict[str, Tally]:
    """By grid: what of the items that were there in a week was done in it, and what since it began."""
    asked = {"week": week, "start_at": start_at, "cut_at": cut_at, "grids": list(grids)}
    rows = await tx.fetch(_DONE, district=door.district, **asked)
    return {row[0]: Tally(int(row[1]), int(row[2])) for row in rows}


async def list_verified(tx: ReadTx, door: Door, grids: Sequence[str]) -> dict[str, datetime]:
    """By household: when an answer last said that its facts are right, or put them right."""
    rows = await tx.fetch(_VERIFIED, district=door.district, grids=list(grids))
    return {row[0]: row[1] for row in rows}


async def list_pending_about(tx: ReadTx, door: Door, targets: Iterable[str]) -> list[About]:
    """The open items that ask about any of these rows."""
    rows = await tx.fetch(_PENDING_ABOUT, district=door.district, targets=sorted(set(targets)))
    return [About(row[0], RenewalTarget(row[1]), row[2]) for row in rows]


async def page_items(
    scope: OfficeScope, tx: ReadTx, door: Door, grid: str, state: str, after: str, limit: int
) -> Page[RenewalItem]:
    """Items of a grid in the order of their ids, of a state or of any (empty)."""
    grids = [one for one in scope.grids if one == grid]
    return await list_page(tx, door, RenewalItem, _OF_GRID, limit, grids=grids, state=state, after=after)
