"""Counts of facts by month, and how they change when facts do. Pure.

A cell counts rows that are alike: one cohort, one month, one organisation's area, one value of a cut, one signature.
Counts are sums over rows, so that a change is what the new row adds less what the old one did, in whatever order
changes come; that is what makes the running counts equal to those from scratch.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from server.analytics.facts import Facts

NOBODY = "00000000-0000-0000-0000-000000000000"
"""Stands in a key for no organisation: a key has no empty part."""

EVERYWHERE = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""Stands in a key for the whole district: what most ask for is then a few thousand cells, and not all of them."""


class Cohort(IntEnum):
    """Which day of a row says to what month it belongs."""

    REPORTED = 1
    FILED = 2
    DUE = 3
    CLOSED = 4
    SENT = 5
    REPLY_DUE = 6


LIMITS = frozenset({Cohort.DUE, Cohort.REPLY_DUE})
"""Whose days are the ends of limits: what is due today has not been missed yet."""


class Cut(IntEnum):
    """By what a cell is kept apart beside its area; all else is asked of the facts themselves.

    Classes and people are many: their cells would be as many as the rows.
    """

    DEPARTMENT = 1
    MAJOR = 2
    GRID = 3


ROLLED = frozenset({Cut.DEPARTMENT, Cut.MAJOR})
"""Cuts that are counted EVERYWHERE too. A grid lies in one area: its cells would be the same."""


class Cell(NamedTuple):
    """What a count is of; `month` is the year times 100 and the month."""

    cohort: int
    month: int
    area: str
    cut: int
    value: str
    signature: int


def month_of(day: int) -> int:
    """The month of a day's ordinal: 202611 for any of November 2026."""
    on = date.fromordinal(day)
    return on.year * 100 + on.month


def days_of(month: int) -> tuple[int, int]:
    """The first day of a month, and the first of the one after it."""
    year, number = divmod(month, 100)
    following = date(year + 1, 1, 1) if number == 12 else date(year, number + 1, 1)
    return date(year, number, 1).toordinal(), following.toordinal()


def before(month: int, by: int) -> int:
    """The month so many months before."""
    year, number = divmod(month, 100)
    total = year * 12 + number - 1 - by
    return total // 12 * 100 + total % 12 + 1


def cells_of(facts: Facts) -> Iterator[Cell]:
    """The cells that a row is counted in: of each cohort that it belongs to, one a cut, and one more EVERYWHERE."""
    days = (
        facts.reported_day, facts.filed_day, facts.due_day, facts.closed_day, facts.sent_day, facts.reply_due_day,
    )  # fmt: skip
    values = (facts.department or "", facts.major or "", facts.grid or "")
    for cohort, day in zip(Cohort, days, strict=True):
        if day is not None:
            month = month_of(day)
            for cut, value in zip(Cut, values, strict=True):
                yield Cell(cohort, month, facts.area or NOBODY, cut, value, facts.signature)
                if cut in ROLLED:
                    yield Cell(cohort, month, EVERYWHERE, cut, value, facts.signature)


def changes(pairs: Iterable[tuple[Facts | None, Facts | None]]) -> Mapping[Cell, int]:
    """What rows that were so and are so now add to the counts; a cell that stays as it is, is not named."""
    total: Counter[Cell] = Counter()
    for before_it, after in pairs:
        if before_it is not None:
            total.subtract(cells_of(before_it))
        if after is not None:
            total.update(cells_of(after))
    return {cell: total[cell] for cell in sorted(total) if total[cell]}
