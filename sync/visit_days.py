"""Days of visits and the periods they lie in. Pure integers: a day is counted from 1970-01-01, in Asia/Shanghai.

That is UTC+08:00 all the year: its summer times, last in 1991, are older than any visit.
"""

from functools import lru_cache
from typing import NamedTuple

from mobile_contract.visit_rules import MONTHS, VisitPeriod, VisitRule

DAY_MS = 86_400_000
OFFSET_MS = 8 * 3_600_000


class Window(NamedTuple):
    """A span of days, both ends included."""

    start: int
    end: int


def day_of_millis(at_ms: int) -> int:
    """The day of Asia/Shanghai in which an instant lies, in milliseconds since 1970-01-01T00:00Z."""
    return (at_ms + OFFSET_MS) // DAY_MS


@lru_cache(maxsize=4096)
def day_of_text(day: str) -> int:
    """The day of `YYYY-MM-DD`; a day that its month does not have runs over into the next, as in 2026-02-29."""
    return day_of(int(day[0:4]), int(day[5:7]), int(day[8:10]))


@lru_cache(maxsize=4096)
def text_of_day(day: int) -> str:
    """`YYYY-MM-DD` of a day."""
    year, month, in_month = civil(day)
    return f"{year:04d}-{month:02d}-{in_month:02d}"


def day_of(year: int, month: int, in_month: int) -> int:
    """The day of a civil date (days_from_civil of Howard Hinnant, "chrono-compatible low-level date algorithms")."""
    shifted = year - 1 if month <= 2 else year
    era = shifted // 400
    in_era = shifted - era * 400
    from_march = month - 3 if month > 2 else month + 9
    in_year = (153 * from_march + 2) // 5 + in_month - 1
    return era * 146_097 + in_era * 365 + in_era // 4 - in_era // 100 + in_year - 719_468


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of month of a day (civil_from_days of the same source)."""
    shifted = day + 719_468
    era = shifted // 146_097
    in_era = shifted - era * 146_097
    year_of_era = (in_era - in_era // 1460 + in_era // 36_524 - in_era // 146_096) // 365
    in_year = in_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    from_march = (5 * in_year + 2) // 153
    month = from_march + 3 if from_march < 10 else from_march - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, in_year - (153 * from_march + 2) // 5 + 1


def birthday(born: int, years: int) -> int:
    """The day on which so many years are completed; of 29 February, in a year without one, 1 March."""
    year, month, in_month = civil(born)
    return day_of(year + years, month, in_month)


def window_of(rule: VisitRule, day: int) -> Window:
    """The calendar period in which a day lies; for DAYS the one that begins on it."""
    return _window(rule.period, rule.days, day)


@lru_cache(maxsize=4096)
def _window(period: VisitPeriod, days: int, day: int) -> Window:
    if period is VisitPeriod.WEEK:
        start = day - (day + 3) % 7
        return Window(start, start + 6)
    if period is VisitPeriod.DAYS:
        return Window(day, day + days - 1)
    length = MONTHS[period.value]
    year, month, _ = civil(day)
    first = (month - 1) // length * length
    until = year * 12 + first + length
    return Window(day_of(year, first + 1, 1), day_of(until // 12, until % 12 + 1, 1) - 1)
