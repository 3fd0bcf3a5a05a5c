"""How many due instants a second one core computes, in work units by the published calendar. It judges nobody."""

from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from msgspec import Struct
from rich.table import Table

from mobile_contract.cases import LimitUnit
from ops.bench.figures import machine, rounded
from server.cases.calendars import LocalCalendar, work_calendar
from server.cases.workdays import WorkCalendar
from server.cases.worktime import Pause, due
from server.core import clock

LIMITS = 20_000
ROUNDS = 9

_FIRST_AT = datetime(2024, 1, 1, tzinfo=UTC)
_STEP = timedelta(minutes=71)
_UNITS = (LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY)

_Limit = tuple[datetime, LimitUnit, int, tuple[Pause, ...]]


class DueFigures(Struct, frozen=True, kw_only=True):
    """The median of some rounds, without pauses and with one each; `calendar_ms` is what it takes to lay it out."""

    due_per_s: float
    paused_due_per_s: float
    calendar_ms: float
    limits: int
    rounds: int
    at: dict[str, Any]


def measure_due(limits: int = LIMITS, rounds: int = ROUNDS) -> DueFigures:
    """Limits that begin all over 2024 to 2026, of 1 to 15 work hours and work days in turn."""
    began = clock.ticks()
    calendar = work_calendar(LocalCalendar())
    calendar_ms = clock.elapsed_ms(began)
    plain = [_limit(number) for number in range(limits)]
    paused: list[_Limit] = [(start, unit, value, (_pause_after(start),)) for start, unit, value, _ in plain]
    return DueFigures(
        due_per_s=rounded(median(_rate(calendar, plain) for _ in range(rounds))),
        paused_due_per_s=rounded(median(_rate(calendar, paused) for _ in range(rounds))),
        calendar_ms=rounded(calendar_ms),
        limits=limits,
        rounds=rounds,
        at=machine("none", 0),
    )


def due_table(figures: DueFigures) -> Table:
    """For people."""
    table = Table(title=f"work time · {figures.limits:,} limits, the median of {figures.rounds} rounds on one core")
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    table.add_row("due instants/s", f"{figures.due_per_s:,.0f}", ">= 200,000")
    table.add_row("with a pause each, /s", f"{figures.paused_due_per_s:,.0f}", "")
    table.add_row("laying the calendar out, ms", f"{figures.calendar_ms}", "")
    told = figures.at
    table.caption = f"{told['cpu']}, {told['cores']} cores, load {told['load']}, Python {told['python']}"
    return table


def _limit(number: int) -> _Limit:
    start = _FIRST_AT + number % LIMITS * _STEP
    return start, _UNITS[number % 2], 1 + number % 15, ()


def _pause_after(start: datetime) -> Pause:
    return start + timedelta(minutes=30), start + timedelta(hours=30)


def _rate(calendar: WorkCalendar, limits: list[_Limit]) -> float:
    began = clock.ticks()
    for start, unit, value, pauses in limits:
        due(calendar, start, unit, value, pauses)
    return len(limits) / (clock.elapsed_ms(began) / 1000)
