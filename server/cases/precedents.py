"""What other cases say about one: how its like was given out before, how much people have to do. It decides nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from mobile_contract.case_steps import CaseTaskState
from server.accounts.scope import OfficeScope
from server.cases import queries
from server.cases.entities import Case
from server.cases.tables import case_tasks, cases
from server.core.columns import Uuid, Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.statements import Statement


class Precedent(NamedTuple):
    """How an earlier case of the same class in the same grid was given out, and what became of it."""

    case: str
    case_no: str | None
    filed_at: datetime
    department: str
    state: str
    redispatched: bool
    reworks: int


_c = cases.c
_EARLIER = Statement(
    select(_c.id, _c.case_no, _c.filed_at, _c.department, _c.state, _c.redispatched, _c.reworks)
    .where(
        _c.district_id == bindparam("district"),
        _c.class_code == bindparam("class_code", type_=Words),
        _c.grid == bindparam("grid", type_=Uuid),
        _c.id != bindparam("case", type_=Uuid),
        _c.department.is_not(None),
        _c.filed_at.is_not(None),
    )
    .order_by(_c.reported_at.desc())
    .limit(bindparam("most"))
)
_TO_DO = Statement(
    select(case_tasks.c.assignee, func.count())
    .where(
        case_tasks.c.district_id == bindparam("district"),
        among(case_tasks.c.assignee, "users"),
        case_tasks.c.state == CaseTaskState.OPEN.value,
    )
    .group_by(case_tasks.c.assignee)
)


async def find_in_area(scope: OfficeScope, tx: ReadTx, door: Door, case: str) -> Case | None:
    """A case of somebody's area, or None."""
    return await queries.find_in_area(scope, tx, door, case)


async def list_precedents(tx: ReadTx, district: int, case: Case, most: int) -> list[Precedent]:
    """The latest cases of the same class in the same grid that were given to a department, the newest first.

    They are facts of the grid that the reader has before them, without a word of any report.
    """
    if case.grid is None or case.class_code is None:
        return []
    asked = {"class_code": case.class_code, "grid": case.grid, "case": case.id, "most": most}
    return [Precedent(*row) for row in await tx.fetch(_EARLIER, district=district, **asked)]


async def count_to_do(tx: ReadTx, district: int, users: Iterable[str]) -> dict[str, int]:
    """How many open tasks each of these people has; who has none is left out."""
    return dict(await tx.fetch(_TO_DO, district=district, users=sorted(set(users))))
