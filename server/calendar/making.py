"""A work calendar from what a district lays down. Pure; it knows no table."""

from datetime import date

from mobile_contract.calendars import CalendarShape
from server.cases.calendars import LocalCalendar, LocalSeason, work_calendar
from server.cases.workdays import DayKind, WorkCalendar, WrongCalendar


def calendar_of(shape: CalendarShape, version: int = 0) -> WorkCalendar:
    """The published years with what the district changes in them. Raises WrongCalendar."""
    return work_calendar(local_of(shape), version=str(version))


def local_of(shape: CalendarShape) -> LocalCalendar:
    """What is laid down, in the engine's own words. Raises WrongCalendar for a day that is none, or is both."""
    both = sorted(set(shape.holidays) & set(shape.workdays))
    if both:
        raise WrongCalendar("days", f"{both[0]} is told to be a holiday and a workday")
    holidays = {_day("holidays", told): DayKind.HOLIDAY for told in shape.holidays}
    workdays = {_day("workdays", told): DayKind.WORKDAY for told in shape.workdays}
    return LocalCalendar(
        periods=shape.periods,
        weekend=shape.weekend,
        work_day_minutes=shape.work_day_minutes,
        seasons=tuple(
            LocalSeason(
                from_on=_day("seasons", one.from_on), until_on=_day("seasons", one.until_on), periods=one.periods
            )
            for one in shape.seasons
        ),
        days=holidays | workdays,
        years=shape.years,
    )


def _day(field: str, told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise WrongCalendar(field, f"{told} is no day") from error
