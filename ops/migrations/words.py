"""A migration's SQL, written in PostgreSQL's words.

SQLite gets each type by the plainest of its own names, and STRICT tables that lie in the order of their keys.
"""

import re

from alembic import op

_SQLITE = {
    "BIGINT": "INTEGER",
    "SMALLINT": "INTEGER",
    "BOOLEAN": "INTEGER",  # 0 or 1
    "TIMESTAMPTZ": "INTEGER",  # microseconds since 1970, UTC
    "UUID": "TEXT",  # canonical, lower case
    "DOUBLE PRECISION": "REAL",
    "BYTEA": "BLOB",
}


def run(script: str) -> None:
    """Execute statements that each end a line with a semicolon. What waits for a lock gives up after two seconds."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute("SET LOCAL lock_timeout = '2s'")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(_for_sqlite(statement) if sqlite else statement)


def _for_sqlite(statement: str) -> str:
    plain = re.sub(rf"\b({'|'.join(_SQLITE)})\b", lambda found: _SQLITE[found[0]], statement)
    return f"{plain} WITHOUT ROWID, STRICT" if "CREATE TABLE" in plain else plain
