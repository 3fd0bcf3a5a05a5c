"""Reads and writes of the archive's table."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import bindparam, delete, select

from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.statements import Statement, bulk
from server.population.rules import Structure
from server.population.tables import population_counts as t

_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Structure)
_ROWS = bulk(t)
_DAYS = Statement(select(t.c.on_day).distinct().where(t.c.district_id == bindparam("district")).order_by(t.c.on_day))
_COUNTED = Statement(
    select(t.c.grid).distinct().where(t.c.district_id == bindparam("district"), t.c.on_day == bindparam("day"))
)
_OF_DAY = Statement(
    select(t.c.grid, t.c.cell, t.c.community, t.c.taken_at, t.c.counts)
    .where(t.c.district_id == bindparam("district"), t.c.on_day == bindparam("day"), among(t.c.grid, "grids"))
    .order_by(t.c.grid, t.c.cell)
)
_ALL_OF_DAY = Statement(
    select(t.c.grid, t.c.cell, t.c.community, t.c.taken_at, t.c.counts)
    .where(t.c.district_id == bindparam("district"), t.c.on_day == bindparam("day"))
    .order_by(t.c.grid, t.c.cell)
)
_FORGET_GRID = Statement(
    delete(t).where(
        t.c.district_id == bindparam("district"), t.c.on_day == bindparam("day"), t.c.grid == bindparam("grid")
    )
)
_FORGET_DAYS = Statement(delete(t).where(t.c.district_id == bindparam("district"), among(t.c.on_day, "days")))


class Counted(NamedTuple):
    """What was counted of one cell of a grid."""

    grid: str
    cell: int
    community: str
    taken_at: datetime
    structure: Structure


async def list_days(tx: ReadTx, district: int) -> list[int]:
    """The days of the archive, the oldest first."""
    return [row[0] for row in await tx.fetch(_DAYS, district=district)]


async def list_counted(tx: ReadTx, district: int, day: int) -> set[str]:
    """The grids that were counted on a day."""
    return {row[0] for row in await tx.fetch(_COUNTED, district=district, day=day)}


async def list_counts(tx: ReadTx, district: int, day: int, grids: Iterable[str] | None) -> list[Counted]:
    """A day's counts of these grids, or of all (None), also of those that are in force no more."""
    if grids is None:
        rows = await tx.fetch(_ALL_OF_DAY, district=district, day=day)
    else:
        rows = await tx.fetch(_OF_DAY, district=district, day=day, grids=sorted(grids))
    return [Counted(grid, cell, org, at, _UNPACK.decode(counts)) for grid, cell, org, at, counts in rows]


async def put_counts(tx: Tx, district: int, day: int, counted: Iterable[Counted]) -> None:
    """Put a grid's counts of a day in the place of those that were there. All rows are of one grid."""
    rows = [(district, day, *one[:4], _PACK.encode(one.structure)) for one in counted]
    await tx.execute(_FORGET_GRID, district=district, day=day, grid=rows[0][2])
    await tx.insert(_ROWS, rows)


async def forget_days(tx: Tx, district: int, days: Iterable[int]) -> None:
    """Take days out of the archive."""
    await tx.execute(_FORGET_DAYS, district=district, days=sorted(days))
