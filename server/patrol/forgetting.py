"""Forgets where workers patrolled: coverage looks back a season, and nobody needs to know of a day for longer."""

from datetime import timedelta

from sqlalchemy import bindparam, delete

from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.consumers import Job
from server.core.door import Door
from server.core.statements import Statement
from server.patrol.tables import patrol_days as t

KEPT = timedelta(days=184)
"""Two of the longest spans of coverage: one can be compared with the one before it."""

EVERY_S = 24 * 3_600.0
_FORGET = Statement(delete(t).where(t.c.district_id == bindparam("district"), t.c.on_day < bindparam("before")))


def patrol_job() -> Job:
    """The job, once a day."""
    return Job("patrol", EVERY_S, forget)


async def forget(door: Door) -> None:
    """Delete the days that are older than KEPT. Their entries in the journal stay, sealed by their worker's key."""
    before = (clock.now().astimezone(SHANGHAI).date() - KEPT).isoformat()
    await door.database.write(lambda tx: tx.execute(_FORGET, district=door.district, before=before))
