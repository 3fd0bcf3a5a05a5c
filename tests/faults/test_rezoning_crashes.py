"""kill -9 at every crash point of the job that moves a grid's rows: whoever starts it again comes to the same end."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ops.postgres import Postgres
from server.core.crashing import CRASH_AT, KILLED
from server.core.door import Door
from server.core.reading import find_entity
from server.rezoning import service
from server.rezoning.entities import DONE, Rezoning
from server.territory.entities import RETIRED, Grid
from tests.faults.carrying import FEW, MASTER
from tests.faults.crash_points import points_of_rezoning
from tests.faults.invariants import faults_of
from tests.server.rezoning.scenes import a_split, agreed, make_split_scene
from tests.support.copies import rows_of_grid
from tests.support.databases import Templates, make_door, migrated, opened
from tests.support.tree import ROOT

_TIMEOUT_S = 60


@pytest.fixture
async def url(templates: Templates, engine: Postgres | None, scratch: Path) -> AsyncIterator[str]:
    async with migrated(templates, engine, scratch) as made:
        yield made


async def carry_on(url: str, rezoning: str, crash_at: str = "") -> int:
    """The job in a process of its own: how it ended."""
    environment = {**os.environ, **({CRASH_AT: crash_at} if crash_at else {})}
    words = (sys.executable, "-m", "tests.faults.carrying", url, rezoning)
    process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=environment)
    return await asyncio.wait_for(process.wait(), _TIMEOUT_S)


async def order_split(door: Door) -> tuple[str, str, str]:
    """A split that is too large for one commit: its id, the grid that ends, and one of its parts."""
    scene = await make_split_scene(door)
    rezoning = await agreed(door, a_split(scene))
    await service.order(door, scene.base.office("admin"), rezoning, FEW)
    return rezoning.entity, scene.base.west, scene.right


async def test_the_job_dies_at_each_point_and_whoever_starts_it_again_ends_it(url: str) -> None:
    assert points_of_rezoning()
    async with opened(url) as database:
        rezoning, ended, part = await order_split(await make_door(database, master=MASTER))
    for name in sorted(points_of_rezoning(), reverse=True):  # "moved" is come to before "finished" is
        assert await carry_on(url, rezoning, f"{name}:1") == KILLED, name
    assert await carry_on(url, rezoning) == 0
    async with opened(url) as database:
        door = await make_door(database, master=MASTER)
        there = await database.read(lambda tx: find_entity(tx, door, Rezoning, rezoning))
        grid = await database.read(lambda tx: find_entity(tx, door, Grid, ended))
        assert there is not None
        assert grid is not None
        assert (there.status, grid.status) == (DONE, RETIRED)
        assert not [row for row in await rows_of_grid(door, ended) if row[0] == "household"]
        assert await rows_of_grid(door, part)
        assert await faults_of(door) == []
