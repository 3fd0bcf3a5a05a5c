"""What an office reads of cases. No route changes anything: commands do."""

import re
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from mobile_contract.case_duplicates import CaseDuplicates
from mobile_contract.case_views import CaseBeside, WaitingRequests
from mobile_contract.cases import BoardCounts, CaseDetail, CasePage, CaseState
from mobile_contract.problems import ProblemCode
from server.cases import duplicates, reviewing, service
from server.cases.board import Filters
from server.cases.worktime import Light
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import one_id, one_limit
from server.settings import Settings

_CLASS = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)


def _filters(  # noqa: PLR0913 - each is one parameter of the address
    *,
    states: Annotated[list[CaseState] | None, QueryParameter(name="state")] = None,
    light: FromQuery[Light | None] = None,
    grid: FromQuery[str | None] = None,
    department: FromQuery[str | None] = None,
    of_class: Annotated[str | None, QueryParameter(name="class")] = None,
    overdue: FromQuery[bool] = False,
    mine: FromQuery[bool] = False,
    owner: FromQuery[str | None] = None,
    assisting: FromQuery[bool] = False,
) -> Filters:
    if of_class is not None and _CLASS.fullmatch(of_class) is None:
        raise Problem(ProblemCode.MALFORMED, field="class")
    return Filters(
        states=tuple(sorted(set(states or ()))),
        light=light,
        grid=None if grid is None else one_id(grid),
        department=None if department is None else one_id(department),
        class_code=of_class,
        overdue=overdue,
        mine=mine,
        owner=None if owner is None else one_id(owner),
        assisting=assisting,
    )


@get(
    "/v1/cases",
    policy="office",
    refuses=[ProblemCode.NOT_FOUND],
    dependencies={"filters": Provide(_filters, sync_to_thread=False)},
)
async def list_cases(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    filters: NamedDependency[Filters],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> CasePage:
    """Cases of one's area, the latest report first, by `state` (or several), `light`, `grid`, `department`, `class`,
    `owner` (the organisation that has them).

    `overdue` are over the limit of their stage; `mine` wait for the asker to handle, verify or check them. Each narrows
    what the others leave. `assisting` are, instead, those that await help of one's departments, wherever they lie.
    Refuses MALFORMED, and NOT_FOUND for an id that is none.
    """
    return await service.list_cases(door, actor, filters, service.place_of(after), one_limit(limit))


@get("/v1/cases/{case_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_case(door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]) -> CaseDetail:
    """One case, with what may be done with it. Refuses NOT_FOUND."""
    return await service.read_case(door, actor, one_id(case_id))


@get("/v1/board/counts", policy="office")
async def count_board(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> BoardCounts:
    """How many open cases of one's area there are, by state and by light, and how many wait for the asker."""
    return await service.count_board(door, actor)


@get("/v1/cases/{case_id:str}/duplicates", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_duplicates(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
    case_id: FromPath[str],
) -> CaseDuplicates:
    """Open cases that may be the same matter, the most likely first; journalled. Refuses NOT_FOUND."""
    rules = duplicates.likeness_of(settings.likeness)
    return await duplicates.read_duplicates(door, actor, one_id(case_id), rules)


@get("/v1/cases/{case_id:str}/beside", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_beside(door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]) -> CaseBeside:
    """What was asked for and ordered about a case, its clocks, tasks and ratings; journalled. Refuses NOT_FOUND."""
    return await reviewing.read_beside(door, actor, one_id(case_id))


@get("/v1/requests", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_requests(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> WaitingRequests:
    """Requests that wait for one's review, the longest first. A page may have fewer than `limit`. Refuses MALFORMED."""
    return await reviewing.list_requests(door, actor, reviewing.place_of(after), one_limit(limit))


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    list_cases,
    read_case,
    count_board,
    list_duplicates,
    read_beside,
    list_requests,
)
