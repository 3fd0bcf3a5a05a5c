"""Reads of care, within a scope: what lies outside of it is not there."""

from sqlalchemy import Select, Table, bindparam, select

from mobile_contract.residents import ResidencyStatus
from server.accounts.scope import OfficeScope
from server.care import tables as t
from server.care.entities import Help, ServiceTag
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement


def _within(table: Table) -> Select[tuple[object, ...]]:
    return select(*columns_of(table)).where(table.c.district_id == bindparam("district"), among(table.c.grid, "grids"))


_tags, _helps = t.service_tags.c, t.helps.c
_OF_GRID = Statement(
    _within(t.service_tags)
    .where(
        _tags.grid == bindparam("grid"),
        _tags.status == ResidencyStatus.EFFECTIVE.value,
        _tags.same_as.is_(None),
    )
    .order_by(_tags.id)
)
_TAGS = Statement(
    _within(t.service_tags)
    .where(_tags.person == bindparam("person"), _tags.same_as.is_(None))
    .order_by(_tags.id.desc())
)
_HELPS = Statement(
    _within(t.helps).where(_helps.person == bindparam("person"), _helps.voided_at.is_(None)).order_by(_helps.id.desc())
)


async def list_tags(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> list[ServiceTag]:
    """The tags of a grid that nobody has ended, by id."""
    return await list_entities(tx, door, ServiceTag, _OF_GRID, grids=scope.grids, grid=grid)


async def list_tags_of(scope: OfficeScope, tx: ReadTx, door: Door, person: str) -> list[ServiceTag]:
    """The tags of a person: those in force first, the latest before the others."""
    found = await list_entities(tx, door, ServiceTag, _TAGS, grids=scope.grids, person=person)
    return sorted(found, key=lambda tag: tag.status is not ResidencyStatus.EFFECTIVE)


async def list_helps_of(scope: OfficeScope, tx: ReadTx, door: Door, person: str) -> list[Help]:
    """The help records of a person, the latest help first."""
    found = await list_entities(tx, door, Help, _HELPS, grids=scope.grids, person=person)
    return sorted(found, key=lambda help_: (help_.helped_on or "", help_.id), reverse=True)
