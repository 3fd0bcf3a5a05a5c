"""Verdicts that change later: what was held is released, what was parked is judged again, and the phone is told."""

from collections.abc import MutableMapping
from typing import Any

import msgspec
import pytest
import structlog
from sqlalchemy import bindparam, func, select

from mobile_contract import kinds
from mobile_contract.inbox import ReceiptRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    ChangePerson,
    EndResidency,
    PersonEdits,
)
from mobile_contract.visits import RecordVisit
from server.core import poison
from server.core import tables as t
from server.core.decisions import ANYWHERE, Area, Decision, Handler
from server.core.door import Door
from server.core.ids import new_id
from server.core.journal import verify
from server.core.keyring import Keyring
from server.core.loading import load_keys, parked_place
from server.core.poison import Parked, bytes_of, list_parked
from server.core.seal import SealBroken
from server.core.statements import Statement
from tests.server.inbox.hands import Hand, converges, hands_of
from tests.support.scene import DISTRICT, Scene, by_system, make_scene, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def count(door: Door, table: Any) -> int:
    statement = Statement(select(func.count()).select_from(table).where(table.c.district_id == bindparam("district")))
    return int((await door.database.read(lambda tx: tx.fetch(statement, district=DISTRICT)))[0][0])


async def bodies_of(door: Door, entity: str) -> set[bytes | None]:
    """The bodies, sealed or blank, of what was ever sent about a row; an entry without a body has none."""
    statement = Statement(select(t.journal_entries.c.body).where(t.journal_entries.c.entity == bindparam("entity")))
    rows = await door.database.read(lambda tx: tx.fetch(statement, entity=entity))
    return {row[0] for row in rows} - {b""}


def answers(hand: Hand) -> list[ReceiptRecord]:
    rows = hand.store.base.of_kind(kinds.RECEIPT)
    return [msgspec.json.decode(row.record, type=ReceiptRecord) for row in rows]


# --- held -------------------------------------------------------------------------------------------------------------


async def test_a_chain_that_is_released_by_somebody_else_tells_its_author(door: Door, scene: Scene) -> None:
    west, other = hands_of(door, scene, "worker_west", "worker_west")
    building, dwelling, household = new_id(), new_id(), new_id()
    child = west.write(AddDwelling, dwelling, building=building, room="101")
    grandchild = west.write(AddHousehold, household, dwelling=dwelling)
    await west.sync()
    assert [west.receipt(one).verdict for one in (child, grandchild)] == [Verdict.HELD, Verdict.HELD]
    other.write(AddBuilding, building, grid=scene.west, name="新楼")
    await other.sync()
    await west.sync()
    assert [west.receipt(one).verdict for one in (child, grandchild)] == [Verdict.APPLIED, Verdict.APPLIED]
    assert west.receipt(child).pos == west.receipt(grandchild).pos > 0
    assert {one.of_kind for one in answers(west)} == {"add_dwelling", "add_household"}
    await converges(door, west, other)


async def test_what_is_held_and_released_in_one_batch_is_told_once_as_it_ended(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    building = new_id()
    child = west.write(AddDwelling, new_id(), building=building, room="101")
    parent = west.write(AddBuilding, building, grid=scene.west, name="新楼")
    await west.sync()
    assert [west.receipt(one).verdict for one in (child, parent)] == [Verdict.APPLIED, Verdict.APPLIED]
    assert answers(west) == []
    assert (await count(door, t.held), await count(door, t.later_receipts)) == (0, 0)


async def test_a_command_that_waits_for_two_is_told_when_the_second_is_there(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    building, dwelling = new_id(), new_id()
    visit = west.write(AddHousehold, new_id(), dwelling=dwelling)
    await west.sync()
    home = west.write(AddDwelling, dwelling, building=building, room="101")
    await west.sync()
    assert [west.receipt(one).verdict for one in (visit, home)] == [Verdict.HELD, Verdict.HELD]
    west.write(AddBuilding, building, grid=scene.west, name="新楼")
    await west.sync()
    assert [west.receipt(one).verdict for one in (visit, home)] == [Verdict.APPLIED, Verdict.APPLIED]
    await converges(door, west)


async def test_another_phone_of_the_same_person_takes_no_answer_for_its_own(door: Door, scene: Scene) -> None:
    west, other = hands_of(door, scene, "worker_west", "worker_west")
    building = new_id()
    child = west.write(AddDwelling, new_id(), building=building, room="101")
    own = other.write(ChangePerson, scene.person, set=PersonEdits(workplace=(None, "厂")))
    await west.sync()
    await other.sync()
    assert (child.seq, own.seq) == (1, 1)
    west.write(AddBuilding, building, grid=scene.west, name="新楼")
    await west.sync()
    await other.sync()
    assert (west.receipt(child).verdict, other.receipt(own).id) == (Verdict.APPLIED, own.id)


async def test_an_answer_that_was_read_is_told_anew_when_it_changes(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    building = new_id()
    child = west.write(AddDwelling, new_id(), building=building, room="101")
    await west.sync()
    west.phone.dismiss(child.id)
    west.write(AddBuilding, building, grid=scene.west, name="新楼")
    await west.sync()
    (entry,) = [one for one in west.store.answered.rows() if one.id == child.id]
    assert not entry.dismissed


# --- parked -----------------------------------------------------------------------------------------------------------


def _anywhere(*_: object) -> Area:
    return ANYWHERE


def broken(door: Door, *shapes: type[Any]) -> Door:
    """A door with a bug in the rules of these commands."""

    def burning(*_: object) -> Decision:
        raise ZeroDivisionError

    handlers = dict(door.handlers)
    for shape in shapes:
        real = handlers[shape]
        handlers[shape] = Handler(shape, real.posts, _anywhere, real.needs, burning)
    return Door(door.database, DISTRICT, door.kinds, handlers, door.seal, door.load_directory, door.load_holdings)


async def parked_in(door: Door) -> list[Parked]:
    return await door.database.read(lambda tx: list_parked(tx, DISTRICT))


async def replay(door: Door, *parked: Parked) -> list[Verdict]:
    keyring = Keyring(door.seal, DISTRICT)
    sent = await door.database.read(lambda tx: bytes_of(tx, DISTRICT, keyring, parked))
    return [(await door.replay(one)).verdict for one in sent]


async def a_parked_visit(door: Door, scene: Scene, user: str = "worker_west") -> tuple[Hand, Any]:
    hand = Hand(broken(door, RecordVisit), scene.users[user])
    visit = hand.write(RecordVisit, new_id(), scene.household, household=scene.household, note="seen at home")
    await hand.sync()
    assert hand.receipt(visit).verdict is Verdict.PARKED
    hand.door = door
    return hand, visit


async def test_what_was_parked_is_judged_after_the_fix_and_its_author_is_told(door: Door, scene: Scene) -> None:
    west, visit = await a_parked_visit(door, scene)
    (one,) = await parked_in(door)
    assert (one.id, one.kind, one.why, one.tries) == (visit.id, "record_visit", ProblemCode.INTERNAL, 1)
    assert one.user == west.actor.user
    assert "seen at home" not in str(one)
    assert await replay(door, one) == [Verdict.APPLIED]
    assert await parked_in(door) == []
    await west.sync()
    assert west.receipt(visit).verdict is Verdict.APPLIED
    assert west.receipt(visit).pos > 0
    await converges(door, west)
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_what_is_parked_again_stays_and_is_counted(door: Door, scene: Scene) -> None:
    west, visit = await a_parked_visit(door, scene)
    assert await replay(broken(door, RecordVisit), *await parked_in(door)) == [Verdict.PARKED]
    (one,) = await parked_in(door)
    assert one.tries == 2
    await west.sync()
    assert west.receipt(visit).verdict is Verdict.PARKED
    assert answers(west) == []
    assert await replay(door, one) == [Verdict.APPLIED]


async def test_what_is_judged_again_may_have_to_wait(door: Door, scene: Scene) -> None:
    building = new_id()
    west = Hand(broken(door, AddDwelling), scene.users["worker_west"])
    child = west.write(AddDwelling, new_id(), building=building, room="101")
    await west.sync()
    west.door = door
    assert await replay(door, *await parked_in(door)) == [Verdict.HELD]
    assert await parked_in(door) == []
    await west.sync()
    assert west.receipt(child).verdict is Verdict.HELD
    west.write(AddBuilding, building, grid=scene.west, name="新楼")
    await west.sync()
    assert west.receipt(child).verdict is Verdict.APPLIED
    await converges(door, west)


async def test_what_is_parked_about_somebody_who_is_erased_goes_with_them(door: Door, scene: Scene) -> None:
    west, visit = await a_parked_visit(door, scene)
    (one,) = await parked_in(door)

    await door.erase(scene.office("office"), scene.household, "asked for")

    assert (await parked_in(door), await replay(door, one)) == ([], [])
    await west.sync()
    assert west.receipt(visit).verdict is Verdict.GONE
    assert await bodies_of(door, visit.entity) == {None}
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_what_is_held_about_somebody_who_is_erased_goes_with_them(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    ending = west.write(EndResidency, new_id(), scene.person, until_on="2026-11-20", reason="moved to the sea")
    other = west.write(AddDwelling, new_id(), building=new_id(), room="101")
    await west.sync()
    assert [west.receipt(one).verdict for one in (ending, other)] == [Verdict.HELD, Verdict.HELD]

    await door.erase(scene.office("office"), scene.person, "asked for")

    assert await count(door, t.held) == 1
    await west.sync()
    assert [west.receipt(one).verdict for one in (ending, other)] == [Verdict.GONE, Verdict.HELD]
    assert await bodies_of(door, ending.entity) == {None}
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_what_waits_about_somebody_opens_with_nobodys_key_but_theirs(door: Door, scene: Scene) -> None:
    await a_parked_visit(door, scene)
    lying = Statement(select(t.parked.c.id, t.parked.c.raw, t.parked.c.subject))
    ((command, raw, subject),) = await door.database.read(lambda tx: tx.fetch(lying))
    keyring = Keyring(door.seal, DISTRICT)
    await door.database.read(lambda tx: load_keys(tx, DISTRICT, keyring, {scene.household}))
    assert subject == scene.household
    assert b"seen at home" in keyring.key(subject).open(raw, parked_place(command))
    with pytest.raises(SealBroken):
        keyring.district_key().open(raw, parked_place(command))


async def test_a_visit_that_had_to_wait_for_its_household_leaves_no_words_behind_it(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    home = new_id()
    visit = west.write(RecordVisit, new_id(), home, household=home, note="seen at home")
    await west.sync()
    assert west.receipt(visit).verdict is Verdict.HELD
    west.write(AddHousehold, home, dwelling=scene.dwelling)
    await west.sync()
    assert west.receipt(visit).verdict is Verdict.APPLIED

    await door.erase(scene.office("office"), home, "asked for")

    assert await bodies_of(door, visit.entity) == {None}
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


async def test_bytes_that_nobody_can_read_are_listed_without_a_word_of_them(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    outcome = await phone.push(door, b'{"kind":"record_visit","note":"seen at home"')
    (one,) = await parked_in(door)
    assert (one.id, one.kind) == (outcome.receipts[0].id, "unreadable")
    assert "seen" not in str(one)
    assert await replay(door, one) == [Verdict.PARKED]
    assert (await parked_in(door))[0].tries == 2


async def test_a_command_of_the_servers_own_is_judged_again_as_the_servers(door: Door, scene: Scene) -> None:
    command = AddDwelling(**by_system(new_id()), building=scene.building, room="9")
    receipts = (await broken(door, AddDwelling).issue([command])).receipts
    assert receipts[0].verdict is Verdict.PARKED
    assert await replay(door, *await parked_in(door)) == [Verdict.APPLIED]
    assert await count(door, t.later_receipts) == 0


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is said aloud of what is parked: the application's own logger may have been configured already."""
    said: list[dict[str, Any]] = []

    def keep(_logger: object, level: str, event: MutableMapping[str, Any]) -> str:
        if level == "warning":
            said.append(dict(event))
        raise structlog.DropEvent

    monkeypatch.setattr(poison, "log", structlog.wrap_logger(structlog.PrintLogger(), processors=[keep]))
    return said


async def test_the_third_of_a_sort_across_installs_is_an_alert(
    door: Door, scene: Scene, alerts: list[dict[str, Any]]
) -> None:
    await a_parked_visit(door, scene)
    west, _ = await a_parked_visit(door, scene)
    west.door = broken(door, RecordVisit)
    west.write(RecordVisit, new_id(), scene.household, household=scene.household)
    await west.sync()
    assert alerts == []
    await a_parked_visit(door, scene)
    (alert,) = alerts
    assert (alert["kind"], alert["why"], alert["installs"]) == ("record_visit", "internal", 3)


async def test_nothing_is_told_of_commands_that_need_no_other_answer(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    west.write(ChangePerson, scene.person, set=PersonEdits(workplace=(None, "厂")))
    await west.sync()
    await settle(door, [], scene.office("office"))
    assert (answers(west), await count(door, t.later_receipts)) == ([], 0)
