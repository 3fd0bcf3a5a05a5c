"""Column types and clauses that mean the same on SQLite and PostgreSQL. Nothing here executes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, SmallInteger, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""All tables of Hexward. Every key begins with `district_id`; catalogues without a district are reference tables."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Microseconds since 1970: how SQLite keeps an instant. A naive instant is a programming error."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    """The instant that `micros` made."""
    return _EPOCH + timedelta(microseconds=value)


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant: timestamptz on PostgreSQL, integer microseconds on SQLite (which has no such type)."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the class."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Integer())


class Uuid(TypeDecorator[str]):
    """An id as its canonical text: uuid on PostgreSQL, TEXT on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the class."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=False))
        return dialect.type_descriptor(String())


class Big(TypeDecorator[int]):
    """A 64-bit integer under either name (a STRICT table of SQLite knows INTEGER alone)."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the class."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "postgresql" else Integer())


class Small(TypeDecorator[int]):
    """A small integer under either name."""

    impl = SmallInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the class."""
        return dialect.type_descriptor(SmallInteger() if dialect.name == "postgresql" else Integer())


class Truth(TypeDecorator[bool]):
    """A truth value: boolean on PostgreSQL, INTEGER 0 or 1 on SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the class."""
        return dialect.type_descriptor(Boolean() if dialect.name == "postgresql" else Integer())


class Real(TypeDecorator[float]):
    """A double under either name."""

    impl = Float
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See the class."""
        return dialect.type_descriptor(postgresql.DOUBLE_PRECISION() if dialect.name == "postgresql" else REAL_SQLITE)


class Words(TypeDecorator[str]):
    """Text without a length: TEXT on both (a STRICT table of SQLite takes no VARCHAR)."""

    impl = String
    cache_ok = True


class Blob(TypeDecorator[bytes]):
    """Bytes: bytea on PostgreSQL, BLOB on SQLite."""

    impl = LargeBinary
    cache_ok = True


REAL_SQLITE = Float()


@compiles(Float, "sqlite")
def _real(_element: Float[Any], _compiler: object, **_kw: Any) -> str:
    return "REAL"


@compiles(String, "sqlite")
@compiles(String, "postgresql")
def _text(_element: String, _compiler: object, **_kw: Any) -> str:
    return "TEXT"


def district() -> Column[int]:
    """The first column of every key of every district table."""
    return Column("district_id", Big, primary_key=True, nullable=False, autoincrement=False)


class among(ColumnElement[bool]):  # noqa: N801 - reads as SQL where it stands: `among(table.c.id, "ids")`
    """`column` is one of the list bound as `name`: one parameter on either database, whatever the list's length."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.param: BindParameter[Any] = BindParameter(name, type_=NullType())

    def self_group(self, against: object = None) -> "among":  # noqa: ARG002 - SQLAlchemy's own signature
        """It is a condition already: without this SQLite would be asked `... = 1`, and lose its index."""
        return self


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"{column} IN (SELECT value FROM json_each({compiler.process(element.param, **kw)}))"


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    told = element.column.type.dialect_impl(compiler.dialect).compile(compiler.dialect)
    return f"{column} = ANY({compiler.process(element.param, **kw)}::{told}[])"
