"""Work calendars as data: what was published for a year, what a district changes in it, and which year has none.

Pure: it is told the time, reads no database and loads the library of holidays only when it is asked for them.

The library is chinesecalendar. It and `holidays` tell the same days from 2004 to 2026, but for one of 2005; but
`holidays` also gives later years, by rule, without make-up workdays, and does not say that they are a guess.
Chinesecalendar knows the years whose arrangement the State Council has published, and no other: so a missing year is
seen, and no limit is counted by holidays that nobody has decreed. It needs no other package. Should it be late, a
district types the notice in.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from mobile_contract.base import Request
from server.cases.workdays import SHANGHAI, DayKind, Period, Season, WorkCalendar, WrongCalendar

AHEAD = timedelta(days=31)
"""A year is missed so long before it begins: in all of December the next one has to be there."""

_PERIOD = re.compile(r"([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])")

PeriodText = Annotated[str, Meta(max_length=11, description="`08:00-12:00` by the local clock; 24:00 is its end")]
PeriodTexts = Annotated[tuple[PeriodText, ...], Meta(min_length=1, max_length=12)]
Year = Annotated[int, Meta(ge=1992, le=2099)]


class CalendarYear(Struct, frozen=True):
    """The whole of a year: each day that is not what its weekday says."""

    number: int
    days: Mapping[date, DayKind]


class LocalSeason(Request, frozen=True, kw_only=True):
    """Days, both ends included, with other periods: the summer hours of an office."""

    from_on: date
    until_on: date
    periods: PeriodTexts


class LocalCalendar(Request, frozen=True, kw_only=True):
    """What a district lays down about its work time; as it is made without facts, it is domain.md's default.

    `days` beat what was published, and that beats `weekend` (ISO weekdays, 1 is Monday). `years` are those whose
    calendar is complete with `days` alone, whether or not they were published; a day of another year does not make
    that year known. `zone` is a name of the IANA database.
    """

    periods: PeriodTexts = ("08:00-12:00", "14:00-18:00")
    weekend: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(max_length=7)] = (6, 7)
    work_day_minutes: Annotated[int, Meta(ge=1, le=1440)] = 480
    seasons: Annotated[tuple[LocalSeason, ...], Meta(max_length=100)] = ()
    days: Annotated[dict[date, DayKind], Meta(max_length=4000)] = {}  # noqa: RUF012 - msgspec copies an empty default
    years: Annotated[tuple[Year, ...], Meta(max_length=100)] = ()
    zone: Annotated[str, Meta(max_length=64)] = "Asia/Shanghai"


@cache
def published_years() -> tuple[CalendarYear, ...]:
    """The years whose arrangement the State Council has published, as the library has them, in order."""
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415 - who counts no work time needs it not

    return years_of(dict.fromkeys(holidays, DayKind.HOLIDAY) | dict.fromkeys(workdays, DayKind.WORKDAY))


def years_of(days: Mapping[date, DayKind]) -> tuple[CalendarYear, ...]:
    """The whole years that a list of days tells, in order: those of which it has the National Day.

    A New Year's holiday may begin in December and end in January: days of a year that is not published yet.
    """
    years = sorted(day.year for day in days if (day.month, day.day) == (10, 1))
    return tuple(CalendarYear(year, {day: days[day] for day in sorted(days) if day.year == year}) for year in years)


def work_calendar(
    local: LocalCalendar, published: Iterable[CalendarYear] | None = None, version: str = ""
) -> WorkCalendar:
    """The calendar of a district: the published years, by default the library's, with what it changes in them.

    Raises WrongCalendar for a period that is not written as one, a zone that is none, and as WorkCalendar does.
    """
    years = published_years() if published is None else tuple(published)
    days = {day: kind for year in years for day, kind in year.days.items()}
    return WorkCalendar(
        {*(year.number for year in years), *local.years},
        days | local.days,
        periods=_periods("periods", local.periods),
        weekend=local.weekend,
        seasons=[Season(one.from_on, one.until_on, _periods("seasons", one.periods)) for one in local.seasons],
        work_day=timedelta(minutes=local.work_day_minutes),
        zone=_zone(local.zone),
        version=version,
    )


def missing_years(calendar: WorkCalendar, now: datetime, ahead: timedelta = AHEAD) -> tuple[int, ...]:
    """The years from now to so much later that have no calendar: an alarm for operations while there is any.

    The notice for a year comes in the autumn before it; from 1 December it is overdue.
    """
    first, last = (at.astimezone(calendar.zone).year for at in (now, now + ahead))
    return tuple(year for year in range(first, last + 1) if year not in calendar.years)


def _periods(field: str, texts: Iterable[str]) -> tuple[Period, ...]:
    return tuple(_period(field, text) for text in texts)


def _period(field: str, text: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise WrongCalendar(field, f"{text!r} is not written as 08:00-12:00")
    opens, opens_minute, shuts, shuts_minute = map(int, found.groups())
    return Period(opens * 60 + opens_minute, shuts * 60 + shuts_minute)


def _zone(name: str) -> tzinfo:
    """`Asia/Shanghai` is the fixed offset that it has been since 1992; other names need the machine's own database."""
    if name == str(SHANGHAI):
        return SHANGHAI
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise WrongCalendar("zone", f"{name!r} is no time zone that this machine knows") from error
