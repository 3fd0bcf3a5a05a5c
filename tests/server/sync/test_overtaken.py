"""A district that was set back and went on: answers to older requests, and work on ground that it lost (sync.md 13)."""

import msgspec

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddBuilding, AddHousehold
from server.core import clock
from server.core.ids import new_id
from server.sync import service
from tests.server.sync.setbacks import District, Worker, draft, household, receipts_of


async def test_an_answer_to_an_older_request_hides_no_loss(district: District) -> None:
    west, east = Worker(district, "worker_west"), Worker(district, "worker_east")
    await west.sync()
    await east.sync()
    await district.back_up()
    asked = west.phone.next_pull(west.now())
    lost = west.write(household(district.scene))
    await west.push()
    seen = west.phone.store.state().seen
    await district.set_back()
    for _ in range(3):
        east.write(AddHousehold(**draft(new_id()), dwelling=district.scene.east_dwelling))
        await east.sync()

    late = await service.pull_in_step(district.door, west.actor, asked, clock.now())
    taken = west.phone.apply_pull(late, west.now())

    assert seen is not None
    assert (late.reset, late.stamp.epoch) == ("", seen.epoch)
    assert late.stamp.pos > seen.pos
    assert (taken.applied, west.phone.store.state().seen) == (False, seen)
    await west.sync()
    assert set(lost) <= (await receipts_of(district)).keys()


async def test_work_on_ground_that_a_restore_took_is_for_a_person_to_decide(district: District) -> None:
    west = Worker(district, "worker_west")
    await west.sync()
    await district.back_up()
    west.write(household(district.scene))
    await west.sync()
    (kept,) = west.write(AddBuilding(**draft(new_id()), grid=new_id(), name="新楼"))
    await district.set_back()

    await west.sync()
    (fresh,) = west.write(AddBuilding(**draft(new_id()), grid=new_id(), name="新楼"))
    await west.sync()

    told = {row.id: msgspec.json.decode(row.receipt, type=Receipt) for row in west.phone.store.answered.rows()}
    assert (told[kept].verdict, told[kept].why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)
    assert (told[fresh].verdict, told[fresh].why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
