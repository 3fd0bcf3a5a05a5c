"""A district's database for a command: opened, checked and closed again."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from ops.migrations import newest_revision
from server.core.database import Database, DatabaseFault, open_database
from server.core.statements import Statement

SQLITE = "sqlite:///"
_REVISION = Statement(text("SELECT version_num FROM alembic_version"))


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Database, None]:
    """A database that is there. Raises UnsafeDurability, and DatabaseFault when it cannot be reached."""
    _refuse_no_file(url)
    database = await open_database(url, readers=1, pool=2)
    try:
        yield database
    finally:
        await database.close()


def begin_file(url: str) -> None:
    """Make the file of an SQLite database; a PostgreSQL database is made by whoever runs the server."""
    if url.startswith(SQLITE):
        Path(url.removeprefix(SQLITE)).touch()


async def revision_of(database: Database) -> str | None:
    """Which schema a database has; None when it was never migrated."""
    try:
        rows = await database.read(lambda tx: tx.fetch(_REVISION))
    except DatabaseFault as fault:
        if fault.transient:
            raise
        return None
    return str(rows[0][0]) if rows else None


async def refuse_old_schema(database: Database) -> None:
    """Raises DatabaseFault unless the schema is the one that this release was written for."""
    found, wanted = await revision_of(database), newest_revision()
    if found != wanted:
        told = "has no schema" if found is None else f"is at revision {found}, and must be at {wanted}"
        raise DatabaseFault(f"the database {told}; `hexward migrate` brings it there")


def _refuse_no_file(url: str) -> None:
    # SQLite would begin an empty one, and a doctor changes nothing.
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        raise DatabaseFault(f"there is no file {url.removeprefix(SQLITE)}")
