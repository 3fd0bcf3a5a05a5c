"""Everybody at the same rows at once: no deadlock, a verdict for each command, nothing lost, the erased gone."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from mobile_contract.base import Command
from mobile_contract.receipts import Verdict
from mobile_contract.residents import AddHousehold, ChangeHousehold, HouseholdEdits
from mobile_contract.visits import RecordVisit
from ops.postgres import Postgres
from server.core.database import Tx
from server.core.decisions import ANYWHERE, Area, Decision, Handler
from server.core.door import Door, Last
from server.core.ids import new_id
from server.core.intake import Sent
from server.core.keyring import Keyring
from server.core.ledger import MemoryLedger
from server.core.poison import bytes_of, list_parked
from server.core.releases import release
from server.core.working import WorkingSet
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.knot import Knot, labels_of
from tests.support.databases import Templates, make_door, migrated, opened
from tests.support.scene import make_scene

SEED = 20_261_125
PHONES, BATCHES = 7, 10
TIMEOUT_S = 100
_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@pytest.fixture
async def url(templates: Templates, engine: Postgres | None, scratch: Path) -> AsyncIterator[str]:
    async with migrated(templates, engine, scratch) as made:
        yield made


@pytest.fixture
async def door(url: str) -> AsyncIterator[Door]:
    async with opened(url) as database:
        yield await make_door(database)


async def deadlocks_at(url: str) -> int:
    """How many PostgreSQL had to resolve in this database; told when the sessions that met them have ended."""
    driver: Any = asyncpg  # it ships no types
    connection = await driver.connect(url)
    try:
        return int(await connection.fetchval(_DEADLOCKS))
    finally:
        await connection.close()


async def test_a_knot_of_writers_erasures_and_readers_comes_undone(url: str) -> None:
    async with opened(url, pool=12) as database:
        door = await make_door(database)
        door.ledger = MemoryLedger()
        knot = Knot(door, await make_scene(door), random.Random(SEED))
        await knot.make()
        await asyncio.wait_for(knot.tie(PHONES, BATCHES), TIMEOUT_S)
        assert sum(knot.told.values()) == knot.asked
        assert Verdict.PARKED not in knot.told
        assert {Verdict.APPLIED, Verdict.CONFLICT, Verdict.HELD, Verdict.GONE} <= knot.told.keys(), knot.told
        assert await faults_of(door) == []
        kept = await receipts_in(door)
        assert {kept[one] for one in knot.pushed} & {"held", "retry"} == set(), "what came late released them all"
        assert await labels_of(door, list(knot.labels)) == knot.labels
    if not url.startswith("sqlite"):
        assert await deadlocks_at(url) == 0


class Hasty(Door):
    """Its commits come too early to see who waits."""

    async def _released(self, tx: Tx, keyring: Keyring, working: WorkingSet, last: Last) -> list[Sent]:  # noqa: ARG002 - as it is called
        return []


def as_a(kind: type[Door], door: Door) -> Any:
    """The same district's door, of another kind."""
    return kind(*(getattr(door, told.name) for told in fields(door)))


async def verdicts_of(door: Door, *commands: Command) -> set[str]:
    kept = await receipts_in(door)
    return {kept[command.id] for command in commands}


async def test_whom_a_commit_came_too_early_to_see_the_job_releases(door: Door) -> None:
    scene = await make_scene(door)
    phone, home = scene.phone("worker_west"), new_id()
    visit = RecordVisit(**phone.facts(new_id(), home), household=home)
    change = ChangeHousehold(**phone.facts(home), set=HouseholdEdits(number=("", "7")))
    await phone.push(door, visit, change)
    assert await release(door) == 0, "nothing is there that anybody waits for"
    hasty = as_a(Hasty, door)
    [made] = (await hasty.issue([AddHousehold(**phone.facts(home), dwelling=scene.dwelling)])).receipts
    assert made.verdict is Verdict.APPLIED
    assert await verdicts_of(door, visit, change) == {"held"}
    assert await release(door) == 1
    assert await verdicts_of(door, visit, change) == {"applied"}
    assert await release(door) == 0
    assert await faults_of(door) == []


def broken(door: Door) -> Door:
    """The same door with a bug in one rule."""

    def burning(*_: object) -> Decision:
        raise ZeroDivisionError

    def anywhere(*_: object) -> Area:
        return ANYWHERE

    real = door.handlers[ChangeHousehold]
    bug = Handler(ChangeHousehold, real.posts, anywhere, real.needs, burning)
    worse: Door = as_a(Door, door)
    worse.handlers = {**door.handlers, ChangeHousehold: bug}
    return worse


async def test_a_parked_command_that_two_replay_at_once_is_done_once(door: Door) -> None:
    scene = await make_scene(door)
    phone = scene.phone("worker_west")
    change = ChangeHousehold(**phone.facts(scene.household), set=HouseholdEdits(number=("", "7")))
    [told] = (await phone.push(broken(door), change)).receipts
    assert told.verdict is Verdict.PARKED
    parked = await door.database.read(lambda tx: list_parked(tx, door.district))
    keyring = Keyring(door.seal, door.district)
    [sent] = await door.database.read(lambda tx: bytes_of(tx, door.district, keyring, parked))
    first, second = await asyncio.gather(door.replay(sent), door.replay(sent))
    assert (first.verdict, second) == (Verdict.APPLIED, first)
    assert await faults_of(door) == []
