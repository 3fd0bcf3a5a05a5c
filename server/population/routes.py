"""What offices read of the population. No route changes anything; nobody can be told from it."""

from datetime import date

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from mobile_contract.population import PopulationBy, PopulationDays, PopulationView
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.population import service


@get("/v1/population", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_population(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    by: FromQuery[PopulationBy] = PopulationBy.COMMUNITY,
    on: FromQuery[str | None] = None,
) -> PopulationView:
    """How many live where and how, on a day of the archive. Refuses MALFORMED and NOT_FOUND."""
    return await service.read_population(door, actor, by, None if on is None else _day(on))


@get("/v1/population/days", policy="office")
async def list_days(door: NamedDependency[Door]) -> PopulationDays:
    """The days of the archive."""
    return await service.list_days(door)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(ProblemCode.MALFORMED, field="on") from error


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_population, list_days)
