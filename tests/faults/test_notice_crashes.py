"""kill -9 between any two steps of a message: none is lost, and none has two records or two ids."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.postgres import Postgres
from push.retry import Status
from server.core.crashing import KILLED
from server.core.door import Door
from server.core.ids import new_id
from server.settings import PREFIX
from tests.faults.crash_points import points_of_notices
from tests.faults.sending_once import LEASE_S, UNHURT
from tests.faults.worlds import World, door_of, settings_text, world_on
from tests.server.notices.world import Kept, a_phone, outbox, report
from tests.support.databases import Templates
from tests.support.tree import ROOT

PHONES = 6
"""More than are claimed at once."""
BEFORE_RECORDED = {"notices.sent", "notices.tokens-let-go"}
"""Where the provider has a page of messages and no record of that is kept: they are given to it again."""


@dataclass
class Sendings:
    """A district, what a provider outside of it was given, and a nursery of processes that give it that."""

    world: World
    file: Path
    nursery: asyncio.subprocess.Process

    async def run(self, *words: str) -> list[int]:
        """Plan and send what there is, in processes that may die; their exit codes."""
        ins, outs = self.nursery.stdin, self.nursery.stdout
        assert ins is not None
        assert outs is not None
        ins.write(f"{' '.join(words)}\n".encode())
        return [int(word) for word in (await outs.readline()).split()]

    def given(self) -> Counter[str]:
        """How often the provider was given each message."""
        return Counter(self.file.read_text().split()) if self.file.exists() else Counter()


@pytest.fixture(params=["sqlite", "postgres"])
async def sendings(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> AsyncIterator[Sendings]:
    engine: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    world, file = await world_on(templates, engine, tmp_path / "world"), tmp_path / "given"
    told = {PREFIX + name.upper(): value for name, value in settings_text(world.settings).items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    nursery = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.sending_once", str(file)),
        env=inherited | told,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield Sendings(world, file, nursery)
    assert nursery.stdin is not None
    nursery.stdin.close()
    assert await nursery.wait() == 0


async def of_now(door: Door, before: set[str]) -> list[Kept]:
    """The messages that were not there before."""
    return [one for one in await outbox(door) if one.id not in before]


async def test_a_message_survives_a_death_at_each_point_and_has_one_record(sendings: Sendings) -> None:
    points = points_of_notices()
    assert set(points) == BEFORE_RECORDED | {"notices.planned", "notices.claimed", "notices.recorded"}
    async with door_of(sendings.world) as door:
        for number in range(PHONES):
            await a_phone(door, sendings.world.scene, "worker_west", f"t{number}")
        for point in points:
            before = {one.id for one in await outbox(door)}
            earlier = sendings.given()
            await report(door, new_id())

            assert await sendings.run(f"{point}:1") == [KILLED], point
            await asyncio.sleep(LEASE_S)
            assert await sendings.run(UNHURT) == [0], point

            kept = await of_now(door, before)
            assert len(kept) == len({one.place for one in kept}) == PHONES, point
            assert {one.status for one in kept} == {Status.DELIVERED}, point
            given = sendings.given() - earlier
            assert set(given) == {one.id for one in kept}, point
            again = sum(given.values()) - PHONES
            assert (again > 0) == (point in BEFORE_RECORDED), point
            assert max(given.values()) <= 2, point


async def test_two_processes_that_send_at_once_give_each_message_once(sendings: Sendings) -> None:
    async with door_of(sendings.world) as door:
        for number in range(PHONES * 2):
            await a_phone(door, sendings.world.scene, "worker_west", f"t{number}")
        await report(door, new_id())

        assert await sendings.run(UNHURT, UNHURT) == [0, 0]
        assert await sendings.run(UNHURT) == [0]

        kept = await outbox(door)
        assert len(kept) == PHONES * 2
        assert {one.status for one in kept} == {Status.DELIVERED}
        assert sendings.given() == Counter(one.id for one in kept)
