"""When a limit ends: the vectors of domain.md 5, pauses, lights, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from mobile_contract.cases import LimitUnit
from server.cases.workdays import DayKind, NoCalendar, Period, WorkCalendar
from server.cases.worktime import Light, UnknownUnit, due, length_of, light, overtime, remaining, spent
from tests.server.cases.work import LONG, at

HOUR = timedelta(hours=1)

PLAIN = WorkCalendar([2026])
SATURDAY = WorkCalendar([2026], {date(2026, 3, 7): DayKind.WORKDAY})
FESTIVAL = WorkCalendar(
    [2026],
    {**{date(2026, 3, day): DayKind.HOLIDAY for day in (5, 6, 7)}, date(2026, 3, 8): DayKind.WORKDAY},
)
# --- the vectors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "start", "value", "unit", "expected"),
    [
        pytest.param(PLAIN, at(6, 17), 2, LimitUnit.WORK_HOUR, at(9, 9), id="over a weekend"),
        pytest.param(SATURDAY, at(6, 17), 2, LimitUnit.WORK_HOUR, at(7, 9), id="a make-up Saturday counts"),
        pytest.param(PLAIN, at(4, 11, 30), 1, LimitUnit.WORK_HOUR, at(4, 14, 30), id="over noon"),
        pytest.param(PLAIN, at(4, 15), 1, LimitUnit.WORK_DAY, at(5, 15), id="a work day is no midnight"),
        pytest.param(PLAIN, at(6, 23, 30), 2, LimitUnit.URGENT_HOUR, at(7, 1, 30), id="day and night"),
        pytest.param(PLAIN, at(4, 12, 30), 1, LimitUnit.WORK_HOUR, at(4, 15), id="begun at noon"),
        pytest.param(PLAIN, at(4, 19), 4, LimitUnit.WORK_HOUR, at(5, 12), id="begun in the evening"),
        pytest.param(PLAIN, at(7, 10), 2, LimitUnit.WORK_HOUR, at(9, 10), id="begun on a Saturday"),
        pytest.param(PLAIN, at(4, 8), 4, LimitUnit.WORK_HOUR, at(4, 12), id="it stays at noon"),
        pytest.param(PLAIN, at(4, 14), 4, LimitUnit.WORK_HOUR, at(4, 18), id="it stays in the evening"),
        pytest.param(PLAIN, at(6, 15), 5, LimitUnit.WORK_DAY, at(13, 15), id="a week of work"),
        pytest.param(FESTIVAL, at(4, 16), 1, LimitUnit.WORK_DAY, at(8, 16), id="holidays, then a make-up Sunday"),
        pytest.param(PLAIN, at(6, 17), 3, LimitUnit.URGENT_DAY, at(9, 17), id="an urgent day is no hour"),
        pytest.param(PLAIN, at(6, 17), 15, LimitUnit.URGENT_MINUTE, at(6, 17, 15), id="minutes"),
        pytest.param(FESTIVAL, at(4, 16), 2, LimitUnit.NATURAL_DAY, at(6, 16), id="natural days know no holiday"),
    ],
)
def test_a_limit_ends_where_the_vectors_say(
    calendar: WorkCalendar, start: datetime, value: int, unit: LimitUnit, expected: datetime
) -> None:
    found = due(calendar, start, unit, value)
    assert found == expected
    assert found.tzinfo is UTC


def test_the_second_and_what_is_finer_are_kept() -> None:
    start = at(6, 17) + timedelta(seconds=13, microseconds=7)
    assert due(PLAIN, start, LimitUnit.WORK_HOUR, 2) == at(9, 9) + timedelta(seconds=13, microseconds=7)


def test_a_limit_crosses_the_border_of_a_year() -> None:
    assert due(LONG, at(30, 17, month=12, year=2025), LimitUnit.WORK_HOUR, 2) == at(4, 9, month=1)
    assert due(LONG, at(31, 17, month=12, year=2026), LimitUnit.WORK_DAY, 261) == at(31, 17, month=12, year=2027)


def test_a_season_has_its_own_hours() -> None:
    assert due(LONG, at(6, 17, month=1), LimitUnit.WORK_HOUR, 2) == at(7, 9, 30, month=1)


def test_how_long_a_work_day_is_belongs_to_the_calendar() -> None:
    short = WorkCalendar([2026], periods=(Period(540, 720), Period(810, 1020)), work_day=timedelta(hours=6.5))
    assert due(short, at(4, 16), LimitUnit.WORK_DAY, 1) == at(5, 16)
    assert length_of(short, LimitUnit.WORK_DAY, 2) == 13 * HOUR


# --- pauses, extensions, lights ---------------------------------------------------------------------------------------


def test_a_pause_over_a_weekend_moves_work_by_its_work_alone() -> None:
    pause = (at(6, 17, 30), at(9, 10))
    assert due(PLAIN, at(6, 17), LimitUnit.WORK_HOUR, 2, [pause]) == at(9, 11, 30)
    assert due(PLAIN, at(6, 17), LimitUnit.URGENT_HOUR, 2, [pause]) == at(9, 11, 30)


def test_pauses_that_overlap_count_once_in_any_order() -> None:
    pauses = [(at(4, 10), at(4, 12)), (at(4, 9), at(4, 11)), (at(4, 9, 30), at(4, 9, 45))]
    assert due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, 2, pauses) == at(4, 15)


def test_what_was_missed_stays_missed_when_it_is_suspended_later() -> None:
    pause = (at(4, 10), at(6, 10))
    assert due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, 2, [pause]) == at(4, 10)
    assert spent(PLAIN, at(4, 8), at(6, 11), LimitUnit.WORK_HOUR, [pause]) == 3 * HOUR


def test_a_limit_that_stands_still_has_no_due_instant_but_a_time_spent() -> None:
    pause = (at(4, 9), None)
    assert spent(PLAIN, at(4, 8), at(6, 11), LimitUnit.WORK_HOUR, [pause]) == HOUR
    assert due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, 1, [pause]) == at(4, 9)
    with pytest.raises(ValueError, match="stands still"):
        due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, 2, [pause])


def test_a_pause_planned_for_a_year_without_calendar_does_not_hinder_a_limit_that_ends_before() -> None:
    pause = (at(4, 10, year=2027), at(5, 10, year=2027))
    assert due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, 2, [pause]) == at(4, 10)


def test_a_limit_of_nothing_ends_where_it_begins() -> None:
    assert due(PLAIN, at(7, 10), LimitUnit.WORK_DAY, 0) == at(7, 10)
    assert due(PLAIN, at(7, 10), LimitUnit.WORK_DAY, 0, [(at(6, 10), at(9, 10))]) == at(7, 10)


def test_lights_turn_at_eighty_percent_and_after_the_whole() -> None:
    limit = length_of(PLAIN, LimitUnit.WORK_HOUR, 5)
    told = [light(limit, HOUR * hours) for hours in (0, 3.99, 4, 5)]
    assert told == [Light.GREEN, Light.GREEN, Light.YELLOW, Light.YELLOW]
    assert light(limit, limit + timedelta(microseconds=1)) is Light.RED
    assert light(limit, HOUR * 4, yellow_percent=90) is Light.GREEN


def test_a_part_of_a_limit_is_used_when_its_light_turns() -> None:
    yellow = due(PLAIN, at(6, 16), LimitUnit.WORK_HOUR, 5, percent=80)
    assert yellow == at(9, 10)
    assert due(PLAIN, at(6, 16), LimitUnit.WORK_HOUR, 4, percent=150) == at(9, 12)
    used = spent(PLAIN, at(6, 16), yellow, LimitUnit.WORK_HOUR)
    assert light(5 * HOUR, used) is Light.YELLOW
    assert light(5 * HOUR, used - timedelta(microseconds=1)) is Light.GREEN


def test_what_remains_and_what_is_over_are_never_negative() -> None:
    assert (remaining(5 * HOUR, 3 * HOUR), overtime(5 * HOUR, 3 * HOUR)) == (2 * HOUR, timedelta(0))
    assert (remaining(5 * HOUR, 7 * HOUR), overtime(5 * HOUR, 7 * HOUR)) == (timedelta(0), 2 * HOUR)


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_every_unit_of_the_contract_is_known() -> None:
    for unit in LimitUnit:
        assert length_of(PLAIN, unit, 1) > timedelta(0)


def test_an_unknown_unit_is_never_taken_for_another() -> None:
    fortnight = cast("LimitUnit", "fortnight")
    for ask in (
        lambda: due(PLAIN, at(4, 8), fortnight, 1),
        lambda: spent(PLAIN, at(4, 8), at(5, 8), fortnight),
        lambda: length_of(PLAIN, fortnight, 1),
    ):
        with pytest.raises(UnknownUnit, match="fortnight"):
            ask()


@pytest.mark.parametrize(
    ("start", "year"),
    [(at(31, 17, month=12), 2027), (at(1, 0, month=1, year=2027), 2027), (at(31, 23, 59, 12, 2025), 2025)],
)
def test_a_year_without_calendar_is_named(start: datetime, year: int) -> None:
    with pytest.raises(NoCalendar) as refusal:
        due(PLAIN, start, LimitUnit.WORK_HOUR, 2)
    assert refusal.value.year == year


def test_a_year_that_is_missing_in_between_is_not_stepped_over() -> None:
    holed = WorkCalendar([2026, 2028])
    with pytest.raises(NoCalendar) as refusal:
        due(holed, at(31, 17, month=12), LimitUnit.WORK_HOUR, 2)
    assert refusal.value.year == 2027
    with pytest.raises(NoCalendar):
        spent(holed, at(31, 17, month=12), at(3, 17, month=1, year=2028), LimitUnit.WORK_HOUR)


def test_a_limit_that_ends_with_the_last_work_of_a_year_does_not_need_the_next() -> None:
    assert due(PLAIN, at(31, 17, month=12), LimitUnit.WORK_HOUR, 1) == at(31, 18, month=12)


def test_urgent_units_need_no_calendar() -> None:
    nothing = WorkCalendar([])
    assert due(nothing, at(31, 17, month=12), LimitUnit.NATURAL_DAY, 1) == at(1, 17, month=1, year=2027)
    assert spent(nothing, at(4, 8), at(4, 9), LimitUnit.URGENT_MINUTE) == HOUR


def test_a_negative_limit_a_pause_backwards_and_an_instant_without_offset_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, -1)
    with pytest.raises(ValueError, match="before it begins"):
        due(PLAIN, at(4, 8), LimitUnit.WORK_HOUR, 3, [(at(4, 10), at(4, 9))])
    with pytest.raises(TypeError):
        due(PLAIN, at(4, 8).replace(tzinfo=None), LimitUnit.WORK_HOUR, 1)
