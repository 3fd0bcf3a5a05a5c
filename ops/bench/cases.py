"""`hexward bench cases`: how a district answers that has had three years of cases. It judges nobody."""

import gc
from collections.abc import Generator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct
from rich.table import Table

from ops.bench import cases_asking as asking
from ops.bench.cases_asking import Desks, Timing
from ops.bench.cases_filling import UNTIL, Bounds, CaseSizes, fill
from ops.bench.due import measure_due
from ops.bench.figures import machine, rounded
from ops.bench.progress import Progress
from ops.bench.stores import Store
from ops.bench.wire import Unexpected
from server.analytics.keeping import check, indicators_consumer
from server.app import open_door
from server.cases.service import count_board
from server.core import clock
from server.core.consumers import Workers
from server.core.door import Door


class CaseFigures(Struct, frozen=True, kw_only=True):
    """One store's figures.

    `board_page_ms`, `indicator_ms` and `command_ms` are the medians of the slowest page, indicator and command, which
    `slowest` names; `boards`, `indicators` and `commands` have all medians, `p95_ms` the 95th percentiles of those
    three. `sweep_ms` is a sweep half a minute after another; `sweep_all_ms` one in which every clock that runs has
    come to a step, which are `sweep_all_told`. `first_sweep_ms` tells what had come up in three years.

    The cases are laid down as rows: the journal and the feed hold little more than what the bench itself issued. So
    `command_ms` is that of a command beside all cases, and not beside the journal of three years.
    """

    store: str
    cases: int
    events: int
    board_page_ms: float
    indicator_ms: float
    command_ms: float
    sweep_ms: float
    sweep_told: int
    sweep_all_ms: float
    sweep_all_told: int
    first_sweep_ms: float
    first_sweep_told: int
    open_cases: int
    due_per_s: float
    slowest: dict[str, str]
    p95_ms: dict[str, float]
    boards: dict[str, float]
    indicators: dict[str, float]
    commands: dict[str, float]
    floors: dict[str, float]
    ratios: dict[str, float]
    filled_s: float
    size_mib: float
    at: dict[str, Any]


class _Line(NamedTuple):
    label: str
    field: str
    wanted: str


_LINES = (
    _Line("board page of 50, ms", "board_page_ms", "< 30"),
    _Line("indicator by department, ms", "indicator_ms", "< 50"),
    _Line("command through the door, ms", "command_ms", "< 15"),
    _Line("sweep, half a minute later, ms", "sweep_ms", "< 1,000"),
    _Line("sweep, every clock at a step, ms", "sweep_all_ms", "< 1,000"),
    _Line("sweep, the first of three years, ms", "first_sweep_ms", ""),
    _Line("due instants/s", "due_per_s", ">= 200,000"),
)
_BESIDE = "commands: beside all cases, and a nearly empty journal and feed: cases are laid down as rows"
_FLOORS = {"board_page_ms": "read_50_ms", "indicator_ms": "read_50_ms", "command_ms": "commit_ms"}


async def measure_cases(store: Store, sizes: CaseSizes, progress: Progress) -> CaseFigures:
    """Fill a store and ask it everything. Raises Lost, Unexpected and OutOfBounds."""
    bounds = Bounds(store.folder, sizes.longest_s)
    async with AsyncExitStack() as ending:
        ending.enter_context(clock.told_by(lambda: UNTIL))
        door = await open_door(store.settings)
        ending.push_async_callback(door.database.close)
        filled = await fill(door, store, sizes, bounds, progress)
        await _count(door, sizes)
        ending.enter_context(_settled_memory())
        size_mib = _size_of(store.folder) / (1 << 20)
        desks = Desks(filled)
        floors = await asking.time_floors(door, sizes)
        boards = await asking.time_boards(door, desks, sizes)
        progress.say(_words("boards", boards))
        indicators = await asking.time_indicators(door, desks, sizes)
        progress.say(_words("indicators", indicators))
        bounds.keep()
        commands = await asking.time_commands(door, desks, filled.sites[0], sizes)
        progress.say(_words("commands", commands))
        open_cases = sum((await count_board(door, desks.supervisor)).states.values())
        sweeps = await asking.time_sweeps(door, sizes)
        progress.say("sweeps: " + ", ".join(f"{one.told:,} told in {one.ms:,.1f} ms" for one in sweeps))
        await _count(door, sizes)
    asked = {"board_page_ms": boards, "indicator_ms": indicators, "command_ms": commands}
    first, usual, whole = sweeps
    worst = {name: max(found, key=lambda one: found[one].p50) for name, found in asked.items()}
    medians = {name: rounded(asked[name][one].p50) for name, one in worst.items()}
    return CaseFigures(
        store=store.name,
        cases=filled.rows["cases"],
        events=filled.rows["case_events"],
        open_cases=open_cases,
        **medians,
        sweep_ms=rounded(usual.ms),
        sweep_told=usual.told,
        sweep_all_ms=rounded(whole.ms),
        sweep_all_told=whole.told,
        first_sweep_ms=rounded(first.ms),
        first_sweep_told=first.told,
        due_per_s=measure_due(sizes.limits, sizes.limit_rounds).due_per_s,
        slowest=worst,
        p95_ms={name: rounded(asked[name][one].p95) for name, one in worst.items()},
        boards=_medians(boards),
        indicators=_medians(indicators),
        commands=_medians(commands),
        floors={name: rounded(value) for name, value in floors.items()},
        ratios={name: rounded(medians[name] / floors[floor]) for name, floor in _FLOORS.items()},
        filled_s=rounded(filled.seconds),
        size_mib=rounded(size_mib),
        at=machine(store.version, 0),
    )


def cases_table(figures: CaseFigures) -> Table:
    """For people."""
    size = f"{figures.cases:,} cases, {figures.events:,} events, {figures.open_cases:,} open"
    table = Table(title=f"{figures.store} · {figures.at['database']} · {size}")
    for heading in ("figure", "measured", "asked for", "floor", "of it"):
        table.add_column(heading, justify="right" if heading in {"measured", "asked for"} else "left")
    of = figures.slowest | {
        "sweep_ms": f"{figures.sweep_told:,} told in all of them",
        "sweep_all_ms": f"{figures.sweep_all_told:,} told",
        "first_sweep_ms": f"{figures.first_sweep_told:,} told",
    }
    for line in _LINES:
        value: float = getattr(figures, line.field)
        name = _FLOORS.get(line.field)
        floor = f"{name} {figures.floors[name]:,}" if name else ""
        table.add_row(line.label, f"{value:,}", line.wanted, floor, of.get(line.field, ""))
    told = figures.at
    table.caption = (
        f"{told['cpu']}, {told['cores']} cores, load {told['load']}; "
        f"{figures.size_mib:,} MiB filled in {figures.filled_s:,} s\n{_BESIDE}"
    )
    return table


@contextmanager
def _settled_memory() -> Generator[None]:
    """The collector as a server has it that has started: what the filling made stays, and is not looked through."""
    gc.collect()
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def _count(door: Door, sizes: CaseSizes) -> None:
    """Let the consumer read to the head. Raises Unexpected where its counts are not those from scratch."""
    await Workers(door, [indicators_consumer()]).catch_up()
    if sizes.checked:
        drift = await check(door)
        if not drift.is_none:
            raise Unexpected(f"facts of {len(drift.facts)} cases and {len(drift.counts)} counts are wrong")


def _size_of(folder: Path) -> int:
    """What the files of a store take, in bytes; one may go while they are counted."""
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total


def _medians(found: Mapping[str, Timing]) -> dict[str, float]:
    return {name: rounded(one.p50) for name, one in found.items()}


def _words(what: str, found: Mapping[str, Timing]) -> str:
    return f"{what}: " + ", ".join(f"{name} {one.p50:.1f}" for name, one in found.items()) + " ms"
