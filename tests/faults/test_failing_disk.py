"""A disk that fails to sync ends the process: a second try might lie about what is durable. Nothing told is lost."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.faults.batches import Errand, Writer, visits
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.servers import Servers, servers_of
from tests.faults.worlds import World, door_of, on_line, world_on
from tests.support.databases import Templates

EX_IOERR = 74


@pytest.fixture
async def world(templates: Templates, scratch: Path) -> World:
    return await world_on(templates, None, scratch / "world")


@dataclass
class Breakable:
    """A disk that fails while a file is there, and the servers that have photos or database on it."""

    switch: Path
    servers: Servers

    def fail(self) -> None:
        self.switch.touch()

    def mend(self) -> None:
        self.switch.unlink()


@pytest.fixture
async def disk(
    request: pytest.FixtureRequest, world: World, failing_disk: Path, scratch: Path
) -> AsyncIterator[Breakable]:
    """The parameter is what of the district's folder lies on it."""
    under, switch = scratch / "world" / request.param, scratch / "broken"
    failing = {"LD_PRELOAD": str(failing_disk), "FAILING_UNDER": str(under), "FAILING_WHILE": str(switch)}
    async with servers_of(world.settings, scratch / "server.log", environment=failing) as servers:
        yield Breakable(switch, servers)


async def sent(errand: Errand, phone: httpx.AsyncClient) -> bool:
    """Whether the whole errand was answered for."""
    try:
        await errand.push(phone)
        await errand.send_photo(phone)
    except httpx.TransportError:
        return False
    return True


@pytest.mark.parametrize("disk", ["blobs", "district.sqlite"], indirect=True)
async def test_a_process_whose_disk_fails_ends_and_what_it_answered_for_is_there(world: World, disk: Breakable) -> None:
    writer = Writer(world.west, world.scene)
    before, failed = writer.errand(), writer.errand()
    server = await disk.servers.start()
    async with on_line(world.west, server.url) as phone:
        assert await sent(before, phone.http)
        disk.fail()
        assert not await sent(failed, phone.http)
    assert await server.ended() == EX_IOERR
    disk.mend()
    again = await disk.servers.start()
    async with on_line(world.west, again.url) as phone:
        assert await sent(before, phone.http)
        assert await sent(failed, phone.http)
    await again.kill()
    async with door_of(world) as door:
        assert await faults_of(door) == []


@pytest.mark.parametrize("disk", ["district.sqlite"], indirect=True)
async def test_a_server_that_cannot_sync_answers_for_nothing_however_often_it_is_started(
    world: World, disk: Breakable
) -> None:
    errand = Errand(world.west.body(*visits(world.west, world.scene, 2)), b"")
    disk.fail()
    for _ in range(3):
        server = await disk.servers.start()
        async with on_line(world.west, server.url) as phone:
            with pytest.raises(httpx.TransportError):
                await errand.push(phone.http)
        assert await server.ended() == EX_IOERR
    disk.mend()
    server = await disk.servers.start()
    async with on_line(world.west, server.url) as phone:
        reply = await errand.push(phone.http)
    await server.kill()
    async with door_of(world) as door:
        assert await faults_of(door) == []
        kept = await receipts_in(door)
    assert {kept[receipt.id] for receipt in reply.receipts} == {"applied"}
