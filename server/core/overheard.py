"""A database that says when something was committed through it. It does not say what."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from server.core.database import Database, ReadTx, Tx
from server.core.statements import Row, Statement

T = TypeVar("T")


class OverheardDatabase:
    """A database of which each commit of this process is followed by a call of `heard`, in the event loop."""

    def __init__(self, database: Database, heard: Callable[[], None]) -> None:
        self._database = database
        self._heard = heard

    @property
    def dialect(self) -> str:
        """See Database."""
        return self._database.dialect

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See Database."""
        return await self._database.fetch(statement, **params)

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """See Database."""
        return await self._database.read(work)

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""
        done = await self._database.write(work)
        self._heard()
        return done

    async def script(self, statements: Iterable[str]) -> None:
        """See Database."""
        await self._database.script(statements)

    async def close(self) -> None:
        """See Database."""
        await self._database.close()
