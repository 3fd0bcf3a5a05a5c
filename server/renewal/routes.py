"""What an office reads of the weekly renewal. No route changes anything: commands do."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter

from mobile_contract.problems import ProblemCode
from mobile_contract.renewal import RenewalCycles, RenewalDebt, RenewalItemPage, RenewalState
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import one_after, one_id, one_limit
from server.renewal import service
from server.renewal.weeks import is_monday

MOST_WEEKS = 520


@get("/v1/renewal/cycles", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_cycles(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    week: FromQuery[str | None] = None,
    grid: FromQuery[str | None] = None,
) -> RenewalCycles:
    """A week's cycles in one's area; `week` is a Monday, the present week's if it is left out.

    Refuses MALFORMED, and NOT_FOUND for a grid that is none of theirs.
    """
    if week is not None and not (len(week) == len("2026-11-23") and is_monday(week)):
        raise Problem(ProblemCode.MALFORMED, field="week")
    return await service.list_cycles(door, actor, week, None if grid is None else one_id(grid))


@get("/v1/renewal/items", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_items(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    grid: FromQuery[str],
    of_state: Annotated[str | None, QueryParameter(name="state")] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> RenewalItemPage:
    """A grid's items in the order of their ids. Refuses MALFORMED, and NOT_FOUND for a grid that is none of theirs."""
    if of_state is not None and of_state not in set(RenewalState):
        raise Problem(ProblemCode.MALFORMED, field="state")
    chosen = None if of_state is None else RenewalState(of_state)
    return await service.list_items(door, actor, one_id(grid), chosen, one_after(after), one_limit(limit))


@get("/v1/renewal/debt", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_debt(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    weeks: FromQuery[int | None] = None,
    grid: FromQuery[str | None] = None,
) -> RenewalDebt:
    """What grids owe, from so many weeks on (as the renewal rules say, if it is left out).

    Refuses MALFORMED, and NOT_FOUND for a grid that is none of theirs.
    """
    if weeks is not None and not 0 <= weeks <= MOST_WEEKS:
        raise Problem(ProblemCode.MALFORMED, field="weeks")
    return await service.read_debt(door, actor, weeks, None if grid is None else one_id(grid))


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_cycles, list_items, read_debt)
