"""What an office reads of conflicts. They are settled by a command, as everything is: `POST /v1/commands`."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter

from mobile_contract.inbox import ConflictDetail, ConflictPage, ConflictState
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import PURPOSE_HEADER, one_after, one_id, one_limit, one_purpose
from server.inbox import service


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


_FOR_A_PURPOSE = {"purpose": Provide(_purpose, sync_to_thread=False)}


@get("/v1/conflicts", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def list_conflicts(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    standing: Annotated[ConflictState, QueryParameter(name="state")] = ConflictState.OPEN,
    grid: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> ConflictPage:
    """Conflicts of one's area, masked; journalled. Refuses MALFORMED and NOT_FOUND."""
    of_grid = None if grid is None else one_id(grid)
    return await service.list_conflicts(door, actor, purpose, standing, of_grid, one_after(after), one_limit(limit))


@get("/v1/conflicts/{conflict_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def read_conflict(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    conflict_id: FromPath[str],
) -> ConflictDetail:
    """One conflict with its values; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await service.read_conflict(door, actor, purpose, one_id(conflict_id))


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_conflicts, read_conflict)
