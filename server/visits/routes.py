"""What is read of visit rules, due visits and how many were made. No route changes anything: commands do."""

import re
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, HeaderParameter, QueryParameter

from mobile_contract.problems import ProblemCode
from mobile_contract.visit_rules import VisitCoverage, VisitDuePage, VisitRulesView
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import PURPOSE_HEADER, one_id, one_limit, one_purpose
from server.visits import dues
from server.visits.remembered import Remembered
from sync.identifiers import is_day

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOST_SKIPPED = 100_000


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


_FOR_A_PURPOSE = {"purpose": Provide(_purpose, sync_to_thread=False)}


@get("/v1/visits/rules", policy="signed_in")
async def read_visit_rules(door: NamedDependency[Door]) -> VisitRulesView:
    """Every edition of the district's visit rules. They are nobody's secret."""
    return await dues.read_rules(door)


@get("/v1/visits/due", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def list_due(
    door: NamedDependency[Door],
    due_lists: NamedDependency[Remembered],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    grid: FromQuery[str],
    on: FromQuery[str | None] = None,
    skip: FromQuery[int] = 0,
    limit: FromQuery[int] = 50,
) -> VisitDuePage:
    """Who should be visited in a grid, today or on a day near it, members masked; journalled.

    Refuses MALFORMED, and NOT_FOUND for a grid that is not theirs.
    """
    if not 0 <= skip <= _MOST_SKIPPED:
        raise Problem(ProblemCode.MALFORMED, field="skip")
    page = skip, one_limit(limit)
    return await dues.read_due(door, due_lists, actor, purpose, one_id(grid), _one_day(on), *page)


@get("/v1/visits/coverage", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_coverage(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    grid: FromQuery[str],
    on: FromQuery[str | None] = None,
) -> VisitCoverage:
    """How many of the visits asked for in a grid were made, by rule. Refuses as the due list does."""
    return await dues.read_coverage(door, actor, one_id(grid), _one_day(on))


def _one_day(text: str | None) -> str | None:
    if text is not None and (_DAY.fullmatch(text) is None or not is_day(text)):
        raise Problem(ProblemCode.MALFORMED, field="on")
    return text


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_visit_rules, list_due, read_coverage)
