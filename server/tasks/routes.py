"""What offices read of tasks. No route changes anything: commands do."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, HeaderParameter, QueryParameter

from mobile_contract.problems import ProblemCode
from mobile_contract.tasks import AdmissionWishList, TaskPage, TaskState, TaskTypeList
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import PURPOSE_HEADER, one_after, one_id, one_limit, one_purpose
from server.tasks import service


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


@get("/v1/task-types", policy="signed_in")
async def list_types(door: NamedDependency[Door]) -> TaskTypeList:
    """What may be asked of grid workers, and what is on the admission list today."""
    return await service.list_types(door)


@get("/v1/task-wishes", policy="office")
async def list_wishes(door: NamedDependency[Door]) -> AdmissionWishList:
    """Wishes for urgent additions and what became of them, the newest first."""
    return await service.list_wishes(door)


@get(
    "/v1/tasks",
    policy="office",
    refuses=[ProblemCode.NOT_FOUND],
    dependencies={"purpose": Provide(_purpose, sync_to_thread=False)},
)
async def list_tasks(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    grid: FromQuery[str | None] = None,
    in_state: Annotated[list[TaskState] | None, QueryParameter(name="state")] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> TaskPage:
    """Tasks of one's area by id; journalled. Refuses MALFORMED and NOT_FOUND."""
    where = None if grid is None else one_id(grid)
    return await service.list_tasks(door, actor, purpose, where, in_state or (), one_after(after), one_limit(limit))


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_types, list_wishes, list_tasks)
