"""A unit of work on one connection of SQLite, on whatever thread the caller is. Opens and closes no connection."""

import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

import msgspec

from server.core import clock
from server.core.columns import micros
from server.core.crashing import crashpoint
from server.core.database import DatabaseFault, stop_the_process
from server.core.sqlite_plans import tell_planner
from server.core.statements import SQLITE, Bulk, Row, Statement

T = TypeVar("T")

IMMEDIATE = "BEGIN IMMEDIATE"
_WAITS_MS = 5000
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_WAITS_MS}",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=4000",
)
"""How every connection to a file is set: a power cut undoes no commit."""

_LOOKS_AGAIN_S = 0.001
"""How often whoever waits for the one writer looks whether it is free. SQLite's own waiting doubles to 100 ms: a job in
another process that writes commit after commit would be met by a phone's push only by luck."""


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


class SqliteTx:
    """One transaction on one connection, on that connection's own thread."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See Tx."""
        compiled = statement.compiled(SQLITE)
        with _fitting():
            found = self._connection.execute(compiled.sql, _bound(compiled.arguments(params))).fetchall()
        return compiled.rows(found) if compiled.convert else found

    async def execute(self, statement: Statement, /, **params: Any) -> None:
        """See Tx."""
        compiled = statement.compiled(SQLITE)
        with _fitting():
            self._connection.execute(compiled.sql, _bound(compiled.arguments(params)))

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        self._many(bulk.insert(SQLITE), rows)

    async def upsert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        self._many(bulk.upsert(SQLITE), rows)

    async def insert_missing(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        self._many(bulk.ignore(SQLITE), rows)

    async def update(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        self._many(bulk.update(SQLITE), rows)

    def _many(self, sql: str, rows: Sequence[Row]) -> None:
        if rows:
            with _fitting():
                self._connection.executemany(sql, rows)
            crashpoint("sqlite.bulk-written")


@contextmanager
def _fitting() -> Generator[None, None]:
    """The driver refuses a value that SQLite cannot hold with an error of Python's own."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:
        raise DatabaseFault(type(error).__name__) from error  # its text may quote what somebody typed


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits: what it awaits completes at once. Anything else is a programming error."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("T", stop.value)
    coroutine.close()
    raise RuntimeError("a unit of work awaited something else than its transaction")


def run_unit(connection: sqlite3.Connection, begin: str, work: Callable[[Any], Awaitable[T]]) -> T:
    """Run a unit of work in one transaction; on any exception nothing of it stays."""
    if begin == IMMEDIATE:
        _take_the_writer(connection)
    else:
        connection.execute(begin)
    try:
        result = at_once(cast("Coroutine[Any, Any, T]", work(SqliteTx(connection))))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _take_the_writer(connection: sqlite3.Connection) -> None:
    """Begin to write as soon as nobody else does. Raises sqlite3.OperationalError after five seconds."""
    began = clock.ticks()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute(IMMEDIATE)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or clock.elapsed_ms(began) > _WAITS_MS:
                    raise
                time.sleep(_LOOKS_AGAIN_S)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout={_WAITS_MS}")


def run_script(connection: sqlite3.Connection, statements: Sequence[str]) -> None:
    """Run statements of the schema in one transaction, and tell the planner of what they made."""
    _take_the_writer(connection)
    try:
        for statement in statements:
            connection.execute(statement)
        tell_planner(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def fault_of(error: sqlite3.Error) -> DatabaseFault:
    """What SQLite said, in the words of Database. A disk that failed ends the process (safety.md F4)."""
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith("SQLITE_IOERR"):
        stop_the_process(code)
    busy = code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    full = code.startswith("SQLITE_FULL")
    twin = code in {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}
    return DatabaseFault(f"{code}: {error}", transient=busy or full, twin=twin, full=full)
