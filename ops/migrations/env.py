"""What Alembic runs: the whole way up in one transaction, one migrator at a time."""

from alembic import context
from sqlalchemy import Connection, text

_ONE_AT_A_TIME = 0x48657877617264  # the bytes of "Hexward"


def run(connection: Connection) -> None:
    """Migrate on this connection. SQLite's one writer waits by itself (BEGIN IMMEDIATE); PostgreSQL needs a lock."""
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = '60s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        context.run_migrations()


run(context.config.attributes["connection"])
