"""The horizon: old exits and erasures leave the feed, and whoever may have missed one boots what they hold again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, select

from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, MoveIn, PersonEdits
from mobile_contract.sync import PUT
from server.core import clock
from server.core import tables as t
from server.core.door import Door
from server.core.feed import horizon_of
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.statements import Statement
from server.sync import horizon
from tests.server.sync.asking import ask, boot_all, boot_chunk, pull, west_of
from tests.support.scene import APhone, Scene, by_system, make_scene, settle

_GONE = Statement(
    select(t.feed.c.entity, t.feed.c.op)
    .where(t.feed.c.district_id == bindparam("district"), t.feed.c.op != PUT)
    .order_by(t.feed.c.entity)
)

_WRITTEN = Statement(
    select(t.journal.c.at).where(t.journal.c.district_id == bindparam("district"), t.journal.c.pos == bindparam("pos"))
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def gone(door: Door) -> set[str]:
    rows = await door.database.read(lambda tx: tx.fetch(_GONE, district=door.district))
    return {row[0] for row in rows}


async def head_pos(door: Door) -> int:
    return (await door.database.read(lambda tx: head_of(tx, door.district))).pos


async def move_away(door: Door, scene: Scene) -> None:
    await settle(door, [MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)])


async def test_exits_and_erasures_leave_the_feed_after_their_time_and_no_row_with_them(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    await boot_all(door, phone)
    await move_away(door, scene)
    await door.erase(scene.office("office"), scene.household, "right")
    assert {scene.person, scene.household} <= await gone(door)

    young = await horizon.collect(door, timedelta(days=90))
    there, head = await gone(door), await head_pos(door)
    later = clock.now() + timedelta(days=91)
    with clock.told_by(lambda: later):
        old = await horizon.collect(door, timedelta(days=90))
    held, _ = await boot_all(door, scene.phone("worker_west"))

    assert (young, old) == (0, len(there))
    assert await gone(door) == set()
    assert scene.household not in {identity for _, identity in held[west_of(scene)]}
    assert await door.database.read(lambda tx: horizon_of(tx, door.district)) == head


async def test_the_horizon_lies_at_the_last_commit_of_its_time(door: Door, scene: Scene) -> None:
    begun = await head_pos(door)
    await move_away(door, scene)
    rows = await door.database.read(lambda tx: tx.fetch(_WRITTEN, district=door.district, pos=begun + 1))
    moved_at: datetime = rows[0][0]

    with clock.told_by(lambda: moved_at + timedelta(days=1)):
        await horizon.collect(door, timedelta(days=1))

    assert await door.database.read(lambda tx: horizon_of(tx, door.district)) == begun
    assert await gone(door)


async def reset_of(door: Door, phone: APhone, cursor: str, limit: int = 500) -> str:
    return (await pull(door, phone, cursor, limit)).reset


async def test_a_cursor_below_the_horizon_is_too_old_and_one_at_it_is_not(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    _, early = await boot_all(door, phone)
    await move_away(door, scene)
    late = (await pull(door, phone, early)).cursor

    await horizon.move_horizon(door, await head_pos(door))

    assert await reset_of(door, phone, early) == "too_old"
    assert await reset_of(door, phone, early, limit=1) == "too_old"
    assert await reset_of(door, phone, late) == ""
    assert (await ask(door, phone, west_of(scene), early)).moved


async def test_a_fresh_cursor_is_never_too_old_but_what_it_booted_before_the_horizon_is(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    fresh = await pull(door, phone)
    await move_away(door, scene)
    await horizon.move_horizon(door, await head_pos(door))

    assert await reset_of(door, phone, "") == ""
    assert await reset_of(door, phone, fresh.cursor) == ""
    joined = (await boot_chunk(door, phone, west_of(scene), fresh.cursor)).cursor
    assert await reset_of(door, phone, joined) == "too_old"
    _, whole = await boot_all(door, phone)
    assert await reset_of(door, phone, whole) == ""


async def test_the_horizon_never_goes_back_and_a_job_may_end_anywhere(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(horizon, "COMMIT_ROWS", 1)
    await move_away(door, scene)
    count = len(await gone(door))
    at = await head_pos(door)

    assert await horizon.move_horizon(door, at) == count > 1
    assert await horizon.move_horizon(door, at - 1) == 0
    assert await door.database.read(lambda tx: horizon_of(tx, door.district)) == at


async def test_late_work_on_a_row_that_left_before_the_horizon_is_honest_work(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    await boot_all(door, phone)
    await move_away(door, scene)
    await horizon.move_horizon(door, await head_pos(door))

    edits = PersonEdits(phone=("13900000000", "13912345678"))
    outcome = await phone.push(door, ChangePerson(**phone.facts(scene.person), set=edits))
    stranger = scene.phone("stranger")
    refused = await stranger.push(door, ChangePerson(**stranger.facts(scene.person), set=edits))

    assert (outcome.receipts[0].verdict, outcome.receipts[0].why) == (Verdict.CONFLICT, "late_scope")
    assert (refused.receipts[0].verdict, refused.receipts[0].why) == (Verdict.REFUSED, "not_allowed")
