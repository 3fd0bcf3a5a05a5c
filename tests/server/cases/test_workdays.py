"""When work is done: clocks that change, seasons, and what a calendar may not say."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mobile_contract.cases import LimitUnit
from server.cases.workdays import NoCalendar, Period, Season, WorkCalendar, WrongCalendar
from server.cases.worktime import due, spent
from tests.server.cases.work import LONG, at

HOUR = timedelta(hours=1)

# --- summer time ------------------------------------------------------------------------------------------------------

NEW_YORK = ZoneInfo("America/New_York")
"""Its clocks skip 02:00-03:00 on Sunday 2026-03-08 and have 01:00-02:00 twice on 2026-11-01."""


def test_with_summer_time_work_keeps_to_the_local_clock() -> None:
    calendar = WorkCalendar([2026], zone=NEW_YORK)
    start = datetime(2026, 3, 6, 17, tzinfo=NEW_YORK)
    assert due(calendar, start, LimitUnit.WORK_HOUR, 2) == datetime(2026, 3, 9, 9, tzinfo=NEW_YORK)
    assert due(calendar, start, LimitUnit.NATURAL_DAY, 2).astimezone(NEW_YORK).hour == 18


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 3), (date(2026, 11, 1), 5), (date(2026, 11, 8), 4)])
def test_on_a_day_that_changes_clocks_work_is_the_time_that_really_passes(day: date, hours: int) -> None:
    night = WorkCalendar([2026], periods=(Period(60, 300),), weekend=(), zone=NEW_YORK)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=NEW_YORK)
    midnight = noon.replace(hour=0)
    assert spent(night, midnight, noon, LimitUnit.WORK_HOUR) == hours * HOUR


def test_a_period_that_begins_in_a_skipped_hour_is_refused() -> None:
    with pytest.raises(WrongCalendar, match=r"2026-03-08 02:30 is skipped"):
        WorkCalendar([2026], periods=(Period(150, 300),), weekend=(), zone=NEW_YORK)


# --- what a calendar may not say --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "periods",
    [
        (Period(480, 720), Period(700, 1080)),
        (Period(840, 1080), Period(480, 720)),
        (Period(720, 480),),
        (Period(480, 480),),
        (Period(-60, 480),),
        (Period(480, 1441),),
        (),
    ],
    ids=["overlapping", "out of order", "backwards", "empty", "before midnight", "after midnight", "none"],
)
def test_periods_that_are_not_in_order_inside_a_day_are_refused(periods: tuple[Period, ...]) -> None:
    with pytest.raises(WrongCalendar, match=r"^periods"):
        WorkCalendar([2026], periods=periods)
    with pytest.raises(WrongCalendar, match=r"^seasons"):
        WorkCalendar([2026], seasons=[Season(date(2026, 5, 1), date(2026, 9, 30), periods)])


def test_a_day_may_be_worked_from_midnight_to_midnight() -> None:
    always = WorkCalendar([2026], periods=(Period(0, 720), Period(720, 1440)), weekend=())
    assert due(always, at(6, 23), LimitUnit.WORK_HOUR, 30) == at(8, 5)


@pytest.mark.parametrize(("first", "second"), [((1, 31), (31, 40)), ((20, 31), (1, 20)), ((9, 3), (40, 50))])
def test_seasons_that_overlap_or_run_backwards_are_refused(first: tuple[int, int], second: tuple[int, int]) -> None:
    may = date(2026, 5, 1).toordinal() - 1
    seasons = [
        Season(date.fromordinal(may + a), date.fromordinal(may + b), (Period(0, 60),)) for a, b in (first, second)
    ]
    with pytest.raises(WrongCalendar, match=r"^seasons"):
        WorkCalendar([2026], seasons=seasons)


def test_a_weekday_that_is_none_and_a_work_day_of_nothing_are_refused() -> None:
    with pytest.raises(WrongCalendar, match=r"^weekend"):
        WorkCalendar([2026], weekend=[0])
    for length in (timedelta(0), timedelta(hours=25)):
        with pytest.raises(WrongCalendar, match=r"^work_day"):
            WorkCalendar([2026], work_day=length)


def test_a_calendar_can_be_read_back() -> None:
    assert LONG.years == (2025, 2026, 2027, 2028)
    assert LONG.periods_on(date(2026, 1, 3)) == ()
    assert LONG.periods_on(date(2026, 1, 4)) == LONG.periods
    season = LONG.seasons[0]
    assert [LONG.periods_on(date(2026, 1, day)) for day in (6, 7, 20, 21)] == [
        LONG.periods, season.periods, season.periods, LONG.periods,
    ]  # fmt: skip


def test_a_season_may_be_one_day() -> None:
    eve = date(2026, 2, 13)
    calendar = WorkCalendar([2026], seasons=[Season(eve, eve, (Period(480, 720),))])
    assert due(calendar, at(13, 11, month=2), LimitUnit.WORK_HOUR, 2) == at(16, 9, month=2)


def test_the_work_of_a_year_is_known_to_its_last_midnight() -> None:
    calendar = WorkCalendar([2026])
    assert spent(calendar, at(31, 17, month=12), at(1, 0, month=1, year=2027), LimitUnit.WORK_HOUR) == HOUR
    with pytest.raises(NoCalendar):
        spent(calendar, at(31, 17, month=12), at(1, 0, 1, month=1, year=2027), LimitUnit.WORK_HOUR)
