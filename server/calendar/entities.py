"""The district's calendar as the rules see it. Pure."""

from datetime import datetime

from mobile_contract.calendars import CalendarShape
from server.core.entities import Entity, named_id

CALENDAR = named_id("district_calendar")
"""The id of the one row."""


class DistrictCalendar(Entity, frozen=True, kw_only=True):
    """What the district lays down about its work time: who did, when and why. There is one row, or none."""

    shape: CalendarShape
    set_by: str
    set_at: datetime
    reason: str
