"""The district's work calendar on the wire: what it lays down about its work time, and what comes of that."""

from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Day, Instant, Line, Request, Wire

PeriodText = Annotated[str, Meta(max_length=11, description="`08:00-12:00` by the local clock; 24:00 is its end")]
PeriodTexts = Annotated[tuple[PeriodText, ...], Meta(min_length=1, max_length=12)]
Weekday = Annotated[int, Meta(ge=1, le=7, description="ISO: 1 is Monday")]
CalendarYear = Annotated[int, Meta(ge=1992, le=2099)]


class CalendarSeason(Request, frozen=True, kw_only=True):
    """Days, both ends included, with other periods: the summer hours of an office."""

    from_on: Day
    until_on: Day
    periods: PeriodTexts


class CalendarShape(Request, frozen=True, kw_only=True):
    """What a district lays down about its work time; without a word it is the default of domain.md 5.

    `holidays` and `workdays` beat what the State Council published, and that beats `weekend`. `years` are those whose
    calendar is complete with these days alone, whether or not they were published.
    """

    periods: PeriodTexts = ("08:00-12:00", "14:00-18:00")
    weekend: Annotated[tuple[Weekday, ...], Meta(max_length=7)] = (6, 7)
    work_day_minutes: Annotated[int, Meta(ge=1, le=1440)] = 480
    seasons: Annotated[tuple[CalendarSeason, ...], Meta(max_length=100)] = ()
    holidays: Annotated[tuple[Day, ...], Meta(max_length=4000)] = ()
    workdays: Annotated[tuple[Day, ...], Meta(max_length=4000)] = ()
    years: Annotated[tuple[CalendarYear, ...], Meta(max_length=100)] = ()


class SetCalendar(Command, frozen=True, kw_only=True, tag="set_calendar"):
    """The district's calendar from now on, whole; `entity` is the id of this edition. Clocks that run follow it.

    `base` is the version that its author saw: 0 before the first.
    """

    calendar: CalendarShape
    reason: Line


class CalendarView(Wire, frozen=True, kw_only=True):
    """`GET /v1/calendar`: what the district lays down, which years it covers, and which are missed."""

    calendar: CalendarShape
    version: int
    years: tuple[int, ...]
    missing: tuple[int, ...] = ()
    set_by: str | None = None
    set_at: Instant | None = None
    reason: str = ""
