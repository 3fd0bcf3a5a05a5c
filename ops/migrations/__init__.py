"""The schema's history, and the way to its newest state. Knows SQL, and nothing of the application."""

import re
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

_FOLDER = Path(__file__).parent
_DATED = re.compile(r"\d{4}_\d\d_\d\d_(\d{4})_\w+\.py")
_SETTINGS = {"application_name": "hexward-migrate", "timezone": "UTC"}


async def migrate(url: str) -> str:
    """Bring a database to the newest schema, all or nothing, and return its revision.

    `url` is what `server.core.database.open_database` takes. Two processes at once wait for each other (in one process
    Alembic's context serves one at a time). A database that is new enough is left as it is. What the database refuses
    is raised as SQLAlchemy tells it.
    """
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()
    return newest_revision()


def newest_revision() -> str:
    """The revision that `migrate` leads to, told by the names of the files: history is one line, numbered from 0001."""
    return max(found[1] for path in (_FOLDER / "versions").iterdir() if (found := _DATED.fullmatch(path.name)))


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration of this history; `env.py` runs it on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(configuration(connection), "head")


def _engine(url: str) -> AsyncEngine:
    if url.startswith("sqlite:///"):
        engine = create_async_engine(url.replace("sqlite:", "sqlite+aiosqlite:", 1), poolclass=NullPool)
        event.listen(engine.sync_engine, "connect", _honest)
        event.listen(engine.sync_engine, "begin", _begin)
        return engine

    driver: Any = asyncpg

    async def connect() -> Any:
        return await driver.connect(url, server_settings=_SETTINGS)

    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)


def _honest(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transactions leave DDL outside; `_begin` opens them instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
