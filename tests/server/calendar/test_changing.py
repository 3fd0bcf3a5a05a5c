"""How a district's calendar is changed and what that makes of its days, without a clock and a database."""

from datetime import date

import pytest

from mobile_contract.calendars import CalendarSeason, CalendarShape
from server.calendar.changing import (
    MOST_DAYS,
    USUAL,
    Difference,
    NoticeFault,
    difference,
    kind_of,
    read_notice,
    with_days,
    with_notice,
)
from server.calendar.making import calendar_of
from server.cases.workdays import DayKind, WrongCalendar

NONE = CalendarShape()
FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)


def rows(*cells: tuple[str, str], names: tuple[str, str] = ("day", "kind")) -> list[dict[str, str]]:
    return [dict(zip(names, cell, strict=True)) for cell in cells]


@pytest.mark.parametrize(
    "table",
    [
        rows(("2027-10-01", "holiday"), ("2027-10-09", "workday")),
        rows(("2027/10/01", " 休 "), ("2027-10-09", "班"), names=("日期", "类型")),
        rows(("2027-10-01", "放假"), ("2027-10-09", "补班"), ("2027-10-09", "workday"), names=("date", "type")),
    ],
)
def test_a_notice_is_read_in_either_language(table: list[dict[str, str]]) -> None:
    notice = read_notice(table)
    assert notice.days == {date(2027, 10, 1): DayKind.HOLIDAY, date(2027, 10, 9): DayKind.WORKDAY}
    assert notice.faults == ()


def test_each_row_that_tells_nothing_is_told_with_its_number() -> None:
    table = rows(
        ("2027-02-30", "holiday"), ("2027-03-01", "rain"), ("2027-03-02", "休"), ("2027-03-02", "班"), ("", "休")
    )
    assert read_notice([*table, {"other": "x"}]).faults == (
        NoticeFault(1, "no_day", "2027-02-30"),
        NoticeFault(2, "no_kind", "rain"),
        NoticeFault(4, "both", "2027-03-02"),
        NoticeFault(5, "no_day"),
        NoticeFault(6, "no_day"),
    )
    many = rows(*((date.fromordinal(730_000 + n).isoformat(), "休") for n in range(MOST_DAYS + 1)))
    assert [one.fault for one in read_notice(many).faults] == ["too_many"]


def test_the_notice_of_a_year_takes_the_place_of_what_was_said_of_it_and_completes_it() -> None:
    before = with_days(NONE, holidays=[date(2027, 5, 4), FRIDAY])
    days = {
        date(2026, 12, 31): DayKind.HOLIDAY,
        date(2027, 1, 1): DayKind.HOLIDAY,
        date(2027, 10, 1): DayKind.HOLIDAY,
        date(2027, 10, 9): DayKind.WORKDAY,
    }
    after = with_notice(before, days)
    assert after.holidays == ("2026-03-06", "2026-12-31", "2027-01-01", "2027-10-01")
    assert (after.workdays, after.years) == (("2027-10-09",), (2027,))
    assert with_notice(after, days) == after


def test_single_days_are_told_otherwise_and_told_no_more() -> None:
    told = with_days(NONE, holidays=[FRIDAY], workdays=[SATURDAY], years=[2028])
    assert (told.holidays, told.workdays, told.years) == (("2026-03-06",), ("2026-03-07",), (2028,))
    assert with_days(told, holidays=[SATURDAY]).workdays == ()
    assert with_days(told, usual=[FRIDAY, SATURDAY, MONDAY]) == CalendarShape(years=(2028,))


def test_a_difference_names_the_days_that_are_worked_in_one_alone() -> None:
    # A Saturday that is told to be a holiday is not worked either way, nor is a workday on a Friday new.
    told = difference(NONE, with_days(NONE, holidays=[SATURDAY, MONDAY], workdays=[FRIDAY, date(2026, 3, 14)]))
    assert [(one.day, one.before, one.after) for one in told.days] == [
        (MONDAY, USUAL, "holiday"),
        (date(2026, 3, 14), USUAL, "workday"),
    ]
    back = difference(with_days(NONE, holidays=[MONDAY]), NONE)
    assert [(one.day, one.before, one.after) for one in back.days] == [(MONDAY, "holiday", USUAL)]


def test_a_difference_names_years_and_forms() -> None:
    summer = CalendarSeason(from_on="2026-07-01", until_on="2026-08-31", periods=("07:30-11:30", "15:00-19:00"))
    other = CalendarShape(
        years=(2030,), weekend=(7,), periods=("09:00-12:00",), seasons=(summer,), work_day_minutes=420
    )
    told = difference(NONE, other)
    assert (told.years_added, told.years_lost) == ((2030,), ())
    assert told.forms == ("periods", "weekend", "work_day_minutes", "seasons")
    assert difference(other, NONE).years_lost == (2030,)
    assert difference(other, other) == Difference(days=(), years_added=(), years_lost=(), forms=())


def test_what_the_district_lays_down_beats_what_was_published_and_that_beats_the_weekend() -> None:
    national, make_up = date(2026, 10, 1), date(2026, 10, 10)
    published = calendar_of(NONE)
    assert (kind_of(published, national), kind_of(published, make_up)) == ("holiday", "workday")
    own = calendar_of(with_days(NONE, workdays=[national], holidays=[make_up]))
    assert (kind_of(own, national), kind_of(own, make_up)) == ("workday", "holiday")


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        (CalendarShape(holidays=("2026-03-06",), workdays=("2026-03-06",)), "days"),
        (CalendarShape(holidays=("2026-02-30",)), "holidays"),
        (CalendarShape(periods=("12:00-08:00",)), "periods"),
        (
            CalendarShape(
                seasons=(CalendarSeason(from_on="2026-02-30", until_on="2026-03-01", periods=("08:00-12:00",)),)
            ),
            "seasons",
        ),
    ],
)
def test_a_calendar_that_cannot_be_is_told_with_where(shape: CalendarShape, field: str) -> None:
    with pytest.raises(WrongCalendar) as wrong:
        difference(NONE, shape)
    assert wrong.value.field == field
