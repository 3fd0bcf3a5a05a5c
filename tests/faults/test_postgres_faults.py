"""PostgreSQL is killed, its backends ended, a client stopped while it holds the head: nobody's answer becomes a lie."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from mobile_contract.base import Command
from mobile_contract.sync import PushReply
from ops.migrations import migrate
from ops.postgres import OWNER, Postgres, PostgresUnavailable, start_postgres
from tests.faults.batches import NDJSON, push, reports, verdicts, visits
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.servers import Server, servers_of
from tests.faults.worlds import World, door_of, make_world, on_line, world_on
from tests.support.databases import Templates
from tests.support.joined import Joined
from tests.support.tree import ROOT

KILLS = 3
IDLE_S = 3.0
"""What a session may sit in a transaction (server/core/postgres.py)."""

SLACK_S = 3.0
PATIENCE_S = 30.0
TERMINATIONS = 10
_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass
class Mortal:
    """A PostgreSQL that can be killed and started again at the same address, with its folder as it was left."""

    folder: Path
    sockets: Path
    running: Postgres

    @property
    def dsn(self) -> str:
        """Its address, which outlives it."""
        return f"postgresql://{OWNER}@/{OWNER}?host={self.sockets}&port=5432"

    def restart(self) -> None:
        """SIGKILL to what of it there is, and a start at once."""
        self.running.kill()
        self.running = begun(self.folder, self.sockets, self.running)


def begun(folder: Path, sockets: Path, like: Postgres) -> Postgres:
    """Start it; the processes that were killed may take a moment to be gone."""
    for attempt in range(20):
        try:
            return start_postgres(folder, like.installation, {"unix_socket_directories": str(sockets)})
        except PostgresUnavailable:
            if attempt == 19:
                raise
            time.sleep(0.1)
    raise AssertionError


@pytest.fixture
def mortal(postgres: Postgres, scratch: Path) -> Iterator[Mortal]:
    with tempfile.TemporaryDirectory(prefix="hw-pg-") as folder:
        sockets = Path(folder)
        owner = postgres.socket_dir.stat()
        os.chown(sockets, owner.st_uid, owner.st_gid)
        one = Mortal(scratch / "cluster", sockets, begun(scratch / "cluster", sockets, postgres))
        try:
            yield one
        finally:
            one.running.stop()


@dataclass
class Pusher:
    """A phone that pushes batch after batch, each until it is answered for."""

    phone: Joined
    drafts: Callable[[], Sequence[Command]]
    applied: list[str] = field(default_factory=list[str])
    refused: int = 0
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """For ever; what is no answer, 503 or `retry` is a fault."""
        while True:
            commands = self.drafts()
            body = self.phone.body(*commands)
            while not await self._answered(body):
                self.refused += 1
                await asyncio.sleep(0.02)  # sooner than Retry-After says, and not at once
            self.applied += [command.id for command in commands]
            self.more.set()

    async def _answered(self, body: bytes) -> bool:
        answer = await self.phone.http.post("/v1/sync/push", content=body, headers=NDJSON)
        if answer.status_code == 503:
            assert answer.headers["retry-after"]
            return False
        assert answer.status_code == 200, answer.text
        reply = msgspec.json.decode(answer.content, type=PushReply)
        told = set(verdicts(reply.receipts))
        assert told in ({"applied"}, {"retry"}), told
        return told == {"applied"}

    async def go_on(self, batches: int) -> None:
        """Until so many more batches are answered for."""
        for _ in range(batches):
            self.more.clear()
            await asyncio.wait_for(self.more.wait(), PATIENCE_S)


@asynccontextmanager
async def pushing(world: World, server: Server) -> AsyncGenerator[list[Pusher], None]:
    """Both phones at it, for as long as the block runs; a fault of one ends it."""
    async with on_line(world.west, server.url) as west, on_line(world.east, server.url) as east:
        pushers = [
            Pusher(west, lambda: visits(west, world.scene, 2)),
            Pusher(east, lambda: reports(east, world.scene, 2)),
        ]
        tasks = [asyncio.create_task(pusher.run()) for pusher in pushers]
        try:
            yield pushers
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended


async def check(world: World, pushers: list[Pusher]) -> None:
    """Everything that was answered for is there, once."""
    async with door_of(world) as door:
        assert await faults_of(door) == []
        kept = await receipts_in(door)
    assert {kept.get(command) for pusher in pushers for command in pusher.applied} <= {"applied"}


async def test_a_killed_postgres_loses_no_answered_command_and_is_found_again(mortal: Mortal, scratch: Path) -> None:
    await migrate(mortal.dsn)
    world = await make_world(mortal.dsn, scratch / "world")
    async with servers_of(world.settings, scratch / "server.log") as servers:
        server = await servers.start()
        async with pushing(world, server) as pushers:
            for _ in range(KILLS):
                await pushers[0].go_on(10)
                await asyncio.to_thread(mortal.restart)
            await pushers[0].go_on(10)
        assert sum(pusher.refused for pusher in pushers) > 0
        await server.kill()
    await check(world, pushers)


async def test_a_postgres_that_is_away_is_told_as_our_fault_and_found_again(mortal: Mortal, scratch: Path) -> None:
    await migrate(mortal.dsn)
    world = await make_world(mortal.dsn, scratch / "world")
    async with servers_of(world.settings, scratch / "server.log") as servers:
        server = await servers.start()
        async with on_line(world.west, server.url) as phone:
            body = phone.body(*visits(phone, world.scene, 2))
            assert (await phone.http.get("/readyz")).status_code == 200
            mortal.running.stop()
            away = await phone.http.post("/v1/sync/push", content=body, headers=NDJSON)
            assert (away.status_code, away.json()["code"]) == (503, "overloaded")
            assert away.headers["retry-after"]
            mortal.restart()
            assert verdicts((await push(phone.http, body)).receipts) == ["applied", "applied"]
        await server.kill()
    await check(world, [])


async def test_ended_backends_cost_no_command(postgres: Postgres, templates: Templates, scratch: Path) -> None:
    world = await world_on(templates, postgres, scratch)
    driver: Any = asyncpg  # it ships no types
    admin = await driver.connect(world.settings.database)
    try:
        async with servers_of(world.settings, scratch / "server.log") as servers:
            server = await servers.start()
            async with pushing(world, server) as pushers:
                ended = 0
                for _ in range(TERMINATIONS):
                    await pushers[0].go_on(2)
                    ended += len(await admin.fetch(_TERMINATE))
            await server.kill()
    finally:
        await admin.close()
    assert ended >= TERMINATIONS
    await check(world, pushers)


async def test_a_client_that_is_stopped_with_the_head_holds_the_others_three_seconds_and_no_longer(
    postgres: Postgres, templates: Templates, scratch: Path
) -> None:
    world = await world_on(templates, postgres, scratch)
    async with servers_of(world.settings, scratch / "server.log") as servers:
        server = await servers.start()
        async with pushing(world, server) as pushers:
            await pushers[0].go_on(1)
            with stopped_holder(world.settings.database):
                before = time.monotonic()
                await pushers[0].go_on(2)  # one may have come in before it
                waited_s = time.monotonic() - before
        await server.kill()
    assert IDLE_S / 2 < waited_s < IDLE_S + SLACK_S
    await check(world, pushers)


@contextmanager
def stopped_holder(url: str) -> Generator[None]:
    """A process that has taken the head, and is stopped there (SIGSTOP)."""
    words = [sys.executable, "-m", "tests.faults.holding", url]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            holder.send_signal(signal.SIGSTOP)
            yield
        finally:
            holder.kill()
