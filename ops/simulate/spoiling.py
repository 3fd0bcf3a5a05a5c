"""What time and bugs do to a simulated district: the horizon moves, kept sums are wrong. It judges nothing."""

from dataclasses import replace

from sqlalchemy import bindparam, select, update

from server.core import tables as t
from server.core.database import Database, Tx
from server.core.door import Door
from server.core.feed import horizon_of
from server.core.loading import head_of
from server.core.statements import Statement
from server.sync.horizon import move_horizon

_SCOPES = Statement(
    select(t.scopes.c.id).where(t.scopes.c.district_id == bindparam("district")).order_by(t.scopes.c.id)
)
_MISCOUNT = Statement(
    update(t.scopes)
    .where(t.scopes.c.district_id == bindparam("district"), t.scopes.c.id == bindparam("scope"))
    .values(count=t.scopes.c.count + 1, sum_a=t.scopes.c.sum_a + 1)
)


async def compact(door: Door, database: Database, percent: int) -> int:
    """Move the horizon this part of its way to the head, on a database without faults; where it is then."""
    head = await database.read(lambda tx: head_of(tx, door.district))
    before = await database.read(lambda tx: horizon_of(tx, door.district))
    pos = before + (head.pos - before) * percent // 100
    await move_horizon(replace(door, database=database), pos)
    return pos


async def miscount(database: Database, district: int, which: int) -> int:
    """Let the kept sums of one of the scopes be wrong; its number."""

    async def spoil(tx: Tx) -> int:
        scopes = [int(row[0]) for row in await tx.fetch(_SCOPES, district=district)]
        scope = scopes[which % len(scopes)]
        await tx.execute(_MISCOUNT, district=district, scope=scope)
        return scope

    return await database.write(spoil)
