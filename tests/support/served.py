"""A real server process over a fresh database: the scene's district, reached over sockets, its log on disk."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from mobile_contract.accounts import IssueEnrolment
from ops.commands.settings_file import write_settings
from ops.server_process import ServerProcess, free_port
from server.accounts.passwords import Passwords
from server.accounts.service import plain
from server.app import open_door
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.core.seal import new_code, new_master
from server.provision import make_district
from server.renewal.opening import open_week
from server.settings import Settings, write_master
from tests.support.app import PASSWORD, make_neighbour
from tests.support.joined import Joined
from tests.support.scene import DISTRICT, Scene, by_system, make_scene, settle

_ARGON2 = {"argon2_memory_kib": "8", "argon2_time_cost": "1", "argon2_lanes": "1"}


@dataclass
class Served:
    """A server that answers at `url`, and beside it a door of the test's own to the same database."""

    url: str
    log: Path
    door: Door
    scene: Scene
    north: str
    server: ServerProcess
    _clients: AsyncExitStack

    async def visitor(self) -> httpx.AsyncClient:
        """A client of somebody who is not signed in."""
        client = httpx.AsyncClient(base_url=self.url, timeout=20, trust_env=False)
        return await self._clients.enter_async_context(client)

    async def sign_in(self, login: str) -> httpx.AsyncClient:
        """A browser of a user who has signed in, and which shows its session's token."""
        browser = await self.visitor()
        answer = await browser.post("/v1/login", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["x-hexward-csrf"] = answer.json()["csrf"]
        return browser

    async def join(self, login: str, platform: str = "test") -> Joined:
        """A phone of a user, joined by a code."""
        code, install, secret, client = new_code(), new_id(), secrets.token_urlsafe(32), await self.visitor()
        promise = IssueEnrolment(
            **by_system(new_id()), user=self.scene.users[login], code_hash=self.door.seal.code_hash(plain(code)),
            expires_at=clock.now() + timedelta(minutes=10),
        )  # fmt: skip
        await settle(self.door, [promise])
        secret_hash = hashlib.sha256(secret.encode()).hexdigest()
        asked = {"code": code, "install": install, "secret_hash": secret_hash, "platform": platform}
        answer = await client.post("/v1/enrol", json=asked)
        assert answer.status_code == 201, answer.text
        client.headers["authorization"] = f"Bearer {install}.{secret}"
        return Joined(client, install)

    @contextmanager
    def without_faults(self) -> Generator[None, None]:
        """Whatever is sent meanwhile, the server's log says of nothing that the server failed."""
        before = self.log.stat().st_size
        yield
        with self.log.open("rb") as log:
            log.seek(before)
            told = log.read()
        for word in (b'"level": "error"', b'"level": "critical"', b'"status": 5', b"Traceback"):
            assert word not in told, told


@asynccontextmanager
async def serving(url: str, folder: Path) -> AsyncGenerator[Served, None]:
    """`hexward serve` over a migrated database; `folder` takes its key, its settings, its photos and its log."""
    key, blobs = folder / "master.key", folder / "blobs"
    settings = Settings(database=url, district=DISTRICT, key_file=key, blobs=blobs)
    write_master(key, new_master())
    told = {"database": url, "district": str(DISTRICT), "key_file": str(key), "blobs": str(blobs)}
    write_settings(folder, told | _ARGON2)
    door, server = await open_door(settings), ServerProcess(folder, free_port())
    try:
        await make_district(door.database, DISTRICT, "雨花台区")
        password_hash = await _hash_password()
        scene = await make_scene(door, password_hash=password_hash)
        north = await make_neighbour(door, scene, password_hash)
        await open_week(door)  # the server's own would do it while a test listens
        await asyncio.to_thread(server.start)
        async with AsyncExitStack() as clients:
            yield Served(server.url, server.log, door, scene, north, server, clients)
    finally:
        await asyncio.to_thread(server.stop)
        await door.database.close()


async def _hash_password() -> str:
    passwords = Passwords(memory_kib=8, time_cost=1, lanes=1)
    try:
        return await passwords.hash(PASSWORD)
    finally:
        passwords.close()
