"""A phone too old for what pull would send is told to upgrade; what it wrote is taken all the same."""

import pytest

from mobile_contract.base import Clock
from mobile_contract.receipts import Verdict
from mobile_contract.sync import PullRequest
from mobile_contract.visits import RecordVisit
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.sync import service
from tests.support.scene import make_scene


async def test_a_phone_that_is_too_old_to_pull_may_still_push(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await make_scene(door)
    phone = scene.phone("worker_west")

    def from_two_on(contract: int) -> bool:
        return contract >= 2

    monkeypatch.setattr(service, "may_pull", from_two_on)
    ask = PullRequest(install=phone.actor.install, contract=1, now=Clock(wall=0, boot="b", mono=0))
    reply = await door.database.read(lambda tx: service.pull(tx, door, phone.actor, ask, clock.now()))
    assert (reply.reset, reply.rows, reply.cursor) == ("upgrade_required", [], "")
    visit = RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household)
    assert [one.verdict for one in (await phone.push(door, visit)).receipts] == [Verdict.APPLIED]
