"""Reads of inspections and dangers, within a scope: what lies outside of it is not there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, distinct, func, or_, select, tuple_

from mobile_contract.danger_machine import OPEN, DangerState
from mobile_contract.hazard_views import HazardCounts
from server.accounts.scope import OfficeScope
from server.core.columns import Truth, UtcInstant, Uuid, Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities, list_page
from server.core.statements import Statement
from server.hazards.entities import CheckTemplate, Danger, Inspection
from server.hazards.tables import check_templates, dangers, inspections

LATEST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""The id after every one."""

NO_DAY = "0000-00-00"

_d, _i, _t = dangers.c, inspections.c, check_templates.c
_PAGE = Statement(
    select(*columns_of(dangers))
    .where(
        _d.district_id == bindparam("district"),
        among(_d.grid, "grids"),
        among(_d.state, "states"),
        or_(bindparam("whenever", type_=Truth), _d.due_on < bindparam("today", type_=Words)),
        _d.id < bindparam("before", type_=Uuid),
    )
    .order_by(_d.id.desc())
    .limit(bindparam("page"))
)
_ONE = Statement(
    select(*columns_of(dangers)).where(
        _d.district_id == bindparam("district"), among(_d.grid, "grids"), _d.id == bindparam("danger", type_=Uuid)
    )
)
_DANGERS_OF = Statement(
    select(*columns_of(dangers))
    .where(
        _d.district_id == bindparam("district"), among(_d.grid, "grids"), _d.subject == bindparam("subject", type_=Uuid)
    )
    .order_by(_d.found_at, _d.id)
)
_INSPECTIONS_OF = Statement(
    select(*columns_of(inspections))
    .where(
        _i.district_id == bindparam("district"), among(_i.grid, "grids"), _i.subject == bindparam("subject", type_=Uuid)
    )
    .order_by(_i.inspected_at, _i.id)
)
_TEMPLATES = Statement(
    select(*columns_of(check_templates))
    .where(_t.district_id == bindparam("district"))
    .order_by(_t.site_type, _t.scheme, _t.edition)
)
_LOOKED = Statement(
    select(_i.subject, _i.site_type, func.max(_i.inspected_at))
    .where(_i.district_id == bindparam("district"), _i.grid == bindparam("grid", type_=Uuid))
    .group_by(_i.subject, _i.site_type)
)
_STANDING = Statement(
    select(_d.subject, _d.template, _d.level)
    .where(_d.district_id == bindparam("district"), _d.grid == bindparam("grid", type_=Uuid), among(_d.state, "states"))
    .group_by(_d.subject, _d.template, _d.level)
)
_OVERDUE = Statement(
    select(*columns_of(dangers))
    .where(
        _d.district_id == bindparam("district"),
        _d.state == DangerState.NOTICED.value,
        _d.due_on < bindparam("today", type_=Words),
        _d.overdue_at.is_(None),
        tuple_(_d.due_on, _d.id) > tuple_(bindparam("after_on", type_=Words), bindparam("after_id", type_=Uuid)),
    )
    .order_by(_d.due_on, _d.id)
    .limit(bindparam("page"))
)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


_VALID = _d.state != DangerState.WITHDRAWN.value
_COUNTED: dict[str, ColumnElement[int]] = {
    "found": _count(_VALID),
    "withdrawn": _count(_d.state == DangerState.WITHDRAWN.value),
    "repeats": _count(_VALID & _d.repeats.is_not(None)),
    "fixed_on_spot": _count(_VALID & _d.handled_at.is_not(None)),
    "noticed": _count(_VALID & _d.noticed_at.is_not(None)),
    "rectified": _count(_VALID & _d.rectified_at.is_not(None)),
    "reinspected": _count(_VALID & _d.reinspected_at.is_not(None)),
    "escalated": _count(_VALID & _d.case_id.is_not(None)),
    "closed": _count(_d.state == DangerState.CLOSED.value),
    "still_dangerous": _count(or_(*(_d.state == state.value for state in sorted(OPEN)))),
    "overdue": _count((_d.state == DangerState.NOTICED.value) & (_d.due_on < bindparam("today", type_=Words))),
}
_FIGURES = Statement(
    select(_d.grid, *_COUNTED.values())
    .where(
        _d.district_id == bindparam("district"),
        among(_d.grid, "grids"),
        _d.found_at >= bindparam("from_at", type_=UtcInstant),
        _d.found_at < bindparam("until_at", type_=UtcInstant),
    )
    .group_by(_d.grid)
)
_INSPECTED = Statement(
    select(_i.grid, func.count(), func.count(distinct(_i.subject)), func.max(_i.inspected_at))
    .where(
        _i.district_id == bindparam("district"),
        among(_i.grid, "grids"),
        _i.inspected_at >= bindparam("from_at", type_=UtcInstant),
        _i.inspected_at < bindparam("until_at", type_=UtcInstant),
    )
    .group_by(_i.grid)
)


class Asked(NamedTuple):
    """Which dangers a list has: of these states; with a `today`, only those whose deadline was before it."""

    states: tuple[DangerState, ...]
    grid: str | None = None
    today: str | None = None
    before: str = LATEST


class Counted(NamedTuple):
    """The figures of a grid, and when its latest inspection was made."""

    counts: HazardCounts
    fresh_at: datetime | None


async def list_dangers(
    scope: OfficeScope, tx: ReadTx, door: Door, asked: Asked, limit: int
) -> tuple[list[Danger], str | None]:
    """A page of dangers, the newest id first, and before which one to go on."""
    grids = [grid for grid in scope.grids if asked.grid in (None, grid)]
    told: dict[str, Any] = {"whenever": asked.today is None, "today": asked.today or NO_DAY, "before": asked.before}
    states = [state.value for state in asked.states]
    page = await list_page(tx, door, Danger, _PAGE, limit, grids=grids, states=states, **told)
    return page.entities, None if page.last is None else str(page.last["id"])


async def find_danger(scope: OfficeScope, tx: ReadTx, door: Door, danger: str) -> Danger | None:
    """A danger, or None."""
    return next(iter(await list_entities(tx, door, Danger, _ONE, grids=scope.grids, danger=danger)), None)


async def list_of_subject(
    scope: OfficeScope, tx: ReadTx, door: Door, subject: str
) -> tuple[list[Inspection], list[Danger]]:
    """Inspections and dangers of a place, each in the order of time."""
    told: dict[str, Any] = {"grids": scope.grids, "subject": subject}
    found = await list_entities(tx, door, Inspection, _INSPECTIONS_OF, **told)
    return found, await list_entities(tx, door, Danger, _DANGERS_OF, **told)


async def list_templates(tx: ReadTx, door: Door) -> list[CheckTemplate]:
    """Every edition of every check list, by site type."""
    return await list_entities(tx, door, CheckTemplate, _TEMPLATES)


async def list_looked(tx: ReadTx, district: int, grid: str) -> list[tuple[str, str, datetime]]:
    """Of each place of a grid and each site type, when it was inspected last."""
    return [(row[0], row[1], row[2]) for row in await tx.fetch(_LOOKED, district=district, grid=grid)]


async def list_standing(tx: ReadTx, district: int, grid: str) -> list[tuple[str, str, str]]:
    """Of which levels the places of a grid have open dangers: place, edition, level."""
    states = [state.value for state in sorted(OPEN)]
    rows = await tx.fetch(_STANDING, district=district, grid=grid, states=states)
    return [(row[0], row[1], row[2]) for row in rows]


async def list_overdue(tx: ReadTx, door: Door, today: str, after: tuple[str, str], most: int) -> list[Danger]:
    """Dangers of the whole district whose deadline has passed and was not told, by deadline. For the clock alone."""
    told: dict[str, Any] = {"today": today, "after_on": after[0], "after_id": after[1], "page": most}
    return await list_entities(tx, door, Danger, _OVERDUE, **told)


async def count_dangers(
    scope: OfficeScope, tx: ReadTx, door: Door, from_at: datetime, until_at: datetime, today: str
) -> dict[str, Counted]:
    """Figures by grid of what was found, and how much was inspected, between two instants. Two queries."""
    span: dict[str, Any] = {"grids": scope.grids, "from_at": from_at, "until_at": until_at}
    rows: Sequence[Any] = await tx.fetch(_FIGURES, district=door.district, **span, today=today)
    of = {row[0]: dict(zip(_COUNTED, map(int, row[1:]), strict=True)) for row in rows}
    looked = {row[0]: row[1:] for row in await tx.fetch(_INSPECTED, district=door.district, **span)}
    found: dict[str, Counted] = {}
    for grid in sorted(of.keys() | looked.keys()):
        times, places, fresh_at = looked.get(grid, (0, 0, None))
        found[grid] = Counted(HazardCounts(inspections=times, places=places, **of.get(grid, {})), fresh_at)
    return found
