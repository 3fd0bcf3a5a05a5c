"""What offices read of patrols."""

from datetime import date

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from mobile_contract.patrol import CoverageView
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.patrol import service


@get("/v1/coverage", policy="office")
async def read_coverage(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    days: FromQuery[int] = 7,
    until: FromQuery[str | None] = None,
) -> CoverageView:
    """How much of one's grids was patrolled in the last days. Refuses MALFORMED."""
    if not 1 <= days <= service.LONGEST_DAYS:
        raise Problem(ProblemCode.MALFORMED, field="days")
    return await service.read_coverage(door, actor, days, None if until is None else _day(until))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(ProblemCode.MALFORMED, field="until") from error


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_coverage,)
