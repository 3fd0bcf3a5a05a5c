"""Reads of cases, within a scope: what lies outside of it is not there."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, or_, select, tuple_

from mobile_contract.cases import CaseState
from server.accounts.scope import OfficeScope
from server.cases import tables as t
from server.cases.entities import Case
from server.core.columns import Truth, UtcInstant, Uuid, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities, list_page
from server.core.statements import Statement


class Place(NamedTuple):
    """A place in the order of the board."""

    reported_at: datetime
    id: str


NEWEST = Place(datetime(9999, 1, 1, tzinfo=UTC), "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The place before every case."""


class Filters(NamedTuple):
    """Which cases of the scope are wanted; empty means whichever."""

    states: Sequence[CaseState] = ()
    grid: str | None = None


_c = t.cases.c
IN_SCOPE: tuple[ColumnElement[bool], ...] = (
    _c.district_id == bindparam("district"),
    or_(
        among(_c.grid, "grids"),
        among(_c.department, "departments"),
        among(_c.handler, "people"),
        among(_c.checker, "people"),
        _c.grid.is_(None) & bindparam("gridless", type_=Truth),
    ),
)
"""What lies in the reader's area: a statement with it binds `facts_of` the scope."""

_BY_STATES = among(_c.state, "states")
_BY_GRID = _c.grid == bindparam("grid")


def _board(*filters: ColumnElement[bool]) -> Statement:
    return Statement(
        select(*columns_of(t.cases))
        .where(
            *IN_SCOPE,
            *filters,
            tuple_(_c.reported_at, _c.id)
            < tuple_(bindparam("before_at", type_=UtcInstant), bindparam("before_id", type_=Uuid)),
        )
        .order_by(_c.reported_at.desc(), _c.id.desc())
        .limit(bindparam("page"))
    )


# One statement per set of filters: a filter that may be off would cost every query its index.
_BOARDS = {
    (False, False): _board(),
    (True, False): _board(_BY_STATES),
    (False, True): _board(_BY_GRID),
    (True, True): _board(_BY_STATES, _BY_GRID),
}
_ONE = Statement(select(*columns_of(t.cases)).where(*IN_SCOPE, _c.id == bindparam("wanted")))
_COUNTS = Statement(select(_c.state, func.count()).where(*IN_SCOPE).group_by(_c.state).order_by(_c.state))


async def list_cases(
    scope: OfficeScope, tx: ReadTx, door: Door, filters: Filters, before: Place, limit: int
) -> tuple[list[Case], Place | None]:
    """Cases by their report, the latest first, and the place from which to go on."""
    asked: dict[str, Any] = {"states": [state.value for state in filters.states], "grid": filters.grid}
    statement = _BOARDS[bool(filters.states), filters.grid is not None]
    page = await list_page(
        tx, door, Case, statement, limit, **facts_of(scope), **asked, before_at=before.reported_at, before_id=before.id
    )
    return page.entities, None if page.last is None else Place(page.last["reported_at"], page.last["id"])


async def find_case(scope: OfficeScope, tx: ReadTx, door: Door, case: str) -> Case | None:
    """A case, or None."""
    return next(iter(await list_entities(tx, door, Case, _ONE, **facts_of(scope), wanted=case)), None)


async def count_by_state(scope: OfficeScope, tx: ReadTx, door: Door) -> dict[CaseState, int]:
    """How many cases are in each state that any is in."""
    rows = await tx.fetch(_COUNTS, district=door.district, **facts_of(scope))
    return {CaseState(state): count for state, count in rows}


def facts_of(scope: OfficeScope) -> dict[str, Any]:
    """What `IN_SCOPE` binds."""
    return {
        "grids": scope.grids,
        "departments": scope.departments,
        "people": scope.people,
        "gridless": scope.gridless,
    }
