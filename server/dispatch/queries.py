"""Reads of duties."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select

from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.dispatch import tables as t
from server.dispatch.entities import Duty

_at = bindparam("at", type_=UtcInstant)
_ON_DUTY = Statement(
    select(*columns_of(t.duties))
    .where(
        t.duties.c.district_id == bindparam("district"),
        among(t.duties.c.grid, "grids"),
        t.duties.c.until_at > _at,
        t.duties.c.from_at <= _at,
    )
    .order_by(t.duties.c.id)
)


async def list_on_duty(tx: ReadTx, door: Door, grids: Iterable[str], at: datetime) -> list[Duty]:
    """Who is on duty on some grids at an instant."""
    return await list_entities(tx, door, Duty, _ON_DUTY, grids=sorted(set(grids)), at=at)
