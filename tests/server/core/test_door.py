"""The one door, on both databases: receipts, neighbours, clones, what waits, and who may."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import bindparam, func, select

from mobile_contract.accounts import EndAssignment
from mobile_contract.base import Point
from mobile_contract.cases import ReportMatter
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import AddBuilding, AddDwelling, ChangePerson, MoveIn, PersonEdits
from mobile_contract.visits import RecordVisit
from server.accounts.entities import GridGrant
from server.core import clock
from server.core import tables as t
from server.core.database import ReadTx
from server.core.decisions import Decision, Handler
from server.core.door import Door
from server.core.ids import new_id
from server.core.intake import made_here
from server.core.journal import list_entries_of, open_body, verify
from server.core.keyring import Keyring
from server.core.loading import head_of, load_keys
from server.core.statements import Statement
from server.residents.entities import Person
from tests.support.scene import DISTRICT, WEST, APhone, Scene, by_system, make_scene, middle, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


def a_visit(phone: APhone, scene: Scene, **more: Any) -> RecordVisit:
    return RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household, point=middle(WEST), **more)


async def count(door: Door, table: Any) -> int:
    statement = Statement(select(func.count()).select_from(table).where(table.c.district_id == bindparam("district")))
    rows = await door.database.read(lambda tx: tx.fetch(statement, district=DISTRICT))
    return int(rows[0][0])


async def test_a_batch_sent_again_gets_the_receipts_that_it_got_and_has_one_effect(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    batch = [a_visit(phone, scene), ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=(None, "厂")))]
    first = await phone.push(door, *batch)
    entries = await count(door, t.journal_entries)
    again = await phone.push(door, *batch)
    assert [receipt.verdict for receipt in first.receipts] == [Verdict.APPLIED, Verdict.APPLIED]
    assert msgspec.json.encode(again.receipts) == msgspec.json.encode(first.receipts)
    assert again.head == first.head
    assert await count(door, t.journal_entries) == entries


async def test_five_identical_pushes_at_once_have_one_effect_and_equal_receipts(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    batch = [a_visit(phone, scene) for _ in range(3)]
    outcomes = await asyncio.gather(*(phone.push(door, *batch) for _ in range(5)))
    answers = {msgspec.json.encode(outcome.receipts) for outcome in outcomes}
    assert len(answers) == 1
    assert await count(door, t.feed) == await count(door, t.feed)
    ids = {receipt.pos for outcome in outcomes for receipt in outcome.receipts}
    assert len(ids) == 1


async def test_one_id_with_other_bytes_is_refused_and_the_first_stays(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    visit = a_visit(phone, scene)
    await phone.push(door, visit)
    outcome = await phone.push(door, msgspec.structs.replace(visit, minutes=7))
    assert outcome.receipts[0].verdict is Verdict.REFUSED
    assert outcome.receipts[0].why == ProblemCode.ID_REUSE


async def test_a_number_of_an_install_under_another_id_is_a_clone_and_nothing_is_processed(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    await phone.push(door, a_visit(phone, scene))
    head = await door.database.read(lambda tx: head_of(tx, DISTRICT))
    clone = APhone(phone.actor, seq=0)
    outcome = await clone.push(door, a_visit(clone, scene))
    assert outcome.rekey
    assert outcome.receipts == []
    assert await door.database.read(lambda tx: head_of(tx, DISTRICT)) == head


POISON = (
    b'{"kind":"record_visit"',
    b"[" * 20_000,
    b"\xff\xfe\x00",
    b'{"kind":"record_visit","id":"0193f0a0-0000-7000-8000-00000000aaaa","seq":900,"note":"\\ud800"}',
    b'{"kind":"no_such_kind","id":"0193f0a0-0000-7000-8000-00000000aaab","seq":901}',
    b'{"seq":99999999999999999999999999,"kind":"record_visit"}',
    b"null",
)


@pytest.mark.parametrize("poison", POISON)
async def test_a_command_that_cannot_be_read_is_parked_by_name_and_spoils_no_neighbour(
    door: Door, scene: Scene, poison: bytes
) -> None:
    phone = scene.phone("worker_west")
    outcome = await phone.push(door, a_visit(phone, scene), poison, a_visit(phone, scene))
    assert [receipt.verdict for receipt in outcome.receipts] == [Verdict.APPLIED, Verdict.PARKED, Verdict.APPLIED]
    assert outcome.receipts[1].why == ProblemCode.MALFORMED_COMMAND
    assert await count(door, t.parked) == 1


async def test_an_unknown_field_parks_its_command_so_that_nothing_typed_is_dropped(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    typed = msgspec.json.decode(msgspec.json.encode(a_visit(phone, scene)))
    outcome = await phone.push(door, msgspec.json.encode(typed | {"mood": "cheerful"}))
    assert outcome.receipts[0].verdict is Verdict.PARKED


async def test_a_point_without_its_datum_is_parked_and_kept(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    typed = msgspec.json.decode(msgspec.json.encode(a_visit(phone, scene)))
    del typed["point"]["datum"]
    outcome = await phone.push(door, msgspec.json.encode(typed))
    assert outcome.receipts[0].verdict is Verdict.PARKED
    assert "datum" in outcome.receipts[0].facts["detail"]


async def test_a_rule_that_raises_parks_its_own_command_alone(door: Door, scene: Scene) -> None:
    def broken(*_: object) -> Decision:
        raise ZeroDivisionError

    real = door.handlers[ChangePerson]
    handlers = dict(door.handlers) | {ChangePerson: Handler(ChangePerson, real.posts, real.area, real.needs, broken)}
    faulty = Door(door.database, DISTRICT, door.kinds, handlers, door.seal, door.load_directory, door.load_holdings)
    phone = scene.phone("worker_west")
    change = ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=(None, "厂")))
    outcome = await phone.push(faulty, a_visit(phone, scene), change, a_visit(phone, scene))
    assert [receipt.verdict for receipt in outcome.receipts] == [Verdict.APPLIED, Verdict.PARKED, Verdict.APPLIED]


async def test_a_command_that_the_database_chokes_on_is_parked_alone(door: Door, scene: Scene) -> None:
    """A row that no column can hold fails the bulk write; each command is then tried by itself."""

    def too_big(command: AddDwelling, loaded: Any, ctx: Any) -> Decision:
        decision = real.decide(command, loaded, ctx)
        if command.room != "poison":
            return decision
        (dwelling,) = decision.puts
        return msgspec.structs.replace(decision, puts=(msgspec.structs.replace(dwelling, floor="no number"),))

    real = door.handlers[AddDwelling]
    handlers = dict(door.handlers) | {AddDwelling: Handler(AddDwelling, real.posts, real.area, real.needs, too_big)}
    faulty = Door(door.database, DISTRICT, door.kinds, handlers, door.seal, door.load_directory, door.load_holdings)
    phone = scene.phone("worker_west")
    rooms = ("102", "poison", "103")
    batch = [AddDwelling(**phone.facts(new_id()), building=scene.building, room=room) for room in rooms]
    outcome = await phone.push(faulty, *batch)
    assert [receipt.verdict for receipt in outcome.receipts] == [Verdict.APPLIED, Verdict.PARKED, Verdict.APPLIED]
    assert [receipt.id for receipt in outcome.receipts] == [command.id for command in batch]
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_a_child_before_its_parent_is_held_and_released_in_the_parents_commit(door: Door, scene: Scene) -> None:
    phone, building, dwelling = scene.phone("worker_west"), new_id(), new_id()
    child = AddDwelling(**phone.facts(dwelling), building=building, room="101")
    early = await phone.push(door, child)
    assert early.receipts[0].verdict is Verdict.HELD
    assert early.receipts[0].missing == (building,)
    parent = await phone.push(door, AddBuilding(**phone.facts(building), grid=scene.west, name="新楼"))
    later = await phone.push(door, child)
    assert later.receipts[0].verdict is Verdict.APPLIED
    assert later.receipts[0].pos == parent.receipts[0].pos
    assert await count(door, t.held) == 0


async def test_somebody_who_never_had_the_area_is_refused_and_the_bytes_are_kept(door: Door, scene: Scene) -> None:
    stranger = scene.phone("stranger")
    visit = a_visit(stranger, scene)
    outcome = await stranger.push(door, visit)
    assert (outcome.receipts[0].verdict, outcome.receipts[0].why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)

    async def kept(tx: ReadTx) -> bytes:
        (entry,) = await list_entries_of(tx, DISTRICT, [visit.entity])
        keyring = Keyring(door.seal, DISTRICT)
        await load_keys(tx, DISTRICT, keyring, [entry.subject])
        opened = open_body(entry, keyring)
        assert opened is not None
        return opened.raw

    assert await door.database.read(kept) == msgspec.json.encode(visit)


async def test_work_done_before_the_area_changed_hands_counts_and_later_work_goes_to_a_person(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    before = a_visit(phone, scene)
    ending = clock.now() + timedelta(minutes=1)
    grants = Statement(
        select(door.kinds.of(GridGrant).kind.table.c.id).where(
            door.kinds.of(GridGrant).kind.table.c.user_id == bindparam("user")
        )
    )
    (grant,) = await door.database.read(lambda tx: tx.fetch(grants, user=scene.users["worker_west"]))
    await settle(door, [EndAssignment(**by_system(grant[0]), at=ending - timedelta(hours=1))])
    outcome = await phone.push(door, before)
    assert (outcome.receipts[0].verdict, outcome.receipts[0].why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)
    assert outcome.receipts[0].conflict
    assert await count(door, t.conflicts) == 1


async def test_two_people_who_edit_different_fields_both_survive(door: Door, scene: Scene) -> None:
    west, office = scene.phone("worker_west"), scene.office("office")
    await west.push(
        door, ChangePerson(**west.facts(scene.person), set=PersonEdits(phone=("13900000000", "13911112222")))
    )
    other = ChangePerson(**by_system(scene.person), set=PersonEdits(workplace=("", "建筑工地")))
    await settle(door, [other], office)
    person = await the_person(door, scene.person)
    assert (person.phone, person.workplace) == ("13911112222", "建筑工地")


async def test_a_reviewed_field_that_both_wrote_keeps_the_first_and_both_values(door: Door, scene: Scene) -> None:
    west, office = scene.phone("worker_west"), scene.office("office")
    mine = ChangePerson(**west.facts(scene.person), set=PersonEdits(phone=("13900000000", "13911112222")))
    theirs = ChangePerson(**by_system(scene.person), set=PersonEdits(phone=("13900000000", "13933334444")))
    await settle(door, [theirs], office)
    outcome = await west.push(door, mine)
    assert outcome.receipts[0].verdict is Verdict.CONFLICT
    assert outcome.receipts[0].fields == {"phone": "kept"}
    assert (await the_person(door, scene.person)).phone == "13933334444"
    assert await count(door, t.conflicts) == 1


async def test_numbers_of_commands_may_have_gaps(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    phone.seq = 40
    first = a_visit(phone, scene)
    phone.seq = 7
    outcome = await phone.push(door, first, a_visit(phone, scene))
    assert {receipt.verdict for receipt in outcome.receipts} == {Verdict.APPLIED}


async def test_what_a_phone_says_of_its_wall_clock_changes_no_observed_time(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    visit = a_visit(phone, scene)
    skewed = msgspec.structs.replace(visit, made=msgspec.structs.replace(visit.made, wall=0))
    before = clock.now()
    outcome = await phone.push(door, skewed)
    rows = await door.database.read(
        lambda tx: tx.fetch(
            Statement(
                select(t.receipts.c.observed_at, t.receipts.c.clock_quality).where(t.receipts.c.id == bindparam("x"))
            ),
            x=outcome.receipts[0].id,
        )
    )
    assert abs(rows[0][0] - before) < timedelta(seconds=60)
    assert rows[0][1] == "exact"


async def test_a_move_takes_the_history_along(door: Door, scene: Scene) -> None:
    office = scene.office("office")
    residency = new_id()
    move = MoveIn(**by_system(scene.person), residency=residency, dwelling=scene.east_dwelling)
    await settle(door, [move], office)
    person = await the_person(door, scene.person)
    assert (person.grid, person.dwelling) == (scene.east, scene.east_dwelling)


async def test_a_point_in_swapped_order_is_named_as_such(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    where = middle(WEST)
    swapped = Point(lon=where.lat, lat=where.lon, datum=where.datum)
    outcome = await phone.push(door, ReportMatter(**phone.facts(new_id()), title="井盖", point=swapped))
    assert outcome.receipts[0].why == ProblemCode.OUT_OF_DISTRICT
    assert outcome.receipts[0].facts["swapped"] == "yes"


async def the_person(door: Door, person: str) -> Person:
    """A person as the database has them."""
    codec = door.kinds.of(Person)

    async def read(tx: ReadTx) -> Person:
        rows = await tx.fetch(codec.by_id, district=DISTRICT, ids=[person])
        keyring = Keyring(door.seal, DISTRICT)
        await load_keys(tx, DISTRICT, keyring, [person])
        found: Person = codec.from_row(rows[0], keyring.key(person))
        return found

    return await door.database.write(read)


async def test_a_command_of_the_servers_own_has_the_bytes_that_it_would_have_been_sent_as(scene: Scene) -> None:
    phone = scene.phone("worker_west")
    visit = a_visit(phone, scene)
    sent = made_here(visit, phone.actor)
    assert msgspec.msgpack.decode(sent.raw, type=RecordVisit) == visit
