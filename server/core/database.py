"""Transactions on SQLite and PostgreSQL behind one small face. Knows no table and no rule.

A unit of work is a coroutine function that takes a `Tx` or `ReadTx`. On PostgreSQL it awaits the driver. On SQLite the
whole coroutine runs in **one hop** on the connection's thread: every `await` inside completes at once, so a batch of a
hundred statements costs one change of thread (110 k against 6 k selects/s measured; ops/decisions/0002).
"""

import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NoReturn, Protocol, TypeVar

import structlog

from server.core.statements import Bulk, Row, Statement

T = TypeVar("T")

log = structlog.get_logger()

_EX_IOERR = 74


class DatabaseFault(Exception):
    """The database could not do it. `transient` faults go away by themselves; `twin` ones mean another just did it."""

    def __init__(self, why: str, *, transient: bool = False, twin: bool = False, full: bool = False) -> None:
        super().__init__(why)
        self.transient = transient
        self.twin = twin
        self.full = full


class Fetches(Protocol):
    """What answers a query: a transaction in its own view, a database as of the newest commit."""

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """All rows of a query, in Python's own types."""
        ...


class ReadTx(Fetches, Protocol):
    """A consistent view; it cannot write."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...


class Tx(ReadTx, Protocol):
    """A transaction that writes; whoever opened it commits."""

    async def execute(self, statement: Statement, /, **params: Any) -> None:
        """Run a statement that returns nothing."""
        ...

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """Insert rows; one that is there already raises a DatabaseFault with `twin`."""
        ...

    async def upsert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """Insert rows or overwrite them by key."""
        ...

    async def insert_missing(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """Insert the rows that are not there yet."""
        ...

    async def update(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """Overwrite rows by key."""
        ...


class Database(Fetches, Protocol):
    """A district database. `read` and `write` run one unit of work in one transaction of its own.

    `fetch` answers one query alone, for which a transaction would cost two round trips more.
    """

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """Run a unit of work in a consistent read-only view."""
        ...

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run a unit of work and commit; on any exception nothing of it stays."""
        ...

    async def script(self, statements: Iterable[str]) -> None:
        """Run statements of the schema, each as it is, in one transaction."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


def stop_the_process(why: str) -> NoReturn:
    """End at once: the disk failed, and a repeated sync may lie about what is durable (safety.md F4)."""
    log.critical("disk failed, process ends", why=why)
    os._exit(_EX_IOERR)


async def open_database(url: str, *, readers: int = 2, pool: int = 8, statement_cache: int = 200) -> Database:
    """Open `sqlite:///file` or `postgresql://...`. Raises UnsafeDurability when a power cut could undo a commit, and
    DatabaseFault when it cannot be reached.
    """
    if url.startswith("sqlite:"):
        from server.core.sqlite import SqliteDatabase  # noqa: PLC0415 - one engine's driver is loaded, not both

        return await SqliteDatabase.open(url.removeprefix("sqlite:///"), readers=readers)
    if url.startswith(("postgresql:", "postgres:")):
        from server.core.postgres import PostgresDatabase  # noqa: PLC0415 - as above

        return await PostgresDatabase.open(url, size=pool, statement_cache=statement_cache)
    raise ValueError(f"database url starts with sqlite:/// or postgresql://, not {url.split(':', 1)[0]!r}")


class UnsafeDurability(Exception):
    """The database is set so that an acknowledged commit could be lost. The server does not start on it."""
