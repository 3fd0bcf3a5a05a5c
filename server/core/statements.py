"""SQLAlchemy Core compiled once into the driver's own SQL. Builds text and converters; executes nothing.

A statement is written with SQLAlchemy, compiled for the dialect on first use and kept; from then on it costs what the
driver costs. Bulk writes are one statement a table: `executemany` on SQLite, `unnest` on PostgreSQL.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import Executable
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from server.core.columns import Truth, UtcInstant, Uuid, from_micros

SQLITE = "sqlite"
POSTGRES = "postgresql"

_POSTGRES_DIALECT: Callable[[], Dialect] = PGDialect_asyncpg
_DIALECTS: dict[str, Dialect] = {SQLITE: SQLiteDialect_aiosqlite(), POSTGRES: _POSTGRES_DIALECT()}

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one driver takes it: text, the order of its parameters, and what to do with each result column."""

    sql: str
    order: tuple[str, ...]
    defaults: dict[str, Any]
    convert: tuple[tuple[int, Convert], ...]

    def arguments(self, params: dict[str, Any]) -> list[Any]:
        """The parameters in the driver's order. Raises KeyError for one that is missing."""
        return [params[name] if name in params else self.defaults[name] for name in self.order]

    def rows(self, raw: Sequence[Any]) -> list[Row]:
        """Result rows in Python's own types."""
        if not self.convert:
            return [tuple(row) for row in raw]
        found: list[Row] = []
        for row in raw:
            values = list(row)
            for index, convert in self.convert:
                if values[index] is not None:
                    values[index] = convert(values[index])
            found.append(tuple(values))
        return found


class Statement:
    """A SQLAlchemy Core statement that is compiled once per dialect."""

    __slots__ = ("_compiled", "construct")

    def __init__(self, construct: Executable) -> None:
        self.construct = construct
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: str) -> Compiled:
        """What the driver of this dialect is given."""
        known = self._compiled.get(dialect)
        if known is None:
            known = self._compiled[dialect] = _compile(self.construct, dialect)
        return known


def _compile(construct: Any, dialect: str) -> Compiled:
    compiled = construct.compile(dialect=_DIALECTS[dialect])
    order = tuple(compiled.positiontup or ())
    results: Sequence[Any] = ()
    if isinstance(construct, SelectBase):
        results = tuple(construct.selected_columns)
    elif isinstance(construct, UpdateBase):
        returning: Any = construct
        results = tuple(returning._returning)  # noqa: SLF001 - the only way to ask a DML statement what it returns
    # A parameter that was given its value in the statement has a default, be it None; one that is bound later has not.
    defaults = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    return Compiled(compiled.string, order, defaults, _converters(results, dialect))


def dialect_of(name: str) -> Dialect:
    """SQLAlchemy's dialect of a database."""
    return _DIALECTS[name]


def _converters(columns: Sequence[Any], dialect: str) -> tuple[tuple[int, Convert], ...]:
    found: list[tuple[int, Convert]] = []
    for index, column in enumerate(columns):
        told = column.type
        if dialect == SQLITE and isinstance(told, UtcInstant):
            found.append((index, from_micros))
        elif dialect == SQLITE and isinstance(told, Truth):
            found.append((index, bool))
        elif dialect == POSTGRES and isinstance(told, Uuid):
            found.append((index, str))
    return tuple(found)


def pg_type(column: Column[Any]) -> str:
    """PostgreSQL's name for a column's type, for a cast."""
    dialect = _DIALECTS[POSTGRES]
    return str(column.type.dialect_impl(dialect).compile(dialect))


@dataclass(slots=True)
class Bulk:
    """Many rows of one table in one statement. Rows are tuples in `columns`' order, `district_id` first among them."""

    table: Table
    columns: tuple[str, ...]
    keys: tuple[str, ...] = ()
    on_conflict: str = ""
    instants: tuple[int, ...] = field(init=False)
    _sql: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def __post_init__(self) -> None:
        told = (self.table.c[name].type for name in self.columns)
        self.instants = tuple(index for index, one in enumerate(told) if isinstance(one, UtcInstant))

    def insert(self, dialect: str) -> str:
        """Plain insert: a row that is there already is an integrity error, never an overwrite."""
        return self._made("insert", dialect, "")

    def upsert(self, dialect: str) -> str:
        """Insert, or overwrite all columns that are no key (`on_conflict` says otherwise where there is more to it)."""
        rest = (name for name in self.columns if name not in self.keys)
        values = self.on_conflict or ", ".join(f"{name} = excluded.{name}" for name in rest)
        return self._made("upsert", dialect, f" ON CONFLICT ({', '.join(self.keys)}) DO UPDATE SET {values}")

    def ignore(self, dialect: str) -> str:
        """Insert what is not there yet."""
        return self._made("ignore", dialect, f" ON CONFLICT ({', '.join(self.keys)}) DO NOTHING")

    def update(self, dialect: str) -> str:
        """Overwrite all columns that are no key, by key."""
        known = self._sql.get(("update", dialect))
        if known is None:
            known = self._sql["update", dialect] = self._update(dialect)
        return known

    def _made(self, how: str, dialect: str, tail: str) -> str:
        known = self._sql.get((how, dialect))
        if known is None:
            head = f"INSERT INTO {self.table.name} ({', '.join(self.columns)})"
            if dialect == SQLITE:
                known = f"{head} VALUES ({', '.join('?' * len(self.columns))}){tail}"
            else:
                known = f"{head} SELECT * FROM unnest({self._arrays()}){tail}"
            self._sql[how, dialect] = known
        return known

    def _arrays(self) -> str:
        casts = (f"${n}::{pg_type(self.table.c[name])}[]" for n, name in enumerate(self.columns, start=1))
        return ", ".join(casts)

    def _update(self, dialect: str) -> str:
        rest = [name for name in self.columns if name not in self.keys]
        if dialect == SQLITE:
            # Numbered parameters, so that a row's tuple has one order whatever the statement.
            at = {name: n for n, name in enumerate(self.columns, start=1)}
            values = ", ".join(f"{name} = ?{at[name]}" for name in rest)
            where = " AND ".join(f"{name} = ?{at[name]}" for name in self.keys)
            return f"UPDATE {self.table.name} SET {values} WHERE {where}"
        values = ", ".join(f"{name} = v.{name}" for name in rest)
        where = " AND ".join(f"t.{name} = v.{name}" for name in self.keys)
        source = f"unnest({self._arrays()}) AS v({', '.join(self.columns)})"
        return f"UPDATE {self.table.name} AS t SET {values} FROM {source} WHERE {where}"


def bulk(table: Table, *, without: frozenset[str] = frozenset()) -> Bulk:
    """The bulk writes of a table: all of its columns, keyed by its primary key."""
    columns = tuple(column.name for column in table.columns if column.name not in without)
    return Bulk(table, columns, tuple(column.name for column in table.primary_key.columns))
