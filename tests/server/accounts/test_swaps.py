"""Swapping workers on a grid: two grants change, no row of the feed does; what was done before still counts."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import bindparam, func, select

from mobile_contract.accounts import SwapWorkers
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.visits import RecordVisit
from server.accounts.staffing import OnGrid, list_on_grids
from server.core import clock
from server.core import tables as t
from server.core.decisions import Actor
from server.core.door import Door
from server.core.entities import grid_scope, scope_id, sensitive_scope
from server.core.ids import new_id
from server.core.intake import Submission, made_here
from server.core.statements import Statement
from tests.support.copies import fresh, holds_exactly
from tests.support.scene import Scene, by_system, make_scene, settle

HOUR = timedelta(hours=1)
_FEED = Statement(select(func.count(), func.max(t.feed.c.pos)).where(t.feed.c.district_id == bindparam("district")))


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def on_west(door: Door, scene: Scene, at: datetime | None = None) -> list[OnGrid]:
    when = at or clock.now()
    return await door.database.read(lambda tx: list_on_grids(tx, door.district, [scene.west], when))


async def a_swap(door: Door, scene: Scene, user: str = "stranger", at: datetime | None = None) -> SwapWorkers:
    (held,) = await on_west(door, scene)
    return SwapWorkers(**by_system(new_id()), ends=held.assignment, user=scene.users[user], at=at)


async def sent_at(door: Door, command: Command, at: datetime, actor: Actor) -> Receipt:
    sent = replace(made_here(command, actor), observed_at=at, clock_quality="exact")
    return (await door.submit(Submission(actor, [sent]))).receipts[0]


async def test_a_swap_changes_two_grants_and_no_row_of_the_feed(door: Door, scene: Scene) -> None:
    old, new = await fresh(door, scene.phone("worker_west")), await fresh(door, scene.phone("stranger"))
    before = await door.database.read(lambda tx: tx.fetch(_FEED, district=door.district))
    swap = await a_swap(door, scene)

    await settle(door, [swap], scene.office("office"))

    assert await door.database.read(lambda tx: tx.fetch(_FEED, district=door.district)) == before
    assert [(one.user, one.assignment) for one in await on_west(door, scene)] == [
        (scene.users["stranger"], swap.entity)
    ]
    await old.sync()
    await new.sync()
    scopes = [grid_scope(scene.west), sensitive_scope(scene.west)]
    assert sorted(old.dropped) == sorted(map(scope_id, scopes))
    assert sorted(new.booted) == sorted(scopes)
    assert await holds_exactly(old, [])
    assert await holds_exactly(new, [scene.west])


async def test_a_swap_of_tomorrow_changes_nothing_today(door: Door, scene: Scene) -> None:
    tomorrow = clock.now() + 24 * HOUR
    await settle(door, [await a_swap(door, scene, at=tomorrow)], scene.office("office"))
    today, then = await on_west(door, scene), await on_west(door, scene, tomorrow)
    assert [one.user for one in (*today, *then)] == [scene.users["worker_west"], scene.users["stranger"]]


async def test_what_was_written_before_a_swap_is_applied_and_what_comes_after_is_kept_for_a_person(
    door: Door, scene: Scene
) -> None:
    worker, then = scene.phone("worker_west").actor, clock.now()
    await settle(door, [await a_swap(door, scene)], scene.office("office"))
    visits = [RecordVisit(**by_system(new_id(), scene.household), household=scene.household) for _ in range(2)]
    early = await sent_at(door, visits[0], then, worker)
    late = await sent_at(door, visits[1], clock.now() + HOUR, worker)
    assert early.verdict is Verdict.APPLIED
    assert (late.verdict, late.why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)


async def test_nobody_takes_over_from_themself_nor_what_has_ended(door: Door, scene: Scene) -> None:
    office, swap = scene.office("office"), await a_swap(door, scene)
    own = await a_swap(door, scene, "worker_west")
    assert (await door.issue([own], office)).receipts[0].why == ProblemCode.SAME_PERSON
    await settle(door, [swap], office)
    again = replace(swap, id=new_id(), entity=new_id())
    assert (await door.issue([again], office)).receipts[0].why == ProblemCode.ALREADY_ENDED
    unknown = replace(again, id=new_id(), ends=new_id())
    assert (await door.issue([unknown], office)).receipts[0].verdict is Verdict.HELD


async def test_a_worker_swaps_nobody(door: Door, scene: Scene) -> None:
    receipt = (await door.issue([await a_swap(door, scene)], scene.phone("worker_west").actor)).receipts[0]
    assert receipt.why == ProblemCode.NOT_ALLOWED
