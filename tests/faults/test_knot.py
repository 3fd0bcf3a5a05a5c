"""Everybody at the same rows at once: no deadlock, every command its verdict, nothing lost, and what was erased gone."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from mobile_contract.receipts import Verdict
from ops.postgres import Postgres
from server.core.ledger import MemoryLedger
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.knot import Knot, labels_of
from tests.support.databases import Templates, make_door, migrated, opened
from tests.support.scene import make_scene

SEED = 20_261_125
PHONES, BATCHES = 8, 12
TIMEOUT_S = 120
_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@pytest.fixture
async def url(templates: Templates, engine: Postgres | None, scratch: Path) -> AsyncIterator[str]:
    async with migrated(templates, engine, scratch) as made:
        yield made


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
        assert not knot.told.keys() & {Verdict.RETRY, Verdict.PARKED}, knot.told
        assert {Verdict.APPLIED, Verdict.CONFLICT, Verdict.HELD, Verdict.GONE} <= knot.told.keys(), knot.told
        assert await faults_of(door) == []
        assert set((await receipts_in(door)).values()).isdisjoint({"held"}), "what came late released them all"
        assert await labels_of(door, list(knot.labels)) == knot.labels
    if not url.startswith("sqlite"):
        assert await deadlocks_at(url) == 0
