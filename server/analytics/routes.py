"""What supervisors and offices read of indicators. No route changes anything."""

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from mobile_contract.indicators import CountedCases, IndicatorList, IndicatorView
from mobile_contract.problems import ProblemCode
from server.analytics import service
from server.analytics.counting import month_of
from server.analytics.facts import SHANGHAI
from server.analytics.service import Asked, Drill
from server.analytics.specs import By
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import one_limit
from server.settings import Settings


def _month(text: str | None) -> int:
    today = clock.now().astimezone(SHANGHAI).toordinal()
    return month_of(today) if text is None else service.month_of_text(text)


def _asked(
    month: FromQuery[str | None] = None,
    by: FromQuery[By] = By.DEPARTMENT,
    area: FromQuery[str | None] = None,
    top: FromQuery[int | None] = None,
) -> Asked:
    """Which figures: of the present month unless told otherwise. Refuses MALFORMED."""
    return Asked(_month(month), by, area, top)


def _drill(
    value: FromQuery[str | None] = None,
    part: FromQuery[str] = service.DENOMINATOR,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> Drill:
    """Which cases behind them: of the group `value`, or of all. Refuses MALFORMED."""
    return Drill(value, part, service.place_of(after), one_limit(limit))


_ASKED = Provide(_asked, sync_to_thread=False)
_DRILL = Provide(_drill, sync_to_thread=False)


@get("/v1/indicators", policy="office")
async def list_indicators(settings: NamedDependency[Settings], month: FromQuery[str | None] = None) -> IndicatorList:
    """The indicators in force in a month, the present one unless told otherwise. Refuses MALFORMED."""
    return service.list_indicators(service.book_of(settings.indicators), _month(month))


@get("/v1/indicators/{name:str}", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies={"asked": _ASKED})
async def read_indicator(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
    name: FromPath[str],
    asked: NamedDependency[Asked],
) -> IndicatorView:
    """An indicator's figures of a month by group, within one's area. Refuses MALFORMED, NOT_ALLOWED and NOT_FOUND."""
    return await service.read_indicator(door, actor, service.book_of(settings.indicators), name, asked)


@get(
    "/v1/indicators/{name:str}/cases",
    policy="office",
    refuses=[ProblemCode.NOT_FOUND],
    dependencies={"asked": _ASKED, "drill": _DRILL},
)
async def list_counted(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
    name: FromPath[str],
    asked: NamedDependency[Asked],
    drill: NamedDependency[Drill],
) -> CountedCases:
    """The cases behind a figure, page by page. Refuses MALFORMED, NOT_ALLOWED and NOT_FOUND."""
    return await service.list_counted(door, actor, service.book_of(settings.indicators), name, asked, drill)


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_indicators, read_indicator, list_counted)
