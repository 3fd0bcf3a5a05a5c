"""A record is retired and edited at once: both hold and a person decides, whichever arrives first (pitfall 15)."""

from typing import Any

import pytest

from mobile_contract.base import Command
from mobile_contract.merges import Register, RestoreRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import ChangeDwelling, ChangePerson, DwellingEdits, Life
from mobile_contract.sync import PUT
from server.core.door import Door
from tests.server.residents.doubles import a_merge, a_registration, a_retirement, edits, fed, inbox, order, person
from tests.support.scene import APhone, Scene, make_scene


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


def seen(scene: Scene, phone: APhone, epoch: str, base: int) -> dict[str, Any]:
    return phone.facts(scene.person, epoch=epoch, base=base)


async def pushed(door: Door, phone: APhone, *commands: Command) -> list[Receipt]:
    return (await phone.push(door, *commands)).receipts


@pytest.mark.parametrize("first", ["edit", "retirement"])
async def test_an_edit_and_a_retirement_both_hold_and_a_person_decides(door: Door, scene: Scene, first: str) -> None:
    one, other = scene.phone("worker_west"), scene.phone("worker_west")
    epoch = (await one.push(door)).head.epoch
    edit = ChangePerson(**seen(scene, one, epoch, 1), set=edits(note=(None, "搬走前见过")))
    retirement = a_retirement(other, scene.person, epoch=epoch, base=1)
    turns = [(one, edit), (other, retirement)] if first == "edit" else [(other, retirement), (one, edit)]

    told = [(await pushed(door, phone, command))[0] for phone, command in turns]

    assert [(receipt.verdict, receipt.why) for receipt in told] == [
        (Verdict.APPLIED, ""),
        (Verdict.CONFLICT, ProblemCode.EDITED_AFTER_RETIRE),
    ]
    found = await person(door, scene.person)
    assert (found.note, found.life) == ("搬走前见过", Life.RETIRED)
    assert await inbox(door) == [(ProblemCode.EDITED_AFTER_RETIRE, scene.person, "life")]


async def test_whoever_had_seen_the_edit_retires_without_a_doubt(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    epoch = (await phone.push(door)).head.epoch
    await pushed(door, phone, ChangePerson(**seen(scene, phone, epoch, 1), set=edits(note=(None, "去世"))))

    [receipt] = await pushed(door, phone, a_retirement(phone, scene.person, epoch=epoch, base=2))

    assert receipt.verdict is Verdict.APPLIED


async def test_a_retired_record_stays_on_the_phones_and_comes_back(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    [retired, again] = await pushed(door, phone, a_retirement(phone, scene.person), a_retirement(phone, scene.person))
    there = (await fed(door, scene.west))[scene.person]

    back = [RestoreRecord(**phone.facts(scene.person), register=Register.PERSON) for _ in range(2)]
    restored = await pushed(door, phone, *back)

    assert (retired.verdict, again.verdict, there) == (Verdict.APPLIED, Verdict.MERGED, PUT)
    assert [one.verdict for one in restored] == [Verdict.APPLIED, Verdict.MERGED]
    assert (await person(door, scene.person)).life is Life.ACTIVE


async def test_a_dwelling_is_retired_and_edited_too(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    edit = ChangeDwelling(**phone.facts(scene.dwelling), set=DwellingEdits(note=(None, "拆")))

    [_, receipt] = await pushed(door, phone, a_retirement(phone, scene.dwelling, Register.DWELLING), edit)

    assert (receipt.why, receipt.fields) == (ProblemCode.EDITED_AFTER_RETIRE, {"note": "applied"})


async def test_a_late_retirement_of_a_loser_is_the_winners(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    twin = a_registration(phone, scene.dwelling)
    await pushed(door, phone, twin)
    await order(door, scene, a_merge(scene.person, twin.entity))

    [receipt] = await pushed(door, phone, a_retirement(phone, twin.entity))

    assert (receipt.verdict, receipt.to) == (Verdict.REDIRECTED, scene.person)
    assert (await person(door, scene.person)).life is Life.RETIRED
    assert (await person(door, twin.entity)).life is Life.MERGED


async def test_somebody_elses_record_is_not_retired(door: Door, scene: Scene) -> None:
    east = scene.phone("worker_east")

    [receipt] = await pushed(door, east, a_retirement(east, scene.person))

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
