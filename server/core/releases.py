"""The job that releases held commands whose row is there by now. It judges nothing: the door does.

Who has just begun to wait for a row and who brings it at the same moment cannot see each other: each commits as if the
other were not there.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import structlog
from sqlalchemy import bindparam, select

from server.core import tables as t
from server.core.columns import among
from server.core.consumers import Job
from server.core.database import ReadTx
from server.core.door import Door
from server.core.kinds import Kinds
from server.core.statements import Statement

log = structlog.get_logger()

EVERY_S = 5.0
_PAGE = 500
_FIRST = "00000000-0000-0000-0000-000000000000"

_AWAITED = Statement(
    select(t.held.c.missing)
    .where(t.held.c.district_id == bindparam("district"), t.held.c.missing > bindparam("after"))
    .distinct()
    .order_by(t.held.c.missing)
    .limit(bindparam("most"))
)


def release_job() -> Job:
    """The job, every few seconds: where nobody waits it costs one query."""
    return Job("releases", EVERY_S, release)


async def release(door: Door) -> int:
    """Judge whatever waits for what is there; how many ids that was."""
    released = 0
    awaited, come = await _page(door, _FIRST)
    while awaited:
        if come:
            await door.release(come)
            log.info("held commands released late", ids=len(come))
        released += len(come)
        awaited, come = await _page(door, awaited[-1])
    return released


async def _page(door: Door, after: str) -> tuple[list[str], list[str]]:
    """The next ids that somebody waits for, and those of them that are there."""

    async def read(tx: ReadTx) -> tuple[list[str], list[str]]:
        awaited = await _list_awaited(tx, door.district, after, _PAGE)
        return awaited, await _list_come(tx, door.district, door.kinds, awaited) if awaited else []

    return await door.database.read(read)


async def _list_awaited(tx: ReadTx, district: int, after: str, most: int) -> list[str]:
    """Ids that held commands wait for, in order."""
    rows = await tx.fetch(_AWAITED, district=district, after=after, most=most)
    return [row[0] for row in rows]


async def _list_come(tx: ReadTx, district: int, kinds: Kinds, awaited: Sequence[str]) -> list[str]:
    """Those of these ids that are there, whatever they name."""
    found: set[str] = set()
    for codec in kinds.codecs.values():
        rows = await tx.fetch(_there(codec.kind.table), district=district, ids=list(awaited))
        found.update(row[0] for row in rows)
    return sorted(found)


@cache
def _there(table: Any) -> Statement:
    return Statement(select(table.c.id).where(table.c.district_id == bindparam("district"), among(table.c.id, "ids")))
