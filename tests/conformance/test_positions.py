"""Positions are given in the order in which commits become visible: all cursors of phones and consumers rest on it."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import bindparam, select, update

from server.core import tables as t
from server.core.database import Database, DatabaseFault, Tx
from server.core.ids import new_id
from server.core.statements import Statement, bulk
from server.provision import make_district
from tests.support.databases import DISTRICT, opened
from tests.support.gates import Gate
from tests.support.judging import NOW

WRITERS = 16
CHASED_WRITERS = 8
COMMITS = 5

TAKE_HEAD = Statement(
    update(t.heads)
    .where(t.heads.c.district_id == bindparam("district"))
    .values(pos=t.heads.c.pos + 1)
    .returning(t.heads.c.pos)
)
HEAD = Statement(select(t.heads.c.pos).where(t.heads.c.district_id == bindparam("district")))
AFTER = Statement(
    select(t.journal.c.pos)
    .where(t.journal.c.district_id == bindparam("district"), t.journal.c.pos > bindparam("after"))
    .order_by(t.journal.c.pos)
)
KEYS = bulk(t.subject_keys)
JOURNAL = bulk(t.journal)

Pause = Callable[[Tx], Awaitable[None]]


@pytest.fixture
async def district(database_url: str) -> AsyncIterator[Database]:
    """A database with a district and a connection for each writer."""
    async with opened(database_url, pool=WRITERS + 1) as database:
        await make_district(database, DISTRICT, "Yuhuatai")
        yield database


async def no_pause(_tx: Tx) -> None:
    """Go on at once."""


def random_pause(seed: int) -> Pause:
    """A few milliseconds on PostgreSQL; on SQLite a unit of work waits for nothing, and one writes at a time."""
    dice = random.Random(seed)

    async def pause(tx: Tx) -> None:
        if tx.dialect == "postgresql":
            await asyncio.sleep(dice.random() * 0.006)

    return pause


async def _take(tx: Tx) -> int:
    return int((await tx.fetch(TAKE_HEAD, district=DISTRICT))[0][0])


async def _commit(district: Database, pause: Pause = no_pause) -> int:
    """Write something, take the head, write what carries its position; whatever the pauses, as the door does it."""

    async def work(tx: Tx) -> int:
        await tx.insert(KEYS, [(DISTRICT, new_id(), b"", None)])
        await pause(tx)
        pos = await _take(tx)
        await pause(tx)
        await tx.insert(JOURNAL, [(DISTRICT, pos, NOW, 0, b"")])
        await pause(tx)
        return pos

    while True:
        try:
            return await district.write(work)
        except DatabaseFault as fault:  # a busy machine may keep the head from somebody for its two seconds
            if not fault.transient:
                raise


async def _commit_often(district: Database, pause: Pause = no_pause) -> list[int]:
    return [await _commit(district, pause) for _ in range(COMMITS)]


async def _after(district: Database, pos: int) -> list[int]:
    return [row[0] for row in await district.read(lambda tx: tx.fetch(AFTER, district=DISTRICT, after=pos))]


async def test_many_writers_leave_no_gap_and_lose_no_position(district: Database) -> None:
    taken = await asyncio.gather(*(_commit_often(district) for _ in range(WRITERS)))
    every = list(range(1, WRITERS * COMMITS + 1))
    assert sorted(pos for one in taken for pos in one) == every
    assert await district.read(lambda tx: tx.fetch(HEAD, district=DISTRICT)) == [(every[-1],)]
    assert await _after(district, 0) == every


async def test_a_reader_that_chases_the_tail_sees_all_that_is_committed(district: Database) -> None:
    """Pitfall 1 of sync.md 17: a lower position must never become visible after a higher one."""
    seen: list[int] = []
    ended = False

    async def chase() -> None:
        while not ended or await _after(district, seen[-1] if seen else 0):
            seen.extend(await _after(district, seen[-1] if seen else 0))

    chasing = asyncio.create_task(chase())
    committed = await asyncio.gather(*(_commit_often(district, random_pause(n)) for n in range(CHASED_WRITERS)))
    ended = True
    await chasing
    assert seen == sorted(pos for one in committed for pos in one)
    assert len(seen) == CHASED_WRITERS * COMMITS


async def test_who_comes_second_waits_until_the_first_position_is_visible(district: Database) -> None:
    taken, go_on = Gate(), Gate()

    async def hold(tx: Tx) -> int:
        pos = await _take(tx)
        taken.open()
        await go_on.passed(tx.dialect)
        await tx.insert(JOURNAL, [(DISTRICT, pos, NOW, 0, b"")])
        return pos

    first = asyncio.create_task(district.write(hold))
    await taken.passed()
    second = asyncio.create_task(_commit(district))
    done, _ = await asyncio.wait({second}, timeout=0.05)
    assert not done
    assert await _after(district, 0) == []
    go_on.open()
    assert (await first, await second) == (1, 2)


async def test_a_writer_that_fails_leaves_no_gap(district: Database) -> None:
    async def fail(tx: Tx) -> None:
        await _take(tx)
        raise LookupError

    await _commit(district)
    with pytest.raises(LookupError):
        await district.write(fail)
    assert await _commit(district) == 2
