"""No room: 507 or `retry`, nothing that was answered for is lost, and with room again all goes on by itself."""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from mobile_contract.sync import PushReply
from server.settings import Settings
from tests.faults.batches import NDJSON, Errand, picture, visits
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.rights import mounting
from tests.faults.servers import Servers, servers_of
from tests.faults.worlds import World, door_of, on_line, world_on
from tests.support.databases import Templates

DISK_BYTES = 12 * 1024 * 1024
LEFT_BYTES = 1024 * 1024
BALLAST = "ballast"
NO_SPACE = 507
MOST_BATCHES = 400
_SCRIPT = 'mount -t tmpfs -o size={size} none "$0" && cp -a "$1/." "$0" && shift && exec "$@"'


@dataclass
class Small:
    """A district on a small disk: a mounted one, which only its servers see, or one that a library imitates for them.

    `seen` is the disk as the test sees it; `ballast` the file that takes the room.
    """

    world: World
    servers: Servers
    seen: Path
    ballast: Path

    def fill(self, left_bytes: int) -> None:
        """Leave so much room."""
        if self.ballast.parent != self.seen:  # imitated: the library counts
            self.ballast.write_text(str(left_bytes))
            return
        free = shutil.disk_usage(self.seen).free
        assert free < DISK_BYTES, "the servers' own disk is looked at"
        with self.ballast.open("ab") as file:
            file.write(bytes(max(0, free - left_bytes)))

    def free(self) -> None:
        """Make room again."""
        self.ballast.unlink()

    def copied(self, target: Path) -> World:
        """The district as it lies there, elsewhere: SQLite follows no path through /proc."""
        shutil.copytree(self.seen, target)
        return World(moved(self.world.settings, target), self.world.scene, self.world.west, self.world.east)


def moved(settings: Settings, folder: Path) -> Settings:
    """The same district in another folder."""
    url = f"sqlite:///{folder / 'district.sqlite'}"
    return replace(settings, database=url, key_file=folder / "master.key", blobs=folder / "blobs")


@pytest.fixture
async def small(request: pytest.FixtureRequest, templates: Templates, scratch: Path) -> AsyncIterator[Small]:
    """The parameter is whether it is imitated; where nobody may mount a disk, all are."""
    world = await world_on(templates, None, scratch / "made")
    if mounting() and not getattr(request, "param", ""):
        async with mounted(world, scratch) as small:
            yield small
    else:
        async with imitated(world, request.getfixturevalue("failing_disk"), scratch) as small:
            yield small


@asynccontextmanager
async def mounted(world: World, scratch: Path) -> AsyncGenerator[Small]:
    """A tmpfs in a mount namespace of the servers' own."""
    folder = scratch / "disk"
    folder.mkdir()
    words = [*mounting(), "sh", "-c", _SCRIPT.format(size=DISK_BYTES), str(folder), str(scratch / "made")]
    async with servers_of(moved(world.settings, folder), scratch / "server.log", within=words) as servers:
        seen = Path(f"/proc/{servers.pid}/root{folder}")
        yield Small(world, servers, seen, seen / BALLAST)


@asynccontextmanager
async def imitated(world: World, library: Path, scratch: Path) -> AsyncGenerator[Small]:
    """The machine's own disk, of which a library lets the servers have no more than is told."""
    folder, ballast = scratch / "made", scratch / BALLAST
    small = {"LD_PRELOAD": str(library), "FAILING_UNDER": str(folder), "FULL_WHILE": str(ballast)}
    async with servers_of(world.settings, scratch / "server.log", environment=small) as servers:
        yield Small(world, servers, folder, ballast)


async def pushed(http: httpx.AsyncClient, body: bytes) -> list[str] | None:
    """The verdicts; None for a 507. Any other answer is a fault."""
    answer = await http.post("/v1/sync/push", content=body, headers=NDJSON)
    if answer.status_code == NO_SPACE:
        assert answer.headers["retry-after"]
        return None
    assert answer.status_code == 200, answer.text
    reply = msgspec.json.decode(answer.content, type=PushReply)
    return [receipt.verdict for receipt in reply.receipts]


async def kept_in(world: World) -> dict[str, str]:
    """The verdicts that are kept, of a district in which everything else holds."""
    async with door_of(world) as door:
        assert await faults_of(door) == []
        return await receipts_in(door)


async def pushed_until_full(small: Small) -> tuple[bytes, list[str]]:
    """The first batch that found no room, and the commands that were answered for before."""
    phone, answered = small.world.west, list[str]()
    small.fill(LEFT_BYTES)
    for _ in range(MOST_BATCHES):
        commands = visits(phone, small.world.scene, 20, note="满" * 200)
        body = phone.body(*commands)
        verdicts = await pushed(phone.http, body)
        if verdicts is None or set(verdicts) == {"retry"}:
            return body, answered
        assert set(verdicts) == {"applied"}
        answered += [command.id for command in commands]
    raise AssertionError("the disk was never full")


@pytest.mark.parametrize("small", ["", "imitated"], indirect=True, ids=["mounted", "imitated"])
async def test_a_full_database_loses_no_answered_command_and_goes_on_with_room(small: Small, scratch: Path) -> None:
    phone = small.world.west
    server = await small.servers.start()
    async with on_line(phone, server.url):
        await pushed(phone.http, phone.body())  # it is up, and its disk is there
        body, answered = await pushed_until_full(small)
        assert answered
        asked = {"install": phone.install, "now": {"wall": 1, "boot": "b", "mono": 1}}
        assert (await phone.http.post("/v1/sync/pull", json=asked)).status_code == 200
        small.free()
        assert await pushed(phone.http, body) == ["applied"] * 20
    await server.kill()
    kept = await kept_in(small.copied(scratch / "copy"))
    assert {kept[command] for command in answered} == {"applied"}


async def test_a_server_that_dies_on_a_full_disk_is_there_again_with_room(small: Small, scratch: Path) -> None:
    phone = small.world.west
    server = await small.servers.start()
    async with on_line(phone, server.url):
        await pushed(phone.http, phone.body())
        body, answered = await pushed_until_full(small)
        small.fill(0)
    await server.kill()
    await (await small.servers.start()).ended(for_s=1)  # it may live and refuse, or end and be started again
    small.free()
    server = await small.servers.start()
    async with on_line(phone, server.url):
        assert await pushed(phone.http, body) == ["applied"] * 20
    await server.kill()
    kept = await kept_in(small.copied(scratch / "copy"))
    assert {kept[command] for command in answered} == {"applied"}


async def test_a_full_photo_store_keeps_its_bytes_and_takes_the_rest_with_room(small: Small, scratch: Path) -> None:
    phone = small.world.west
    errand = Errand(b"", picture("x" * 2_000_000))
    server = await small.servers.start()
    async with on_line(phone, server.url):
        assert await errand.promise(phone.http) == (0, False)
        small.fill(700_000)
        with pytest.raises(AssertionError, match="no_space"):
            await errand.send_photo(phone.http)
        offset, _ = await errand.promise(phone.http)
        assert 0 < offset < len(errand.photo)
        small.free()
        await errand.send_photo(phone.http)
    await server.kill()
    world = small.copied(scratch / "copy")
    assert errand.blob_in(world.settings.blobs).read_bytes() == errand.photo
    await kept_in(world)
