"""`hexward bench renewal`: what it takes to open a week in every grid, twice, while a phone pushes to a running server.

In the first week all households are due; in the second all of them are still open, and nothing of them may be written
again. The job runs in a process of its own, as `hexward work` does. It needs room for the register that it fills.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from rich.table import Table

from mobile_contract.residents import RegisterPerson, ResidencyKind
from ops.bench.district import SEED, Ward, found_offices, send
from ops.bench.figures import machine, peak_mib, rounded
from ops.bench.loads import receipts_in
from ops.bench.phones import BenchPhone
from ops.bench.progress import Progress
from ops.bench.serving import Serving
from ops.bench.stores import Store
from ops.bench.wire import Unexpected, Wire
from ops.seed import homes, people
from ops.seed.homes import Load
from ops.seed.intents import Intent, intent
from ops.seed.plan import Plan, plan_demo
from ops.seed.territory import Scale
from server.app import open_door
from server.core import clock
from server.core.door import Door
from server.renewal.opening import open_week
from server.renewal.sources import renewal_rules
from server.residents.moves import day_of
from server.settings import Settings

WANTED_S = 30.0
PAUSE_MS = 200.0
_QUICK_GRIDS = 36
"""Grids of the small plan; whoever needs more takes the whole district."""

_PUSHED = 5
"""Commands of each push beside the opening: what a phone sends that is online."""

_CALM_PUSHES = 200
"""Enough that 99 of 100 are not all of them but the longest."""

SLOWER = 2.0
"""A push beside the opening may take so many times what it takes in calm: 99 of 100 of either."""

_BETWEEN_S = 0.1
"""Ten pushes a second, all night: more than a district has on a Monday at midnight."""


_ROOT = Path(__file__).resolve().parents[2]


class RenewalSizes(Struct, frozen=True, kw_only=True):
    """How large the district is. The defaults are 230,000 households and 200,000 floating persons in 600 grids."""

    grids: int = 600
    households: int = 383
    floating: int = 333


QUICK_RENEWAL = RenewalSizes(grids=24)


class RenewalFigures(Struct, frozen=True, kw_only=True):
    """One store's figures: seconds for each week, those that the job computed, and new items; how long pushes took."""

    store: str
    grids: int
    households: int
    floating: int
    first_week_s: float
    first_week_cpu_s: float
    first_week_items: int
    second_week_s: float
    second_week_cpu_s: float
    second_week_items: int
    calm_push_ms: float
    calm_push_p99_ms: float
    calm_push_max_ms: float
    beside_push_ms: float
    beside_push_p99_ms: float
    beside_push_max_ms: float
    beside_pushes: int
    memory_mib: float
    at: dict[str, Any]


async def renewal(store: Store, sizes: RenewalSizes, progress: Progress) -> RenewalFigures:
    """Fill a district, and open two weeks. Raises Lost, Unexpected, ServerFailed."""
    settings = replace(store.settings, consumers=False)
    async with AsyncExitStack() as ending:
        door = await open_door(settings)
        ending.push_async_callback(door.database.close)
        grids = sizes.grids
        scale = Scale.QUICK if sizes.grids <= _QUICK_GRIDS else Scale.FULL
        plan = plan_demo(SEED, scale, "", clock.now().date())
        await found_offices(door, plan, progress)
        ward = await _fill(door, plan, sizes, progress)
        serving = await Serving.begin(settings, store.folder)
        ending.callback(serving.end)
        wire = await Wire.open(serving.port)
        ending.callback(wire.close)
        phone = await BenchPhone.join(door, wire, ward, 1)
        calm = [await _push_ms(phone, wire) for _ in range(_CALM_PUSHES)]
        first, pushed_first = await _opened_beside(settings, 0, phone, wire, progress)
        second, pushed_second = await _opened_beside(settings, 7, phone, wire, progress)
    beside = sorted(pushed_first + pushed_second)
    calm.sort()
    return RenewalFigures(
        store=store.name,
        grids=grids,
        households=grids * sizes.households,
        floating=grids * sizes.floating,
        first_week_s=rounded(first["seconds"]),
        first_week_cpu_s=rounded(first["cpu_s"]),
        first_week_items=first["items"],
        second_week_s=rounded(second["seconds"]),
        second_week_cpu_s=rounded(second["cpu_s"]),
        second_week_items=second["items"],
        calm_push_ms=rounded(calm[len(calm) // 2]),
        calm_push_p99_ms=rounded(calm[len(calm) * 99 // 100]),
        calm_push_max_ms=rounded(calm[-1]),
        beside_push_ms=rounded(beside[len(beside) // 2]),
        beside_push_p99_ms=rounded(beside[len(beside) * 99 // 100]),
        beside_push_max_ms=rounded(beside[-1]),
        beside_pushes=len(beside),
        memory_mib=rounded(max(first["memory_mib"], second["memory_mib"])),
        at=machine(store.version, grids * sizes.floating),
    )


async def _fill(door: Door, plan: Plan, sizes: RenewalSizes, progress: Progress) -> Ward:
    """Send the register of every grid; the first of them, in which a phone works. Raises Lost."""
    residents = max(sizes.floating, sizes.households)  # nobody's household is empty
    load = Load(max(1, sizes.households // 20), sizes.households, sizes.households, residents, 0)
    beats = plan.offices.beats[: sizes.grids]
    total = len(beats) * (load.buildings + load.dwellings + load.households + load.residents)
    wards = (_ward(plan, number, load, sizes.floating) for number in range(len(beats)))
    told = chain.from_iterable(_register(plan, ward) for ward in wards)
    await send(door, told, progress, "register", total=total)
    return _ward(plan, 0, load, sizes.floating)


def _ward(plan: Plan, number: int, load: Load, floating: int) -> Ward:
    """One grid: so many live there for a while, with certificates that run out all over a year."""
    beat, until_ms = plan.offices.beats[number], plan.until_ms
    code = beat.place.code
    made = homes.homes_of(plan.seed, code, beat.place.geometry, load, until_ms)
    told = people.person_commands(plan.seed, code, beat.worker, made, number * load.residents, until_ms)
    persons = [one.command for one in told if isinstance(one.command, RegisterPerson)]
    today = clock.now()
    for place, person in enumerate(persons[:floating]):
        until_on = day_of(today + timedelta(days=place % 365))
        persons[place] = replace(person, residency_kind=ResidencyKind.FLOATING, cert_until=until_on)
    return Ward(beat, made, persons)


def _register(plan: Plan, ward: Ward) -> Iterator[Intent]:
    code, worker, until_ms = ward.beat.place.code, ward.beat.worker, plan.until_ms
    yield from homes.building_commands(plan.seed, code, ward.beat.grid, worker, ward.homes, until_ms)
    yield from homes.dwelling_commands(plan.seed, code, worker, ward.homes, until_ms)
    yield from homes.household_commands(plan.seed, code, worker, ward.homes)
    yield from (intent(command, worker) for command in ward.persons)


async def _push_ms(phone: BenchPhone, wire: Wire) -> float:
    request = phone.push(phone.day.mixed(_PUSHED))
    began = clock.ticks()
    body = await wire.good(request)
    took_ms = clock.elapsed_ms(began)
    receipts_in("push", [body], _PUSHED)
    return took_ms


async def _opened_beside(
    settings: Settings, days: int, phone: BenchPhone, wire: Wire, progress: Progress
) -> tuple[dict[str, Any], list[float]]:
    """The week that is `days` away, opened by a process of its own, and how long each push took meanwhile."""
    told = msgspec.json.encode(msgspec.to_builtins(settings, enc_hook=str) | {"days": days}).decode()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ops.bench.renewal", told,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, cwd=_ROOT,
    )  # fmt: skip
    took_ms: list[float] = []
    try:
        answer = asyncio.create_task(process.communicate())
        while not answer.done():
            took_ms.append(await _push_ms(phone, wire))
            await asyncio.sleep(_BETWEEN_S)
        output, _ = await answer
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise
    if process.returncode:
        raise Unexpected(f"the job ended with {process.returncode}")
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    progress.say(f"week {'one' if not days else 'two'}: {found['items']:,} new items in {found['seconds']:.1f} s")
    return found, took_ms


def renewal_table(figures: RenewalFigures) -> Table:
    """For people."""
    title = f"{figures.store} · {figures.at['database']} · {figures.grids:,} grids, {figures.households:,} households"
    table = Table(title=title, caption=f"{figures.at['cpu']}, {figures.at['cores']} cores, load {figures.at['load']}")
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    rows = (
        ("first week, s", f"{figures.first_week_s}", f"< {WANTED_S:.0f}"),
        ("  of a core, s", f"{figures.first_week_cpu_s}", ""),
        ("  new items", f"{figures.first_week_items:,}", ""),
        ("second week, all of them still open, s", f"{figures.second_week_s}", f"< {WANTED_S:.0f}"),
        ("  of a core, s", f"{figures.second_week_cpu_s}", ""),
        ("  new items", f"{figures.second_week_items:,}", ""),
        ("a push in calm, ms: median, 99 of 100", f"{figures.calm_push_ms}, {figures.calm_push_p99_ms}", ""),
        ("  the longest", f"{figures.calm_push_max_ms}", ""),
        (
            "a push beside it, ms: median, 99 of 100",
            f"{figures.beside_push_ms}, {figures.beside_push_p99_ms}",
            f"99: < {rounded(SLOWER * figures.calm_push_p99_ms)}",
        ),
        (f"  the longest of {figures.beside_pushes:,}", f"{figures.beside_push_max_ms}", f"< {PAUSE_MS:.0f}"),
        ("memory of the job, MiB", f"{figures.memory_mib}", ""),
    )
    for row in rows:
        table.add_row(*row)
    return table


async def _job(settings: Settings, days: int) -> dict[str, float]:
    """In its own process: open the week that is so many days away."""
    door = await open_door(settings)
    renewal_rules()
    try:
        at = clock.now() + timedelta(days=days)
        with clock.told_by(lambda: at):
            began, used = clock.ticks(), time.process_time()
            done = await open_week(door)
            seconds, cpu_s = clock.elapsed_ms(began) / 1000, time.process_time() - used
    finally:
        await door.database.close()
    return {"seconds": seconds, "cpu_s": cpu_s, "items": done.items, "grids": done.grids, "memory_mib": peak_mib()}


def main(arguments: Sequence[str]) -> None:
    """The job's process: settings as JSON in, figures as JSON out."""
    told = json.loads(arguments[0])
    days = told.pop("days")
    settings = msgspec.convert(told, Settings, strict=False, dec_hook=lambda kind, value: kind(value))
    print(json.dumps(asyncio.run(_job(settings, days))))  # what its parent reads


if __name__ == "__main__":
    main(sys.argv[1:])
