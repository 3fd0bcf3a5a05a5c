"""Whistles that are not over: those of somebody's area, and those that call their department. It blows none."""

from typing import NamedTuple

from sqlalchemy import bindparam, or_, select

from server.accounts.scope import OfficeScope
from server.cases.adjusted import CaseWhistle, WhistleDuty
from server.cases.entities import Case
from server.cases.queries import IN_SCOPE, facts_of
from server.cases.tables import case_whistles, cases, whistle_duties
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_entities
from server.core.statements import Statement

_w, _d = case_whistles.c, whistle_duties.c
_CALLED = (
    select(_d.whistle)
    .where(_d.district_id == bindparam("district"), among(_d.department, "departments"), _d.left_at.is_(None))
    .scalar_subquery()
)
_OPEN = Statement(
    select(*columns_of(case_whistles))
    .select_from(case_whistles.join(cases, (cases.c.district_id == _w.district_id) & (cases.c.id == _w.case_id)))
    .where(
        _w.district_id == bindparam("district"),
        _w.ended_at.is_(None),
        IN_SCOPE[0],
        or_(IN_SCOPE[1], _w.id.in_(_CALLED)),
    )
    .order_by(_w.join_by_at, _w.id)
    .limit(bindparam("most"))
)


class Call(NamedTuple):
    """A whistle, its case, and the departments that it calls, by id."""

    whistle: CaseWhistle
    case: Case
    duties: tuple[WhistleDuty, ...]


async def list_open(scope: OfficeScope, tx: ReadTx, door: Door, most: int) -> list[Call]:
    """The open whistles, those first whose time to come is over or nearly so. Three queries, whatever their number."""
    whistles = await list_entities(tx, door, CaseWhistle, _OPEN, **facts_of(scope), most=most)
    found = {one.id: one for one in await list_by(tx, door, Case, "id", {one.case_id for one in whistles})}
    duties = await list_by(tx, door, WhistleDuty, "whistle", {one.id for one in whistles})
    return [
        Call(one, found[one.case_id], tuple(duty for duty in duties if duty.whistle == one.id))
        for one in whistles
        if one.case_id in found
    ]
