"""Reads of warnings: the newest, who lives in their grids, which homes are left, and what is due by the clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, distinct, func, select

from mobile_contract.residents import Life
from mobile_contract.warning import WarningState
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.residents.tables import buildings, dwellings, persons
from server.warnings import tables as t
from server.warnings.entities import PublicWarning, WarningTemplate

_TEMPLATES = Statement(
    select(*columns_of(t.warning_templates))
    .where(t.warning_templates.c.district_id == bindparam("district"))
    .order_by(t.warning_templates.c.name, t.warning_templates.c.id)
)
_WARNINGS = Statement(
    select(*columns_of(t.warnings))
    .where(
        t.warnings.c.district_id == bindparam("district"),
        among(t.warnings.c.state, "states"),
        t.warnings.c.id < bindparam("before"),
    )
    .order_by(t.warnings.c.id.desc())
    .limit(bindparam("most"))
)
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
_OVER = Statement(
    select(t.warnings.c.id)
    .where(
        t.warnings.c.district_id == bindparam("district"),
        t.warnings.c.state == bindparam("issued"),
        t.warnings.c.expires_at <= bindparam("now", type_=UtcInstant),
    )
    .order_by(t.warnings.c.id)
    .limit(bindparam("most"))
)
_CLIMBING = Statement(
    select(t.warning_reaches.c.warning, t.warning_reaches.c.grid)
    .where(
        t.warning_reaches.c.district_id == bindparam("district"),
        t.warning_reaches.c.escalate_at <= bindparam("now", type_=UtcInstant),
    )
    .order_by(t.warning_reaches.c.warning, t.warning_reaches.c.grid)
    .limit(bindparam("most"))
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


async def list_templates(tx: ReadTx, door: Door) -> list[WarningTemplate]:
    """Every template, by name."""
    return await list_entities(tx, door, WarningTemplate, _TEMPLATES)


async def list_warnings(
    tx: ReadTx, door: Door, states: Sequence[WarningState], before: str, most: int
) -> list[PublicWarning]:
    """Warnings in these states, the newest first."""
    told = [state.value for state in states]
    return await list_entities(tx, door, PublicWarning, _WARNINGS, states=told, before=before, most=most)


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


async def list_over(tx: ReadTx, district: int, now: datetime, most: int) -> list[str]:
    """Warnings in force whose time is over."""
    rows = await tx.fetch(_OVER, district=district, issued=WarningState.ISSUED.value, now=now, most=most)
    return [row[0] for row in rows]


async def list_climbing(tx: ReadTx, district: int, now: datetime, most: int) -> list[tuple[str, str]]:
    """Warning and grid of every ladder that goes on by now."""
    return [(row[0], row[1]) for row in await tx.fetch(_CLIMBING, district=district, now=now, most=most)]
