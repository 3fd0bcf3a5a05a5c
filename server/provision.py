"""A district from nothing: its head, its epoch. Everything after that comes through the door."""

from sqlalchemy import Index, Table, bindparam, select
from sqlalchemy.schema import CreateIndex, CreateTable

from server.core import tables as t
from server.core.columns import metadata
from server.core.database import Database, Tx
from server.core.epochs import fresh_epoch
from server.core.journal import GENESIS
from server.core.reshaping import nothing_is_old
from server.core.statements import Statement, bulk, dialect_of

_HEADS = bulk(t.heads)
_THERE = Statement(select(t.heads.c.pos).where(t.heads.c.district_id == bindparam("district")))


async def make_district(database: Database, district: int, name: str) -> None:
    """Begin a district's history. A district that is there already is left as it is."""

    async def begin(tx: Tx) -> None:
        if not await tx.fetch(_THERE, district=district):
            await tx.insert(_HEADS, [(district, fresh_epoch(), 0, GENESIS, 0, 1, name)])
            await nothing_is_old(tx, district)

    await database.write(begin)


def schema(dialect: str) -> list[str]:
    """The statements that make every table from nothing, parents first (migrations come to the same, says a test)."""
    target = dialect_of(dialect)
    statements: list[str] = []
    for table in _in_order():
        statements.append(str(CreateTable(table).compile(dialect=target)))
        statements += [str(CreateIndex(index).compile(dialect=target)) for index in _indexes(table)]
    return statements


def _in_order() -> list[Table]:
    return list(metadata.sorted_tables)


def _indexes(table: Table) -> list[Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))
