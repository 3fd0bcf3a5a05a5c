"""Whole periods of cases copied to later dates: a million of them in minutes. For benches alone.

The cases themselves are sealed one by one, for lists open them. What hangs on them is most of it, and is copied inside
the database, with new ids and dates; the words in there open under no other id. Foreign keys are not checked: each copy
has the keys of its original.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import asyncpg
import msgspec
from sqlalchemy import Column, Table

from ops.commands.opening import SQLITE as SQLITE_URL
from ops.seed.intents import SHANGHAI
from ops.seed.pasts import Past
from server.analytics.tables import case_facts
from server.cases.entities import Case
from server.cases.tables import case_events, case_ratings, case_tasks, case_timers, cases
from server.core import clock
from server.core.columns import UtcInstant
from server.core.statements import POSTGRES, SQLITE

TABLES = (case_events, case_timers, case_tasks, case_ratings, case_facts)
"""What hangs on a case."""

_RENAMED = frozenset({"id", "case_id"})
_DATE_DIGITS = 8
_STATEMENT_TIMEOUT_S = 1_800
_SQLITE_SET = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-262144",
    "PRAGMA foreign_keys=OFF",
)


class Period(NamedTuple):
    """The cases of a district that were reported before an instant; each copy is by `length` later than the last."""

    district: int
    until: datetime
    length: timedelta

    @property
    def ids_below(self) -> str:
        """Below which the ids of its cases lie: they begin with the millisecond of the report."""
        digits = f"{clock.millis(self.until):012x}"
        return f"{digits[:8]}-{digits[8:]}-0000-0000-000000000000"


def later_cases(those: Iterable[Case], by: timedelta) -> Iterator[Past]:
    """Cases that are over, as much later; what hangs on them comes by `copy_rows`. Pure."""
    for case in those:
        fields = msgspec.structs.asdict(case)
        moved: dict[str, Any] = {name: value + by for name, value in fields.items() if isinstance(value, datetime)}
        if case.case_no is not None:
            on = moved["reported_at"].astimezone(SHANGHAI)
            moved["case_no"] = f"{on:%Y%m%d}{case.case_no[_DATE_DIGITS:]}"
        identity = later(case.id, by // timedelta(milliseconds=1))
        yield Past(msgspec.structs.replace(case, id=identity, **moved), (), (), (), ())


async def copy_rows(url: str, period: Period, by: timedelta) -> dict[str, int]:
    """Copy what hangs on a period's cases, one transaction a table, durably; how many rows of each.

    On PostgreSQL the role must be a superuser.
    """
    if url.startswith(SQLITE_URL):
        return await asyncio.to_thread(_copy_sqlite, url.removeprefix(SQLITE_URL), period, by)
    driver: Any = asyncpg  # it ships no types
    connection = await driver.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")  # no keys are checked
        found: dict[str, int] = {}
        for table in TABLES:
            done = await connection.execute(copy_of(table, POSTGRES, period, by), timeout=_STATEMENT_TIMEOUT_S)
            found[table.name] = int(done.rpartition(" ")[2])
        return found
    finally:
        await connection.close()


async def tidy(url: str) -> None:
    """Do at once what PostgreSQL does for itself within some minutes: figures for the planner, and no dead rows."""
    if url.startswith(SQLITE_URL):
        return
    driver: Any = asyncpg
    connection = await driver.connect(url)
    try:
        for table in (cases, *TABLES):
            await connection.execute(f"VACUUM ANALYZE {table.name}", timeout=_STATEMENT_TIMEOUT_S)
    finally:
        await connection.close()


def copy_of(table: Table, dialect: str, period: Period, by: timedelta) -> str:
    """The statement that copies a table's rows of a period to later dates. Pure."""
    forms = _sqlite_forms(by) if dialect == SQLITE else _postgres_forms(by)
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(_value(column, forms) for column in table.columns)
    inside = f"district_id = {period.district} AND case_id < '{period.ids_below}'"
    return f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} WHERE {inside}"  # noqa: S608 - our own names and numbers alone


def later(identity: str, ms: int) -> str:
    """An id of so many milliseconds later. Pure."""
    digits = f"{int(identity[:8] + identity[9:13], 16) + ms:012x}"
    return f"{digits[:8]}-{digits[8:]}{identity[13:]}"


def _copy_sqlite(path: str, period: Period, by: timedelta) -> dict[str, int]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in _SQLITE_SET:
            connection.execute(pragma)
        connection.create_function("later", 2, later, deterministic=True)
        return {table.name: connection.execute(copy_of(table, SQLITE, period, by)).rowcount for table in TABLES}


class _Forms(NamedTuple):
    """How a value is moved, by what it is; `{0}` is the column."""

    identity: str
    instant: str
    day: str


def _sqlite_forms(by: timedelta) -> _Forms:
    ms, micros = by // timedelta(milliseconds=1), by // timedelta(microseconds=1)
    return _Forms(f"later({{0}}, {ms})", f"{{0}} + {micros}", f"{{0}} + {by.days}")


def _postgres_forms(by: timedelta) -> _Forms:
    moved = f"('x' || translate(left({{0}}::text, 13), '-', ''))::bit(48)::bigint + {by // timedelta(milliseconds=1)}"
    return _Forms(
        f"(lpad(to_hex({moved}), 12, '0') || substr({{0}}::text, 14))::uuid",
        f"{{0}} + interval '{int(by.total_seconds())} seconds'",
        f"{{0}} + {by.days}",
    )


def _value(column: Column[Any], forms: _Forms) -> str:
    name = column.name
    if name in _RENAMED:
        return forms.identity.format(name)
    if isinstance(column.type, UtcInstant):
        return forms.instant.format(name)
    return forms.day.format(name) if name.endswith("_day") else name
