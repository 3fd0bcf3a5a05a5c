"""SQLite made honest: WAL with FULL durability, one writer, BEGIN IMMEDIATE, a unit of work in one hop."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from contextvars import copy_context
from datetime import datetime
from typing import Any, Self, TypeVar, cast

import aiosqlite

from server.core.columns import micros
from server.core.crashing import crashpoint
from server.core.database import ReadTx, Tx, UnsafeDurability
from server.core.sqlite_plans import tell_planner
from server.core.sqlite_units import IMMEDIATE, PRAGMAS, fault_of, run_script, run_unit
from server.core.statements import SQLITE, Row, Statement

T = TypeVar("T")

_FULL = 2


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
        # Without an adapter the driver looks for one in vain, for every None and every truth value of every row.
        sqlite3.register_adapter(type(None), _as_it_is)
        sqlite3.register_adapter(bool, int)
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
                raise fault_of(error) from error
            raise
        return cls(opened[0], opened[1:])

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """See Database."""
        reader = await self._readers.get()
        try:
            return await _hop(reader, run_unit, "BEGIN", work)
        finally:
            self._readers.put_nowait(reader)

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See Database."""
        return await self.read(lambda tx: tx.fetch(statement, **params))

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""

        async def whole(tx: Tx) -> T:
            done = await work(tx)
            crashpoint("sqlite.before-commit")
            return done

        done: T = await _hop(self._writer, run_unit, IMMEDIATE, whole)
        crashpoint("sqlite.committed")
        return done

    async def script(self, statements: Iterable[str]) -> None:
        """See Database."""
        await _hop(self._writer, run_script, list(statements))

    async def close(self) -> None:
        """See Database."""
        for connection in (*self._all_readers, self._writer):
            await connection.close()


def _as_it_is(value: None) -> None:
    return value


async def _hop(connection: aiosqlite.Connection, function: Callable[..., T], *args: Any) -> T:
    """Run one function on the connection's thread, where it is told what its caller is: the time, for one.

    aiosqlite has no public way to (tested in tests/conformance).
    """
    thread: Any = connection
    try:
        return cast("T", await thread._execute(copy_context().run, function, thread._conn, *args))  # noqa: SLF001 - see the docstring
    except sqlite3.Error as error:
        raise fault_of(error) from error


async def _connect(path: str) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    try:
        for pragma in PRAGMAS:
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
