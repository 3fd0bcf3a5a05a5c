"""What an office reads of the weekly renewal: cycles, items and debt of its area. Nothing of it is about a person.

Cycles and debt are counts of a worker's own list, grid by grid, for posts that may read the register itself: no small
count of them is suppressed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from mobile_contract.problems import ProblemCode
from mobile_contract.renewal import (
    RenewalCycles,
    RenewalCycleView,
    RenewalDebt,
    RenewalDebtView,
    RenewalItemPage,
    RenewalItemRecord,
    RenewalItemView,
    RenewalState,
)
from server.accounts.scope import REGISTER_POSTS, OfficeScope, directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import shown
from server.renewal import queries
from server.renewal.entities import RenewalCycle, RenewalItem
from server.renewal.sources import renewal_rules
from server.renewal.weeks import end_of, start_of, week_of, weeks_before, weeks_between
from server.residents.worklist import LastVisit, list_last_visits

MORE, NEVER = "more", "never"
_DAY_S = 86_400


async def list_cycles(door: Door, actor: Actor, week: str | None, grid: str | None) -> RenewalCycles:
    """The cycles of a week (the present one) in one's area, or of one grid. Refuses NOT_FOUND for another's grid."""
    at = clock.now()

    async def work(tx: ReadTx) -> RenewalCycles:
        scope = narrowed(await scope_of(tx, door, actor, REGISTER_POSTS, at), grid)
        return await cycles_in(scope, tx, door, week or week_of(at), at)

    return await door.database.read(work)


async def cycles_in(scope: OfficeScope, tx: ReadTx, door: Door, week: str, at: datetime) -> RenewalCycles:
    """As `list_cycles`, of an area that is given."""
    grids = list(scope.grids)
    cycles = await queries.list_cycles(tx, door, grids, week)
    tallies = await queries.count_done(tx, door, grids, week, start_of(week), end_of(week))
    opened = await queries.count_open(tx, door, grids)
    codes = await _codes(tx, door)
    views = tuple(
        _cycle(one, tallies.get(one.grid, queries.Tally()), opened.get(one.grid, {}), codes) for one in cycles
    )
    expected, done = sum(one.expected for one in views), sum(one.done for one in views)
    return RenewalCycles(week, at, len(grids), len(views), expected, done, _percent(done, expected), views)


def _cycle(
    cycle: RenewalCycle, tally: queries.Tally, opened: Mapping[str, int], codes: Mapping[str, str]
) -> RenewalCycleView:
    expected, done = cycle.expected, cycle.done
    if cycle.closed_at is None:
        still = sum(count for week, count in opened.items() if week <= cycle.week)
        expected, done = still + tally.touched, tally.done
    return RenewalCycleView(
        id=cycle.id,
        grid=cycle.grid,
        grid_code=codes.get(cycle.grid, ""),
        week=cycle.week,
        opened_at=cycle.opened_at,
        found=cycle.found,
        carried=cycle.carried,
        expected=expected,
        done=done,
        percent=_percent(done, expected),
        closed_at=cycle.closed_at,
    )


def _percent(done: int, expected: int) -> float | None:
    return round(100 * done / expected, 1) if expected else None


async def list_items(
    door: Door, actor: Actor, grid: str, state: RenewalState | None, after: str | None, limit: int
) -> RenewalItemPage:
    """A page of a grid's items, of a state or of any. Refuses NOT_FOUND for a grid that is not there or not theirs."""
    at = clock.now()

    async def work(tx: ReadTx) -> RenewalItemPage:
        scope = narrowed(await scope_of(tx, door, actor, REGISTER_POSTS, at), grid)
        page = await queries.page_items(
            scope, tx, door, grid, "" if state is None else state.value, after or queries.FIRST, limit
        )
        last = None if page.last is None else str(page.last["id"])
        return RenewalItemPage(tuple(_item(door, one) for one in page.entities), last)

    return await door.database.read(work)


def _item(door: Door, item: RenewalItem) -> RenewalItemView:
    return RenewalItemView(
        item=shown(door, item, RenewalItemRecord),
        grid=item.grid,
        answered_by=item.answered_by,
        answered_at=item.answered_at,
        done_at=item.done_at,
        late=item.late,
    )


async def read_debt(door: Door, actor: Actor, weeks: int | None, grid: str | None) -> RenewalDebt:
    """What the grids of one's area owe, from so many weeks on. Refuses NOT_FOUND for another's grid."""
    at = clock.now()

    async def work(tx: ReadTx) -> RenewalDebt:
        scope = narrowed(await scope_of(tx, door, actor, REGISTER_POSTS, at), grid)
        return await debt_in(scope, tx, door, renewal_rules().debt_weeks if weeks is None else weeks, at)

    return await door.database.read(work)


async def debt_in(scope: OfficeScope, tx: ReadTx, door: Door, weeks: int, at: datetime) -> RenewalDebt:
    """As `read_debt`, of an area that is given."""
    grids, rules, now = list(scope.grids), renewal_rules(), week_of(at)
    opened = await queries.count_open(tx, door, grids)
    verified = await queries.list_verified(tx, door, grids)
    visits: dict[str, list[LastVisit]] = defaultdict(list)
    for one in await list_last_visits(tx, door.district, grids):
        visits[one.grid].append(one)
    codes, oldest = await _codes(tx, door), weeks_before(now, weeks)
    views = tuple(
        RenewalDebtView(
            grid=one,
            grid_code=codes.get(one, ""),
            open=sum(opened.get(one, {}).values()),
            debt=sum(count for week, count in opened.get(one, {}).items() if week <= oldest),
            by_weeks={str(weeks_between(week, now)): n for week, n in sorted(opened.get(one, {}).items())},
            households=len(visits[one]),
            ages=_ages(visits[one], verified, rules.age_days, at),
        )
        for one in grids
    )
    return RenewalDebt(
        as_of=at,
        scheme=rules.scheme,
        weeks=weeks,
        age_days=rules.age_days,
        open=sum(one.open for one in views),
        debt=sum(one.debt for one in views),
        households=sum(one.households for one in views),
        grids=views,
    )


def _ages(
    households: Sequence[LastVisit], verified: Mapping[str, datetime], bounds: Sequence[int], at: datetime
) -> dict[str, int]:
    """How many households are verified within each bound of days, beyond all of them, and never. None is left out."""
    names = [*map(str, bounds), MORE, NEVER]
    counts = dict.fromkeys(names, 0)
    for one in households:
        seen = [when for when in (one.at, verified.get(one.household)) if when is not None]
        if not seen:
            counts[NEVER] += 1
            continue
        days = max(0.0, (at - max(seen)).total_seconds() / _DAY_S)
        counts[next((str(bound) for bound in bounds if days <= bound), MORE)] += 1
    return counts


def narrowed(scope: OfficeScope, grid: str | None) -> OfficeScope:
    """The area, or one grid of it. Refuses NOT_FOUND for a grid that is not in it."""
    if grid is None:
        return scope
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    return OfficeScope(user=scope.user, at=scope.at, grids=(grid,))


async def _codes(tx: ReadTx, door: Door) -> dict[str, str]:
    return {one.id: one.code for one in (await directory_of(tx, door)).district_grids()}
