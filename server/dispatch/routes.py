"""What offices read of duties, reminders, whistles and proposals. No route changes anything: commands do."""

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from mobile_contract.case_adjustments import JointMatters
from mobile_contract.case_views import CaseSwitchesView
from mobile_contract.duty import CaseProposal, DutyList, LevelList, ReminderPage, WhistleList
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import one_id, one_limit
from server.dispatch import proposing, service, switches


@get("/v1/cases/{case_id:str}/proposal", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_proposal(
    door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> CaseProposal:
    """Who should lead, how it was done before, who is near; it decides nothing. Journalled. Refuses NOT_FOUND."""
    return await proposing.read_proposal(door, actor, one_id(case_id))


@get("/v1/cases/{case_id:str}/levels", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_levels(door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]) -> LevelList:
    """The way of a case up and down the tree, with the time at each level. Journalled. Refuses NOT_FOUND."""
    return await service.list_levels(door, actor, one_id(case_id))


@get("/v1/reminders", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_reminders(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> ReminderPage:
    """What clocks told of the cases of one's area, the latest first. Refuses MALFORMED."""
    return await service.list_reminders(door, actor, service.place_of(after), one_limit(limit))


@get("/v1/whistles", policy="signed_in")
async def list_whistles(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> WhistleList:
    """Open whistles of one's area, and those that call one's department, the most pressing first.

    Phones ask it too, and keep the answer: they join by it where there is no network.
    """
    return await service.list_whistles(door, actor)


@get("/v1/whistles/matters", policy="office")
async def list_matters(door: NamedDependency[Door]) -> JointMatters:
    """What departments enforce together, for a whistle to name; `is_default` while the district has no list."""
    return await service.list_matters(door)


@get("/v1/case-switches", policy="office")
async def read_switches(door: NamedDependency[Door]) -> CaseSwitchesView:
    """How the district runs its cases, and who hears of clocks. It is nobody's secret."""
    return await switches.read_switches(door)


@get("/v1/duties", policy="office")
async def list_duties(
    door: NamedDependency[Door], actor: NamedDependency[Actor], at: FromQuery[str | None] = None
) -> DutyList:
    """Who is on duty on the grids of one's area, now or at an instant. Refuses MALFORMED."""
    return await service.list_duties(door, actor, _instant(at))


def _instant(text: str | None) -> datetime | None:
    """An instant of an address. Refuses MALFORMED: without an offset it names none."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(ProblemCode.MALFORMED, field="at") from error
    if at.tzinfo is None:
        raise Problem(ProblemCode.MALFORMED, field="at")
    return at


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    read_proposal,
    list_levels,
    list_reminders,
    list_whistles,
    list_matters,
    read_switches,
    list_duties,
)
