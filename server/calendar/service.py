"""The district's calendar for those who look at it, and for other features."""

from typing import cast

from mobile_contract.calendars import CalendarShape, CalendarView
from server.calendar.entities import CALENDAR, DistrictCalendar
from server.cases.calendars import missing_years
from server.cases.workdays import WorkCalendar
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.loading import head_of
from server.core.reading import find_entity


async def read_calendar(door: Door) -> CalendarView:
    """What is laid down, which years are covered, and which are missed."""
    return await door.database.read(lambda tx: _view(tx, door))


async def find_missing(door: Door) -> tuple[int, ...]:
    """The years from now on that should have a calendar and have none."""
    calendar = await door.database.read(lambda tx: calendar_now(tx, door))
    return missing_years(calendar, clock.now())


async def calendar_now(tx: ReadTx, door: Door) -> WorkCalendar:
    """The calendar by which the district counts now."""
    directory = await door.directory(tx, await head_of(tx, door.district))
    # The core knows of the calendar only that there is one.
    return cast("WorkCalendar", directory.calendar)


async def _view(tx: ReadTx, door: Door) -> CalendarView:
    calendar = await calendar_now(tx, door)
    missing = missing_years(calendar, clock.now())
    row = await find_entity(tx, door, DistrictCalendar, CALENDAR)
    if row is None:
        return CalendarView(calendar=CalendarShape(), version=0, years=calendar.years, missing=missing)
    return CalendarView(
        calendar=row.shape,
        version=row.version,
        years=calendar.years,
        missing=missing,
        set_by=row.set_by,
        set_at=row.set_at,
        reason=row.reason,
    )
