"""Who lives in grids: persons, phones, homes and their doors, counted and listed for whoever has to tell them all.

It names nobody: no name, no number, no household.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, distinct, func, select

from mobile_contract.residents import Life
from server.core.columns import among
from server.core.database import ReadTx
from server.core.statements import Statement
from server.residents.tables import buildings, dwellings, persons

_LIVING = (
    persons.c.district_id == bindparam("district"),
    persons.c.life == bindparam("life"),
    among(persons.c.grid, "grids"),
)
_COUNTED = Statement(
    select(persons.c.grid, func.count(), func.count(persons.c.phone_index), func.count(distinct(persons.c.dwelling)))
    .where(*_LIVING)
    .group_by(persons.c.grid)
)
_HOMES = Statement(
    select(persons.c.grid, persons.c.dwelling).where(*_LIVING, persons.c.dwelling.is_not(None)).distinct()
)
_DOORS = Statement(
    select(
        persons.c.dwelling,
        func.min(buildings.c.name),
        func.min(dwellings.c.unit),
        func.min(dwellings.c.room),
        func.count(),
        func.count(persons.c.phone_index),
    )
    .select_from(
        persons.join(
            dwellings,
            and_(dwellings.c.district_id == persons.c.district_id, dwellings.c.id == persons.c.dwelling),
        ).join(
            buildings,
            and_(buildings.c.district_id == dwellings.c.district_id, buildings.c.id == dwellings.c.building),
        )
    )
    .where(*_LIVING)
    .group_by(persons.c.dwelling, dwellings.c.building, dwellings.c.floor)
    .order_by(
        func.min(buildings.c.name),
        dwellings.c.building,
        func.min(dwellings.c.unit),
        dwellings.c.floor,
        func.min(dwellings.c.room),
        persons.c.dwelling,
    )
)


class Counted(NamedTuple):
    """Who lives in a grid: persons, those with a phone number, homes."""

    grid: str
    persons: int
    phones: int
    homes: int


class Home(NamedTuple):
    """A home that somebody lives in."""

    dwelling: str
    building: str
    unit: str
    room: str
    persons: int
    phones: int


async def count_audience(tx: ReadTx, district: int, grids: Sequence[str]) -> dict[str, Counted]:
    """Who lives in grids, by grid; a grid without anybody is not in it."""
    rows = await tx.fetch(_COUNTED, district=district, life=Life.ACTIVE.value, grids=list(grids))
    return {row[0]: Counted(*row) for row in rows}


async def list_homes(tx: ReadTx, district: int, grids: Sequence[str]) -> list[tuple[str, str]]:
    """Grid and dwelling of every home that somebody lives in."""
    rows = await tx.fetch(_HOMES, district=district, life=Life.ACTIVE.value, grids=list(grids))
    return [(row[0], row[1]) for row in rows]


async def list_doors(tx: ReadTx, district: int, grid: str) -> list[Home]:
    """The homes of a grid that somebody lives in, in the order in which one walks: house, unit, floor, room."""
    rows = await tx.fetch(_DOORS, district=district, life=Life.ACTIVE.value, grids=[grid])
    return [Home(*row) for row in rows]
