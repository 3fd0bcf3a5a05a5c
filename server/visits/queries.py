"""Reads of visits."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from server.accounts.scope import OfficeScope
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.visits import tables as t
from server.visits.entities import Visit

_LATEST = Statement(
    select(*columns_of(t.visits))
    .where(
        t.visits.c.district_id == bindparam("district"),
        t.visits.c.household == bindparam("household"),
        among(t.visits.c.grid, "grids"),
    )
    .order_by(t.visits.c.visited_at.desc(), t.visits.c.id.desc())
    .limit(bindparam("most"))
)


_v = t.visits.c
_LATEST_OF_GRID = Statement(
    select(_v.household, _v.channel, _v.outcome, func.max(_v.visited_at, type_=UtcInstant()))
    .where(
        _v.district_id == bindparam("district"),
        _v.grid == bindparam("grid"),
        among(_v.grid, "grids"),
        _v.visited_at < bindparam("before", type_=UtcInstant()),
    )
    .group_by(_v.household, _v.channel, _v.outcome)
)

_NEWEST = Statement(
    select(func.max(_v.visited_at, type_=UtcInstant())).where(
        _v.district_id == bindparam("district"),
        _v.grid == bindparam("grid"),
        among(_v.grid, "grids"),
        _v.visited_at < bindparam("before", type_=UtcInstant()),
    )
)


async def list_latest_of_grid(
    scope: OfficeScope, tx: ReadTx, district: int, grid: str, before: datetime
) -> list[tuple[str, str, str, datetime]]:
    """Of each household of a grid the latest visit of each channel and outcome: (household, channel, outcome, at)."""
    rows = await tx.fetch(_LATEST_OF_GRID, district=district, grid=grid, grids=scope.grids, before=before)
    return [(household, channel, outcome, at) for household, channel, outcome, at in rows]


async def find_latest_of_grid(
    scope: OfficeScope, tx: ReadTx, district: int, grid: str, before: datetime
) -> datetime | None:
    """When the latest visit of a grid took place that is known here, or None."""
    rows = await tx.fetch(_NEWEST, district=district, grid=grid, grids=scope.grids, before=before)
    newest: datetime | None = rows[0][0]
    return newest


async def list_latest(scope: OfficeScope, tx: ReadTx, door: Door, household: str, most: int) -> list[Visit]:
    """The latest visits to a household, newest first."""
    return await list_entities(tx, door, Visit, _LATEST, household=household, grids=scope.grids, most=most)
