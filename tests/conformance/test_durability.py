"""No start on a database that could lose an acknowledged commit, and no mute failure to open one (safety.md 6.3)."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ops.postgres import Postgres, start_postgres
from server.core.database import DatabaseFault, ReadTx, UnsafeDurability
from server.core.statements import Statement
from tests.support.databases import empty, opened
from tests.support.gates import Gate


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)])
async def test_every_connection_to_sqlite_is_honest(database_url: str, pragma: str, value: object) -> None:
    asked = Statement(text(f"PRAGMA {pragma}"))
    met = [Gate() for _ in range(3)]

    def asking(own: int) -> Callable[[ReadTx], Awaitable[object]]:
        async def ask(tx: ReadTx) -> object:
            met[own].open()
            for gate in met:
                await gate.passed(tx.dialect)
            return (await tx.fetch(asked))[0][0]

        return ask

    async with opened(database_url, readers=3) as database:
        # Three units of work at once need three connections; the writer is a fourth.
        assert await asyncio.gather(*(database.read(asking(own)) for own in range(3))) == [value] * 3
        assert await database.write(lambda tx: tx.fetch(asked)) == [(value,)]


async def test_a_postgres_that_does_not_flush_is_refused(tmp_path: Path, postgres: Postgres) -> None:
    server = start_postgres(tmp_path / "unsafe", postgres.installation, {"fsync": "off"})
    try:
        with pytest.raises(UnsafeDurability, match="fsync is 'off'"):
            async with opened(server.dsn):
                pass
    finally:
        server.stop()


async def test_a_postgres_database_that_answers_before_it_is_safe_is_refused(
    tmp_path: Path, postgres: Postgres
) -> None:
    async with empty(postgres, tmp_path) as url:
        async with opened(url) as database:
            name = (await database.read(lambda tx: tx.fetch(Statement(text("SELECT current_database()::text")))))[0][0]
            await database.script([f"ALTER DATABASE {name} SET synchronous_commit = off"])
        with pytest.raises(UnsafeDurability, match="synchronous_commit is 'off'"):
            async with opened(url):
                pass


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_database_that_is_not_there_is_a_fault(engine: Postgres) -> None:
    with pytest.raises(DatabaseFault, match="nowhere"):
        async with opened(engine.dsn.replace("@/hexward", "@/nowhere")):
            pass


async def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFault):
        async with opened(f"sqlite:///{tmp_path / 'no folder' / 'district.sqlite'}"):
            pass
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            thread.join(10)
            assert not thread.is_alive()
