"""How long the due list of one grid takes: computed, read anew, asked again, and with its entry in the journal.

Everything is asked of the code that answers a request, in this process: what HTTP adds to it, `hexward bench` measures.
"""

from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from msgspec import Struct
from rich.table import Table

from mobile_contract.visit_rules import PublishVisitRules
from ops.bench.district import DONE, SEED, Lost, Ward, found_offices, plan_wards, register, send
from ops.bench.figures import machine, rounded
from ops.bench.progress import Progress
from ops.bench.stores import Store
from ops.commands.grid_orders import facts_of
from ops.seed import rounds
from ops.seed.plan import plan_demo
from ops.seed.territory import Scale
from server.accounts.scope import OfficeScope
from server.app import open_door
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import named_id
from server.core.ids import new_id
from server.core.reading import find_entity
from server.visits import dues
from server.visits.editions import today
from server.visits.entities import VISIT_RULES, VisitRules
from server.visits.remembered import Remembered
from server.visits.starter import starter
from sync.visit_days import text_of_day

PEOPLE, VISITS, ROUNDS, PAGE = 1_500, 2_000, 15, 50
_READER = Actor(user=SYSTEM_USER, install=named_id("actor:hexward bench visits"), system=True)


class VisitFigures(Struct, frozen=True, kw_only=True):
    """Medians of some rounds on one store, in milliseconds; `made_ms` is with nothing remembered.

    `asked_best_ms` is the fastest round: on a machine that does other things besides, the one to compare.
    """

    store: str
    asked_ms: float
    asked_best_ms: float
    made_ms: float
    journalled_ms: float
    coverage_ms: float
    people: int
    visits: int
    due: int
    rounds: int
    at: dict[str, Any]


async def measure_visits(
    store: Store, progress: Progress, *, people: int = PEOPLE, visits: int = VISITS, rounds_: int = ROUNDS
) -> VisitFigures:
    """Fill one grid and ask for its list. Raises Lost."""
    door = await open_door(store.settings)
    try:
        ward = await _fill(door, progress, people, visits)
        return await _ask(door, store, ward, visits, rounds_)
    finally:
        await door.database.close()


async def _fill(door: Door, progress: Progress, people: int, visits: int) -> Ward:
    plan = plan_demo(SEED, Scale.QUICK, "", clock.now().date())
    [ward] = plan_wards(plan, [people])
    await found_offices(door, plan, progress)
    await register(door, plan, [ward], progress)
    beat = ward.beat
    made = rounds.visit_commands(plan.seed, beat.place.code, beat.worker, ward.homes, visits, plan.until_ms)
    await send(door, made, progress, "visits", total=visits)
    told = starter()
    begins = text_of_day(today(clock.now()))
    command = PublishVisitRules(
        **facts_of(new_id()), scheme=told.scheme, valid_from=begins, rules=told.rules, reason="bench"
    )
    [receipt] = (await door.issue([command])).receipts
    if receipt.verdict not in DONE:
        raise Lost("visit rules", receipt)
    return ward


async def _ask(door: Door, store: Store, ward: Ward, visits: int, rounds_: int) -> VisitFigures:
    grid, now = ward.beat.grid, clock.now()
    scope = OfficeScope(user=SYSTEM_USER, at=now, grids=(grid,))
    kept = Remembered()

    async def page(tx: ReadTx, lists: Remembered) -> tuple[Any, Any]:
        rules = await find_entity(tx, door, VisitRules, VISIT_RULES)
        asked = dues.Asked(grid, today(now), rules, sensitive=True)
        return await dues.page_of(scope, tx, door, lists, asked, 0, PAGE)

    async def covered(tx: ReadTx) -> object:
        rules = await find_entity(tx, door, VisitRules, VISIT_RULES)
        asked = dues.Asked(grid, today(now), rules, sensitive=True)
        return await dues.count_coverage(scope, tx, door, asked, now)

    reading = Reading(_READER, f"visit-plan:{grid}", "visits_due", grid)
    first, _ = await door.database.read(lambda tx: page(tx, kept))
    asked = await _times(rounds_, lambda: door.database.read(lambda tx: page(tx, kept)))
    made = await _times(rounds_, lambda: door.database.read(lambda tx: page(tx, Remembered())))
    journalled = await _times(rounds_, lambda: door.witnessed(reading, lambda tx: page(tx, kept)))
    coverage = await _times(rounds_, lambda: door.database.read(covered))
    return VisitFigures(
        store=store.name,
        asked_ms=rounded(median(asked)),
        asked_best_ms=rounded(min(asked)),
        made_ms=rounded(median(made)),
        journalled_ms=rounded(median(journalled)),
        coverage_ms=rounded(median(coverage)),
        people=len(ward.persons),
        visits=visits,
        due=first.overdue + first.due + first.upcoming,
        rounds=rounds_,
        at=machine(store.version, len(ward.persons)),
    )


async def _times(times: int, ask: Callable[[], Awaitable[object]]) -> list[float]:
    taken: list[float] = []
    for _ in range(times):
        began = clock.ticks()
        await ask()
        taken.append(clock.elapsed_ms(began))
    return taken


def visits_table(figures: VisitFigures) -> Table:
    """For people."""
    told = figures.at
    title = (
        f"{figures.store} · a grid of {figures.people:,} people, {figures.visits:,} visits, {figures.due} households"
    )
    table = Table(title=title)
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    table.add_row(f"a page of {PAGE} of the due list, ms", f"{figures.asked_ms}", "< 5")
    table.add_row("the fastest of them, ms", f"{figures.asked_best_ms}", "")
    table.add_row("the same, and its entry in the journal, ms", f"{figures.journalled_ms}", "")
    table.add_row("after a row has changed: the list made anew, ms", f"{figures.made_ms}", "")
    table.add_row("coverage, counted anew, ms", f"{figures.coverage_ms}", "")
    table.caption = f"{told['cpu']}, {told['cores']} cores, load {told['load']}, Python {told['python']}"
    return table
