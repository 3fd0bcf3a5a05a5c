"""When a limit ends, and how much of it is used, in its own unit of time (domain.md 5). Pure: no clock, no database."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from types import MappingProxyType
from typing import Protocol

from mobile_contract.cases import LimitUnit
from server.cases.workdays import DAY_US, MICROSECOND, MINUTE_US, WorkCalendar, instant, micros

Pause = tuple[datetime, datetime | None]
"""A limit does not run from one instant to another; without an end it still stands still."""

YELLOW_PERCENT = 80
"""From here on a light is yellow, and the owner is told (domain.md 5)."""


class Light(StrEnum):
    """How a stage stands to its limit."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class UnknownUnit(ValueError):
    """A limit counts in something that nobody has defined. It is never taken for another unit."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"{unit!r} is no unit of a limit")
        self.unit = unit


class _Running(Protocol):
    """A way in which time is used up."""

    def add(self, at: int, length: int) -> int:
        """The first instant by which `length` (> 0) of its time has run since `at`."""
        ...

    def between(self, start: int, end: int) -> int:
        """How much of its time lies between two instants; none if they are the wrong way round."""
        ...


class _RoundTheClock:
    """Time that never stands still."""

    def add(self, at: int, length: int) -> int:
        return at + length

    def between(self, start: int, end: int) -> int:
        return max(0, end - start)


_ALWAYS = _RoundTheClock()
_CONTINUOUS: Mapping[str, int] = MappingProxyType(
    {
        LimitUnit.URGENT_MINUTE: MINUTE_US,
        LimitUnit.URGENT_HOUR: 60 * MINUTE_US,
        LimitUnit.URGENT_DAY: DAY_US,
        LimitUnit.NATURAL_DAY: DAY_US,
    }
)
_WORK_HOUR, _WORK_DAY = LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY


def length_of(calendar: WorkCalendar, unit: LimitUnit, value: int) -> timedelta:
    """How long a limit is in its own time: one `work_day` is 8 hours of work by default. Raises UnknownUnit.

    Refuses a negative value (ValueError).
    """
    _refuse_negative(value)
    return timedelta(0, 0, value * _running(calendar, unit)[1])


def due(
    calendar: WorkCalendar,
    start: datetime,
    unit: LimitUnit,
    value: int,
    pauses: Sequence[Pause] = (),
    percent: int = 100,
) -> datetime:
    """The first instant by which the limit has run since `start`, in UTC; at the end of a period it stays there.

    A pause moves it by what the pause has of the unit's own time, pauses that overlap count once, and one that begins
    when the limit has run out moves nothing: what was missed stays missed. An extension is one more `value`: of twice
    the value it is the present due instant and one original limit, whatever the pauses. With `percent` 80 or 150 it is
    when a part of the limit, or more than it, has run. Work units raise NoCalendar for a year that is not covered;
    the others need no calendar. Raises UnknownUnit; refuses a negative value, a pause that ends before it begins, and
    one without an end that the limit does not outrun (ValueError), and instants without an offset (TypeError).
    """
    _refuse_negative(value)
    running, one = _running(calendar, unit)
    at, left = micros(start), value * one * percent // 100
    if left == 0:
        return instant(at)
    ends = running.add(at, left)
    for from_at, until_at in _in_time(pauses) if pauses else ():
        if ends <= from_at:
            break
        if until_at is None:
            raise ValueError("a limit that stands still has no due instant")
        left -= running.between(at, from_at)
        at = max(at, until_at)
        ends = running.add(at, left)
    return instant(ends)


def spent(
    calendar: WorkCalendar, start: datetime, end: datetime, unit: LimitUnit, pauses: Sequence[Pause] = ()
) -> timedelta:
    """How much of a unit's own time has run between two instants, pauses left out; none if `end` is first.

    At the due instant it is exactly the limit. A pause without an end lasts to `end`. Raises and refuses as `due`.
    """
    running, _ = _running(calendar, unit)
    at, last, run = micros(start), micros(end), 0
    for from_at, until_at in _in_time(pauses):
        if from_at >= last:
            break
        run += running.between(at, from_at)
        at = last if until_at is None else max(at, until_at)
    return timedelta(0, 0, run + running.between(at, last))


def light(limit: timedelta, used: timedelta, yellow_percent: int = YELLOW_PERCENT) -> Light:
    """Green below 80 % of the limit, yellow from there to its very end, red beyond (domain.md 5)."""
    if used > limit:
        return Light.RED
    return Light.YELLOW if used * 100 >= limit * yellow_percent else Light.GREEN


def remaining(limit: timedelta, used: timedelta) -> timedelta:
    """What is left of a limit, nothing when it is overdue."""
    return max(timedelta(0), limit - used)


def overtime(limit: timedelta, used: timedelta) -> timedelta:
    """What was used beyond a limit, nothing when it was kept."""
    return max(timedelta(0), used - limit)


def _refuse_negative(value: int) -> None:
    if value < 0:
        raise ValueError(f"a limit is not negative, but {value}")


def _running(calendar: WorkCalendar, unit: LimitUnit) -> tuple[_Running, int]:
    """How the unit's time runs, and how much of it is one."""
    length = _CONTINUOUS.get(unit)
    if length is not None:
        return _ALWAYS, length
    if unit == _WORK_DAY:
        return calendar, calendar.work_day // MICROSECOND
    if unit == _WORK_HOUR:
        return calendar, 60 * MINUTE_US
    raise UnknownUnit(unit)


def _in_time(pauses: Sequence[Pause]) -> list[tuple[int, int | None]]:
    """Beginnings and ends, in the order of the beginnings."""
    found = [(micros(from_at), None if until_at is None else micros(until_at)) for from_at, until_at in pauses]
    if any(until_at is not None and until_at < from_at for from_at, until_at in found):
        raise ValueError("a pause ends before it begins")
    return sorted(found, key=itemgetter(0))
