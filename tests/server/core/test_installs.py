"""What is known of an install's past, and what it makes of the time of its work."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from mobile_contract.base import Clock, Command
from mobile_contract.sync import QueueState
from mobile_contract.visits import RecordVisit
from server.core import clock
from server.core import tables as t
from server.core.door import Door
from server.core.ids import new_id
from server.core.installs import past_of
from server.core.intake import JSON, Submission, read
from server.core.statements import Statement
from tests.support.scene import APhone, Scene, make_scene

HOUR_MS = 3_600_000
_OBSERVED = Statement(
    select(t.receipts.c.seq, t.receipts.c.observed_at, t.receipts.c.clock_quality).where(
        t.receipts.c.district_id == bindparam("district"), t.receipts.c.install == bindparam("install")
    )
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


def visit(phone: APhone, scene: Scene, made: Clock, seq: int) -> Command:
    facts: dict[str, Any] = {**phone.facts(new_id(), scene.household), "made": made, "seq": seq}
    return RecordVisit(**facts, household=scene.household)


async def push(door: Door, phone: APhone, now: Clock, *commands: Command | bytes) -> None:
    raws = [one if isinstance(one, bytes) else msgspec.json.encode(one) for one in commands]
    sent = [read(raw, JSON, phone.actor) for raw in raws]
    await door.submit(Submission(phone.actor, sent, clock=now, queue=QueueState()))


async def observed(door: Door, phone: APhone) -> dict[int | None, tuple[datetime, str]]:
    rows = await door.database.read(lambda tx: tx.fetch(_OBSERVED, district=door.district, install=phone.actor.install))
    return {seq: (at, quality) for seq, at, quality in rows}


def hours_ago(at: datetime) -> float:
    return round((clock.now() - at) / timedelta(hours=1), 1)


async def test_bytes_that_nobody_can_read_hold_back_the_time_of_nothing(door: Door, scene: Scene) -> None:
    phone, now = scene.phone("worker_west"), device("b1", 72)
    await push(door, phone, now, b'{"kind":"record_visit","seq":1}', visit(phone, scene, device("b1", 2), 2))
    await push(door, phone, now, visit(phone, scene, device("b1", 12), 3))

    found = await observed(door, phone)

    assert (hours_ago(found[2][0]), found[2][1]) == (70.0, "exact")
    assert (hours_ago(found[3][0]), found[3][1]) == (60.0, "exact")
    assert found[1][1] == "estimated"


async def test_what_is_sent_again_is_of_its_own_time_though_later_work_was_taken_first(
    door: Door, scene: Scene
) -> None:
    phone, now = scene.phone("worker_west"), device("b1", 72)
    await push(door, phone, now, visit(phone, scene, device("b1", 71), 2))
    await push(door, phone, now, visit(phone, scene, device("b1", 2), 1))

    found = await observed(door, phone)

    assert (hours_ago(found[1][0]), found[1][1]) == (70.0, "exact")
    assert (hours_ago(found[2][0]), found[2][1]) == (1.0, "exact")


async def test_within_an_install_time_goes_on_in_the_order_of_the_numbers(door: Door, scene: Scene) -> None:
    phone, now = scene.phone("worker_west"), device("b1", 72)
    late, early = visit(phone, scene, device("b1", 40), 1), visit(phone, scene, device("b1", 30), 2)
    await push(door, phone, now, early, late)
    await push(door, phone, now, visit(phone, scene, device("b1", 20), 3))

    found = await observed(door, phone)

    assert [(hours_ago(at), quality) for at, quality in (found[1], found[2], found[3])] == [
        (32.0, "exact"), (32.0, "clamped"), (32.0, "clamped"),
    ]  # fmt: skip


async def test_what_was_held_back_is_not_before_what_was_taken_between(door: Door, scene: Scene) -> None:
    phone, now = scene.phone("worker_west"), device("b1", 72)
    await push(door, phone, now, visit(phone, scene, device("b1", 40), 2))
    await push(
        door, phone, now, visit(phone, scene, device("b1", 10), 1), visit(phone, scene, device("b1", 20), 3)
    )  # fmt: skip

    found = await observed(door, phone)

    assert [(hours_ago(at), quality) for at, quality in (found[1], found[2], found[3])] == [
        (62.0, "exact"), (32.0, "exact"), (32.0, "clamped"),
    ]  # fmt: skip


async def test_what_was_held_back_was_not_done_after_what_was_written_after_it(door: Door, scene: Scene) -> None:
    """Its boot is over, and what its wall clock says of it would be an hour ago."""
    phone = scene.phone("worker_west")
    await push(door, phone, device("b1", 72), visit(phone, scene, device("b1", 40), 2))
    made = replace(device("b0", 5), wall=clock.millis(clock.now()) - HOUR_MS)
    await push(door, phone, device("b1", 72), visit(phone, scene, made, 1))

    found = await observed(door, phone)

    assert [(hours_ago(at), quality) for at, quality in (found[1], found[2])] == [(32.0, "clamped"), (32.0, "exact")]


async def test_across_a_boot_the_clock_is_off_by_what_it_was_off_in_that_boot(door: Door, scene: Scene) -> None:
    """The wall clock was two hours behind, somebody put it right, and the phone was switched off and on."""
    phone, three_hours_ms = scene.phone("worker_west"), 3 * HOUR_MS
    told = device("b1", 10, behind_ms=2 * HOUR_MS)
    await push(door, phone, told, visit(phone, scene, device("b1", 1), 1))
    made = replace(told, wall=told.wall - three_hours_ms, mono=11 * HOUR_MS)
    await push(door, phone, device("b2", 1), visit(phone, scene, made, 2))
    await push(door, phone, device("b2", 2), visit(phone, scene, replace(made, wall=made.wall + HOUR_MS), 3))

    found = await observed(door, phone)

    assert [(hours_ago(at), quality) for at, quality in (found[1], found[2], found[3])] == [
        (9.0, "exact"), (3.0, "estimated"), (2.0, "estimated"),
    ]  # fmt: skip


async def test_the_clocks_of_two_boots_are_known(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    for seq, (boot, hours) in enumerate((("b1", 2), ("b1", 3), ("b2", 1), ("", 9)), 1):
        made = device(boot, 5, behind_ms=hours * HOUR_MS)
        await push(door, phone, made, visit(phone, scene, made, seq))

    past = await door.database.read(lambda tx: past_of(tx, door.district, phone.actor.install, ()))

    assert {boot: round(ms / HOUR_MS) for boot, ms in past.offsets_ms.items()} == {"b1": 3, "b2": 1}


def device(boot: str, hours: float, behind_ms: int = 0) -> Clock:
    """A phone's clocks, so many hours after it was switched on; its wall clock is behind by so much."""
    return Clock(wall=clock.millis(clock.now()) - behind_ms, boot=boot, mono=int(hours * HOUR_MS))
