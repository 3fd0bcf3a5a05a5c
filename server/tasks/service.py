"""What offices see of tasks, and the job that lets their lights change."""

from collections.abc import Sequence

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.problems import ProblemCode
from mobile_contract.tasks import (
    AdmissionWishList,
    AdmissionWishView,
    TaskLight,
    TaskPage,
    TaskRecord,
    TaskState,
    TaskTypeList,
    TaskTypeRecord,
    TellTask,
)
from server.accounts.scope import REGISTER_POSTS, scope_of
from server.cases.worktime import Light
from server.core import clock
from server.core.consumers import Job
from server.core.database import Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.reading import shown
from server.tasks import queries
from server.tasks.admission import day_of, is_admitted

FIRST = "00000000-0000-0000-0000-000000000000"
EVERY_S = 30.0
MOST_WISHES = 200
_TOLD_AT_ONCE = 200


async def list_types(door: Door) -> TaskTypeList:
    """Every type, and which are on the admission list today."""
    today = day_of(clock.now())
    found = await door.database.read(lambda tx: queries.list_types(tx, door))
    return TaskTypeList(
        types=tuple(shown(door, one, TaskTypeRecord) for one in found),
        admitted=tuple(one.id for one in found if is_admitted(one, today)),
    )


async def list_wishes(door: Door) -> AdmissionWishList:
    """Wishes for urgent additions, the newest first."""
    found = await door.database.read(lambda tx: queries.list_wishes(tx, door, MOST_WISHES))
    return AdmissionWishList(
        wishes=tuple(
            AdmissionWishView(
                id=one.id,
                task_type=one.task_type,
                until_on=one.until_on,
                reason=one.reason,
                asked_by=one.asked_by,
                asked_at=one.asked_at,
                state=one.state.value,
                opinion=one.opinion,
                answered_by=one.answered_by,
            )
            for one in found
        )
    )


async def list_tasks(
    door: Door,
    actor: Actor,
    purpose: str,
    grid: str | None,
    states: Sequence[TaskState],
    after: str | None,
    limit: int,
) -> TaskPage:
    """Tasks of one's area, or of one grid of it; journalled, for their words are about people. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[TaskPage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        if grid is not None and grid not in scope.grids:
            raise Problem(ProblemCode.NOT_FOUND)
        grids = list(scope.grids) if grid is None else [grid]
        told = [state.value for state in states or tuple(TaskState)]
        tasks, last = await queries.list_tasks(scope, tx, door, grids, told, after or FIRST, limit)
        page = TaskPage(tasks=tuple(shown(door, one, TaskRecord) for one in tasks), next=last)
        return page, sorted({one.about for one in tasks if one.about != one.id})

    return await door.witnessed(Reading(actor, purpose, "tasks", grid or actor.user), work)


def task_job() -> Job:
    """The job that tells limits, every half minute."""
    return Job("tasks", EVERY_S, tell)


async def tell(door: Door) -> int:
    """Let the lights of tasks change whose time has come; how many those were. Two servers do it once."""
    told, found = 0, _TOLD_AT_ONCE
    while found == _TOLD_AT_ONCE:
        found = await _tell_some(door)
        told += found
    return told


async def _tell_some(door: Door) -> int:
    now = clock.now()
    found = await door.database.read(lambda tx: queries.list_due(tx, door.district, now, _TOLD_AT_ONCE))
    if found:
        await door.issue([_telling(task, light, clock.millis(now)) for task, light in found])
    return len(found)


def _telling(task: str, light: str, wall: int) -> TellTask:
    return TellTask(
        id=new_id(),
        seq=0,
        entity=task,
        root=task,
        made=Clock(wall=wall, boot="server", mono=wall),
        contract=CONTRACT,
        light=TaskLight.YELLOW if light == Light.GREEN.value else TaskLight.RED,
    )
