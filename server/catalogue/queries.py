"""Reads of the catalogue. All of it is the whole district's, and nobody's secret, so they ask for no scope."""

from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import Table, bindparam, or_, select

from server.catalogue.entities import CaseClass, ClassScheme, Edition, FilingCondition, Responsibility
from server.core.columns import UtcInstant
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_entities
from server.core.statements import Statement

R = TypeVar("R", CaseClass, ClassScheme, Edition, FilingCondition, Responsibility)
D = TypeVar("D", CaseClass, ClassScheme, FilingCondition, Responsibility)


async def list_all(tx: ReadTx, door: Door, entity: type[R]) -> list[R]:
    """Every row, whenever it is in force, by id."""
    return await list_entities(tx, door, entity, _all(door.kinds.of(entity).kind.table))


async def list_versions(tx: ReadTx, door: Door, class_code: str) -> tuple[list[CaseClass], list[FilingCondition]]:
    """Every version of a class and of its filing conditions, the oldest first; conditions by their ordinal."""
    classes = await list_by(tx, door, CaseClass, "code", [class_code])
    conditions = await list_by(tx, door, FilingCondition, "class_code", [class_code])
    classes.sort(key=lambda row: row.number)
    conditions.sort(key=lambda row: (row.ordinal, row.number))
    return classes, conditions


async def list_in_force(tx: ReadTx, door: Door, entity: type[D], at: datetime) -> list[D]:
    """The rows in force at an instant, by id."""
    return await list_entities(tx, door, entity, _in_force(door.kinds.of(entity).kind.table), at=at)


@cache
def _all(table: Table) -> Statement:
    return Statement(
        select(*columns_of(table)).where(table.c.district_id == bindparam("district")).order_by(table.c.id)
    )


@cache
def _in_force(table: Table) -> Statement:
    at = bindparam("at", type_=UtcInstant)
    return Statement(
        select(*columns_of(table))
        .where(
            table.c.district_id == bindparam("district"),
            or_(table.c.valid_from.is_(None), table.c.valid_from <= at),
            or_(table.c.valid_until.is_(None), table.c.valid_until > at),
        )
        .order_by(table.c.id)
    )
