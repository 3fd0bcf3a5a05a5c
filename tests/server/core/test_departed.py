"""What waits about somebody goes with them, down to its first entry in the journal, whatever became of it meanwhile."""

import json
from typing import Any

import msgspec
import pytest
from sqlalchemy import bindparam, select

from mobile_contract.receipts import Verdict
from mobile_contract.residents import AddHousehold, ChangePerson, EndResidency, PersonEdits, RegisterPerson
from server.core import erasure
from server.core import tables as t
from server.core.database import DatabaseFault, ReadTx
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.journal import list_entries, verify
from server.core.keyring import Keyring
from server.core.loading import load_keys, parked_place
from server.core.statements import Statement
from server.core.writing import entry_place
from tests.support.scene import DISTRICT, APhone, Scene, by_system, make_scene, settle

WORDS = "老人独居，药在窗台"
_PARKED = Statement(
    select(t.parked.c.id, t.parked.c.subject, t.parked.c.raw).where(t.parked.c.district_id == bindparam("district"))
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def still_says(door: Door) -> list[str]:
    """Where the words can be read yet: kinds of entries, and `parked`."""

    async def work(tx: ReadTx) -> list[str]:
        sealed: list[tuple[str, str, bytes, bytes]] = [
            (entry.kind, entry.subject, entry_place(entry.kind, entry.entity), entry.body)
            for entry in await list_entries(tx, DISTRICT, 0, 2**53)
            if entry.body
        ]
        rows = await tx.fetch(_PARKED, district=DISTRICT)
        sealed += [("parked", subject, parked_place(identity), raw) for identity, subject, raw in rows]
        keyring = Keyring(door.seal, DISTRICT)
        await load_keys(tx, DISTRICT, keyring, {subject for _, subject, _, _ in sealed})
        readable = [one for one in sealed if not keyring.erased(one[1])]
        told = [(kind, keyring.key(subject).open(body, place)) for kind, subject, place, body in readable]
        return [kind for kind, plain in told if WORDS.encode() in plain or json.dumps(WORDS).encode()[1:-1] in plain]

    return await door.database.read(work)


def of_tomorrow(command: Any) -> bytes:
    """A command of a contract that is not known here, about whom it says."""
    told = json.loads(msgspec.json.encode(command)) | {"contract": 99, "mood": "calm"}
    return json.dumps(told, ensure_ascii=False).encode()


async def test_what_cannot_be_read_goes_with_whom_it_names(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    raw = of_tomorrow(ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=("", WORDS))))
    [parked] = (await phone.push(door, raw)).receipts
    assert (parked.verdict, sorted(await still_says(door))) == (Verdict.PARKED, ["parked", "unreadable"])

    await door.erase(SYSTEM, scene.person, "asked")

    assert await still_says(door) == []
    late = of_tomorrow(ChangePerson(**phone.facts(scene.person), set=PersonEdits(note=("", WORDS))))
    assert [one.verdict for one in (await phone.push(door, raw, late)).receipts] == [Verdict.GONE, Verdict.GONE]
    assert await still_says(door) == []
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


@pytest.mark.parametrize("named", [b"x", b"{}", b"7", b'{"entity": 7, "root": ["a"]}', b"\xff"])
async def test_what_names_nobody_is_kept_all_the_same(door: Door, scene: Scene, named: bytes) -> None:
    [receipt] = (await scene.phone("worker_west").push(door, named)).receipts
    assert receipt.verdict is Verdict.PARKED


async def test_what_was_said_of_nobody_yet_goes_with_its_lane(door: Door, scene: Scene) -> None:
    """It waits for a row that never came, about somebody who was not there either when it was said."""
    phone, person, stay = scene.phone("worker_west"), new_id(), new_id()
    held = EndResidency(**phone.facts(stay, person), until_on="2026-11-20", reason=WORDS)
    assert (await phone.push(door, held)).receipts[0].verdict is Verdict.HELD
    await settle(door, [_register(person, scene)])
    assert await still_says(door) == ["end_residency"]

    await door.erase(SYSTEM, person, "asked")

    assert await still_says(door) == []
    assert (await phone.push(door, held)).receipts[0].verdict is Verdict.GONE
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_what_others_said_of_the_same_rows_stays(door: Door, scene: Scene) -> None:
    """Two phones wait for the same two rows, each of them for another person's sake; one of the persons goes."""
    phones = [scene.phone("worker_west"), scene.phone("worker_west")]
    goes, stays, rows = new_id(), new_id(), [new_id(), new_id()]
    for phone, persons in zip(phones, ((goes, stays), (stays, goes)), strict=True):
        facts = [phone.facts(row, person) for row, person in zip(rows, persons, strict=True)]
        held = [EndResidency(**told, until_on="2026-11-20", reason=WORDS) for told in facts]
        assert {one.verdict for one in (await phone.push(door, *held)).receipts} == {Verdict.HELD}
    await settle(door, [_register(goes, scene), _register(stays, scene)])
    assert len(await still_says(door)) == 4

    await door.erase(SYSTEM, goes, "asked")

    assert len(await still_says(door)) == 2
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_a_blanked_entry_that_nothing_explains_is_a_fault(door: Door, scene: Scene) -> None:
    phone: APhone = scene.phone("worker_west")
    held = EndResidency(**phone.facts(new_id(), new_id()), until_on="2026-11-20", reason=WORDS)
    assert (await phone.push(door, held)).receipts[0].verdict is Verdict.HELD
    blank = Statement(
        t.journal_entries.update()
        .where(t.journal_entries.c.district_id == bindparam("district"), t.journal_entries.c.entity == held.entity)
        .values(salt=None, body=None)
    )
    await door.database.write(lambda tx: tx.execute(blank, district=DISTRICT))

    [fault] = (await verify(door.database, DISTRICT, door.seal)).faults

    assert "no erasure" in fault.why


async def test_what_waits_on_says_nothing_twice(door: Door, scene: Scene) -> None:
    """Whatever it waits for comes bit by bit; only its first entry has its words, under one key."""
    phone, home, stay, person = scene.phone("worker_west"), new_id(), new_id(), new_id()
    held = EndResidency(**phone.facts(stay, person), until_on="2026-11-20", reason=WORDS, needs=(home, stay))
    assert (await phone.push(door, held)).receipts[0].verdict is Verdict.HELD

    await settle(door, [AddHousehold(**by_system(home), dwelling=scene.dwelling)])

    assert await still_says(door) == ["end_residency"]


async def test_an_erasure_that_somebody_held_up_is_done_all_the_same(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger knows of it before the database does: it must come to its end."""
    real, waits = erasure.erase_in, [DatabaseFault("a lock", transient=True) for _ in range(erasure.TRIES - 1)]

    async def held_up(*told: Any) -> Any:
        if waits:
            raise waits.pop()
        return await real(*told)

    monkeypatch.setattr(erasure, "erase_in", held_up)
    await door.erase(SYSTEM, scene.person, "asked")

    phone = scene.phone("worker_west")
    edit = ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=("", WORDS)))
    assert (await phone.push(door, edit)).receipts[0].verdict is Verdict.GONE


def _register(person: str, scene: Scene) -> RegisterPerson:
    return RegisterPerson(**by_system(person), residency=new_id(), dwelling=scene.dwelling, name="演示甲")
