"""kill -9 while a file is imported, and while it is taken back: whoever starts again ends it, and no row is twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from mobile_contract.imports import CancelImport, ImportState, RunImport, UndoImport
from ops.postgres import Postgres
from server.accounts.service import made_now
from server.core.crashing import KILLED
from server.core.door import Door
from server.core.reading import list_by
from server.imports import service, working
from server.imports.entities import Import
from server.imports.looking import PART_ROWS
from server.imports.rules import WORKING
from server.residents.entities import Person
from tests.faults.crash_points import points_of_imports
from tests.faults.invariants import faults_of
from tests.faults.servers import Servers, servers_of
from tests.faults.worlds import World, door_of, world_on
from tests.server.imports.files import a_csv, a_row, opened
from tests.support.databases import Templates

ROWS = 2 * PART_ROWS + 10
"""Three parts."""


@dataclass
class Works:
    """A district on one engine, and its servers, whose job carries imports on."""

    world: World
    servers: Servers

    async def dies_at(self, point: str) -> None:
        """A server does what there is to do until it comes to this point, and dies there."""
        server = await self.servers.start(point)
        assert await server.ended() == KILLED, point

    async def ends(self, door: Door, import_id: str) -> Import:
        """A server that nothing happens to does the rest."""
        server = await self.servers.start("nowhere:1")
        while (found := await working.one_import(door, import_id)).state in WORKING:  # noqa: ASYNC110 # another process works
            await asyncio.sleep(0.1)
        await server.kill()
        return found


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
async def works(request: pytest.FixtureRequest, templates: Templates, module_scratch: Path) -> AsyncIterator[Works]:
    engine: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    world = await world_on(templates, engine, module_scratch / str(request.param))
    busy = replace(world.settings, consumers=True)
    async with servers_of(busy, module_scratch / f"{request.param}.log") as servers:
        yield Works(world, servers)


async def people(door: Door, world: World) -> int:
    found = await door.database.read(lambda tx: list_by(tx, door, Person, "grid", [world.scene.west]))
    return sum(person.life == "active" for person in found)


async def test_an_import_that_is_killed_at_each_point_is_done_once_and_undone_whole(works: Works) -> None:
    assert set(points_of_imports()) == {"imports.part-done", "imports.part-taken-back"}
    office, raw = works.world.scene.office("office"), a_csv(*map(a_row, range(ROWS)))
    async with door_of(works.world) as door:
        before = await people(door, works.world)
        found = await opened(door, raw, office)
        await service.order(door, office, RunImport(**made_now(found.id)))
        await works.dies_at("imports.part-done:1")
        await works.dies_at("imports.part-done:1")
        done = await works.ends(door, found.id)
        assert (done.state, done.parts, done.counts) == (ImportState.DONE, 3, {"new": ROWS})
        assert await people(door, works.world) == before + ROWS
        await service.order(door, office, UndoImport(**made_now(found.id)))
        await works.dies_at("imports.part-taken-back:2")
        undone = await works.ends(door, found.id)
        assert (undone.state, undone.kept) == (ImportState.UNDONE, 0)
        assert await people(door, works.world) == before
        assert await faults_of(door) == []


async def test_an_import_that_was_killed_and_then_cancelled_leaves_nothing(works: Works) -> None:
    office, raw = works.world.scene.office("office"), a_csv(*map(a_row, range(ROWS)))
    async with door_of(works.world) as door:
        before = await people(door, works.world)
        found = await opened(door, raw, office)
        await service.order(door, office, RunImport(**made_now(found.id)))
        await works.dies_at("imports.part-done:2")
        assert await people(door, works.world) == before + 2 * PART_ROWS
        await service.order(door, office, CancelImport(**made_now(found.id)))
        ended = await works.ends(door, found.id)
        assert (ended.state, ended.kept) == (ImportState.CANCELLED, 0)
        assert await people(door, works.world) == before
        assert await faults_of(door) == []
