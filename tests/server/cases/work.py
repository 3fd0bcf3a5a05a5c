"""A work calendar with everything in it, for tests of limits."""

from datetime import date, datetime

from server.cases.workdays import SHANGHAI, DayKind, Period, Season, WorkCalendar

LONG = WorkCalendar(
    range(2025, 2029),
    {
        date(2025, 12, 31): DayKind.HOLIDAY,
        date(2026, 1, 1): DayKind.HOLIDAY,
        date(2026, 1, 2): DayKind.HOLIDAY,
        date(2026, 1, 4): DayKind.WORKDAY,
        date(2026, 1, 10): DayKind.WORKDAY,
    },
    seasons=[Season(date(2026, 1, 7), date(2026, 1, 20), (Period(510, 690), Period(900, 1140)))],
)
"""Holidays on both sides of a year's border, two make-up workdays, and a fortnight with other hours."""


def at(day: int, hour: int, minute: int = 0, month: int = 3, year: int = 2026) -> datetime:
    """A time of March 2026 in Nanjing, of which the 6th is a Friday."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
