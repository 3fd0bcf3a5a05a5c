"""The laws of work time, for any limit and any pauses; and an oracle that counts minute by minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mobile_contract.cases import LimitUnit
from server.cases.workdays import WorkCalendar
from server.cases.worktime import Light, Pause, due, length_of, light, overtime, remaining, spent
from tests.server.cases.work import LONG, at

MINUTE = timedelta(minutes=1)
WORK = (LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY)
_FIRST = at(20, 0, month=12, year=2025)
STARTS = st.timedeltas(timedelta(0), timedelta(days=60)).map(lambda gone: _FIRST + gone)
MINUTES = st.integers(0, 60 * 24 * 40).map(lambda gone: _FIRST + gone * MINUTE)
UNITS = st.sampled_from(LimitUnit)
VALUES = st.integers(0, 90)
_PAUSE = st.tuples(STARTS, st.timedeltas(timedelta(0), timedelta(days=20))).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1])
)
PAUSES = st.lists(_PAUSE, max_size=4)


def _walked(
    calendar: WorkCalendar, start: datetime, limit: timedelta, pauses: Sequence[Pause], *, work: bool
) -> datetime:
    """The due instant, minute by minute: `start` and pauses are whole minutes."""
    now, left = start, limit // MINUTE
    while left:
        local = now.astimezone(calendar.zone)
        minute = local.hour * 60 + local.minute
        open_now = not work or any(one.opens <= minute < one.shuts for one in calendar.periods_on(local.date()))
        if open_now and not any(a <= now and (b is None or now < b) for a, b in pauses):
            left -= 1
        now += MINUTE
    return now


@given(MINUTES, UNITS, st.integers(1, 12), st.lists(st.tuples(MINUTES, st.integers(0, 4000)), max_size=3))
def test_it_agrees_with_whoever_counts_minutes(
    start: datetime, unit: LimitUnit, value: int, drawn: list[tuple[datetime, int]]
) -> None:
    pauses = [(begin, begin + MINUTE * length) for begin, length in drawn]
    limit = length_of(LONG, unit, value)
    expected = _walked(LONG, start, limit, pauses, work=unit in WORK)
    assert due(LONG, start, unit, value, pauses) == expected


@given(STARTS, STARTS, UNITS, VALUES, VALUES, PAUSES)
def test_who_begins_later_or_has_more_is_not_due_before(
    start: datetime, other: datetime, unit: LimitUnit, value: int, more: int, pauses: list[Pause]
) -> None:
    first, second = sorted((start, other))
    assert due(LONG, first, unit, value, pauses) <= due(LONG, second, unit, value, pauses)
    assert due(LONG, first, unit, value, pauses) <= due(LONG, first, unit, value + more, pauses)
    assert first <= due(LONG, first, unit, value, pauses)


@given(STARTS, UNITS, VALUES, VALUES, PAUSES)
def test_a_limit_after_a_limit_is_one_of_both_and_so_is_an_extension(
    start: datetime, unit: LimitUnit, value: int, more: int, pauses: list[Pause]
) -> None:
    first = due(LONG, start, unit, value, pauses)
    assert due(LONG, first, unit, more, pauses) == due(LONG, start, unit, value + more, pauses)


@given(STARTS, UNITS, st.integers(1, 90), st.timedeltas(timedelta(0), timedelta(days=20)), st.data())
def test_a_pause_moves_the_due_instant_by_exactly_what_it_has_of_the_units_own_time(
    start: datetime, unit: LimitUnit, value: int, length: timedelta, data: st.DataObject
) -> None:
    before = due(LONG, start, unit, value)
    begins = start + data.draw(st.timedeltas(timedelta(0), before - start - timedelta(microseconds=1)))
    pause = (begins, begins + length)
    after = due(LONG, start, unit, value, [pause])
    assert spent(LONG, before, after, unit) == spent(LONG, *pause, unit)


@given(STARTS, UNITS, VALUES, PAUSES)
def test_at_the_due_instant_the_limit_is_spent_and_never_before(
    start: datetime, unit: LimitUnit, value: int, pauses: list[Pause]
) -> None:
    ends, limit = due(LONG, start, unit, value, pauses), length_of(LONG, unit, value)
    assert spent(LONG, start, ends, unit, pauses) == limit
    if ends > start and value:
        assert spent(LONG, start, ends - timedelta(microseconds=1), unit, pauses) < limit


@given(STARTS, STARTS, UNITS, st.integers(1, 90), PAUSES)
def test_the_limit_is_used_from_the_due_instant_on_and_what_is_beyond_is_red(
    start: datetime, now: datetime, unit: LimitUnit, value: int, pauses: list[Pause]
) -> None:
    used, limit = spent(LONG, start, now, unit, pauses), length_of(LONG, unit, value)
    ends = due(LONG, start, unit, value, pauses)
    assert (now >= ends) is (used >= limit)
    assert (light(limit, used) is Light.RED) is (overtime(limit, used) > timedelta(0))
    assert limit - remaining(limit, used) + overtime(limit, used) == used
