"""A database that fails when it is told to: for a moment, as if another had just done the same, or for lack of room."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

from server.core.database import Database, DatabaseFault, ReadTx, Tx
from server.core.statements import Bulk, Row, Statement
from sync.simulation.poison import CHOKING_MINUTES

T = TypeVar("T")

WrapTx = Callable[[Tx], Tx]


class ChokingTx:
    """A transaction that cannot store one visit in particular, as a database might on a value that it alone rejects."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.dialect = tx.dialect

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See ReadTx."""
        return await self.tx.fetch(statement, **params)

    async def execute(self, statement: Statement, /, **params: Any) -> None:
        """See Tx."""
        await self.tx.execute(statement, **params)

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        if bulk.table.name == "visits" and rows:
            at = bulk.columns.index("minutes")
            if any(row[at] == CHOKING_MINUTES for row in rows):
                raise DatabaseFault("the simulated database cannot store this")
        await self.tx.insert(bulk, rows)

    async def upsert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        await self.tx.upsert(bulk, rows)

    async def insert_missing(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        await self.tx.insert_missing(bulk, rows)

    async def update(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        """See Tx."""
        await self.tx.update(bulk, rows)


class FaultyDatabase:
    """A Database over another one. `faults` are what its next transactions that write end with, at their commit."""

    def __init__(self, inner: Database, wrap: WrapTx = ChokingTx) -> None:
        self.inner = inner
        self.dialect = inner.dialect
        self.faults: list[str] = []
        self._wrap = wrap

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See Database."""
        return await self.inner.fetch(statement, **params)

    async def read(self, work: Callable[[ReadTx], Awaitable[T]]) -> T:
        """See Database."""
        return await self.inner.read(work)

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """See Database."""

        async def unit(tx: Tx) -> T:
            done = await work(self._wrap(tx))
            if self.faults:
                kind = self.faults.pop()
                transient, full = kind in ("transient", "full"), kind == "full"
                raise DatabaseFault(f"simulated: {kind}", transient=transient, twin=kind == "twin", full=full)
            return done

        return await self.inner.write(unit)

    async def script(self, statements: Iterable[str]) -> None:
        """See Database."""
        await self.inner.script(statements)

    async def close(self) -> None:
        """See Database."""
        await self.inner.close()
