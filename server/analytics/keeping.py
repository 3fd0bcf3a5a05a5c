"""Keeps facts and counts in step with the cases: after each commit, or for all of them from scratch.

What a case's facts are is computed from its rows as they stand; the counts then change by what the facts changed. So
nothing is counted twice, however often a commit is seen, and whoever comes second waits for the first: all of it is
done under the lock of this consumer's own cursor.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, Protocol, TypeVar, get_args

from mobile_contract.base import Command
from mobile_contract.cases import CaseCommand, ReportMatter
from mobile_contract.commands import AnyCommand
from mobile_contract.duty import RecountClock
from mobile_contract.inbox import SettleConflict
from mobile_contract.intake_orders import OrderCommand, TakeOrder
from mobile_contract.rezoning import FinishRezoning, MergeGrids, Rehome, SplitGrid
from mobile_contract.territory import PublishDraft, PublishTerritory
from server.analytics import rows
from server.analytics.counting import Cell, Cohort, changes, month_of
from server.analytics.facts import Facts, facts_of
from server.analytics.lives import Life, Place
from server.core.consumers import Consumer
from server.core.database import ReadTx, Tx
from server.core.door import Door
from server.core.journal import ERASE_KIND, Entry

NAME = "indicators"
PAGE = 2_000
"""Cases of one transaction of a rebuilding: well below what the server's short timeouts let pass."""

_FIRST = "00000000-0000-0000-0000-000000000000"
_BESIDE = (ReportMatter, RecountClock, SettleConflict, TakeOrder, OrderCommand)
_GROUND = (PublishTerritory, PublishDraft, SplitGrid, MergeGrids, Rehome, FinishRezoning)
"""What gives cases another grid, or their grid to another organisation; its entry names no case."""


class Drift(NamedTuple):
    """What a check found: cases looked at, and those of them whose facts, or cells whose counts, are not what they
    should be; of each some examples.
    """

    cases: int
    facts: tuple[str, ...]
    counts: tuple[Cell, ...]

    @property
    def is_none(self) -> bool:
        """Whether all is as from scratch."""
        return not self.facts and not self.counts


def _unheard(_done: int) -> None:
    """Nobody wants to know how far it is."""


def followed_kinds() -> tuple[str, ...]:
    """The kinds of commands that what is counted of a case can change by."""
    return _kinds_of(CaseCommand, *_BESIDE, *_GROUND)


def _kinds_of(*those: type[Command]) -> tuple[str, ...]:
    kinds = (command for command in get_args(AnyCommand) if issubclass(command, those))
    return tuple(sorted(str(command.__struct_config__.tag) for command in kinds))


def indicators_consumer() -> Consumer:
    """Follows the journal for whatever becomes of cases, and keeps their facts and counts.

    An entry names the case, or an order whose subject it is; of the ground, it names no case at all. What is counted of
    a case goes with it when it is erased: figures name a case and who worked on it.
    """
    ground = frozenset(_kinds_of(*_GROUND))

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        touched = sorted({one for entry in entries for one in (entry.entity, entry.subject)})
        if any(entry.kind in ground and entry.version for entry in entries):
            await follow_ground(door)

        async def work(tx: Tx) -> None:
            await rows.move_cursor(tx, door.district, NAME, entries[-1].pos)
            await refresh(tx, door.district, touched)

        await door.database.write(work)

    return Consumer(NAME, (*followed_kinds(), ERASE_KIND), handle)


async def refresh(tx: Tx, district: int, cases: Sequence[str]) -> int:
    """Bring the facts of these cases up to date, and the counts with them; how many rows changed.

    Ids that name no case are passed over. Whoever calls it holds the consumer's cursor.
    """
    kept = await rows.list_facts(tx, district, cases)
    fresh = [row for life in await read_lives(tx, district, cases) for row in facts_of(life)]
    changed = _pairs(kept, fresh)
    gone = [before.id for before, after in changed if before is not None and after is None]
    await rows.write_facts(tx, district, [after for _, after in changed if after is not None], gone)
    await rows.add_counts(tx, district, changes(changed))
    return len(changed)


async def follow_ground(door: Door, page: int = PAGE) -> int:
    """Bring the facts of the cases up to date that lie in another grid, or in one of another organisation. How many."""
    done, after = 0, _FIRST
    while True:
        start = after

        async def work(tx: Tx, start: str = start) -> list[str]:
            await rows.hold_cursor(tx, door.district, NAME)
            ids = await rows.list_misplaced(tx, door.district, start, page)
            await refresh(tx, door.district, ids)
            return ids

        ids = await door.database.write(work)
        done += len(ids)
        if len(ids) < page:
            return done
        after = ids[-1]


async def rebuild(door: Door, progress: Callable[[int], None] = _unheard, page: int = PAGE) -> int:
    """Compute the facts of every case anew, then count them anew; the district may go on working. How many cases."""
    done, after = 0, _FIRST
    while True:
        start = after

        async def work(tx: Tx, start: str = start) -> list[str]:
            await rows.hold_cursor(tx, door.district, NAME)
            ids = await rows.list_case_ids(tx, door.district, start, page)
            await refresh(tx, door.district, ids)
            return ids

        ids = await door.database.write(work)
        done += len(ids)
        progress(done)
        if len(ids) < page:
            break
        after = ids[-1]
    await recount(door)
    return done


async def recount(door: Door) -> None:
    """Count the facts anew, one month of a cohort at a time. Facts of a case that is not there are dropped first."""

    async def sweep(tx: Tx) -> None:
        await rows.hold_cursor(tx, door.district, NAME)
        await rows.drop_orphans(tx, door.district)

    await door.database.write(sweep)
    for cohort in Cohort:
        for month in await door.database.read(partial(_months, door.district, cohort)):

            async def count(tx: Tx, cohort: Cohort = cohort, month: int = month) -> None:
                await rows.hold_cursor(tx, door.district, NAME)
                await rows.count_month(tx, door.district, cohort, month)

            await door.database.write(count)


async def check(door: Door, progress: Callable[[int], None] = _unheard, page: int = PAGE) -> Drift:
    """Compare what is kept with what it would be from scratch. It changes nothing.

    What the consumer has not come to yet is told as drift too.
    """
    done, after, facts = 0, _FIRST, list[str]()
    while True:
        start = after

        async def look(tx: ReadTx, start: str = start) -> tuple[list[str], list[str]]:
            ids = await rows.list_case_ids(tx, door.district, start, page)
            kept = await rows.list_facts(tx, door.district, ids)
            fresh = [row for life in await read_lives(tx, door.district, ids) for row in facts_of(life)]
            return ids, sorted({one.case_id for pair in _pairs(kept, fresh) for one in pair if one is not None})

        ids, wrong = await door.database.read(look)
        done, facts = done + len(ids), facts + wrong
        progress(done)
        if len(ids) < page:
            break
        after = ids[-1]
    counts: list[Cell] = []
    for cohort in Cohort:
        for month in await door.database.read(partial(_months, door.district, cohort)):
            counts += await door.database.read(partial(_wrong_counts, door.district, cohort, month))
    return Drift(done, tuple(facts), tuple(counts))


async def read_lives(tx: ReadTx, district: int, cases: Sequence[str]) -> list[Life]:
    """The lives of these cases, by id: nine queries, whatever their number, and one more if one was opened again."""
    known = await rows.list_cases(tx, district, cases)
    ids = [row.id for row in known]
    events = _by_case(await rows.list_events(tx, district, ids))
    timers = _by_case(await rows.list_timers(tx, district, ids))
    tasks = _by_case(await rows.list_tasks(tx, district, ids))
    ratings = _by_case(await rows.list_ratings(tx, district, ids))
    orders = _by_case(await rows.list_orders(tx, district, ids))
    again = [row.id for row in known if row.reopenings]
    granted = _by_case(await rows.list_granted(tx, district, again) if again else [])
    classes = await rows.list_classes(tx, district, {row.class_code for row in known if row.class_code})
    areas = await rows.list_areas(tx, district, {row.grid for row in known if row.grid})
    then = await rows.list_grids_then(tx, district, {row.grid_version for row in known if row.grid_version})
    lives: list[Life] = []
    for row in known:
        kind, major = classes.get(row.class_code or "", ("", ""))
        place = Place(kind, major, areas.get(row.grid or ""), then.get(row.grid_version or ""))
        beside = (timers[row.id], tasks[row.id], ratings[row.id], orders[row.id], granted[row.id])
        lives.append(Life(row, place, events[row.id], *beside))
    return lives


async def _wrong_counts(district: int, cohort: Cohort, month: int, tx: ReadTx) -> list[Cell]:
    return await rows.list_wrong_counts(tx, district, cohort, month)


async def _months(district: int, cohort: Cohort, tx: ReadTx) -> list[int]:
    """The months that have facts or counts of a cohort."""
    days = await rows.days_between(tx, district, cohort)
    counted = await rows.list_counted_months(tx, district, cohort)
    if days is None:
        return counted
    found = {month_of(day) for day in range(days[0], days[1] + 1)}
    return sorted(found | set(counted))


def _pairs(kept: Iterable[Facts], fresh: Iterable[Facts]) -> list[tuple[Facts | None, Facts | None]]:
    """Rows that differ, as they were and as they are, by id."""
    before = {row.id: row for row in kept}
    after = {row.id: row for row in fresh}
    return [
        (before.get(one), after.get(one))
        for one in sorted(before.keys() | after.keys())
        if before.get(one) != after.get(one)
    ]


class _OfCase(Protocol):
    @property
    def case_id(self) -> str: ...


R = TypeVar("R", bound=_OfCase)


def _by_case(those: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for row in those:
        found[row.case_id].append(row)
    return found
