"""Three years of a district's cases, for measuring: the offices through the door, the cases beside it.

The oldest weeks and the newest are made one by one, sealed as the door seals; those between are copies of the oldest.
Facts and counts of indicators are what a rebuilding would make of all of them.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from grid.geometry import Outline, box
from ops.bench.cases_copies import Period, copy_rows, later_cases, tidy
from ops.bench.district import SEED, found_offices
from ops.bench.progress import Progress
from ops.bench.stores import Store
from ops.seed.dice import Dice
from ops.seed.history import History, Site, Team, begin_days
from ops.seed.homes import place_inside
from ops.seed.offices import DEPARTMENTS, department_code, department_login, handler_logins
from ops.seed.pasts import Past
from ops.seed.plan import Plan, plan_demo
from ops.seed.pouring import pour
from ops.seed.territory import Scale
from server.analytics import rows
from server.analytics.keeping import NAME, recount, refresh
from server.cases.entities import Case
from server.cases.words import TERMINAL
from server.catalogue.starter import starter
from server.core import clock
from server.core.database import Tx
from server.core.door import Door
from server.core.reading import list_by
from server.directory import published_calendar
from server.territory.entities import PUBLISHED, GridVersion

UNTIL = datetime(2026, 10, 14, 8, tzinfo=UTC)
"""A Wednesday at 16:00 in Shanghai: all limits, however extended, end in years whose calendar is published."""

_POURED, _COPIED = 400, 2_000
"""Cases of one transaction, with what hangs on them and alone."""

_BUSY_DAYS = 4

_BYTES_A_CASE = 16_000
"""With all of its rows and their indexes, on either database, and what a checkpoint needs beside it."""

_SPARE_BYTES = 2 << 30


class OutOfBounds(Exception):
    """The run would need more time or more room than it may have; the text says what."""


class CaseSizes(Struct, frozen=True, kw_only=True):
    """How many cases a district has, and how often each thing is asked. The defaults are the figures asked for."""

    scale: Scale = Scale.FULL
    per_day: int = 1_008
    weeks: int = 6
    copies: int = 24
    open_cases: int = 5_000
    asked: int = 40
    warm: int = 8
    commands: int = 40
    sweeps: int = 20
    limits: int = 20_000
    limit_rounds: int = 5
    longest_s: float = 3_600.0
    checked: bool = False

    @property
    def days(self) -> int:
        """Of the oldest weeks, their copies, and the newest weeks."""
        return self.weeks * 7 * (self.copies + 2)

    @property
    def bytes_needed(self) -> int:
        """On the disk, about."""
        return self.per_day * self.days * _BYTES_A_CASE


QUICK = CaseSizes(
    scale=Scale.QUICK, per_day=10, open_cases=50, asked=10, warm=6, commands=8, sweeps=5, longest_s=600.0, checked=True
)
"""A hundredth of it; every fact and count is compared with those from scratch."""


class Filled(NamedTuple):
    """What there is: rows by table, the plan of the offices, places in the grids, and how long it took."""

    rows: dict[str, int]
    plan: Plan
    sites: Sequence[Site]
    seconds: float


class Bounds:
    """What a run may take: seconds from now on, and never the last of the disk."""

    def __init__(self, folder: Path, longest_s: float) -> None:
        self._folder = folder
        self._began = clock.ticks()
        self._longest_s = longest_s

    def refuse_too_large(self, size_bytes: int) -> None:
        """Before anything is done. Raises OutOfBounds."""
        free = shutil.disk_usage(self._folder).free
        if free < size_bytes + _SPARE_BYTES:
            raise OutOfBounds(f"about {size_bytes >> 30} GiB are needed in {self._folder}, and {free >> 30} are free")

    def keep(self) -> None:
        """Now and then. Raises OutOfBounds."""
        if clock.elapsed_ms(self._began) > self._longest_s * 1000:
            raise OutOfBounds(f"it is not done after {self._longest_s / 60:.0f} minutes")
        if shutil.disk_usage(self._folder).free < _SPARE_BYTES:
            raise OutOfBounds(f"less than {_SPARE_BYTES >> 30} GiB are left in {self._folder}")


async def fill(door: Door, store: Store, sizes: CaseSizes, bounds: Bounds, progress: Progress) -> Filled:
    """Found the district and give it its cases, all until UNTIL. Raises Lost and OutOfBounds."""
    began = clock.ticks()
    bounds.refuse_too_large(sizes.bytes_needed)
    plan = plan_demo(SEED, sizes.scale, "", UNTIL.date())
    await found_offices(door, plan, progress)
    history = await history_of(door, plan, sizes)
    filling = _Filling(door, store.settings.database, bounds, progress)
    by_hand, weeks = sizes.weeks * 7 * sizes.per_day, timedelta(weeks=sizes.weeks)
    oldest_until = history.first_at + weeks
    # What takes longer than its weeks once more is left out: its copies would lie open for years, or end after UNTIL.
    all_over = oldest_until + weeks - timedelta(days=1)
    ended = [one for one in history.pasts(range(by_hand), all_over) if one.case.state in TERMINAL]
    await filling.pour("oldest weeks", ended, by_hand)
    await filling.copy([one.case for one in ended], Period(door.district, oldest_until, weeks), sizes.copies)
    last = sizes.days * sizes.per_day
    await filling.pour("newest weeks", history.pasts(range(last - by_hand, last), UNTIL), by_hand)
    await filling.pour("what lies open", _open_ones(history, sizes.open_cases - filling.open_cases), 0)
    await recount(door)
    await tidy(store.settings.database)
    found = filling.rows
    progress.say(f"{found['cases']:,} cases with {found['case_events']:,} events are there and counted")
    return Filled(dict(found), plan, history.sites, clock.elapsed_ms(began) / 1000)


async def history_of(door: Door, plan: Plan, sizes: CaseSizes) -> History:
    """The cases of a founded district, by their numbers."""
    versions = await door.database.read(lambda tx: list_by(tx, door, GridVersion, "status", [PUBLISHED]))
    of_grid = {one.grid: one.id for one in versions}
    who = plan.offices
    sites: list[Site] = []
    for beat in who.beats:
        shape, dice = beat.place.geometry, Dice(SEED, "site", beat.place.code)
        lon, lat = place_inside(dice, Outline(shape), box(shape))
        committee = who.committees[beat.place.community].id
        sites.append(Site(beat.grid, of_grid[beat.grid], lon, lat, beat.worker, committee))
    teams = [
        Team(
            who.orgs[department_code(trade)],
            who.seats[department_login(trade)].id,
            tuple(who.seats[login].id for login in handler_logins(trade)),
        )
        for trade in DEPARTMENTS
    ]
    classes = [shape.code for shape in starter("B").classes]
    # The last day is that of UNTIL itself, which has its cases until then.
    first_at = begin_days(UNTIL, sizes.days - 1)
    return History(SEED, first_at, sizes.per_day, sites, teams, classes, published_calendar())


def _open_ones(history: History, wanted: int) -> Iterator[Past]:
    """So many more cases that lie open, of the last days: a busy week, in which much has come and little is done."""
    wide = replace(history, first_at=begin_days(UNTIL, _BUSY_DAYS), per_day=history.per_day * 100)
    numbers = (
        day * wide.per_day + place for place in range(history.per_day, wide.per_day) for day in range(_BUSY_DAYS)
    )
    return islice((one for one in wide.pasts(numbers, UNTIL) if one.case.state not in TERMINAL), max(0, wanted))


class _Filling:
    """Puts cases into a database, and keeps count of its rows."""

    def __init__(self, door: Door, url: str, bounds: Bounds, progress: Progress) -> None:
        self._door = door
        self._url = url
        self._bounds = bounds
        self._progress = progress
        self.rows = Counter[str]()
        self.open_cases = 0

    async def pour(self, what: str, pasts: Iterable[Past], total: int) -> None:
        """Insert cases one by one, and count each page of them as the consumer would."""
        done = 0
        self._progress.tell(what, 0, total)
        for page in _paged(pasts, _POURED):
            self._bounds.keep()
            await pour(self._door, page)
            await self._door.database.write(partial(self._refresh, [past.case.id for past in page]))
            self.rows["cases"] += len(page)
            self.rows["case_events"] += sum(len(past.events) for past in page)
            self.open_cases += sum(past.case.state not in TERMINAL for past in page)
            done += len(page)
            self._progress.tell(what, done, total)
        self._progress.done(what, done)

    async def copy(self, cases: Sequence[Case], period: Period, copies: int) -> None:
        """So many copies of a period's cases, with all that hangs on them."""
        self._progress.tell("copies", 0, copies * len(cases))
        for number in range(1, copies + 1):
            by = number * period.length
            for page in _paged(later_cases(cases, by), _COPIED):
                self._bounds.keep()
                await pour(self._door, page)
            self._bounds.keep()
            self.rows["cases"] += len(cases)
            self.rows["case_events"] += (await copy_rows(self._url, period, by))["case_events"]
            self._progress.tell("copies", number * len(cases), copies * len(cases))
        self._progress.done("copies", copies * len(cases))

    async def _refresh(self, cases: Sequence[str], tx: Tx) -> None:
        await rows.hold_cursor(tx, self._door.district, NAME)
        await refresh(tx, self._door.district, cases)


def _paged(pasts: Iterable[Past], size: int) -> Iterator[list[Past]]:
    rest = iter(pasts)
    while page := list(islice(rest, size)):
        yield page
