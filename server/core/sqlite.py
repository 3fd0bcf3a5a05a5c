"""SQLite made honest: WAL with FULL durability, one writer, BEGIN IMMEDIATE, a unit of work in one hop."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self, TypeVar, cast

import aiosqlite
import msgspec

from server.core.columns import micros
from server.core.database import DatabaseFault, ReadTx, Tx, UnsafeDurability, stop_the_process
from server.core.sqlite_plans import tell_planner
from server.core.statements import SQLITE, Bulk, Row, Statement

T = TypeVar("T")

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=4000",
)
_FULL = 2


def _bound(values: Iterable[Any]) -> list[Any]:
    # A list parameter is the right side of `among`: json_each reads it.
    return [
        msgspec.json.encode(value).decode()
        if isinstance(value, (list, tuple))
        else micros(value)
        if isinstance(value, datetime)
        else value
        for value in values
    ]


class _SqliteTx:
    """One transaction on one connection, on that connection's own thread."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        compiled = statement.compiled(SQLITE)
        with _fitting():
            found = self._connection.execute(compiled.sql, _bound(compiled.arguments(params))).fetchall()
        return compiled.rows(found) if compiled.convert else found

    async def execute(self, statement: Statement, /, **params: Any) -> None:
        compiled = statement.compiled(SQLITE)
        with _fitting():
            self._connection.execute(compiled.sql, _bound(compiled.arguments(params)))

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._many(bulk.insert(SQLITE), rows)

    async def upsert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._many(bulk.upsert(SQLITE), rows)

    async def insert_missing(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._many(bulk.ignore(SQLITE), rows)

    async def update(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._many(bulk.update(SQLITE), rows)

    def _many(self, sql: str, rows: Sequence[Row]) -> None:
        if rows:
            with _fitting():
                self._connection.executemany(sql, rows)


@contextmanager
def _fitting() -> Generator[None, None]:
    """The driver refuses a value that SQLite cannot hold with an error of Python's own."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:
        raise DatabaseFault(type(error).__name__) from error  # its text may quote what somebody typed


def _finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits: what it awaits completes at once. Anything else is a programming error."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("T", stop.value)
    coroutine.close()
    raise RuntimeError("a unit of work awaited something else than its transaction")


def _run(connection: sqlite3.Connection, begin: str, work: Callable[[Any], Awaitable[T]]) -> T:
    connection.execute(begin)
    try:
        result = _finish(cast("Coroutine[Any, Any, T]", work(_SqliteTx(connection))))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _script(connection: sqlite3.Connection, statements: Sequence[str]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            connection.execute(statement)
        tell_planner(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _fault(error: sqlite3.Error) -> DatabaseFault:
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith("SQLITE_IOERR"):
        stop_the_process(code)
    busy = code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    full = code.startswith("SQLITE_FULL")
    twin = code in {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}
    return DatabaseFault(f"{code}: {error}", transient=busy or full, twin=twin, full=full)


class SqliteDatabase:
    """A district in one file: one connection writes, a few read."""

    dialect = SQLITE

    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._all_readers = readers
        self._readers: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(reader)

    @classmethod
    async def open(cls, path: str, *, readers: int) -> Self:
        """Open or create the file. Raises UnsafeDurability when it does not take WAL and FULL."""
        sqlite3.register_adapter(datetime, micros)
        opened: list[aiosqlite.Connection] = []
        try:
            for _ in range(1 + readers):
                opened.append(await _connect(path))
                await _refuse_unsafe(opened[-1])
                if len(opened) == 1:
                    await _hop(opened[0], tell_planner)
            for reader in opened[1:]:
                await reader.execute("PRAGMA query_only=ON")
        except BaseException as error:
            for connection in opened:
                await connection.close()
            if isinstance(error, sqlite3.Error):
                raise _fault(error) from error
            raise
        return cls(opened[0], opened[1:])

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """See Database."""
        reader = await self._readers.get()
        try:
            return await _hop(reader, _run, "BEGIN", work)
        finally:
            self._readers.put_nowait(reader)

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""
        return await _hop(self._writer, _run, "BEGIN IMMEDIATE", work)

    async def script(self, statements: Iterable[str]) -> None:
        """See Database."""
        await _hop(self._writer, _script, list(statements))

    async def close(self) -> None:
        """See Database."""
        for connection in (*self._all_readers, self._writer):
            await connection.close()


async def _hop(connection: aiosqlite.Connection, function: Callable[..., T], *args: Any) -> T:
    """Run one function on the connection's thread; aiosqlite has no public way to (tested in tests/conformance)."""
    thread: Any = connection
    try:
        return cast("T", await thread._execute(function, thread._conn, *args))  # noqa: SLF001 - see the docstring
    except sqlite3.Error as error:
        raise _fault(error) from error


async def _connect(path: str) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    try:
        for pragma in _PRAGMAS:
            await connection.execute(pragma)
    except BaseException:
        await connection.close()  # its thread would outlive it
        raise
    return connection


async def _refuse_unsafe(connection: aiosqlite.Connection) -> None:
    for pragma, good in (("synchronous", _FULL), ("journal_mode", "wal"), ("foreign_keys", 1)):
        cursor = await connection.execute(f"PRAGMA {pragma}")
        row = await cursor.fetchone()
        found = row[0] if row else None
        if pragma == "synchronous" and isinstance(found, int) and found >= _FULL:
            continue
        if found != good:
            raise UnsafeDurability(f"SQLite {pragma} is {found!r}, and must be {good!r}")
