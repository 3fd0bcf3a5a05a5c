"""The journal on both databases: what it tells, what of it can be erased, and that no byte can be changed unseen."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, PersonEdits, RegisterPerson
from mobile_contract.sync import ERASE
from mobile_contract.visits import RecordVisit
from server.core import tables as t
from server.core.database import ReadTx, Tx
from server.core.door import SYSTEM, Door, Reading
from server.core.ids import new_id
from server.core.journal import list_entries_of, open_body, verify
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.statements import Statement
from server.residents.entities import Person
from tests.support.scene import DISTRICT, WEST, Scene, make_scene, middle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def a_day(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    for n in range(3):
        await phone.push(
            door,
            RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household, point=middle(WEST)),
            ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=(None, f"工地{n}"))),
        )


async def test_an_untouched_journal_verifies_from_the_first_commit_to_the_head(door: Door, scene: Scene) -> None:
    await a_day(door, scene)
    found = await verify(door.database, DISTRICT, door.seal)
    assert found.faults == ()
    assert found.head_pos == found.commits


def flipped(value: bytes) -> bytes:
    return value[:-1] + bytes([value[-1] ^ 1])


TAMPERINGS: dict[str, tuple[Any, str, Callable[[Any], Any]]] = {
    "a body": (t.journal_entries, "body", flipped),
    "a salt": (t.journal_entries, "salt", flipped),
    "a digest": (t.journal_entries, "digest", flipped),
    "a link": (t.journal, "link", flipped),
    "who did it": (t.journal_entries, "actor", lambda _: "0193f0a0-0000-7000-8000-00000000ffff"),
    "what it was": (t.journal_entries, "kind", lambda value: value + "x"),
    "which version": (t.journal_entries, "version", lambda value: value + 1),
    "how many entries": (t.journal, "entries", lambda value: value + 1),
    "a body taken away": (t.journal_entries, "body", lambda _: None),
}


@pytest.mark.parametrize("what", TAMPERINGS)
async def test_whatever_is_changed_in_the_journal_is_found(door: Door, scene: Scene, what: str) -> None:
    await a_day(door, scene)
    table, column, change = TAMPERINGS[what]
    where = (table.c.district_id == bindparam("district"), table.c.pos == bindparam("at"))
    read = Statement(select(table.c[column]).where(*where))
    write = Statement(update(table).where(*where).values({column: bindparam("forged")}))

    async def forge(tx: Tx) -> None:
        (value,) = (await tx.fetch(read, district=DISTRICT, at=6))[0]
        await tx.execute(write, district=DISTRICT, at=6, forged=change(value))

    await door.database.write(forge)
    found = await verify(door.database, DISTRICT, door.seal)
    assert {fault.pos for fault in found.faults} >= {6}


async def test_an_erased_subject_is_gone_for_good_and_the_chain_holds(door: Door, scene: Scene) -> None:
    await a_day(door, scene)
    await door.erase(SYSTEM, scene.person, "asked by the person")
    found = await verify(door.database, DISTRICT, door.seal)
    assert (found.faults, found.erased > 0) == ((), True)

    async def left(tx: ReadTx) -> tuple[int, set[int]]:
        rows = await tx.fetch(door.kinds.of(Person).by_id, district=DISTRICT, ids=[scene.person])
        shown = Statement(select(t.feed.c.op, t.feed.c.record).where(t.feed.c.entity == bindparam("person")))
        told = await tx.fetch(shown, person=scene.person)
        assert all(record is None for _, record in told)
        return len(rows), {op for op, _ in told}

    assert await door.database.write(left) == (0, {ERASE})


async def test_late_work_on_an_erased_subject_gets_gone_and_nothing_of_it_is_kept(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    late = ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=(None, "秘密")))
    await door.erase(SYSTEM, scene.person, "asked by the person")
    again = RegisterPerson(
        **phone.facts(scene.person), residency=new_id(), dwelling=scene.dwelling, name="演示张三", id_no=None
    )
    outcome = await phone.push(door, late, again)
    assert [receipt.verdict for receipt in outcome.receipts] == [Verdict.GONE, Verdict.GONE]

    async def kept(tx: ReadTx) -> list[bytes]:
        entries = [entry for entry in await list_entries_of(tx, DISTRICT, [scene.person]) if entry.body is not None]
        keyring = Keyring(door.seal, DISTRICT)
        await load_keys(tx, DISTRICT, keyring, {entry.subject for entry in entries})
        opened = [open_body(entry, keyring) for entry in entries if entry.kind != "erase_subject"]
        return [one.raw for one in opened if one is not None]

    assert await door.database.read(kept) == [b"", b""]
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_a_look_at_what_is_personal_leaves_who_and_why_in_the_same_commit(door: Door, scene: Scene) -> None:
    reading = Reading(scene.office("office"), "renewal:week", "person", scene.person)

    async def look(_tx: Tx) -> tuple[str, list[str]]:
        return "seen", [scene.person]

    assert await door.witnessed(reading, look) == "seen"

    async def failing(_tx: Tx) -> tuple[str, list[str]]:
        raise LookupError

    with pytest.raises(LookupError):
        await door.witnessed(reading, failing)
    entries = await door.database.read(lambda tx: list_entries_of(tx, DISTRICT, [scene.person]))
    assert [(entry.kind, entry.actor) for entry in entries if entry.kind == "read"] == [("read", scene.users["office"])]
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()
