"""Two workers register one person: both rows stand, the second is told, and nobody sees more than is theirs."""

import asyncio

import pytest
from sqlalchemy import bindparam, select

from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangeHousehold, ChangePerson, HouseholdEdits
from server.core import tables as t
from server.core.door import Door
from server.core.statements import Statement
from tests.server.residents.doubles import a_registration, claimants, edits, inbox, person
from tests.support.scene import Scene, by_system, make_scene, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def test_a_second_registration_stands_and_names_the_first_to_whoever_has_the_grid(
    door: Door, scene: Scene
) -> None:
    first, second = scene.phone("worker_west"), scene.phone("worker_west")
    one, other = a_registration(first, scene.dwelling), a_registration(second, scene.other_dwelling)
    [alone] = (await first.push(door, one)).receipts

    [told] = (await second.push(door, other)).receipts

    assert (alone.verdict, alone.facts) == (Verdict.APPLIED, {})
    assert (told.verdict, told.why, told.facts) == (Verdict.CONFLICT, ProblemCode.DUPLICATE, {"twin": one.entity})
    assert (await person(door, other.entity)).id_no == (await person(door, one.entity)).id_no
    assert await inbox(door) == [(ProblemCode.DUPLICATE, other.entity, "")]


async def test_of_somebody_elses_resident_only_the_grid_is_told(door: Door, scene: Scene) -> None:
    west, east = scene.phone("worker_west"), scene.phone("worker_east")
    await west.push(door, a_registration(west, scene.dwelling))

    [told] = (await east.push(door, a_registration(east, scene.east_dwelling, id_no="demo-0777"))).receipts

    assert (told.why, told.facts) == (ProblemCode.DUPLICATE, {"grid": "320114001001001"})


async def test_of_two_in_one_batch_the_second_is_flagged_alone(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    one, other = (a_registration(phone, scene.dwelling) for _ in range(2))

    told = (await phone.push(door, one, other)).receipts

    assert [receipt.verdict for receipt in told] == [Verdict.APPLIED, Verdict.CONFLICT]
    assert told[1].facts == {"twin": one.entity}
    assert one.entity in await claimants(door)


async def test_of_two_at_once_one_is_told_of_the_other(door: Door, scene: Scene) -> None:
    phones = [scene.phone("worker_west") for _ in range(4)]
    made = [a_registration(phone, scene.dwelling) for phone in phones]

    outcomes = await asyncio.gather(*(phone.push(door, one) for phone, one in zip(phones, made, strict=True)))

    receipts = [outcome.receipts[0] for outcome in outcomes]
    [first] = [one for one, told in zip(made, receipts, strict=True) if told.verdict is Verdict.APPLIED]
    assert [told.facts for told in receipts if told.verdict is Verdict.CONFLICT] == [{"twin": first.entity}] * 3


async def test_a_refused_registration_claims_nothing(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    taken = a_registration(phone, scene.dwelling, residency=scene.residency)
    before = await claimants(door)

    [refused] = (await phone.push(door, taken)).receipts
    [later] = (await phone.push(door, a_registration(phone, scene.dwelling))).receipts

    assert (refused.verdict, later.verdict) == (Verdict.REFUSED, Verdict.APPLIED)
    assert taken.entity not in await claimants(door) - before


async def test_an_erased_claimant_gives_the_number_back(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    one = a_registration(phone, scene.dwelling)
    await phone.push(door, one)
    await door.erase(scene.office("office"), one.entity, "asked for it")

    [later] = (await phone.push(door, a_registration(phone, scene.dwelling))).receipts

    assert later.verdict is Verdict.APPLIED


async def test_a_second_one_that_is_kept_goes_whole_when_they_are_erased(door: Door, scene: Scene) -> None:
    phone, office = scene.phone("worker_west"), scene.office("office")
    await phone.push(door, a_registration(phone, scene.dwelling))
    second = a_registration(phone, scene.dwelling, household=scene.household)
    [told] = (await phone.push(door, second)).receipts
    beside = ChangeHousehold(**by_system(scene.household), set=HouseholdEdits(note=(None, "二楼")))
    kept = SettleConflict(**by_system(told.conflict), choice=Choice.KEEP_BOTH)
    await settle(door, [beside, kept], office)  # the household is at hand, and is not who it is about

    await door.erase(office, second.entity, "asked for it")

    bodies = Statement(
        select(t.journal_entries.c.body).where(
            t.journal_entries.c.entity == bindparam("person"), t.journal_entries.c.kind == "register_person"
        )
    )
    assert await door.database.read(lambda tx: tx.fetch(bodies, person=second.entity)) == [(None,), (None,)]


async def test_an_edit_of_somebody_with_a_number_is_no_duplicate(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    one = a_registration(phone, scene.dwelling)
    await phone.push(door, one)

    edit = ChangePerson(**phone.facts(one.entity), set=edits(name=("李四", "李小四")))
    [told] = (await phone.push(door, edit)).receipts

    assert told.verdict is Verdict.APPLIED


async def test_one_id_for_two_bodies_of_two_installs_is_taken(door: Door, scene: Scene) -> None:
    """Pitfall 29: the second phone makes a new id, and nothing of the first is touched."""
    west, other = scene.phone("worker_west"), scene.phone("worker_west")
    one = a_registration(west, scene.dwelling)
    await west.push(door, one)
    facts = other.facts(one.entity)
    collided = type(one)(**facts, residency=facts["id"], dwelling=scene.dwelling, name="王五")

    [told] = (await other.push(door, collided)).receipts

    assert (told.verdict, told.why) == (Verdict.REFUSED, ProblemCode.ID_TAKEN)
    assert (await person(door, one.entity)).name == "李四"
