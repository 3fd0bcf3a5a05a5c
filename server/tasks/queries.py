"""Reads of tasks, their types and wishes."""

from datetime import datetime

from sqlalchemy import bindparam, select

from server.accounts.scope import OfficeScope
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities, list_page
from server.core.statements import Statement
from server.tasks import tables as t
from server.tasks.entities import AdmissionWish, Task, TaskType

_TYPES = Statement(
    select(*columns_of(t.task_types))
    .where(t.task_types.c.district_id == bindparam("district"))
    .order_by(t.task_types.c.name, t.task_types.c.id)
)
_WISHES = Statement(
    select(*columns_of(t.admission_wishes))
    .where(t.admission_wishes.c.district_id == bindparam("district"))
    .order_by(t.admission_wishes.c.asked_at.desc(), t.admission_wishes.c.id)
    .limit(bindparam("most"))
)
_TASKS = Statement(
    select(*columns_of(t.tasks))
    .where(
        t.tasks.c.district_id == bindparam("district"),
        among(t.tasks.c.grid, "grids"),
        among(t.tasks.c.state, "states"),
        t.tasks.c.id > bindparam("after"),
    )
    .order_by(t.tasks.c.id)
    .limit(bindparam("page"))
)
_DUE = Statement(
    select(t.tasks.c.id, t.tasks.c.light)
    .where(t.tasks.c.district_id == bindparam("district"), t.tasks.c.tell_at <= bindparam("now", type_=UtcInstant))
    .order_by(t.tasks.c.tell_at, t.tasks.c.id)
    .limit(bindparam("most"))
)


async def list_types(tx: ReadTx, door: Door) -> list[TaskType]:
    """Every type, by name."""
    return await list_entities(tx, door, TaskType, _TYPES)


async def list_wishes(tx: ReadTx, door: Door, most: int) -> list[AdmissionWish]:
    """Wishes, the newest first."""
    return await list_entities(tx, door, AdmissionWish, _WISHES, most=most)


async def list_tasks(
    scope: OfficeScope, tx: ReadTx, door: Door, grids: list[str], states: list[str], after: str, limit: int
) -> tuple[list[Task], str | None]:
    """A page of tasks of grids of one's area by id, and after which id to go on."""
    wanted = sorted(set(grids) & set(scope.grids))
    page = await list_page(tx, door, Task, _TASKS, limit, grids=wanted, states=states, after=after)
    return page.entities, None if page.last is None else page.last["id"]


async def list_due(tx: ReadTx, district: int, now: datetime, most: int) -> list[tuple[str, str]]:
    """Tasks whose light has to change by now, and the light that they have."""
    return [(row[0], row[1]) for row in await tx.fetch(_DUE, district=district, now=now, most=most)]
