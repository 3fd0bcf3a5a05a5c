"""Work calendars from what was published and what a district lays down; and the alarm for a year that has none."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from mobile_contract.cases import LimitUnit
from server.cases.calendars import (
    CalendarYear,
    LocalCalendar,
    LocalSeason,
    missing_years,
    published_years,
    work_calendar,
    years_of,
)
from server.cases.workdays import SHANGHAI, DayKind, NoCalendar, WrongCalendar
from server.cases.worktime import due
from tests.mobile_contract.limits import DAYS_2026

PUBLISHED = {year.number: year.days for year in published_years()}
LAST = max(PUBLISHED)

MAKE_UP = {
    2024: (
        "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
    ),
    2025: ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
}  # fmt: skip
"""The make-up workdays of two notices of the State Council."""


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=SHANGHAI)


# --- what was published -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", MAKE_UP)
def test_the_library_has_the_make_up_workdays_of_the_notice(year: int) -> None:
    found = sorted(str(day) for day, kind in PUBLISHED[year].items() if kind is DayKind.WORKDAY)
    assert found == list(MAKE_UP[year])


def test_the_library_has_the_whole_notice_for_2026() -> None:
    assert {day: PUBLISHED[2026].get(day) for day in DAYS_2026} == DAYS_2026
    # The notice for 2027 may still add days at the end of December.
    assert {day for day in PUBLISHED[2026] if day < date(2026, 12, 20)} == DAYS_2026.keys()


def test_a_weekday_of_a_golden_week_rests_and_a_make_up_saturday_works() -> None:
    calendar = work_calendar(LocalCalendar())
    assert due(calendar, at("2026-02-14T17:00"), LimitUnit.WORK_HOUR, 2) == at("2026-02-24T09:00")
    assert due(calendar, at("2026-02-27T17:00"), LimitUnit.WORK_HOUR, 2) == at("2026-02-28T09:00")
    assert due(calendar, at("2026-09-30T15:00"), LimitUnit.WORK_DAY, 3) == at("2026-10-10T15:00")


def test_a_new_years_holiday_that_begins_in_december_publishes_no_further_year() -> None:
    new_year = {date(2026, 12, 31): DayKind.HOLIDAY, date(2027, 1, 1): DayKind.HOLIDAY}
    told = years_of({date(2026, 10, 1): DayKind.HOLIDAY, **new_year})
    assert [(year.number, list(year.days)) for year in told] == [(2026, [date(2026, 10, 1), date(2026, 12, 31)])]


def test_years_are_published_without_a_gap() -> None:
    assert sorted(PUBLISHED) == list(range(2004, LAST + 1))
    assert all(day.year == number for number, days in PUBLISHED.items() for day in days)


def test_the_library_is_not_loaded_by_who_does_not_ask_for_it() -> None:
    look = "import sys, server.cases.calendars; print('chinese_calendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, text=True).stdout == "False\n"


# --- what a district changes ------------------------------------------------------------------------------------------


def test_what_a_district_lays_down_beats_what_was_published() -> None:
    local = LocalCalendar(days={date(2026, 2, 14): DayKind.HOLIDAY, date(2026, 3, 7): DayKind.WORKDAY})
    calendar = work_calendar(local)
    assert not calendar.is_worked(date(2026, 2, 14))
    assert calendar.is_worked(date(2026, 3, 7))
    assert not calendar.is_worked(date(2026, 2, 17))


def test_a_district_may_type_in_a_year_that_the_library_does_not_have() -> None:
    first, second = date(LAST + 1, 1, 4), date(LAST + 1, 1, 5)
    days = {first: DayKind.WORKDAY, second: DayKind.HOLIDAY}
    assert LAST + 1 not in work_calendar(LocalCalendar(days=days)).years
    typed = work_calendar(LocalCalendar(days=days, years=(LAST + 1,)))
    assert typed.years[-1] == LAST + 1
    assert (typed.is_worked(first), typed.is_worked(second)) == (True, False)


def test_all_that_a_district_lays_down_is_read_from_json_and_kept() -> None:
    raw = b"""{"periods": ["09:00-12:00", "13:30-17:00"], "weekend": [7], "work_day_minutes": 390,
        "seasons": [{"from_on": "2026-06-01", "until_on": "2026-09-30", "periods": ["07:30-14:00"]}],
        "days": {"2026-06-10": "holiday"}, "years": [2026]}"""
    local = msgspec.json.decode(raw, type=LocalCalendar)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(local), type=LocalCalendar) == local
    calendar = work_calendar(local, (), "v7")
    assert (calendar.years, calendar.version) == ((2026,), "v7")
    assert due(calendar, at("2026-05-30T16:30"), LimitUnit.WORK_HOUR, 1) == at("2026-06-01T08:00")
    assert due(calendar, at("2026-06-09T10:00"), LimitUnit.WORK_DAY, 1) == at("2026-06-11T10:00")


def test_a_zone_is_data() -> None:
    calendar = work_calendar(LocalCalendar(zone="Asia/Urumqi"))
    assert due(calendar, at("2026-03-04T09:00"), LimitUnit.WORK_HOUR, 1) == at("2026-03-04T11:00")


@pytest.mark.parametrize("text", ["8:00-12:00", "08:00–12:00", "08:60-12:00", "08:00-12:00\n", "0800-1200", ""])
def test_a_period_that_is_not_written_as_one_is_refused(text: str) -> None:
    with pytest.raises(WrongCalendar, match=r"^periods: .* is not written as 08:00-12:00"):
        work_calendar(LocalCalendar(periods=(text,)), ())


@pytest.mark.parametrize("text", ["12:00-08:00", "08:00-24:01", "23:00-99:00"])
def test_a_period_that_is_none_is_refused_and_told_where(text: str) -> None:
    season = LocalSeason(from_on=date(2026, 6, 1), until_on=date(2026, 6, 2), periods=(text,))
    with pytest.raises(WrongCalendar) as refusal:
        work_calendar(LocalCalendar(seasons=(season,)), ())
    assert refusal.value.field == "seasons"


@pytest.mark.parametrize("zone", ["Asia/Nanjing", "", "../etc/passwd", "Asia"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(WrongCalendar, match=r"^zone"):
        work_calendar(LocalCalendar(zone=zone), ())


@pytest.mark.parametrize(
    "raw",
    [
        b'{"weekend": [0]}',
        b'{"days": {"2026-02-30": "holiday"}}',
        b'{"days": {"2026-02-14": "half"}}',
        b'{"periods": []}',
        b'{"years": [20260]}',
        b'{"work_day_minutes": 0}',
        b'{"weekends": [6]}',
    ],
)
def test_what_no_calendar_can_be_made_of_is_refused_when_it_is_read(raw: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=LocalCalendar)


# --- the alarm --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        ("2026-11-30T23:59:59", ()),
        ("2026-12-01T00:00", (2027,)),
        ("2026-12-31T23:59", (2027,)),
        ("2027-01-01T00:00", (2027,)),
        ("2025-06-01T00:00", (2025,)),
    ],
)
def test_a_year_without_calendar_is_told_from_december_on(now: str, missing: tuple[int, ...]) -> None:
    calendar = work_calendar(LocalCalendar(), [CalendarYear(2026, DAYS_2026)])
    assert missing_years(calendar, at(now)) == missing


def test_the_alarm_ends_when_the_year_is_typed_in() -> None:
    calendar = work_calendar(LocalCalendar(years=(2027,)), [CalendarYear(2026, DAYS_2026)])
    assert missing_years(calendar, at("2026-12-15T00:00")) == ()


def test_the_alarm_keeps_to_the_calendars_own_clock() -> None:
    calendar = work_calendar(LocalCalendar(), [CalendarYear(2026, DAYS_2026)])
    midnight_in_nanjing = datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert missing_years(calendar, midnight_in_nanjing) == (2027,)
    assert missing_years(calendar, midnight_in_nanjing - timedelta(seconds=1)) == ()


def test_the_year_that_the_alarm_tells_is_the_year_that_a_limit_lacks() -> None:
    calendar = work_calendar(LocalCalendar(), [CalendarYear(2026, DAYS_2026)])
    with pytest.raises(NoCalendar) as refusal:
        due(calendar, at("2026-12-28T09:00"), LimitUnit.WORK_DAY, 5)
    assert (refusal.value.year,) == missing_years(calendar, at("2026-12-28T09:00"))
