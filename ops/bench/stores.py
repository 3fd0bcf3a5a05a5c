"""The two kinds of database that a run is made on: begun from nothing in a temporary folder, gone afterwards."""

import contextlib
import sqlite3
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from ops.bench import floors
from ops.bench.sizes import Sizes
from ops.migrations import migrate
from ops.postgres import start_postgres
from ops.seed.territory import DISTRICT, DISTRICT_NAME
from server.core.database import open_database
from server.core.seal import new_master
from server.provision import make_district
from server.settings import Settings, write_master

SQLITE, POSTGRES = "sqlite", "postgres"


@dataclass(frozen=True)
class Store:
    """An empty, migrated district, and how fast the driver alone writes there."""

    name: str
    version: str
    settings: Settings
    folder: Path
    floor: Callable[[Sizes], Awaitable[float]]


@contextlib.asynccontextmanager
async def begun(name: str) -> AsyncGenerator[Store, None]:
    """A store by its name. Raises PostgresUnavailable where none can run."""
    with contextlib.ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="hw-bench-")))
        if name == POSTGRES:
            server = start_postgres(folder / "postgres")
            ending.callback(server.stop)
            url, version = server.dsn, f"PostgreSQL {server.major}"
        else:
            url, version = f"sqlite:///{folder / 'district.sqlite'}", f"SQLite {sqlite3.sqlite_version}"
        settings = Settings(database=url, district=DISTRICT, key_file=folder / "master.key", blobs=folder / "blobs")
        await migrate(url)
        write_master(settings.key_file, new_master())
        await _begin_district(settings)
        yield Store(name, version, settings, folder, _floor(name, url, folder))


async def _begin_district(settings: Settings) -> None:
    database = await open_database(settings.database)
    try:
        await make_district(database, settings.district, DISTRICT_NAME)
    finally:
        await database.close()


def _floor(name: str, url: str, folder: Path) -> Callable[[Sizes], Awaitable[float]]:
    async def measured(sizes: Sizes) -> float:
        if name == POSTGRES:
            return await floors.postgres_rows_per_s(url, sizes)
        return floors.sqlite_rows_per_s(folder, sizes)

    return measured
