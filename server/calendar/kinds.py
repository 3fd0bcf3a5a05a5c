"""How the district's calendar is kept. No phone holds it: clocks tell when they are due."""

from server.calendar import tables
from server.calendar.entities import DistrictCalendar
from server.core.kinds import Kind

KINDS = (Kind("district_calendar", DistrictCalendar, tables.district_calendars, slow=True),)
