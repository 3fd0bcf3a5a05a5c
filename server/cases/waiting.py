"""Requests that wait for somebody's review: those of their turn, of cases of their area. It decides none."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, tuple_

from mobile_contract.case_adjustments import RequestState, Reviewer
from server.accounts.scope import OfficeScope
from server.cases.adjusted import CaseRequest
from server.cases.entities import Case
from server.cases.queries import IN_SCOPE, facts_of
from server.cases.tables import case_requests, cases
from server.core.columns import UtcInstant, Uuid, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_page
from server.core.statements import Statement

_r = case_requests.c
_WAITING = Statement(
    select(*columns_of(case_requests))
    .select_from(case_requests.join(cases, (cases.c.district_id == _r.district_id) & (cases.c.id == _r.case_id)))
    .where(
        _r.district_id == bindparam("district"),
        _r.state == RequestState.OPEN.value,
        among(_r.turn, "turns"),
        tuple_(_r.asked_at, _r.id) > tuple_(bindparam("after_at", type_=UtcInstant), bindparam("after_id", type_=Uuid)),
        *IN_SCOPE,
    )
    .order_by(_r.asked_at, _r.id)
    .limit(bindparam("page"))
)


class Asked(NamedTuple):
    """A place in the order in which requests were made."""

    at: datetime
    id: str


FIRST = Asked(datetime(1970, 1, 1, tzinfo=UTC), "00000000-0000-0000-0000-000000000000")
"""The place before everything."""


async def list_waiting(
    scope: OfficeScope, tx: ReadTx, door: Door, turns: Iterable[Reviewer], after: Asked, limit: int
) -> tuple[list[tuple[CaseRequest, Case]], Asked | None]:
    """Open requests of these turns with their cases, the longest waiting first, and the place from which to go on.

    Two queries, whatever their number.
    """
    told = {"turns": sorted(turn.value for turn in turns), "after_at": after.at, "after_id": after.id}
    page = await list_page(tx, door, CaseRequest, _WAITING, limit, **facts_of(scope), **told)
    of = {one.id: one for one in await list_by(tx, door, Case, "id", {one.case_id for one in page.entities})}
    found = [(one, of[one.case_id]) for one in page.entities if one.case_id in of]
    return found, None if page.last is None else Asked(page.last["asked_at"], page.last["id"])
