"""SQLite on the caller's own thread: for the simulator, where nothing may happen in an order that no seed decides.

It serves no phone: a unit of work blocks the whole program until it is done.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, Self, TypeVar

from server.core.columns import micros
from server.core.database import ReadTx, Tx
from server.core.sqlite_plans import tell_planner
from server.core.sqlite_units import IMMEDIATE, PRAGMAS, fault_of, run_script, run_unit
from server.core.statements import SQLITE, Row, Statement

T = TypeVar("T")

MEMORY = ":memory:"


class InlineSqlite:
    """A Database of one connection, in memory or in a file. What its coroutines await is done before they return."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    def open(cls, path: str = MEMORY, *, image: bytes = b"") -> Self:
        """Open a file, set as the server sets it, or a database in memory, as a copy of `image` if that is given."""
        sqlite3.register_adapter(datetime, micros)
        connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
        if path == MEMORY:
            if image:
                connection.deserialize(image)
            connection.execute("PRAGMA foreign_keys=ON")
        else:
            for pragma in PRAGMAS:
                connection.execute(pragma)
        tell_planner(connection)
        return cls(connection)

    def image(self) -> bytes:
        """The whole database as bytes: what `open` makes a copy of."""
        return self.connection.serialize()

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """See Database."""
        self.connection.execute("PRAGMA query_only=ON")
        try:
            return self._run("BEGIN", work)
        finally:
            self.connection.execute("PRAGMA query_only=OFF")

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See Database."""
        return await self.read(lambda tx: tx.fetch(statement, **params))

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""
        return self._run(IMMEDIATE, work)

    async def script(self, statements: Iterable[str]) -> None:
        """See Database."""
        try:
            run_script(self.connection, list(statements))
        except sqlite3.Error as error:
            raise fault_of(error) from error

    async def close(self) -> None:
        """See Database."""
        self.connection.close()

    def _run(self, begin: str, work: Callable[..., Awaitable[T]]) -> T:
        try:
            return run_unit(self.connection, begin, work)
        except sqlite3.Error as error:
            raise fault_of(error) from error
