"""Databases and doors for tests: the schema is migrated once a run, and copied for each test."""

import asyncio
import importlib
import itertools
import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Table, delete

from mobile_contract.base import Command
from ops.migrations import migrate
from ops.postgres import OWNER, Postgres
from server.core.columns import metadata
from server.core.database import Database, open_database
from server.core.decisions import Handler
from server.core.door import Door, LoadDirectory, LoadHoldings
from server.core.kinds import Kinds
from server.core.seal import Seal, new_master
from server.provision import make_district
from tests.support.tree import ROOT

DISTRICT = 320114
_TEMPLATE = "migrated"
_numbers = itertools.count(1)


@dataclass
class Templates:
    """The migrated databases that tests get copies of, each made when it is first asked for.

    On PostgreSQL a copy that a test left with no table but ours is emptied and lent again: that costs a fifth.
    """

    folder: Path
    _sqlite: Path | None = None
    _servers: set[str] = field(default_factory=set[str])
    _free: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)
    """In one process Alembic migrates one database at a time."""

    async def copy_sqlite(self, target: Path) -> str:
        """A migrated SQLite file at `target`; returns its URL."""
        async with self._making:
            if self._sqlite is None:
                made = self.folder / "migrated.sqlite"
                await migrate(f"sqlite:///{made}")
                self._sqlite = made
        shutil.copyfile(self._sqlite, target)
        return f"sqlite:///{target}"

    async def copy_postgres(self, server: Postgres) -> str:
        """A migrated database on this server; returns its URL."""
        free = self._free.setdefault(server.dsn, [])
        if free:
            return free.pop()
        async with self._making:
            if server.dsn not in self._servers:
                async with _connected(url_on(server, "postgres")) as admin:
                    await admin.execute(f"CREATE DATABASE {_TEMPLATE}")
                await migrate(url_on(server, _TEMPLATE))
                self._servers.add(server.dsn)
        return await make_postgres(server, template=_TEMPLATE)

    async def give_back(self, server: Postgres, url: str) -> None:
        """The test that had this database has ended."""
        if await _emptied(url):
            self._free[server.dsn].append(url)
        else:
            await drop_postgres(server, url)


async def make_postgres(server: Postgres, template: str = "template0") -> str:
    """A database of its own on this server, empty unless a template is named; returns its URL."""
    name = f"test_{next(_numbers)}"
    async with _connected(url_on(server, "postgres")) as admin:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return url_on(server, name)


async def drop_postgres(server: Postgres, url: str) -> None:
    """Take a database of `make_postgres` away, whoever is still connected."""
    name = _name_in(url)
    async with _connected(url_on(server, "postgres")) as admin:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def copy_of(url: str, engine: Postgres | None, folder: Path) -> Any:
    """A copy of a database that nobody has open: what `put_copy_back` takes."""
    if engine is None:
        copied = folder / f"copy-{next(_numbers)}.sqlite"
        shutil.copyfile(url.removeprefix("sqlite:///"), copied)
        return copied
    name = f"copy_{next(_numbers)}"
    async with _connected(url_on(engine, "postgres")) as admin:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {_name_in(url)}")
    return name


async def put_copy_back(copied: Any, url: str, engine: Postgres | None) -> None:
    """Put a copy in its database's place, which nobody has open. The copy stays."""
    if engine is None:
        shutil.copyfile(copied, url.removeprefix("sqlite:///"))
        return
    async with _connected(url_on(engine, "postgres")) as admin:
        await admin.execute(f"DROP DATABASE {_name_in(url)} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {_name_in(url)} TEMPLATE {copied}")


def _name_in(url: str) -> str:
    return url.split("@/", 1)[1].split("?", 1)[0]


def url_on(server: Postgres, name: str) -> str:
    """The URL of another database on this server."""
    return server.dsn.replace(f"@/{OWNER}?", f"@/{name}?", 1)


@asynccontextmanager
async def migrated(templates: Templates, engine: Postgres | None, folder: Path) -> AsyncGenerator[str, None]:
    """The URL of a fresh, migrated database: a file in `folder`, or a database on `engine`."""
    if engine is None:
        yield await templates.copy_sqlite(folder / f"district-{next(_numbers)}.sqlite")
        return
    url = await templates.copy_postgres(engine)
    try:
        yield url
    finally:
        await templates.give_back(engine, url)


@asynccontextmanager
async def empty(engine: Postgres | None, folder: Path) -> AsyncGenerator[str, None]:
    """The URL of a database with nothing in it."""
    if engine is None:
        yield f"sqlite:///{folder / f'empty-{next(_numbers)}.sqlite'}"
        return
    url = await make_postgres(engine)
    try:
        yield url
    finally:
        await drop_postgres(engine, url)


@asynccontextmanager
async def opened(url: str, **how: int) -> AsyncGenerator[Database, None]:
    """A database, opened as the server opens it and closed in the end."""
    database = await open_database(url, **how)
    try:
        yield database
    finally:
        await database.close()


async def make_door(database: Database, *, district: int = DISTRICT, master: bytes | None = None) -> Door:
    """A new district's door over a migrated database, with every kind and rule, sealed by a fresh master key."""
    await make_district(database, district, "Yuhuatai")
    composed = _composed()
    seal = Seal.from_master(master or new_master())
    return Door(database, district, *composed[:2], seal, *composed[2:])


@cache
def _composed() -> tuple[Kinds, Mapping[type[Command], Handler], LoadDirectory, LoadHoldings]:
    # The features load only for a test that asks for a door.
    from server.accounts.queries import load_holdings  # noqa: PLC0415 - as said above
    from server.directory import load_directory  # noqa: PLC0415 - as said above
    from server.features import all_handlers, all_kinds  # noqa: PLC0415 - as said above

    return all_kinds(), all_handlers(), load_directory, load_holdings


def list_tables() -> list[Table]:
    """Every table of the server, parents first, whether a feature is registered yet or not."""
    for path in sorted((ROOT / "server").glob("*/tables.py")):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return list(metadata.sorted_tables)


async def _emptied(url: str) -> bool:
    """Whether the database is as it was migrated again; one that still serves somebody, or holds more, is not."""
    async with _connected(url) as connection:
        there = await connection.fetchval(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'"
        )
        others = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND state <> 'idle'"
        )
        if there != len(list_tables()) + 1 or others:  # one is Alembic's
            return False
        await connection.execute(";".join(str(delete(table)) for table in reversed(list_tables())))
        return True


@asynccontextmanager
async def _connected(url: str) -> AsyncGenerator[Any, None]:
    driver: Any = asyncpg  # it ships no types
    connection = await driver.connect(url, server_settings={"lock_timeout": "1000"})
    try:
        yield connection
    finally:
        await connection.close()
