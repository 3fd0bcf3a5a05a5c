"""The line is cut, on real sockets: the phone sends again, and everything has one effect."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import msgspec
import pytest

from mobile_contract.sync import PushReply
from ops.postgres import Postgres
from server.core.ids import new_id
from server.core.journal import list_entries
from tests.faults.batches import Errand, picture, push, reports, visits
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.proxy import HEALTHY, REPLY_LOST, Fault, Passed, Proxy, proxy_to
from tests.faults.servers import Server, servers_of
from tests.faults.worlds import World, door_of, on_line, world_on
from tests.support.databases import Templates

CUTS = 1_000 if os.environ.get("HEXWARD_TEST_LONG") else 150
"""On each engine."""

PHOTO_CUTS = 50
PHOTO_BYTES = 300_000
SEED = 20_261_125


@dataclass
class Line:
    """A district, its server, and the line to it that fails."""

    world: World
    server: Server
    proxy: Proxy

    async def faults(self) -> list[str]:
        """What does not hold of the district now."""
        async with door_of(self.world) as door:
            return await faults_of(door)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
async def line(request: pytest.FixtureRequest, templates: Templates, module_scratch: Path) -> AsyncIterator[Line]:
    """One district and one server for all of it: what one test did to it, the next one finds."""
    engine: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    folder = module_scratch / str(request.param)
    world = await world_on(templates, engine, folder)
    async with servers_of(world.settings, folder / "server.log") as servers:
        server = await servers.start()
        async with proxy_to(server.port) as proxy:
            yield Line(world, server, proxy)


async def tried(line: Line, body: bytes, fault: Fault) -> PushReply | None:
    """Push once over a line of its own that fails; None when no whole answer came."""
    line.proxy.fault = fault
    async with on_line(line.world.west, line.proxy.url) as phone:
        try:
            return await push(phone.http, body)
        except httpx.TransportError:
            return None
        finally:
            line.proxy.fault = HEALTHY


def some_cut(dice: random.Random, whole: Passed) -> Fault:
    """Anywhere in a request or its reply, which have about as many bytes as those that passed before."""
    reset = dice.random() < 0.5
    if dice.random() < 0.5:
        return Fault(up=dice.randrange(whole.up), reset=reset)
    return Fault(down=dice.randrange(whole.down), reset=reset)


async def test_a_push_that_is_cut_anywhere_and_sent_again_has_one_effect(line: Line) -> None:
    dice = random.Random(SEED)
    await tried(line, line.world.west.body(*visits(line.world.west, line.world.scene, 2)), HEALTHY)
    whole = line.proxy.passed[-1]
    cut, sent = 0, list[str]()
    for _ in range(CUTS):
        commands = visits(line.world.west, line.world.scene, 2)
        body = line.world.west.body(*commands)
        first = await tried(line, body, some_cut(dice, whole))
        again = await tried(line, body, HEALTHY)
        assert again is not None
        assert first is None or first.receipts == again.receipts
        assert [receipt.id for receipt in again.receipts] == [command.id for command in commands]
        cut += first is None
        sent += [command.id for command in commands]
    assert cut > CUTS * 0.9
    assert await line.faults() == []
    async with door_of(line.world) as door:
        kept = await receipts_in(door)
    assert {kept[command] for command in sent} == {"applied"}


@pytest.mark.parametrize("line", ["sqlite"], indirect=True)
async def test_a_push_that_is_cut_after_every_byte_of_it_and_of_its_reply_has_one_effect(line: Line) -> None:
    west = line.world.west
    await tried(line, west.body(*visits(west, line.world.scene, 1)), HEALTHY)
    whole = line.proxy.passed[-1]
    [visit] = visits(west, line.world.scene, 1)
    body = west.body(visit)
    for up in range(whole.up - 8):  # the numbers in it may be shorter this time
        assert await tried(line, body, Fault(up=up, reset=up % 2 == 0)) is None
    async with door_of(line.world) as door:
        assert visit.id not in await receipts_in(door)

    for down in range(whole.down - 8):
        assert await tried(line, body, Fault(down=down, reset=down % 2 == 0)) is None

    replies = [await tried(line, body, HEALTHY) for _ in range(2)]
    assert replies[0] is not None
    assert replies[0] == replies[1]
    assert [receipt.verdict for receipt in replies[0].receipts] == ["applied"]
    assert await line.faults() == []


async def test_a_reply_that_is_lost_five_times_is_the_same_reply_in_the_end(line: Line) -> None:
    body = line.world.west.body(*visits(line.world.west, line.world.scene, 3))
    for _ in range(5):
        assert await tried(line, body, REPLY_LOST) is None
    replies = [await tried(line, body, HEALTHY) for _ in range(2)]
    first = replies[0]
    assert first is not None
    async with door_of(line.world) as door:
        since = await door.database.read(lambda tx: list_entries(tx, door.district, first.stamp.pos, 2**53))
    assert msgspec.json.encode(first) == msgspec.json.encode(replies[1]), [entry.kind for entry in since]
    assert len({receipt.pos for receipt in first.receipts}) == 1
    assert await line.faults() == []


async def test_a_slow_line_and_a_frozen_one_hold_nobody_else(line: Line) -> None:
    west, east = line.world.west, line.world.east
    slow = line.world.west.body(*visits(west, line.world.scene, 1))
    line.proxy.fault = Fault(up=600, frozen=True)
    async with on_line(west, line.proxy.url) as phone:
        frozen = asyncio.create_task(push(phone.http, slow))
        await line.proxy.froze.wait()
        line.proxy.fault = Fault(delay_s=0.02)
        async with on_line(east, line.proxy.url) as other:
            reply = await push(other.http, east.body(*reports(east, line.world.scene, 1)))
        assert [receipt.verdict for receipt in reply.receipts] == ["applied"]
        assert not frozen.done()
        frozen.cancel()
        with suppress(asyncio.CancelledError):
            await frozen
    again = await tried(line, slow, HEALTHY)
    assert again is not None
    assert await line.faults() == []


async def test_a_photo_whose_line_is_cut_again_and_again_arrives_whole(line: Line) -> None:
    dice = random.Random(SEED)
    errand = Errand(b"", picture("x" * PHOTO_BYTES))
    done = False
    cuts = 0
    while not done:
        reset = dice.random() < 0.5
        up = dice.randrange(300, 300 + PHOTO_BYTES // 8) if cuts < PHOTO_CUTS else None
        line.proxy.fault = Fault(up=up, reset=reset)
        async with on_line(line.world.west, line.proxy.url) as phone:
            with suppress(httpx.TransportError):
                await errand.send_photo(phone.http)
                done = True
        cuts += not done
    assert cuts > 5
    assert errand.blob_in(line.world.settings.blobs).read_bytes() == errand.photo
    assert await line.faults() == []


async def test_five_identical_pushes_at_once_have_one_effect_and_one_reply(line: Line) -> None:
    west = line.world.west
    for _ in range(10):
        commands = visits(west, line.world.scene, 3)
        body = west.body(*commands)
        async with on_line(west, line.server.url) as phone:
            replies = await asyncio.gather(*(push(phone.http, body) for _ in range(5)))
        assert len({msgspec.json.encode(reply.receipts) for reply in replies}) == 1
        assert {receipt.verdict for receipt in replies[0].receipts} == {"applied"}
    assert await line.faults() == []


async def test_five_identical_uploads_at_once_are_one_photo(line: Line) -> None:
    for _ in range(10):
        errand = Errand(b"", picture(new_id()))
        async with on_line(line.world.west, line.server.url) as phone:
            await asyncio.gather(*(replace(errand).send_photo(phone.http) for _ in range(5)))
        assert errand.blob_in(line.world.settings.blobs).read_bytes() == errand.photo
    assert await line.faults() == []
