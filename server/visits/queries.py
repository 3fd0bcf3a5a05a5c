"""Reads of visits."""

from sqlalchemy import bindparam, select

from server.accounts.scope import OfficeScope
from server.core.columns import among
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


async def list_latest(scope: OfficeScope, tx: ReadTx, door: Door, household: str, most: int) -> list[Visit]:
    """The latest visits to a household, newest first."""
    return await list_entities(tx, door, Visit, _LATEST, household=household, grids=scope.grids, most=most)
