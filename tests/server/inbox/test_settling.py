"""Two values of one field: both are on the phones of whoever may decide, and a decision is a command like any other."""

from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.inbox import Choice, ConflictState
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, MoveIn, PersonEdits, PersonRecord
from server.core.door import Door
from server.core.ids import new_id
from server.core.journal import verify
from tests.server.inbox.hands import Hand, all_at_once, converges, hands_of
from tests.support.scene import DISTRICT, Scene, by_system, make_scene, settle

MINE, THEIRS, OTHER = "13911112222", "13933334444", "13955556666"


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


def edit(was: str | None, new: str | None, field: str = "phone") -> PersonEdits:
    edits: dict[str, Any] = {field: (was, new)}
    return PersonEdits(**edits)


async def disputed(door: Door, scene: Scene) -> tuple[Hand, Any]:
    """A worker whose change of a number came second, with what they wrote."""
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    mine = west.write(ChangePerson, scene.person, set=edit("13900000000", MINE))
    theirs = ChangePerson(**by_system(scene.person), set=edit("13900000000", THEIRS))
    await settle(door, [theirs], scene.office("office"))
    await west.sync()
    return west, mine


def number_of(hand: Hand, scene: Scene) -> str | None:
    person = hand.shown(kinds.PERSON, scene.person)
    assert isinstance(person, PersonRecord)
    return person.phone


async def test_a_conflict_is_on_the_phone_with_all_values_and_as_its_authors_own(door: Door, scene: Scene) -> None:
    west, mine = await disputed(door, scene)
    (whole,), (own,) = west.conflicts(), west.own_conflicts()
    assert (whole.reason, whole.of_kind, whole.entity, whole.field) == (
        ProblemCode.CONCURRENT_EDIT, "person", scene.person, "phone",
    )  # fmt: skip
    assert (whole.base, whole.mine, whole.theirs) == ("13900000000", MINE, THEIRS)
    assert (whole.author, whole.command, whole.state) == (west.actor.user, mine.id, ConflictState.OPEN)
    assert (own.id, own.base, own.mine) == (whole.id, whole.base, whole.mine)
    assert west.receipt(mine).conflict == whole.id
    await converges(door, west)


async def test_whoever_decides_offline_sees_it_at_once_and_the_author_is_told(door: Door, scene: Scene) -> None:
    west, mine = await disputed(door, scene)
    colleague = await Hand(door, scene.users["worker_west"]).sync()

    order = colleague.settle(colleague.conflicts()[0], Choice.KEEP_MINE)

    assert colleague.conflicts()[0].state is ConflictState.SETTLED
    assert number_of(colleague, scene) == MINE
    await colleague.sync()
    assert colleague.receipt(order).verdict is Verdict.APPLIED
    await west.sync()
    told = west.receipt(mine)
    assert (told.verdict, told.choice, told.fields) == (Verdict.APPLIED, "keep_mine", {"phone": "applied"})
    assert told.pos > 0
    assert number_of(west, scene) == MINE
    assert west.conflicts()[0].settled_by == colleague.actor.user
    await converges(door, west, colleague)
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()


@pytest.mark.parametrize(
    ("choice", "number", "outcome"),
    [
        (Choice.KEEP_MINE, MINE, (Verdict.APPLIED, {"phone": "applied"})),
        (Choice.KEEP_THEIRS, THEIRS, (Verdict.MERGED, {"phone": "kept"})),
        (Choice.KEEP_BOTH, THEIRS, (Verdict.MERGED, {"phone": "kept"})),
        (Choice.EDIT, OTHER, (Verdict.MERGED, {"phone": "kept"})),
    ],
)
async def test_each_choice_has_its_effect_and_both_values_stay(
    door: Door, scene: Scene, choice: Choice, number: str, outcome: tuple[Verdict, dict[str, str]]
) -> None:
    west, mine = await disputed(door, scene)
    west.settle(west.conflicts()[0], choice, **({"value": OTHER} if choice is Choice.EDIT else {}))
    await west.sync()
    (settled,) = west.conflicts()
    assert number_of(west, scene) == number
    assert (settled.mine, settled.theirs, settled.choice) == (MINE, THEIRS, choice)
    assert (west.receipt(mine).verdict, west.receipt(mine).fields) == outcome
    await converges(door, west)


async def test_the_command_sent_again_gets_the_answer_that_it_has_now(door: Door, scene: Scene) -> None:
    west, mine = await disputed(door, scene)
    west.settle(west.conflicts()[0], Choice.KEEP_MINE)
    await west.sync()
    phone = scene.phone("worker_west")
    phone.actor = west.actor
    outcome = await phone.push(door, next(one.body for one in west.store.sent.rows() if one.id == mine.id))
    assert outcome.receipts == [west.receipt(mine)]


async def test_whoever_settles_second_changes_nothing(door: Door, scene: Scene) -> None:
    west, _ = await disputed(door, scene)
    other = await Hand(door, scene.users["worker_west"]).sync()
    west.settle(west.conflicts()[0], Choice.KEEP_THEIRS)
    late = other.settle(other.conflicts()[0], Choice.KEEP_MINE)
    await west.sync()
    await other.sync()
    assert (other.receipt(late).verdict, other.receipt(late).facts["choice"]) == (Verdict.MERGED, "keep_theirs")
    assert number_of(other, scene) == THEIRS
    await converges(door, west, other)


async def test_of_two_who_settle_at_the_same_moment_one_decides(door: Door, scene: Scene) -> None:
    west, mine = await disputed(door, scene)
    others = [await Hand(door, scene.users["worker_west"]).sync() for _ in range(3)]
    orders = [hand.settle(hand.conflicts()[0], Choice.KEEP_MINE) for hand in others]
    await all_at_once(*others)
    verdicts = sorted(hand.receipt(order).verdict for hand, order in zip(others, orders, strict=True))
    assert verdicts == [Verdict.APPLIED, Verdict.MERGED, Verdict.MERGED]
    await converges(door, west, *others)
    assert west.receipt(mine).verdict is Verdict.APPLIED


async def test_what_was_written_since_the_person_looked_is_not_overwritten(door: Door, scene: Scene) -> None:
    west, mine = await disputed(door, scene)
    order = west.settle(west.conflicts()[0], Choice.KEEP_MINE)
    newer = ChangePerson(**by_system(scene.person), set=edit(THEIRS, OTHER))
    await settle(door, [newer], scene.office("office"))
    await west.sync()
    assert (west.receipt(order).verdict, west.receipt(order).why) == (Verdict.REFUSED, ProblemCode.CONCURRENT_EDIT)
    assert (west.conflicts()[0].state, number_of(west, scene)) == (ConflictState.OPEN, OTHER)
    assert west.receipt(mine).verdict is Verdict.CONFLICT
    await converges(door, west)


async def test_a_third_value_that_meets_a_newer_one_opens_a_conflict_of_its_own(door: Door, scene: Scene) -> None:
    west, _ = await disputed(door, scene)
    order = west.settle(west.conflicts()[0], Choice.EDIT, value="13977778888")
    newer = ChangePerson(**by_system(scene.person), set=edit(THEIRS, OTHER))
    await settle(door, [newer], scene.office("office"))
    await west.sync()
    receipt = west.receipt(order)
    (opened,) = [one for one in west.conflicts() if one.state is ConflictState.OPEN]
    assert (receipt.verdict, receipt.conflict) == (Verdict.CONFLICT, opened.id)
    assert (opened.base, opened.mine, opened.theirs) == (THEIRS, "13977778888", OTHER)
    west.settle(opened, Choice.KEEP_MINE)
    await west.sync()
    assert number_of(west, scene) == "13977778888"
    assert west.receipt(order).verdict is Verdict.APPLIED
    await converges(door, west)


async def test_the_author_is_told_when_the_last_of_two_fields_is_settled(door: Door, scene: Scene) -> None:
    (west,) = hands_of(door, scene, "worker_west")
    await west.sync()
    both: dict[str, Any] = {"phone": ("13900000000", MINE), "name": ("演示张三", "演示张四"), "workplace": (None, "厂")}
    mine = west.write(ChangePerson, scene.person, set=PersonEdits(**both))
    theirs: dict[str, Any] = {"phone": ("13900000000", THEIRS), "name": ("演示张三", "演示张五")}
    await settle(door, [ChangePerson(**by_system(scene.person), set=PersonEdits(**theirs))], scene.office("office"))
    await west.sync()
    by_field = {one.field: one for one in west.conflicts()}
    west.settle(by_field["phone"], Choice.KEEP_MINE)
    await west.sync()
    assert west.receipt(mine).verdict is Verdict.CONFLICT
    west.settle(by_field["name"], Choice.KEEP_THEIRS)
    await west.sync()
    told = west.receipt(mine)
    assert told.verdict is Verdict.MERGED
    assert told.fields == {"phone": "applied", "name": "kept", "workplace": "applied"}
    await converges(door, west)


async def test_a_value_that_its_field_refuses_leaves_the_conflict_open(door: Door, scene: Scene) -> None:
    west, _ = await disputed(door, scene)
    order = west.settle(west.conflicts()[0], Choice.EDIT, value="no number")
    await west.sync()
    assert (west.receipt(order).verdict, west.receipt(order).why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)
    assert west.conflicts()[0].state is ConflictState.OPEN


async def test_a_choice_that_makes_no_sense_is_refused_by_name(door: Door, scene: Scene) -> None:
    west, _ = await disputed(door, scene)
    order = west.settle(west.conflicts()[0], Choice.APPLY)
    await west.sync()
    assert west.receipt(order).why == ProblemCode.CHOICE_NOT_OPEN
    assert west.receipt(order).facts["choices"] == "keep_mine, keep_theirs, keep_both, edit"


async def test_a_conflict_that_is_not_there_is_refused(door: Door, scene: Scene) -> None:
    west, _ = await disputed(door, scene)
    order = west.settle(replace(west.conflicts()[0], id=new_id()), "keep_theirs")
    await west.sync()
    assert west.receipt(order).why == ProblemCode.MISSING_SUBJECT


@pytest.mark.parametrize("login", ["worker_east", "stranger", "dept"])
async def test_whoever_has_no_say_there_decides_nothing(door: Door, scene: Scene, login: str) -> None:
    west, _ = await disputed(door, scene)
    (outsider,) = hands_of(door, scene, login)
    await outsider.sync()
    assert outsider.conflicts() == []
    order = outsider.settle(west.conflicts()[0], Choice.KEEP_MINE, was=THEIRS)
    await outsider.sync()
    assert (outsider.receipt(order).verdict, outsider.receipt(order).why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


async def test_a_conflict_moves_with_whom_it_is_about_and_stays_its_authors_own(door: Door, scene: Scene) -> None:
    west, mine = await disputed(door, scene)
    (east,) = hands_of(door, scene, "worker_east")
    await east.sync()
    move = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [move], scene.office("office"))
    await west.sync()
    await east.sync()
    assert (west.conflicts(), len(west.own_conflicts())) == ([], 1)
    assert THEIRS not in str(west.own_conflicts())
    (there,) = east.conflicts()
    assert east.own_conflicts() == []
    east.settle(there, Choice.KEEP_MINE)
    await east.sync()
    await west.sync()
    assert west.receipt(mine).verdict is Verdict.APPLIED
    assert west.own_conflicts()[0].state is ConflictState.SETTLED
    await converges(door, west, east)


async def test_what_waits_about_somebody_who_is_erased_is_erased_on_the_server_and_on_every_phone(
    door: Door, scene: Scene
) -> None:
    west, _ = await disputed(door, scene)
    decided = west.settle(west.conflicts()[0], Choice.KEEP_MINE)
    await door.erase(scene.office("office"), scene.person, "asked for")
    await west.pull()
    assert (west.conflicts(), west.own_conflicts()) == ([], [])
    assert west.receipt(decided).verdict is Verdict.GONE
    assert not any(MINE.encode() in row.record or THEIRS.encode() in row.record for row in west.store.base.rows())
    await converges(door, west)
    assert (await verify(door.database, DISTRICT, door.seal)).faults == ()
