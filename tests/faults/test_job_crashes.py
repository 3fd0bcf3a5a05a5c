"""kill -9 while the server works for itself: an erasure that the ledger orders, a grid whose rows move."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import bindparam, func, select

from ops.postgres import Postgres
from server.app import all_consumers
from server.core import tables as t
from server.core.consumers import Workers
from server.core.crashing import KILLED
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import ERASE_KIND
from server.core.ledger import ERASED, FileLedger
from server.core.reading import find_entity
from server.core.statements import Statement
from server.residents.entities import Person
from server.rezoning import service
from server.rezoning.entities import DONE, Rezoning
from server.territory.entities import RETIRED, Grid
from tests.faults.crash_points import points_of, points_of_rezoning
from tests.faults.invariants import faults_of
from tests.faults.servers import Servers, servers_of
from tests.faults.worlds import World, door_of, world_on
from tests.server.rezoning.scenes import (
    IN_LEFT,
    IN_RIGHT,
    House,
    Split,
    a_split,
    add_admin,
    agreed,
    house,
)
from tests.support.copies import rows_of_grid
from tests.support.databases import Templates
from tests.support.scene import DISTRICT, settle

FEW = 7
"""Rows in the commit of an order: with so few the job is left to do."""
ERASURES_DIE_AT = {"writing.head-taken", "writing.journal-written", "writing.receipts-written"}
_TOLD = Statement(
    select(func.count())
    .select_from(t.journal_entries)
    .where(
        t.journal_entries.c.district_id == bindparam("district"),
        t.journal_entries.c.kind == ERASE_KIND,
        t.journal_entries.c.entity == bindparam("gone"),
    )
)
_SHOWN = Statement(
    select(func.count())
    .select_from(t.feed)
    .where(
        t.feed.c.district_id == bindparam("district"),
        t.feed.c.subject == bindparam("gone"),
        t.feed.c.record.is_not(None),
    )
)


@dataclass
class Works:
    """A district on one engine, and its servers, which have work of their own to do."""

    engine: str
    world: World
    servers: Servers

    async def dies_at(self, name: str) -> bool:
        """Whether a server that does what there is to do comes to this point, and dies there."""
        server = await self.servers.start(f"{name}:1")
        try:
            await ready(server.url)
        except httpx.TransportError:
            assert await server.ended() == KILLED
            return True
        await server.kill()
        return False


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
async def works(request: pytest.FixtureRequest, templates: Templates, module_scratch: Path) -> AsyncIterator[Works]:
    engine: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    world = await world_on(templates, engine, module_scratch / str(request.param))
    busy = replace(world.settings, consumers=True)
    async with servers_of(busy, module_scratch / f"{request.param}.log") as servers:
        yield Works(str(request.param), world, servers)


async def ready(url: str) -> None:
    """Until a server has done what comes before the first answer."""
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        assert (await client.get("/readyz")).status_code == 200


async def a_person(door: Door, world: World) -> str:
    """Somebody new in the west."""
    home = House()
    await settle(door, house(world.scene.west, home, None, 1))
    return home.persons[0]


async def traces_of(door: Door, person: str) -> tuple[int, int, bool]:
    """How often the journal tells of an erasure, how much of somebody phones are still shown, and whether a row is."""

    async def read(tx: ReadTx) -> tuple[int, int, bool]:
        told = await tx.fetch(_TOLD, district=door.district, gone=person)
        shown = await tx.fetch(_SHOWN, district=door.district, gone=person)
        return told[0][0], shown[0][0], await find_entity(tx, door, Person, person) is not None

    return await door.database.read(read)


async def test_an_erasure_that_is_killed_anywhere_is_done_once_at_the_next_start(works: Works) -> None:
    died: set[str] = set()
    own = (f"{works.engine}.before", f"{works.engine}.committed")
    for name in points_of(works.engine):
        if not name.startswith(("writing.", *own)):
            continue
        async with door_of(works.world) as door:
            person = await a_person(door, works.world)
            ledger = FileLedger(works.world.settings.ledger, door.seal, DISTRICT)
            await ledger.add(ERASED, person)  # whoever erases says so there first
            died |= {name} if await works.dies_at(name) else set()
            assert await works.dies_at("nowhere") is False
            assert await traces_of(door, person) == (1, 0, False), name
            assert await faults_of(door) == []
    assert died >= {*ERASURES_DIE_AT, *(name for name in points_of(works.engine) if name.startswith(own))}


async def test_the_job_that_moves_a_grid_dies_at_each_point_and_whoever_starts_it_again_ends_it(works: Works) -> None:
    scene = works.world.scene
    split = Split(scene)
    async with door_of(works.world) as door:
        await add_admin(door, scene)
        for one, point in ((split.left_house, IN_LEFT), (split.right_house, IN_RIGHT)):
            await settle(door, house(scene.west, one, point, 2))
        order = await agreed(door, a_split(split))
        await service.order(door, scene.office("admin"), order, FEW)
        assert points_of_rezoning()
        for name in sorted(points_of_rezoning(), reverse=True):  # "moved" is come to before "finished" is
            server = await works.servers.start(f"{name}:1")
            assert await server.ended() == KILLED, name
        await Workers(door, all_consumers()).catch_up()
        there = await door.database.read(lambda tx: find_entity(tx, door, Rezoning, order.entity))
        grid = await door.database.read(lambda tx: find_entity(tx, door, Grid, scene.west))
        assert there is not None
        assert grid is not None
        assert (there.status, grid.status) == (DONE, RETIRED)
        assert not [row for row in await rows_of_grid(door, scene.west) if row[0] == "household"]
        assert await rows_of_grid(door, split.right)
        assert await faults_of(door) == []
