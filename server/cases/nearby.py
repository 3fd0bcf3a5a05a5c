"""Reads of cases by where they are and what they point at: by cells, never by distance. It compares none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from mobile_contract.cases import CaseState
from server.accounts.scope import OfficeScope
from server.cases import tables as t
from server.cases.entities import Case
from server.cases.likeness import Matter
from server.cases.queries import IN_SCOPE, facts_of
from server.cases.words import OPEN
from server.core.columns import UtcInstant, Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement

_c = t.cases.c
_OPEN = sorted(state.value for state in OPEN)
_MOST = 300

# The states stand in both branches, so that each is a range of its own index.
_ALIKE = Statement(
    select(_c.id, _c.lon, _c.lat, _c.class_code, _c.component, _c.reported_at, _c.state).where(
        _c.district_id == bindparam("district"),
        or_(
            and_(among(_c.cell, "cells"), among(_c.state, "states")),
            and_(_c.component == bindparam("pointed", type_=Words), among(_c.state, "states")),
        ),
        _c.reported_at >= bindparam("since", type_=UtcInstant),
    )
)
_IN_AREA = Statement(select(*columns_of(t.cases)).where(*IN_SCOPE, among(_c.id, "ids")))
_POINTING = Statement(
    select(*columns_of(t.cases))
    .where(*IN_SCOPE, _c.component == bindparam("pointed", type_=Words))
    .order_by(_c.reported_at.desc(), _c.id.desc())
    .limit(bindparam("most"))
)


async def list_open_near(
    tx: ReadTx, district: int, cells: Sequence[int], component: str | None, since: datetime
) -> list[tuple[Matter, CaseState]]:
    """Open cases in some cells, or of a component, reported since an instant; wherever they lie. One query."""
    rows = await tx.fetch(_ALIKE, district=district, cells=list(cells), pointed=component, states=_OPEN, since=since)
    return [
        (
            Matter(identity, None if lon is None or lat is None else (lon, lat), class_code, pointed, at),
            CaseState(state),
        )
        for identity, lon, lat, class_code, pointed, at, state in rows
    ]


async def list_in_area(scope: OfficeScope, tx: ReadTx, door: Door, ids: Sequence[str]) -> dict[str, Case]:
    """Those of some cases that lie in somebody's area, by id."""
    found = await list_entities(tx, door, Case, _IN_AREA, **facts_of(scope), ids=list(ids))
    return {case.id: case for case in found}


async def list_pointing(scope: OfficeScope, tx: ReadTx, door: Door, component: str) -> list[Case]:
    """The latest cases of somebody's area that point at a component, a few hundred at most."""
    return await list_entities(tx, door, Case, _POINTING, **facts_of(scope), pointed=component, most=_MOST)
