"""Reads of cases, within a scope: what lies outside of it is not there."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select

from mobile_contract.case_steps import CaseTaskState
from server.accounts.scope import OfficeScope
from server.cases import tables as t
from server.cases.adjusted import (
    CaseCorrection,
    CaseRating,
    CaseRequest,
    CaseSupervision,
    CaseWhistle,
    WhistleDuty,
)
from server.cases.entities import Case, CaseTask
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

_tasks, _whistles, _duties = t.case_tasks.c, t.case_whistles.c, t.whistle_duties.c
_ASSISTS = exists().where(
    _tasks.district_id == _c.district_id,
    _tasks.case_id == _c.id,
    among(_tasks.org, "departments"),
    _tasks.state != CaseTaskState.WITHDRAWN.value,
)
_IS_CALLED = exists().where(
    _duties.district_id == _c.district_id,
    _duties.case_id == _c.id,
    among(_duties.department, "departments"),
    _duties.left_at.is_(None),
    _whistles.district_id == _duties.district_id,
    _whistles.id == _duties.whistle,
    _whistles.ended_at.is_(None),
)
_WANTED = _c.id == bindparam("wanted")
_IN_AREA = Statement(select(*columns_of(t.cases)).where(*IN_SCOPE, _WANTED))
_TO_READ = Statement(select(*columns_of(t.cases)).where(IN_SCOPE[0], or_(IN_SCOPE[1], _ASSISTS, _IS_CALLED), _WANTED))


async def find_case(scope: OfficeScope, tx: ReadTx, door: Door, case: str) -> Case | None:
    """A case of the reader's area, or one that their departments assist or are called to; or None.

    Who assisted still reads it when they are done; who was called, until they leave or the whistle is over.
    """
    return next(iter(await list_entities(tx, door, Case, _TO_READ, **facts_of(scope), wanted=case)), None)


async def find_in_area(scope: OfficeScope, tx: ReadTx, door: Door, case: str) -> Case | None:
    """A case of the reader's own area, or None."""
    return next(iter(await list_entities(tx, door, Case, _IN_AREA, **facts_of(scope), wanted=case)), None)


async def load_beside(tx: ReadTx, door: Door, case: str) -> Beside:
    """What stands beside a case that the reader has shown to be theirs to see. A query for each kind of row."""
    whistles = await list_by(tx, door, CaseWhistle, "case_id", [case])
    return Beside(
        requests=await list_by(tx, door, CaseRequest, "case_id", [case]),
        supervisions=await list_by(tx, door, CaseSupervision, "case_id", [case]),
        duties=await list_by(tx, door, WhistleDuty, "whistle", [one.id for one in whistles]) if whistles else (),
        ratings=await list_by(tx, door, CaseRating, "case_id", [case]),
        tasks=await list_by(tx, door, CaseTask, "case_id", [case]),
        corrections=await list_by(tx, door, CaseCorrection, "case_id", [case]),
    )


def facts_of(scope: OfficeScope) -> dict[str, Any]:
    """What `IN_SCOPE` binds."""
    return {
        "grids": scope.grids,
        "departments": scope.departments,
        "people": scope.people,
        "gridless": scope.gridless,
    }
