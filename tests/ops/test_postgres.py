"""The launcher of ops/postgres.py, with every PostgreSQL that this machine has."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from ops.postgres import Installation, Postgres, list_installations, start_postgres

pytestmark = pytest.mark.skipif(not list_installations(), reason="PostgreSQL NOT TESTED: none found")


def _named(installation: Installation) -> str:
    return f"postgres-{installation.major}"


async def _value(server: Postgres, statement: str) -> object:
    engine = create_async_engine(server.dsn.replace("postgresql:", "postgresql+asyncpg:"))
    try:
        async with engine.begin() as connection:
            result = await connection.execute(text(statement))
            return result.scalar_one() if result.returns_rows else None
    finally:
        await engine.dispose()


@pytest.mark.parametrize("installation", list_installations(), ids=_named)
async def test_what_was_committed_outlives_a_kill(installation: Installation, tmp_path: Path) -> None:
    first = start_postgres(tmp_path, installation)
    try:
        await _value(first, "CREATE TABLE kept AS SELECT 7 AS seven")
    finally:
        first.kill()

    second = start_postgres(tmp_path, installation)
    try:
        assert await _value(second, "SELECT seven FROM kept") == 7
    finally:
        second.stop()


async def test_a_test_server_is_as_durable_as_a_districts(postgres: Postgres) -> None:
    told = {name: await _value(postgres, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "data_checksums")}
    assert set(told.values()) == {"on"}


async def test_text_is_utf8_and_ordered_by_code_point_wherever_it_runs(postgres: Postgres) -> None:
    assert await _value(postgres, "SHOW server_encoding") == "UTF8"
    assert await _value(postgres, "SELECT 'Z' < 'a' AND 'z' < '雨'") is True


async def test_a_server_listens_on_no_network_and_lets_nobody_else_in(postgres: Postgres) -> None:
    assert await _value(postgres, "SHOW listen_addresses") == ""
    assert postgres.socket_dir.stat().st_mode & 0o077 == 0


def test_a_stopped_server_leaves_no_process_and_no_socket(tmp_path: Path) -> None:
    server = start_postgres(tmp_path)
    server.stop()
    assert server.process.returncode is not None
    assert not server.socket_dir.exists()
