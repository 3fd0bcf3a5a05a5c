"""PostgreSQL by asyncpg: set-based statements, short timeouts, and no start on a server that may lose a commit."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar

import asyncpg

from server.core.crashing import crashpoint
from server.core.database import DatabaseFault, ReadTx, Tx, UnsafeDurability
from server.core.statements import POSTGRES, Bulk, Row, Statement

T = TypeVar("T")

_SESSION = {
    "application_name": "hexward",
    "statement_timeout": "30000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "3000",
    "timezone": "UTC",
    "jit": "off",
}
_DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "data_checksums": ("on",),
    "data_sync_retry": ("off",),
}
_TRANSIENT = {"40001", "40P01", "55P03", "57014", "25P03", "57P01", "57P02", "57P03", "53300"}
_UNIQUE = "23505"
_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What the driver raises; a socket that is gone, too."""
_FIRST_FIGURES = 50
_GROWN = 10
"""A table gets its first figures at `_GROWN` times `_FIRST_FIGURES` rows, and new ones each time it has grown so."""
_DATA_EXCEPTION = "22"
_CLOSING_S = 10.0


class _Growth:
    """How many rows each table has: what the planner knew of at first, and what this process has put in since.

    Plans made for a small table are bad for a large one.

    Every key begins with the district, so that on a table without figures any index looks as good as the primary key.
    A prepared statement and a foreign key's check keep such a plan until ANALYZE, and autovacuum comes once a minute.
    """

    def __init__(self, known: Mapping[str, int]) -> None:
        self._rows: Counter[str] = Counter(known)
        self._known = dict(known)

    def add(self, table: str, rows: int) -> None:
        """Rows were inserted."""
        self._rows[table] += rows

    def take_due(self) -> list[str]:
        """Tables that have grown tenfold since they were last named here."""
        due = sorted(
            name for name, rows in self._rows.items() if rows >= _GROWN * self._known.get(name, _FIRST_FIGURES)
        )
        self._known |= {name: self._rows[name] for name in due}
        return due


class _PostgresTx:
    """One transaction on one connection.

    A bulk write is sent and not waited for: the server writes while the batch's next rows are being made, which takes
    about as long. The next statement waits for it, and whoever commits does; what it raises, it raises there.
    """

    dialect = POSTGRES

    def __init__(self, connection: Any, growth: _Growth) -> None:
        self._connection = connection
        self._growth = growth
        self._sent: asyncio.Future[Any] | None = None

    async def settled(self) -> None:
        """Wait for the bulk write that was sent last. Raises what it raised."""
        sent, self._sent = self._sent, None
        if sent is not None:
            await sent
            crashpoint("postgres.bulk-written")

    async def abandoned(self) -> None:
        """Wait for the bulk write that was sent last, whatever became of it: its transaction is rolled back."""
        sent, self._sent = self._sent, None
        if sent is not None:
            await asyncio.wait([sent])
            sent.exception()

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        await self.settled()
        compiled = statement.compiled(POSTGRES)
        return compiled.rows(await self._connection.fetch(compiled.sql, *_bound(compiled.arguments(params))))

    async def execute(self, statement: Statement, /, **params: Any) -> None:
        await self.settled()
        compiled = statement.compiled(POSTGRES)
        await self._connection.fetch(compiled.sql, *_bound(compiled.arguments(params)))

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        await self._many(bulk.insert(POSTGRES), bulk, rows)
        self._growth.add(bulk.table.name, len(rows))

    async def upsert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        await self._many(bulk.upsert(POSTGRES), bulk, rows)
        self._growth.add(bulk.table.name, len(rows))

    async def insert_missing(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        await self._many(bulk.ignore(POSTGRES), bulk, rows)

    async def update(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        await self._many(bulk.update(POSTGRES), bulk, rows)

    async def _many(self, sql: str, bulk: Bulk, rows: Sequence[Row]) -> None:
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            for index in bulk.instants:
                _bound(columns[index])
            await self.settled()
            self._sent = asyncio.ensure_future(self._connection.fetch(sql, *columns))
            await asyncio.sleep(0)  # so that it is sent now


def _bound(values: list[Any]) -> list[Any]:
    # asyncpg would take a naive instant for one of this machine's own time zone.
    if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        raise ValueError("an instant needs its offset")
    return values


def _fault(error: Exception) -> DatabaseFault:
    state = getattr(error, "sqlstate", None) or ""
    # What asyncpg cannot encode is a ValueError among its InterfaceErrors: it would fail for ever.
    lost = isinstance(error, (OSError, asyncpg.InterfaceError, TimeoutError)) and not isinstance(error, ValueError)
    full = state.startswith("53") and state != "53300"
    transient = state in _TRANSIENT or state.startswith("08") or full or lost
    return DatabaseFault(_said(error, state), transient=transient, twin=state == _UNIQUE, full=full)


def _said(error: Exception, state: str) -> str:
    """What went wrong, and never with which value: details quote rows, and data exceptions what somebody typed."""
    name = f"{state} {type(error).__name__}".strip()
    if state.startswith(_DATA_EXCEPTION) or isinstance(error, ValueError):
        return name
    return f"{name}: {error.args[0]}" if state and error.args else f"{name}: {error}"


class PostgresDatabase:
    """A district on PostgreSQL, through a pool of connections with short timeouts."""

    dialect = POSTGRES

    def __init__(self, pool: Any, known: Mapping[str, int]) -> None:
        self._pool = pool
        self._growth = _Growth(known)
        self._beside: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, url: str, *, size: int, statement_cache: int) -> Self:
        """Open a pool. Raises UnsafeDurability when the server could lose an acknowledged commit."""
        driver: Any = asyncpg  # it ships no types
        try:
            pool = await driver.create_pool(
                url,
                min_size=1,
                max_size=size,
                statement_cache_size=statement_cache,
                server_settings=_SESSION,
                reset=_keep_session,
            )
        except _ERRORS as error:
            raise _fault(error) from error
        try:
            await _refuse_unsafe(pool)
            return cls(pool, await _known_sizes(pool))
        except BaseException:
            await asyncio.wait_for(pool.close(), _CLOSING_S)
            raise

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """See Database. Its transaction ends beside the answer, not before it: it has nothing to keep."""
        try:
            async with contextlib.AsyncExitStack() as ending:
                connection = await ending.enter_async_context(self._pool.acquire())
                reading = connection.transaction(isolation="repeatable_read", readonly=True)
                await ending.enter_async_context(reading)
                done = await _settling(_PostgresTx(connection, self._growth), work)
                self._go_on(_end(ending.pop_all()))
                return done
        except _ERRORS as error:
            raise _fault(error) from error

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See Database."""
        try:
            async with self._pool.acquire() as connection:
                return await _PostgresTx(connection, self._growth).fetch(statement, **params)
        except _ERRORS as error:
            raise _fault(error) from error

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""

        async def whole(tx: Tx) -> T:
            done = await work(tx)
            crashpoint("postgres.before-commit")
            return done

        try:
            async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
                done = await _settling(_PostgresTx(connection, self._growth), whole)
        except _ERRORS as error:
            raise _fault(error) from error
        crashpoint("postgres.committed")
        due = self._growth.take_due()
        if due:
            self._go_on(self._analyze(due))
        return done

    def _go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the answer, not before it."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _analyze(self, tables: Sequence[str]) -> None:
        """New figures for the planner. Where somebody is in the way it can wait: autovacuum does it within a minute."""
        with contextlib.suppress(*_ERRORS):
            async with self._pool.acquire() as connection:
                await connection.execute(f"ANALYZE {', '.join(tables)}")

    async def script(self, statements: Iterable[str]) -> None:
        """See Database."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                for statement in statements:
                    await connection.execute(statement)
        except _ERRORS as error:
            raise _fault(error) from error

    async def close(self) -> None:
        """See Database."""
        await asyncio.gather(*self._beside)
        await asyncio.wait_for(self._pool.close(), _CLOSING_S)


async def _settling(tx: _PostgresTx, work: Callable[[Any], Awaitable[T]]) -> T:
    try:
        done = await work(tx)
        await tx.settled()
    except BaseException:
        await tx.abandoned()
        raise
    return done


async def _end(reading: contextlib.AsyncExitStack) -> None:
    """End a transaction that wrote nothing. On a connection that broke meanwhile there is nothing to end."""
    with contextlib.suppress(*_ERRORS):
        await reading.aclose()


async def _keep_session(_connection: object) -> None:
    """Our transactions leave nothing behind in a session: to reset it would cost a round trip after each of them."""


async def _known_sizes(pool: Any) -> dict[str, int]:
    """How many rows each table had when the planner last got figures of it; those that never got any are left out."""
    found = await pool.fetch(
        "SELECT relname, reltuples::bigint FROM pg_class"
        " WHERE relkind = 'r' AND reltuples > 0 AND relnamespace = current_schema()::regnamespace"
    )
    return {name: max(rows, _FIRST_FIGURES) for name, rows in found}


async def _refuse_unsafe(pool: Any) -> None:
    async with pool.acquire() as connection:
        for name, good in _DURABLE.items():
            found = await connection.fetchval(f"SHOW {name}")
            if found not in good:
                raise UnsafeDurability(f"PostgreSQL {name} is {found!r}, and must be {' or '.join(good)}")
