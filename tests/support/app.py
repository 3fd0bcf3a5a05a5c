"""The whole application over a fresh database, over HTTP in this process: the scene's district and a neighbour."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from litestar import Litestar

from mobile_contract.accounts import CreateOrg, CreateUser, GrantMembership, OrgLevel, Post
from mobile_contract.base import Command, Datum
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from server.accounts.passwords import Passwords
from server.accounts.scope import directory_of
from server.app import create_app
from server.core.door import Door
from server.core.http import undeclared
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.seal import new_master
from server.provision import make_district
from server.settings import Settings, write_master
from tests.support.scene import DISTRICT, Scene, by_system, make_scene, settle, square

PASSWORD = "correct-horse-battery"
ORIGIN = "http://district.test"
NORTH = (118.770, 32.010)


@dataclass
class AnApp:
    """A running application: its door for what came before a test, its web address for the test itself."""

    litestar: Litestar
    door: Door
    scene: Scene
    north: str
    """A grid of another community, whose office is `neighbour`."""
    _browsers: AsyncExitStack

    async def sign_in(self, login: str) -> httpx.AsyncClient:
        """A browser of a user of the scene, or of `neighbour` or `supervisor`, who has signed in."""
        browser = await self.visitor()
        answer = await browser.post("/v1/login", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return browser

    async def visitor(self) -> httpx.AsyncClient:
        """A browser of somebody who is not signed in."""
        transport = httpx.ASGITransport(app=self.litestar)  # type: ignore[arg-type]  # Litestar types its scope closer
        return await self._browsers.enter_async_context(httpx.AsyncClient(transport=transport, base_url=ORIGIN))


@asynccontextmanager
async def running(url: str, folder: Path, photo_handover: str = "") -> AsyncGenerator[AnApp, None]:
    """The application over a migrated database; `folder` takes its key and its photos."""
    settings = Settings(
        database=url,
        district=DISTRICT,
        key_file=folder / "master.key",
        blobs=folder / "blobs",
        consumers=False,
        proxies="127.0.0.1",
        photo_handover=photo_handover,
        argon2_memory_kib=8,
        argon2_time_cost=1,
        argon2_lanes=1,
    )
    write_master(settings.key_file, new_master())
    litestar = create_app(settings)
    not_told: set[tuple[str, str, str]] = set()

    async def note(error: Exception, scope: Any) -> None:
        """Keep what a route refuses with and has not declared (`server/core/declared.py`)."""
        if isinstance(error, Problem) and undeclared(scope, error):
            not_told.add((scope["method"], scope["path"], error.code.value))

    untyped: Any = litestar
    untyped.after_exception.append(note)
    async with _alive(litestar), AsyncExitStack() as browsers:
        door: Door = litestar.state.door
        passwords: Passwords = litestar.state.passwords
        await make_district(door.database, DISTRICT, "雨花台区")
        password_hash = await passwords.hash(PASSWORD)
        scene = await make_scene(door, password_hash=password_hash)
        yield AnApp(litestar, door, scene, await make_neighbour(door, scene, password_hash), browsers)
    assert not not_told, f"routes refused with what they do not declare: {sorted(not_told)}"


@asynccontextmanager
async def _alive(litestar: Litestar) -> AsyncGenerator[None, None]:
    """The application's lifespan in a task of its own: a fixture may end in another task than it began in."""
    started, ending = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with litestar.lifespan():
            started.set()
            await ending.wait()

    life = asyncio.create_task(live())
    starting = asyncio.create_task(started.wait())
    await asyncio.wait({life, starting}, return_when=asyncio.FIRST_COMPLETED)
    if not started.is_set():
        starting.cancel()
        await life
    try:
        yield
    finally:
        ending.set()
        await life


async def make_neighbour(door: Door, scene: Scene, password_hash: str) -> str:
    """Another community with a grid and an office, and the district's supervisor; the grid's id."""
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    [district] = directory.child_orgs(None)
    community, north = new_id(), new_id()
    commands: list[Command] = [
        CreateOrg(**by_system(community), code="320114002", name="北社区", level=OrgLevel.COMMUNITY, parent=district.id)
    ]
    at = {"neighbour": (community, Post.COMMITTEE), "supervisor": (district.id, Post.SUPERVISOR)}
    for login, (org, post) in at.items():
        user = scene.users[login] = new_id()
        commands += [
            CreateUser(**by_system(user), login=login, name=login, password_hash=password_hash),
            GrantMembership(**by_system(new_id()), user=user, org=org, post=post),
        ]
    shape = GridShape(grid=north, code="320114002001", name="北网格", org=community, geometry=square(NORTH))
    publish = PublishTerritory(**by_system(new_id()), layer=LayerKind.COMMUNITY, datum=Datum.WGS84, grids=(shape,))
    await settle(door, [*commands, publish])
    return north
