"""Reads of conflicts, within a scope: what lies outside of it is not there."""

from sqlalchemy import ColumnElement, bindparam, or_, select

from mobile_contract.inbox import ConflictState
from server.accounts.scope import OfficeScope
from server.core import tables as t
from server.core.columns import Truth, Uuid, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import Conflict
from server.core.reading import columns_of, list_entities, list_page
from server.core.statements import Statement

FIRST = "00000000-0000-0000-0000-000000000000"
"""The id before every id."""

_c = t.conflicts.c
_IN_SCOPE: tuple[ColumnElement[bool], ...] = (
    _c.district_id == bindparam("district"),
    or_(among(_c.grid, "grids"), _c.grid.is_(None) & bindparam("gridless", type_=Truth)),
)


def _page(*filters: ColumnElement[bool]) -> Statement:
    return Statement(
        select(*columns_of(t.conflicts))
        .where(*_IN_SCOPE, *filters, _c.state == bindparam("state"), _c.id > bindparam("after", type_=Uuid))
        .order_by(_c.id)
        .limit(bindparam("page"))
    )


_ALL = _page()
_OF_GRID = _page(_c.grid == bindparam("grid", type_=Uuid))
_ONE = Statement(select(*columns_of(t.conflicts)).where(*_IN_SCOPE, _c.id == bindparam("wanted")))


async def list_conflicts(
    scope: OfficeScope, tx: ReadTx, door: Door, state: ConflictState, grid: str | None, after: str, limit: int
) -> tuple[list[Conflict], str | None]:
    """Conflicts by id, which is the order in which their commands were written, and after which one to go on."""
    asked = {"state": state.value, "after": after, "grids": scope.grids, "gridless": scope.gridless}
    if grid is None:
        page = await list_page(tx, door, Conflict, _ALL, limit, **asked)
    else:
        page = await list_page(tx, door, Conflict, _OF_GRID, limit, **asked, grid=grid)
    return page.entities, None if page.last is None else page.last["id"]


async def find_conflict(scope: OfficeScope, tx: ReadTx, door: Door, conflict: str) -> Conflict | None:
    """A conflict, or None."""
    asked = {"grids": scope.grids, "gridless": scope.gridless, "wanted": conflict}
    return next(iter(await list_entities(tx, door, Conflict, _ONE, **asked)), None)
