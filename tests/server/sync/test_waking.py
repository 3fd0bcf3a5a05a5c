"""Who is woken by what: those whose scopes were touched, once, whoever wrote it, and nobody else."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from mobile_contract.accounts import AssignWorker, IssueEnrolment, RedeemEnrolment, RevokeInstall
from mobile_contract.residents import AddHousehold
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.overheard import OverheardDatabase
from server.core.problems import Problem
from server.core.renewal import announce
from server.core.seal import secret_hash
from server.sync.waking import WAKES_PER_S, Listener, Wakes
from tests.support.scene import APhone, Scene, by_system, make_scene, settle

SOON_S = 10.0
NOW_S = 0.0


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


@asynccontextmanager
async def watching(door: Door, most: int = 10) -> AsyncGenerator[Wakes]:
    """Wakes over a door, with their watcher at work; commits through this door are heard at once."""
    wakes = Wakes(door, most)
    before, door.database = door.database, OverheardDatabase(door.database, wakes.nudge)
    task = asyncio.create_task(wakes.run())
    try:
        yield wakes
    finally:
        wakes.stop()
        await task
        door.database = before


async def pos(door: Door) -> int:
    return (await door.database.read(lambda tx: head_of(tx, door.district))).pos


async def listen(wakes: Wakes, phone: APhone) -> Listener:
    """Listen from now on."""
    return await wakes.listen(phone.actor, await pos(wakes.door), clock.now())


async def add_home(door: Door, dwelling: str) -> int:
    """Something in the grid of a dwelling; the commit."""
    await settle(door, [AddHousehold(**by_system(new_id()), dwelling=dwelling)])
    return await pos(door)


async def test_who_holds_a_touched_scope_is_woken_and_nobody_else(door: Door, scene: Scene) -> None:
    async with watching(door) as wakes:
        west, east = [await listen(wakes, scene.phone(f"worker_{side}")) for side in ("west", "east")]
        first = await add_home(door, scene.dwelling)
        assert await west.heard(SOON_S) == first
        last = await add_home(door, scene.east_dwelling)
        assert await east.heard(SOON_S) == last
        assert await west.heard(NOW_S) is None


async def test_what_comes_together_is_one_wake(door: Door, scene: Scene) -> None:
    async with watching(door) as wakes:
        west = await listen(wakes, scene.phone("worker_west"))
        *_, last = [await add_home(door, scene.dwelling) for _ in range(3)]
        heard = [await west.heard(SOON_S)]
        while heard[-1] != last:
            heard.append(await west.heard(SOON_S))
        assert len(heard) <= 2
        assert await west.heard(NOW_S) is None


async def test_a_commit_of_another_process_is_seen_too(door: Door, scene: Scene) -> None:
    wakes = Wakes(door, 10)  # no commit nudges it
    task = asyncio.create_task(wakes.run())
    west = await listen(wakes, scene.phone("worker_west"))
    last = await add_home(door, scene.dwelling)
    assert await west.heard(SOON_S) == last
    wakes.stop()
    await task


async def test_what_changed_before_one_listens_is_told_at_once_and_what_one_knows_is_not(
    door: Door, scene: Scene
) -> None:
    before = await pos(door)
    last = await add_home(door, scene.dwelling)
    async with watching(door) as wakes:
        phone = scene.phone("worker_west")
        for after, told in ((before, last), (None, last), (last + 9, last), (last, None)):
            listener = await wakes.listen(phone.actor, after, clock.now())
            assert await listener.heard(NOW_S) == told, after
        other = await wakes.listen(scene.phone("worker_east").actor, before, clock.now())
        assert await other.heard(NOW_S) is None


async def test_a_new_grid_is_news_and_its_rows_are_heard_from_then_on(door: Door, scene: Scene) -> None:
    async with watching(door) as wakes:
        west = await listen(wakes, scene.phone("worker_west"))
        await settle(door, [AssignWorker(**by_system(new_id()), user=scene.users["worker_west"], grid=scene.east)])
        assert await west.heard(SOON_S) == await pos(door)
        last = await add_home(door, scene.east_dwelling)
        assert await west.heard(SOON_S) == last


async def test_a_new_epoch_is_news_for_everybody(door: Door, scene: Scene) -> None:
    async with watching(door) as wakes:
        listener = await listen(wakes, scene.phone("stranger"))
        await announce(door)
        assert await listener.heard(SOON_S) == await pos(door)


async def test_an_install_that_is_shut_out_hears_no_more(door: Door, scene: Scene) -> None:
    phone, code = scene.phone("worker_west"), new_id()
    await settle(
        door,
        [
            IssueEnrolment(
                **by_system(code),
                user=phone.actor.user,
                code_hash="a" * 64,
                expires_at=clock.now() + timedelta(minutes=9),
            ),
            RedeemEnrolment(**by_system(code), install=phone.actor.install, secret_hash=secret_hash("x")),
        ],
    )
    async with watching(door) as wakes:
        west = await listen(wakes, phone)
        await settle(door, [RevokeInstall(**by_system(phone.actor.install), reason="lost")])
        assert await west.heard(SOON_S) is None
        assert west.ended


async def test_an_install_listens_on_one_line_and_the_others_are_full_at_their_number(door: Door, scene: Scene) -> None:
    async with watching(door, most=2) as wakes:
        phone = scene.phone("worker_west")
        first = await listen(wakes, phone)
        second = await listen(wakes, phone)
        assert (first.ended, second.ended) == (True, False)
        await listen(wakes, scene.phone("worker_east"))
        with pytest.raises(Problem) as full:
            await listen(wakes, scene.phone("worker_east"))
        assert (full.value.status, full.value.headers["Retry-After"]) == (503, "60")
        wakes.leave(first)
        await listen(wakes, phone)
        wakes.leave(second)


async def test_at_the_end_everybody_is_told_and_nobody_may_begin(door: Door, scene: Scene) -> None:
    async with watching(door) as wakes:
        west = await listen(wakes, scene.phone("worker_west"))
        wakes.stop()
        assert await west.heard(SOON_S) is None
        assert west.ended
        with pytest.raises(Problem):
            await listen(wakes, scene.phone("worker_west"))


async def test_many_who_are_woken_by_one_commit_do_not_come_in_one_moment(door: Door, scene: Scene) -> None:
    async with watching(door, most=500) as wakes:
        crowd = [await listen(wakes, scene.phone("worker_west")) for _ in range(2 * WAKES_PER_S // 4)]
        began = clock.ticks()
        await add_home(door, scene.dwelling)
        first, *_, last = crowd
        assert await first.heard(SOON_S)
        early_s = clock.ticks() - began
        assert await last.heard(SOON_S)
        assert clock.ticks() - began >= early_s + 0.3
