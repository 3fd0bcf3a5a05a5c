"""How phones said they are: one write for many, the newest word wins, and nothing of the door's is touched."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import bindparam, select

from mobile_contract.base import Clock
from mobile_contract.residents import AddHousehold
from mobile_contract.sync import QueueState
from server.core import clock, tables
from server.core.database import DatabaseFault, Tx
from server.core.door import Door
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.overheard import OverheardDatabase
from server.core.statements import Row, Statement
from server.sync.contacts import Contacts
from tests.support.scene import Scene, make_scene

T = TypeVar("T")

WALL = Clock(wall=0, boot="", mono=0)
"""A phone that does not know when it was switched on."""

_SAID = Statement(
    select(
        *(tables.install_contacts.c[name] for name in ("at", "queue_length", "last_seq", "last_error", "acked_pos"))
    ).where(
        tables.install_contacts.c.district_id == bindparam("district"),
        tables.install_contacts.c.install == bindparam("install"),
    )
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def said(door: Door, install: str) -> list[Row]:
    return await door.database.read(lambda tx: tx.fetch(_SAID, district=door.district, install=install))


async def pos(door: Door) -> int:
    return (await door.database.read(lambda tx: head_of(tx, door.district))).pos


async def test_many_words_are_one_write_and_no_commit_of_the_journal(door: Door, scene: Scene) -> None:
    writes: list[int] = []
    door.database = OverheardDatabase(door.database, lambda: writes.append(1))
    contacts, before, now = Contacts(door), await pos(door), clock.now()
    phones = [scene.phone("worker_west") for _ in range(50)]
    for length, phone in enumerate(phones):
        contacts.note(phone.actor, 2, QueueState(length=9), WALL, now - timedelta(seconds=5))
        contacts.note(phone.actor, 2, QueueState(length=length, last_error="a\0b"), WALL, now)

    await contacts.flush()
    await contacts.flush()

    assert len(writes) == 1
    assert await pos(door) == before
    assert await said(door, phones[7].actor.install) == [(now, 7, 0, "ab", None)]


async def test_an_older_word_does_not_undo_what_a_push_said(door: Door, scene: Scene) -> None:
    phone, contacts = scene.phone("worker_west"), Contacts(door)
    contacts.note(phone.actor, 2, QueueState(length=5), WALL, clock.now())
    visit = AddHousehold(**phone.facts(new_id()), dwelling=scene.dwelling)
    head = (await phone.push(door, visit)).head

    await contacts.flush()

    [(at, length, last_seq, _, acked_pos)] = await said(door, phone.actor.install)
    assert (length, last_seq, acked_pos) == (0, visit.seq, head.pos)
    contacts.note(phone.actor, 2, QueueState(length=3, last_seq=9), WALL, at + timedelta(seconds=1))
    await contacts.flush()
    assert (await said(door, phone.actor.install))[0][1:] == (3, 9, "", head.pos)


async def test_what_cannot_be_written_is_kept_for_the_next_time(door: Door, scene: Scene) -> None:
    phone, contacts, whole = scene.phone("worker_west"), Contacts(door), door.database
    door.database = _Broken(whole, lambda: None)
    contacts.note(phone.actor, 2, QueueState(length=5), WALL, clock.now())
    with pytest.raises(DatabaseFault):
        await contacts.flush()
    door.database = whole

    await contacts.flush()

    assert [row[1] for row in await said(door, phone.actor.install)] == [5]


class _Broken(OverheardDatabase):
    """A database on a full disk."""

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        del work
        raise DatabaseFault("full", transient=True, full=True)


async def test_what_is_said_until_the_end_is_written(door: Door, scene: Scene) -> None:
    phone, contacts = scene.phone("worker_west"), Contacts(door, every_s=600)
    writing = asyncio.create_task(contacts.run())
    contacts.note(phone.actor, 2, QueueState(length=5), WALL, clock.now())
    contacts.stop()
    await writing
    assert [row[1] for row in await said(door, phone.actor.install)] == [5]
