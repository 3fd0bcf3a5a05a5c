"""The district that cells are played on: founded once on a store, copied for each cell. It starts no server."""

import os
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from mobile_contract.accounts import NewEnrolment
from ops.bench.stores import SQLITE, Store, begun
from ops.commands.settings_file import write_settings
from ops.postgres import OWNER
from ops.simulate.town import found_town
from server.accounts import service as accounts
from server.app import open_door
from server.core.door import SYSTEM
from server.settings import PREFIX, Settings, from_environment
from sync.simulation.ports import Town

_LONGEST_MINUTES = 1_440


@dataclass(frozen=True)
class Ground:
    """One cell's own district: a folder as `hexward serve` wants it, and a code for the phone of each worker."""

    settings: Settings
    folder: Path
    town: Town
    codes: tuple[str, ...]


class Grounds:
    """A founded district and how to copy it."""

    def __init__(self, store: Store, town: Town, codes: tuple[str, ...]) -> None:
        self._store = store
        self._town = town
        self._codes = codes
        self._copies = 0

    @asynccontextmanager
    async def copy(self) -> AsyncGenerator[Ground, None]:
        """A copy for as long as the block runs, in which no server may outlive it."""
        self._copies += 1
        founded_in = self._store.folder
        folder = founded_in / f"cell-{self._copies}"
        (folder / "blobs").mkdir(mode=0o700, parents=True)
        for path in founded_in.iterdir():
            if path.is_file():  # the key, and whatever else must be as old as the database
                shutil.copy2(path, folder)
        url, forget = await self._database_of(folder)
        told = {"database": url, "district": str(self._store.settings.district)}
        told |= {"key_file": str(folder / "master.key"), "blobs": str(folder / "blobs")}
        write_settings(folder, told)
        settings = from_environment({PREFIX + name.upper(): value for name, value in told.items()})
        try:
            yield Ground(settings, folder, self._town, self._codes)
        finally:
            await forget()
            shutil.rmtree(folder, ignore_errors=True)

    async def _database_of(self, folder: Path) -> tuple[str, Callable[[], Awaitable[None]]]:
        source = self._store.settings.database
        if self._store.name == SQLITE:
            return f"sqlite:///{folder / Path(source).name}", _nothing
        name = f"cell_{self._copies}"
        await _order(source, f"CREATE DATABASE {name} TEMPLATE {OWNER}")
        return _beside(source, name), lambda: _order(source, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def founded(store_name: str, workers: int) -> AsyncGenerator[Grounds, None]:
    """The town of the simulator on a store, with a code for each worker's phone. Raises
    PostgresUnavailable.
    """
    async with begun(store_name) as store:
        door = await open_door(store.settings)
        try:
            town = await found_town(door, workers)
            issued = [
                (await accounts.issue_enrolment(door, SYSTEM, NewEnrolment(user, _LONGEST_MINUTES), "")).code
                for user in town.workers
            ]
        finally:
            await door.database.close()
        yield Grounds(store, town, tuple(issued))


def clean_environment() -> dict[str, str]:
    """Our own without the district that this terminal is set for: that must never be touched."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _beside(url: str, name: str) -> str:
    return url.replace(f"@/{OWNER}?", f"@/{name}?", 1)


async def _order(url: str, sql: str) -> None:
    driver: Any = asyncpg  # it ships no types
    connection = await driver.connect(_beside(url, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _nothing() -> None:
    """The folder goes, and the file with it."""
