"""A district for fault tests: made once through the application itself, then left to servers that may die."""

import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from ops.postgres import Postgres
from server.app import make_door
from server.core.door import Door
from server.core.seal import Seal
from server.settings import Settings, read_master
from tests.support.app import running
from tests.support.databases import Templates, make_postgres, opened
from tests.support.joined import Joined, join
from tests.support.scene import DISTRICT, Scene

TIMEOUT_S = 60.0
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without it each client would load every authority of the world, and ask none of them."""


@dataclass
class World:
    """A district's settings, what is in it, and its two workers' phones, which no server holds in memory."""

    settings: Settings
    scene: Scene
    west: Joined
    east: Joined


async def make_world(url: str, folder: Path) -> World:
    """The scene's district over a migrated database that nobody else has open; key and blobs lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - one folder, before anything runs
    async with running(url, folder) as app:
        west, east = await join(app, "worker_west"), await join(app, "worker_east")
        scene = app.scene
    settings = Settings(
        database=url,
        district=DISTRICT,
        key_file=folder / "master.key",
        blobs=folder / "blobs",
        consumers=False,
        argon2_memory_kib=8,
        argon2_time_cost=1,
        argon2_lanes=1,
    )
    return World(settings, scene, west, east)


async def world_on(templates: Templates, engine: Postgres | None, folder: Path) -> World:
    """A district in a fresh database: a file in `folder`, or one on `engine` that goes with its server."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - one folder, before anything runs
    if engine is None:
        url = await templates.copy_sqlite(folder / "district.sqlite")
    else:
        copied = await templates.copy_postgres(engine)
        url = await make_postgres(engine, template=copied.split("@/", 1)[1].split("?", 1)[0])
        await templates.give_back(engine, copied)
    return await make_world(url, folder)


def settings_text(settings: Settings) -> dict[str, str]:
    """The settings as the environment, or the file of a district's folder, tells them."""
    told = msgspec.structs.asdict(settings)
    said = {name: value for name, value in told.items() if value is not None and value != ""}
    return {name: str(int(value) if isinstance(value, bool) else value) for name, value in said.items()}


@asynccontextmanager
async def door_of(world: World) -> AsyncGenerator[Door, None]:
    """A door of the test's own into the district, beside or after its server."""
    async with opened(world.settings.database, readers=1, pool=4) as database:
        yield make_door(database, DISTRICT, Seal.from_master(read_master(world.settings)))


@asynccontextmanager
async def on_line(phone: Joined, url: str) -> AsyncGenerator[Joined, None]:
    """The phone, talking to a server or a proxy at `url`, on connections of its own."""
    before = phone.http
    headers = {"authorization": before.headers["authorization"]}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=TIMEOUT_S, trust_env=False, verify=_NO_TLS
    ) as client:
        phone.http = client
        try:
            yield phone
        finally:
            phone.http = before
