"""One store from an empty database to its figures. The server runs all the way, the filling goes on beside it."""

from contextlib import AsyncExitStack
from statistics import median

from ops.bench import district as districts
from ops.bench import floors, loads
from ops.bench.district import District
from ops.bench.figures import Figures, machine, ratios_of, rounded
from ops.bench.loads import Pulled
from ops.bench.phones import BenchPhone
from ops.bench.progress import Progress
from ops.bench.serving import Serving
from ops.bench.sizes import Sizes
from ops.bench.stores import Store
from ops.bench.wire import Wire, get
from server.app import open_door
from server.core import clock
from server.core.door import Door
from server.core.http import JSON_TYPE, MSGPACK_TYPE

_EMPTY_LINES = 32
_EMPTY_ASKED = 300


class Run:
    """What the steps of a run share."""

    def __init__(self, store: Store, sizes: Sizes, district: District, door: Door, progress: Progress) -> None:
        self.store = store
        self.sizes = sizes
        self.district = district
        self.door = door
        self.progress = progress
        self.floors: dict[str, float] = {}
        self.details: dict[str, float] = {}


async def measure(store: Store, sizes: Sizes, progress: Progress) -> Figures:
    """Everything, in order. Raises Lost, Unexpected, ServerFailed."""
    async with AsyncExitStack() as ending:
        door = await open_door(store.settings)
        ending.push_async_callback(door.database.close)
        run = Run(store, sizes, districts.plan_district(sizes), door, progress)
        there = await districts.found(door, run.district, sizes, progress)
        serving = await Serving.begin(store.settings, store.folder)
        ending.callback(serving.end)
        wires = [await Wire.open(serving.port) for _ in range(max(sizes.fleet, _EMPTY_LINES))]
        for wire in wires:
            ending.callback(wire.close)
        await _floors(run, wires)
        found = await _loads(run, wires)
        pullers = [await _joined(run, wires[0], number) for number in range(sizes.pulled)]
        small = await loads.pull(pullers, wires[0], sizes)
        progress.say(f"pull with {there:,} residents: {small.ms:.2f} ms")
        there += await districts.grow(door, run.district, there, sizes.large, progress)
        fresh = await Wire.open(serving.port)  # the server hangs up lines on which nothing came for so long
        ending.callback(fresh.close)
        large = await loads.pull(pullers, fresh, sizes)
        progress.say(f"pull with {there:,} residents: {large.ms:.2f} ms")
        return _figures(run, found, (small, large), serving.rss_mib(), there)


async def _floors(run: Run, wires: list[Wire]) -> None:
    run.floors["bulk_insert_rows_per_s"] = await run.store.floor(run.sizes)
    run.floors["msgpack_records_per_s"] = floors.msgpack_records_per_s(run.sizes)
    run.floors["empty_requests_per_s"] = await loads.empty_requests(wires[:_EMPTY_LINES], run.sizes.floor_s)
    took_ms: list[float] = []
    for _ in range(_EMPTY_ASKED):
        began = clock.ticks()
        await wires[0].good(get("/healthz"))
        took_ms.append(clock.elapsed_ms(began))
    run.floors["empty_request_ms"] = median(took_ms)
    run.progress.say(", ".join(f"{name} {value:,.4g}" for name, value in run.floors.items()))


async def _loads(run: Run, wires: list[Wire]) -> dict[str, float]:
    sizes, district, say = run.sizes, run.district, run.progress.say
    pusher = await BenchPhone.join(run.door, wires[0], district.pushed, 1)
    pushed = await loads.push(pusher, wires[0], sizes)
    say(f"push: {pushed.commands_per_s:,.0f} commands/s, {pushed.batch_ms:.1f} ms a batch of {sizes.batch}")
    booter = await BenchPhone.join(run.door, wires[0], district.booted, 2)
    booted, records = await loads.boot(booter, wires[0], sizes, JSON_TYPE)
    packed, _ = await loads.boot(booter, wires[0], sizes, MSGPACK_TYPE)
    say(f"boot of {records:,} records: {booted:,.0f}/s as JSON, {packed:,.0f}/s as MessagePack")
    phones = [await BenchPhone.join(run.door, wires[0], ward, 100 + n) for n, ward in enumerate(district.fleet)]
    for phone in phones:
        await phone.settle(wires[0])
    fleet = await loads.fleet(run.door, phones, wires[: len(phones)], sizes)
    say(f"fleet of {len(phones)}: {fleet:,.0f} commands/s")
    run.details |= {"push_batch_ms": pushed.batch_ms, "boot_records": records, "boot_msgpack_records_per_s": packed}
    return {"push_commands_per_s": pushed.commands_per_s, "boot_records_per_s": booted, "fleet_commands_per_s": fleet}


async def _joined(run: Run, wire: Wire, number: int) -> BenchPhone:
    return await BenchPhone.join(run.door, wire, run.district.pulled[number], 10_000 + number)


def _figures(
    run: Run, found: dict[str, float], pulls: tuple[Pulled, Pulled], rss_mib: float | None, residents: int
) -> Figures:
    small, large = pulls
    growth = large.ms / small.ms if small.ms else 1.0
    measured = {name: rounded(value) for name, value in found.items()}
    measured |= {"pull_50_ms": rounded(large.ms), "pull_growth": rounded(growth)}
    floors_found = {name: rounded(value) for name, value in run.floors.items()}
    details = {**run.details, "pull_small_ms": small.ms, "pull_p95_ms": large.p95_ms}
    return Figures(
        store=run.store.name,
        **measured,
        rss_mib=None if rss_mib is None else rounded(rss_mib),
        floors=floors_found,
        ratios=ratios_of(measured, floors_found),
        details={name: rounded(value) for name, value in details.items()},
        at=machine(run.store.version, residents),
    )
