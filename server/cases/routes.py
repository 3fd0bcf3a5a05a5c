"""What an office reads of cases. No route changes anything: commands do."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from mobile_contract.case_duplicates import CaseDuplicates
from mobile_contract.cases import BoardCounts, CaseDetail, CasePage, CaseState
from server.cases import duplicates, service
from server.cases.queries import Filters
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import one_id, one_limit


@get("/v1/cases", policy="office")
async def list_cases(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    states: Annotated[list[CaseState] | None, QueryParameter(name="state")] = None,
    grid: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> CasePage:
    """Cases of one's area, the latest report first. Refuses MALFORMED, and NOT_FOUND for a grid that is none."""
    filters = Filters(states or (), None if grid is None else one_id(grid))
    return await service.list_cases(door, actor, filters, service.place_of(after), one_limit(limit))


@get("/v1/cases/{case_id:str}", policy="office")
async def read_case(door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]) -> CaseDetail:
    """One case, with what may be done with it. Refuses NOT_FOUND."""
    return await service.read_case(door, actor, one_id(case_id))


@get("/v1/board/counts", policy="office")
async def count_board(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> BoardCounts:
    """How many cases of one's area are in each state."""
    return await service.count_board(door, actor)


@get("/v1/cases/{case_id:str}/duplicates", policy="office")
async def list_duplicates(
    door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> CaseDuplicates:
    """Open cases that may be the same matter, the most likely first; journalled. Refuses NOT_FOUND."""
    return await duplicates.read_duplicates(door, actor, one_id(case_id))


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_cases, read_case, count_board, list_duplicates)
