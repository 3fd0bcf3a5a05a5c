"""Work about somebody who moved away meanwhile: its author never had the new grid, and wrote what they saw."""

import pytest
from sqlalchemy import bindparam, select

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, MoveIn, PersonEdits
from server.core import tables as t
from server.core.door import Door
from server.core.ids import new_id
from server.core.statements import Row, Statement
from tests.support.scene import APhone, Scene, by_system, make_scene, settle

_INBOX = Statement(
    select(t.conflicts.c.reason, t.conflicts.c.author, t.conflicts.c.entity).where(
        t.conflicts.c.district_id == bindparam("district")
    )
)


@pytest.fixture
async def moved(door: Door) -> Scene:
    """The resident of the western grid lives in the eastern one now."""
    scene = await make_scene(door)
    away = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [away], scene.office("office"))
    return scene


def edit(phone: APhone, scene: Scene) -> ChangePerson:
    return ChangePerson(**phone.facts(scene.person), set=PersonEdits(note=(None, "seen at home")))


async def inbox(door: Door) -> list[Row]:
    return await door.database.read(lambda tx: tx.fetch(_INBOX, district=door.district))


async def test_whoever_saw_the_resident_before_wrote_in_good_faith(door: Door, moved: Scene) -> None:
    west = moved.phone("worker_west")

    receipts = (await west.push(door, edit(west, moved), edit(west, moved))).receipts

    assert [(one.verdict, one.why) for one in receipts] == [(Verdict.CONFLICT, ProblemCode.LATE_SCOPE)] * 2
    assert await inbox(door) == [(ProblemCode.LATE_SCOPE, west.actor.user, moved.person)] * 2


async def test_whoever_never_saw_the_resident_is_refused(door: Door, moved: Scene) -> None:
    stranger = moved.phone("stranger")

    outcome = await stranger.push(door, edit(stranger, moved))

    assert (outcome.receipts[0].verdict, outcome.receipts[0].why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
    assert await inbox(door) == []


async def test_whoever_has_the_resident_now_is_not_late(door: Door, moved: Scene) -> None:
    east, west = moved.phone("worker_east"), moved.phone("worker_west")

    late = await west.push(door, edit(west, moved))
    now = await east.push(door, edit(east, moved))

    assert late.receipts[0].verdict is Verdict.CONFLICT
    assert now.receipts[0].verdict is Verdict.APPLIED
