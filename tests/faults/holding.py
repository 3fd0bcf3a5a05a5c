"""A client that takes the head and keeps it, to be stopped there: `python -m tests.faults.holding URL`."""

import asyncio
import sys

from sqlalchemy import bindparam, update

from server.core import tables as t
from server.core.database import Tx, open_database
from server.core.statements import Statement
from tests.support.scene import DISTRICT

_TAKE_HEAD = Statement(
    update(t.heads)
    .where(t.heads.c.district_id == bindparam("district"))
    .values(pos=t.heads.c.pos + 1)
    .returning(t.heads.c.pos)
)


async def hold(url: str) -> None:
    """Take the head as the door does, say so, and never let it go."""

    async def take(tx: Tx) -> None:
        await tx.fetch(_TAKE_HEAD, district=DISTRICT)
        sys.stdout.write("held\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    database = await open_database(url, pool=1)
    await database.write(take)


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1]))
