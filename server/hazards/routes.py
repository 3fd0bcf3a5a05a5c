"""What an office reads of hazard inspections. No route changes anything: commands do."""

import re
from datetime import date, timedelta
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from mobile_contract.danger_machine import ENDED, OPEN, DangerState
from mobile_contract.hazard_views import (
    CheckTemplateList,
    DangerDetail,
    DangerPage,
    DuePage,
    HazardFigures,
    HazardFile,
    NoticeView,
)
from mobile_contract.problems import ProblemCode
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import one_after, one_id, one_limit
from server.hazards import planning, service
from server.hazards.queries import LATEST, Asked

_NUMBER = re.compile(r"[0-9]{10,16}", re.ASCII)
_LONGEST_SPAN = timedelta(days=3 * 366)
OVERDUE = "overdue"


@get("/v1/dangers", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_dangers(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    of_state: Annotated[str, QueryParameter(name="state")] = "open",
    grid: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> DangerPage:
    """Dangers of one's area, the newest first. `state`: open, overdue, ended, all, or a state. Refuses MALFORMED."""
    asked = asked_of(of_state, None if grid is None else one_id(grid), one_after(after))
    return await service.list_dangers(door, actor, asked, one_limit(limit))


def asked_of(state: str, grid: str | None, after: str | None) -> Asked:
    """Which dangers a list has, by a word. Refuses MALFORMED."""
    today = None
    match state:
        case "open":
            states = OPEN
        case "ended":
            states = ENDED
        case "all":
            states = frozenset(DangerState)
        case "overdue":
            states, today = frozenset({DangerState.NOTICED}), clock.now().astimezone(SHANGHAI).date().isoformat()
        case _ if state in set(DangerState):
            states = frozenset({DangerState(state)})
        case _:
            raise Problem(ProblemCode.MALFORMED, field="state")
    return Asked(tuple(sorted(states)), grid, today, after or LATEST)


@get("/v1/dangers/{danger_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_danger(
    door: NamedDependency[Door], actor: NamedDependency[Actor], danger_id: FromPath[str]
) -> DangerDetail:
    """One danger whole; journalled. Refuses NOT_FOUND."""
    return await service.read_danger(door, actor, one_id(danger_id))


@get("/v1/hazards/of/{subject_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_file(
    door: NamedDependency[Door], actor: NamedDependency[Actor], subject_id: FromPath[str]
) -> HazardFile:
    """The file of a place (一户一档); journalled. Refuses NOT_FOUND."""
    return await service.read_file(door, actor, one_id(subject_id))


@get("/v1/hazards/notices/{number:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_notice(door: NamedDependency[Door], actor: NamedDependency[Actor], number: FromPath[str]) -> NoticeView:
    """What stands on a rectification notice; journalled. Refuses NOT_FOUND."""
    if _NUMBER.fullmatch(number) is None:
        raise Problem(ProblemCode.NOT_FOUND)
    return await service.read_notice(door, actor, number)


@get("/v1/hazards/templates", policy="signed_in")
async def list_templates(
    door: NamedDependency[Door],
    every: Annotated[bool, QueryParameter(name="all")] = False,  # noqa: FBT002 - a query
) -> CheckTemplateList:
    """The check lists in force; with `all`, every edition."""
    return await service.list_templates(door, every=every)


@get("/v1/hazards/due", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_due(
    door: NamedDependency[Door], actor: NamedDependency[Actor], grid: FromQuery[str], days: FromQuery[int] = 0
) -> DuePage:
    """What of a grid is to be inspected within so many days. Refuses MALFORMED and NOT_FOUND."""
    if not 0 <= days <= planning.LONGEST_AHEAD:
        raise Problem(ProblemCode.MALFORMED, field="days")
    return await planning.read_due(door, actor, one_id(grid), days)


@get("/v1/hazards/figures", policy="office")
async def read_figures(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    begin: Annotated[str, QueryParameter(name="from")],
    until: FromQuery[str],
) -> HazardFigures:
    """Figures by grid of what was found from one day to another, both included. Refuses MALFORMED."""
    from_on, until_on = one_day(begin, "from"), one_day(until, "until")
    if not timedelta(0) <= until_on - from_on <= _LONGEST_SPAN:
        raise Problem(ProblemCode.MALFORMED, field="until")
    return await planning.read_figures(door, actor, from_on, until_on)


def one_day(text: str, field: str) -> date:
    """A day between 1900 and 2099. Refuses MALFORMED."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        day = None
    if day is None:
        raise Problem(ProblemCode.MALFORMED, field=field)
    return day


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    list_dangers,
    read_danger,
    read_file,
    read_notice,
    list_templates,
    read_due,
    read_figures,
)
