"""The horizon: exits and erasures that phones were told long ago leave the feed. It touches no row that is there.

A phone whose cursor lies below the horizon may have missed one of them, so it boots what it holds again (sync.md 12).
The position is published before the first row goes: no pull that lacks a row fails to see why. That a thing was once
shown through a scope is remembered for ever, in few bytes: work on it that comes late is honest work (sync.md 9).
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, delete, select, tuple_

from mobile_contract.sync import EXIT
from server.core import clock
from server.core import tables as t
from server.core.consumers import Job
from server.core.database import ReadTx, Tx
from server.core.door import Door
from server.core.feed import HORIZON, horizon_of
from server.core.loading import head_of, hold_head
from server.core.statements import Statement, bulk

log = structlog.get_logger()

EVERY_S = 3600.0
COMMIT_ROWS = 500
"""Jobs change at most so many rows in one commit (sync.md 19)."""

_LEFT = bulk(t.left_scopes)
_POSITIONS = bulk(t.consumers)
_WRITTEN = Statement(
    select(t.journal.c.pos, t.journal.c.at)
    .where(t.journal.c.district_id == bindparam("district"), t.journal.c.pos <= bindparam("through"))
    .order_by(t.journal.c.pos.desc())
    .limit(1)
)
_feed = t.feed.c
_KEY = (_feed.scope, _feed.kind, _feed.entity)
_PAST = (_feed.district_id == bindparam("district"), _feed.pos <= bindparam("through"), t.IS_GONE)
_CLEAR = Statement(
    delete(t.feed)
    .where(*_PAST, tuple_(*_KEY).in_(select(*_KEY).where(*_PAST).order_by(_feed.pos).limit(bindparam("rows"))))
    .returning(_feed.scope, _feed.entity, _feed.op)
)


def horizon_job(keep: timedelta) -> Job:
    """The job that moves the horizon, once an hour: exits and erasures stay in the feed for so long."""

    async def run(door: Door) -> int:
        return await collect(door, keep)

    return Job("horizon", EVERY_S, run)


async def collect(door: Door, keep: timedelta) -> int:
    """Move the horizon to the last commit that is older than this; how many rows left the feed."""
    before = clock.now() - keep
    through = await door.database.read(lambda tx: _last_before(tx, door.district, before))
    return await move_horizon(door, through)


async def move_horizon(door: Door, pos: int) -> int:
    """Move the horizon up to a position, and delete the exits and erasures that lie there or below, some at a time."""

    async def publish(tx: Tx) -> int:
        through = max(pos, await horizon_of(tx, door.district))
        await tx.upsert(_POSITIONS, [(door.district, HORIZON, through)])
        return through

    async def clear(tx: Tx) -> int:
        await hold_head(tx, door.district)  # what brings a row back would meet this in another order
        cleared = await tx.fetch(_CLEAR, district=door.district, through=through, rows=COMMIT_ROWS)
        left = sorted({(door.district, scope, entity) for scope, entity, op in cleared if op == EXIT})
        await tx.insert_missing(_LEFT, left)
        return len(cleared)

    through = await door.database.write(publish)
    total = 0
    while (cleared := await door.database.write(clear)) > 0:
        total += cleared
    if total:
        log.info("horizon moved", pos=through, rows=total)
    return total


async def _last_before(tx: ReadTx, district: int, before: datetime) -> int:
    """The last position that was written before an instant: looked for by halves, the journal's times only rise."""
    low, high = await horizon_of(tx, district), (await head_of(tx, district)).pos
    while low < high:
        middle = (low + high + 1) // 2
        rows = await tx.fetch(_WRITTEN, district=district, through=middle)
        if rows and rows[0][1] < before:
            low = middle
        else:
            high = middle - 1
    return low
