"""Reads of components, within a scope: what lies outside of it is not there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, or_, select

from server.accounts.scope import OfficeScope
from server.components.entities import Component
from server.components.tables import components
from server.core import tables as core
from server.core.columns import Truth, Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import READ_KIND
from server.core.reading import Write, columns_of, list_entities, list_page
from server.core.statements import Statement

FIRST = ""
"""The identifier before every one."""

_MOST_CHANGES = 100

_c = components.c
_IN_SCOPE: tuple[ColumnElement[bool], ...] = (
    _c.district_id == bindparam("district"),
    or_(
        among(_c.grid, "grids"),
        among(_c.maintenance, "departments"),
        among(_c.owner, "departments"),
        among(_c.property, "departments"),
        _c.grid.is_(None) & bindparam("gridless", type_=Truth),
    ),
)
_OF_CLASS = func.substr(_c.class_code, 1, bindparam("letters", type_=Integer())) == bindparam("prefix", type_=Words)
_NEAR = Statement(
    select(*columns_of(components)).where(*_IN_SCOPE, among(_c.cell, "cells"), _OF_CLASS, _c.retired_at.is_(None))
)
_OF_GRID = Statement(
    select(*columns_of(components))
    .where(*_IN_SCOPE, _c.grid == bindparam("grid"), _OF_CLASS, _c.code > bindparam("after", type_=Words))
    .order_by(_c.code)
    .limit(bindparam("page"))
)
_ONE = Statement(select(*columns_of(components)).where(*_IN_SCOPE, _c.code == bindparam("code", type_=Words)))
_e = core.journal_entries.c
_CHANGES = Statement(
    select(_e.version, _e.actor, _e.kind, _e.observed_at)
    .where(_e.district_id == bindparam("district"), _e.entity == bindparam("entity"), _e.kind != READ_KIND)
    .order_by(_e.version.desc())
    .limit(_MOST_CHANGES)
)


async def list_near(scope: OfficeScope, tx: ReadTx, door: Door, cells: Sequence[int], prefix: str) -> list[Component]:
    """Components in use in some cells, of classes whose key begins so."""
    return await list_entities(tx, door, Component, _NEAR, **_facts(scope), cells=list(cells), **_of_class(prefix))


async def list_of_grid(
    scope: OfficeScope, tx: ReadTx, door: Door, grid: str, prefix: str, after: str, limit: int
) -> tuple[list[Component], str | None]:
    """Components of a grid by identifier, retired ones too, and after which one to go on."""
    asked: dict[str, Any] = {"grid": grid, "after": after, **_of_class(prefix)}
    page = await list_page(tx, door, Component, _OF_GRID, limit, **_facts(scope), **asked)
    return page.entities, None if page.last is None else str(page.last["code"])


async def find_component(scope: OfficeScope, tx: ReadTx, door: Door, code: str) -> Component | None:
    """A component by its identifier, or None."""
    return next(iter(await list_entities(tx, door, Component, _ONE, **_facts(scope), code=code)), None)


async def list_changes(tx: ReadTx, district: int, component: str) -> list[Write]:
    """Which commands made which version of a component, the latest first; of a long history the end."""
    rows = await tx.fetch(_CHANGES, district=district, entity=component)
    return [Write(version, actor, kind, observed_at) for version, actor, kind, observed_at in rows]


def _of_class(prefix: str) -> dict[str, Any]:
    return {"prefix": prefix, "letters": len(prefix)}


def _facts(scope: OfficeScope) -> dict[str, Any]:
    return {"grids": scope.grids, "departments": scope.departments, "gridless": scope.gridless}
