"""Reads of cases, within a scope: what lies outside of it is not there."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select

from server.accounts.scope import OfficeScope
from server.cases import tables as t
from server.cases.adjusted import CaseRating, CaseRequest, CaseSupervision, CaseWhistle, WhistleDuty
from server.cases.entities import Case
from server.cases.offering import Beside
from server.core.columns import Truth, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_entities
from server.core.statements import Statement

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

_ONE = Statement(select(*columns_of(t.cases)).where(*IN_SCOPE, _c.id == bindparam("wanted")))


async def find_case(scope: OfficeScope, tx: ReadTx, door: Door, case: str) -> Case | None:
    """A case, or None."""
    return next(iter(await list_entities(tx, door, Case, _ONE, **facts_of(scope), wanted=case)), None)


async def load_beside(tx: ReadTx, door: Door, case: str) -> Beside:
    """What stands beside a case that the reader has shown to be theirs to see. A query for each kind of row."""
    whistles = await list_by(tx, door, CaseWhistle, "case_id", [case])
    return Beside(
        requests=await list_by(tx, door, CaseRequest, "case_id", [case]),
        supervisions=await list_by(tx, door, CaseSupervision, "case_id", [case]),
        duties=await list_by(tx, door, WhistleDuty, "whistle", [one.id for one in whistles]) if whistles else (),
        ratings=await list_by(tx, door, CaseRating, "case_id", [case]),
    )


def facts_of(scope: OfficeScope) -> dict[str, Any]:
    """What `IN_SCOPE` binds."""
    return {
        "grids": scope.grids,
        "departments": scope.departments,
        "people": scope.people,
        "gridless": scope.gridless,
    }
