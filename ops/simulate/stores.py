"""Where simulated districts lie: in memory, in SQLite files, or on a PostgreSQL of their own; each seed has a copy."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

import asyncpg

from ops.postgres import OWNER, Postgres, start_postgres
from ops.simulate.port import MASTER, Copy, composed
from ops.simulate.town import BEGINS_MS, DISTRICT, NAME, found_town
from server.accounts.queries import load_holdings
from server.core import clock, ids
from server.core.database import Database, open_database
from server.core.door import Door
from server.core.seal import Seal
from server.core.sqlite_inline import MEMORY, InlineSqlite
from server.core.sqlite_units import at_once
from server.directory import load_directory
from server.provision import make_district, schema
from sync.simulation.dice import Dice
from sync.simulation.ports import Town

T = TypeVar("T")

STORES = ("memory", "sqlite", "postgres")


class Shelf(Protocol):
    """A town, founded once, of which every seed gets a copy."""

    @property
    def town(self) -> Town:
        """Its ids."""
        ...

    def copy(self) -> Copy:
        """A fresh copy."""
        ...


@contextmanager
def opened(store: str, workers: int) -> Generator[Shelf]:
    """A shelf of one of `STORES`; what it made on disk goes with it."""
    if store == "memory":
        yield MemoryShelf(workers)
        return
    folder = Path(tempfile.mkdtemp(prefix="hexward-simulate-"))
    try:
        if store == "sqlite":
            yield FileShelf(workers, folder)
        else:
            with _postgres(folder, workers) as shelf:
                yield shelf
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _found(database: Database, workers: int) -> Town:
    """Schema, district and town: the same ids and instants every time."""
    dice, begun = Dice("town"), clock.from_millis(BEGINS_MS - 3_600_000)
    kinds, handlers = composed()
    door = Door(database, DISTRICT, kinds, handlers, Seal.from_master(MASTER), load_directory, load_holdings)
    with clock.told_by(lambda: begun), ids.drawn_from(dice.entropy):
        await database.script(schema(database.dialect))
        await make_district(database, DISTRICT, NAME)
        return await found_town(door, workers)


# --- SQLite, inline ---------------------------------------------------------------------------------------------------


class MemoryShelf:
    """The town as an image in memory."""

    def __init__(self, workers: int) -> None:
        founded = InlineSqlite.open()
        self.town = at_once(_found(founded, workers))
        self.image = founded.image()
        at_once(founded.close())

    def copy(self) -> Copy:
        """See Shelf."""
        return InlineCopy(InlineSqlite.open(image=self.image))


class FileShelf(MemoryShelf):
    """The town as an image, and a file for each copy."""

    def __init__(self, workers: int, folder: Path) -> None:
        super().__init__(workers)
        self._file = folder / "town.sqlite"

    def copy(self) -> Copy:
        """See Shelf."""
        for left in self._file.parent.glob("town.sqlite*"):
            left.unlink()
        self._file.write_bytes(self.image)
        return InlineCopy(InlineSqlite.open(str(self._file)), str(self._file))


class InlineCopy:
    """A copy on the caller's own thread."""

    def __init__(self, database: InlineSqlite, path: str = MEMORY) -> None:
        self.database: Database = database
        self._inline = database
        self._path = path

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """See Copy."""
        return at_once(work)

    def reopen(self) -> None:
        """See Copy. What is in memory alone stays as it is: there is nothing to read it from again."""
        if self._path != MEMORY:
            self.drop()
            self.database = self._inline = InlineSqlite.open(self._path)

    def snapshot(self) -> bytes:
        """See Copy."""
        return self._inline.image()

    def set_back(self, snapshot: bytes) -> None:
        """See Copy."""
        self.drop()
        if self._path == MEMORY:
            self._inline = InlineSqlite.open(image=snapshot)
        else:
            for left in Path(self._path).parent.glob(f"{Path(self._path).name}*"):
                left.unlink()
            Path(self._path).write_bytes(snapshot)
            self._inline = InlineSqlite.open(self._path)
        self.database = self._inline

    def drop(self) -> None:
        """See Copy."""
        at_once(self.database.close())


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@contextmanager
def _postgres(folder: Path, workers: int) -> Generator["PostgresShelf"]:
    server = start_postgres(folder)
    try:
        with asyncio.Runner() as runner:
            yield PostgresShelf(server, runner, workers)
    finally:
        server.stop()


class PostgresShelf:
    """The town as a template database; a copy is made from it, and dropped."""

    def __init__(self, server: Postgres, runner: asyncio.Runner, workers: int) -> None:
        self._server = server
        self._runner = runner
        self._copies = 0
        self._admin("CREATE DATABASE town")
        self.town: Town = runner.run(self._founded(workers), context=copy_context())

    def drop(self) -> None:
        """Take the template away."""
        self._admin("DROP DATABASE town WITH (FORCE)")

    def copy(self) -> Copy:
        """See Shelf."""
        self._copies += 1
        name = f"copy_{self._copies}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE town")
        return PostgresCopy(self._runner, self._url(name), name, self._admin)

    async def _founded(self, workers: int) -> Town:
        database = await open_database(self._url("town"), pool=1)
        try:
            return await _found(database, workers)
        finally:
            await database.close()

    def _url(self, name: str) -> str:
        return self._server.dsn.replace(f"@/{OWNER}?", f"@/{name}?", 1)

    def _admin(self, sql: str) -> None:
        async def said() -> None:
            driver: Any = asyncpg  # it ships no types
            connection = await driver.connect(self._server.dsn)
            try:
                await connection.execute(sql)
            finally:
                await connection.close()

        self._runner.run(said())


class PostgresCopy:
    """A copy behind the real driver, on a loop that does nothing else."""

    def __init__(self, runner: asyncio.Runner, url: str, name: str, admin: Callable[[str], None]) -> None:
        self._runner = runner
        self._url = url
        self._name = name
        self._admin = admin
        self._snapshots = 0
        self.database: Database = self.run(open_database(url, pool=2))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """See Copy. In the caller's context, which is where virtual time and dice are."""
        return self._runner.run(work, context=copy_context())

    def reopen(self) -> None:
        """See Copy."""
        self.run(self.database.close())
        self.database = self.run(open_database(self._url, pool=2))

    def snapshot(self) -> str:
        """See Copy."""
        self.run(self.database.close())  # a template may have nobody else connected
        self._snapshots += 1
        name = f"{self._name}_at_{self._snapshots}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {self._name}")
        self.database = self.run(open_database(self._url, pool=2))
        return name

    def set_back(self, snapshot: str) -> None:
        """See Copy."""
        self.run(self.database.close())
        self._admin(f"DROP DATABASE {self._name} WITH (FORCE)")
        self._admin(f"CREATE DATABASE {self._name} TEMPLATE {snapshot}")
        self.database = self.run(open_database(self._url, pool=2))

    def drop(self) -> None:
        """See Copy."""
        self.run(self.database.close())
        for number in range(1, self._snapshots + 1):
            self._admin(f"DROP DATABASE {self._name}_at_{number} WITH (FORCE)")
        self._admin(f"DROP DATABASE {self._name} WITH (FORCE)")
