"""How a district's calendar is changed, and what that makes of its days: for a preview. Pure; nothing is set here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.calendars import CalendarShape
from server.calendar.making import calendar_of
from server.cases.calendars import years_of
from server.cases.workdays import DayKind, WorkCalendar

MOST_DAYS = 4_000
"""In one notice: as many as a calendar may have."""

USUAL = "usual"
"""A day that is what its weekday says."""

_FORMS = ("periods", "weekend", "work_day_minutes", "seasons")
_DAY_NAMES = ("day", "date", "日期")
_KIND_NAMES = ("kind", "type", "类型")
_KINDS: dict[str, DayKind] = {
    **dict.fromkeys(("holiday", "休", "休息", "放假", "节假日"), DayKind.HOLIDAY),
    **dict.fromkeys(("workday", "班", "上班", "补班", "调休上班"), DayKind.WORKDAY),
}


class NoticeFault(Struct, frozen=True):
    """A row of a notice that cannot be taken: its number from 1, what is wrong, and with what."""

    row: int
    fault: str
    value: str = ""


class Notice(NamedTuple):
    """What a file tells about days, and the rows that tell nothing."""

    days: Mapping[date, DayKind]
    faults: tuple[NoticeFault, ...]


class DayMoved(Struct, frozen=True):
    """A day on which work begins or ends to be done: `holiday`, `workday`, or `usual`, as its weekday is."""

    day: date
    before: str
    after: str


class Difference(Struct, frozen=True):
    """What sets two calendars apart: days that are worked in one alone, years that one covers alone, other hours.

    `forms` names what else was laid down anew: periods, weekend, work_day_minutes, seasons.
    """

    days: tuple[DayMoved, ...]
    years_added: tuple[int, ...]
    years_lost: tuple[int, ...]
    forms: tuple[str, ...]


def read_notice(table: Sequence[Mapping[str, str]]) -> Notice:
    """The days of a file with the columns day (日期) and kind (类型): holiday (休) or workday (班), a row a day."""
    days: dict[date, DayKind] = {}
    faults: list[NoticeFault] = []
    for number, row in enumerate(table, start=1):
        day, kind = _day(_cell(row, _DAY_NAMES)), _KINDS.get(_cell(row, _KIND_NAMES))
        if day is None:
            faults.append(NoticeFault(number, "no_day", _cell(row, _DAY_NAMES)))
        elif kind is None:
            faults.append(NoticeFault(number, "no_kind", _cell(row, _KIND_NAMES)))
        elif days.setdefault(day, kind) is not kind:
            faults.append(NoticeFault(number, "both", day.isoformat()))
    if len(days) > MOST_DAYS:
        faults.append(NoticeFault(len(table), "too_many", str(len(days))))
    return Notice(days, tuple(faults))


def with_notice(shape: CalendarShape, days: Mapping[date, DayKind]) -> CalendarShape:
    """The calendar with the notice of a year: what it said of that year is gone, and the year is complete.

    A notice tells a whole year if it tells its National Day; of other years it tells single days.
    """
    whole = {year.number for year in years_of(days)}
    kept = {day: kind for day, kind in _laid_down(shape).items() if day.year not in whole}
    return _with(replace(shape, years=tuple(sorted({*shape.years, *whole}))), {**kept, **days})


def with_days(
    shape: CalendarShape,
    *,
    holidays: Iterable[date] = (),
    workdays: Iterable[date] = (),
    usual: Iterable[date] = (),
    years: Iterable[int] = (),
) -> CalendarShape:
    """The calendar with single days told otherwise; `usual` are told no more, `years` are complete from now on."""
    days = _laid_down(shape) | dict.fromkeys(holidays, DayKind.HOLIDAY) | dict.fromkeys(workdays, DayKind.WORKDAY)
    for day in usual:
        days.pop(day, None)
    return _with(replace(shape, years=tuple(sorted({*shape.years, *years}))), days)


def difference(before: CalendarShape, after: CalendarShape) -> Difference:
    """What a calendar makes otherwise than another. Raises WrongCalendar for one that cannot be."""
    was, will = calendar_of(before), calendar_of(after)
    told = sorted({*was.days, *will.days})
    return Difference(
        days=tuple(
            DayMoved(day, kind_of(was, day), kind_of(will, day))
            for day in told
            if _is_worked(was, day) != _is_worked(will, day)
        ),
        years_added=tuple(sorted(set(will.years) - set(was.years))),
        years_lost=tuple(sorted(set(was.years) - set(will.years))),
        forms=tuple(form for form in _FORMS if getattr(before, form) != getattr(after, form)),
    )


def kind_of(calendar: WorkCalendar, day: date) -> str:
    """What a day is told to be; USUAL where nothing is told."""
    kind = calendar.days.get(day)
    return USUAL if kind is None else kind.value


def _is_worked(calendar: WorkCalendar, day: date) -> bool:
    kind = calendar.days.get(day)
    return day.isoweekday() not in calendar.weekend if kind is None else kind is DayKind.WORKDAY


def _laid_down(shape: CalendarShape) -> dict[date, DayKind]:
    holidays = {date.fromisoformat(told): DayKind.HOLIDAY for told in shape.holidays}
    return holidays | {date.fromisoformat(told): DayKind.WORKDAY for told in shape.workdays}


def _with(shape: CalendarShape, days: Mapping[date, DayKind]) -> CalendarShape:
    told = {kind: tuple(day.isoformat() for day in sorted(days) if days[day] is kind) for kind in DayKind}
    return replace(shape, holidays=told[DayKind.HOLIDAY], workdays=told[DayKind.WORKDAY])


def _cell(row: Mapping[str, str], names: Iterable[str]) -> str:
    return next((row[name].strip() for name in names if row.get(name)), "")


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told.replace("/", "-"))
    except ValueError:
        return None
