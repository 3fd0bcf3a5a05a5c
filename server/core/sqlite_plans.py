"""What SQLite's planner is told of our tables, so that it uses their indexes. Reads the schema, no rows.

Without figures SQLite takes `district_id = ?` for ten rows, and scans whole tables by primary key; but one district is
all that a file holds. `sqlite_stat1` is as ANALYZE would write it on a full district: each column of an index narrows.
"""

import sqlite3
from collections.abc import Sequence

_ROWS = 1_000_000
_INDEX_NAME, _INDEX_UNIQUE = 1, 2
_COLUMN_NAME = 2


def tell_planner(connection: sqlite3.Connection) -> None:
    """Write the figures for every table and index, unless they are there. Connections read them as they open."""
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    rows = [row for table in tables for row in _figures_of(connection, table)]
    if not rows or sorted(rows) == sorted(_known(connection)):
        return
    connection.execute("ANALYZE sqlite_schema")
    connection.execute("DELETE FROM sqlite_stat1")
    connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", rows)
    connection.execute("ANALYZE sqlite_schema")


def _known(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").fetchone()
    return connection.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall() if there else []


def _figures_of(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for index in connection.execute(f"PRAGMA index_list({table})").fetchall():
        name = index[_INDEX_NAME]
        columns = [row[_COLUMN_NAME] for row in connection.execute(f"PRAGMA index_info({name})")]
        # The primary key of a table without rowid is listed under a name of SQLite's own, and kept under the table's.
        kept = table if name.startswith("sqlite_autoindex") and _is_primary(connection, table, columns) else name
        found.append((table, kept, figures(columns, unique=bool(index[_INDEX_UNIQUE]))))
    return found


def _is_primary(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> bool:
    keyed = [(row[5], row[1]) for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    return [name for _, name in sorted(keyed)] == list(columns)


def figures(columns: Sequence[str], *, unique: bool) -> str:
    """Rows, then rows per distinct prefix of the index: the district holds all, each further column narrows."""
    told = [_ROWS, _ROWS]
    for left in range(len(columns) - 2, -1, -1):
        per_prefix = 10 ** (left + 1) * (10 if left else 1)
        told.append(1 if unique and left == 0 else min(told[-1], per_prefix))
    return " ".join(map(str, told))
