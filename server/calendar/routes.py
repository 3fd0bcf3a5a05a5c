"""What offices read of the district's calendar. It is set by a command, as everything is: `POST /v1/commands`."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from mobile_contract.calendars import CalendarView
from server.calendar import service
from server.core.door import Door


@get("/v1/calendar", policy="office")
async def read_calendar(door: NamedDependency[Door]) -> CalendarView:
    """The district's work calendar, and the years that have none. It is nobody's secret."""
    return await service.read_calendar(door)


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_calendar,)
