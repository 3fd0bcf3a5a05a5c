"""What the ladder told of the cases of somebody's area. Telling is the clock's business, sending that of notices."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, tuple_

from server.accounts.scope import OfficeScope
from server.cases.adjusted import CaseReminder
from server.cases.entities import Case
from server.cases.queries import IN_SCOPE, facts_of
from server.cases.tables import case_reminders, cases
from server.core.columns import UtcInstant, Uuid
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_page
from server.core.statements import Statement


class ToldAt(NamedTuple):
    """A place in the order of reminders."""

    told_at: datetime
    id: str


LATEST = ToldAt(datetime(9999, 1, 1, tzinfo=UTC), "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The place before every reminder."""

_r = case_reminders.c
_IN_AREA = Statement(
    select(*columns_of(case_reminders))
    .select_from(
        case_reminders.join(cases, (cases.c.district_id == _r.district_id) & (cases.c.id == _r.case_id)),
    )
    .where(
        _r.district_id == bindparam("district"),
        *IN_SCOPE,
        _r.told_at <= bindparam("before_at", type_=UtcInstant),
        tuple_(_r.told_at, _r.id)
        < tuple_(bindparam("before_at", type_=UtcInstant), bindparam("before_id", type_=Uuid)),
    )
    .order_by(_r.told_at.desc(), _r.id.desc())
    .limit(bindparam("page"))
)


class Told(NamedTuple):
    """Reminders with their cases by id, and the place from which to go on."""

    reminders: list[CaseReminder]
    cases: dict[str, Case]
    last: ToldAt | None


async def list_told(scope: OfficeScope, tx: ReadTx, door: Door, before: ToldAt, limit: int) -> Told:
    """What was told of the cases of an area, the latest first. Two queries, whatever the page."""
    place = {"before_at": before.told_at, "before_id": before.id}
    page = await list_page(tx, door, CaseReminder, _IN_AREA, limit, **facts_of(scope), **place)
    found = await list_by(tx, door, Case, "id", {one.case_id for one in page.entities})
    last = None if page.last is None else ToldAt(page.last["told_at"], page.last["id"])
    return Told(page.entities, {case.id: case for case in found}, last)
