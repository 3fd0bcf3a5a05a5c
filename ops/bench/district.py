"""The district that is measured: the demo's offices and grids, and as many residents as asked for, through the door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from msgspec.structs import replace

from mobile_contract.base import Datum, Point
from mobile_contract.cases import ReportMatter
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import RegisterPerson
from ops.bench.progress import Progress
from ops.bench.sizes import Sizes
from ops.seed import homes, offices, people, rounds
from ops.seed.dice import Dice, part
from ops.seed.homes import Homes, Load
from ops.seed.intents import DAY_MS, Intent, common, intent
from ops.seed.offices import Beat
from ops.seed.plan import Plan, plan_demo
from server.catalogue.starter import starter
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM, SYSTEM_USER, Door
from server.core.intake import Sent, Submission, made_here
from sync.observed import Quality

SEED = 20_001
SMALL_GRIDS = 36
"""Grids of the small plan; whoever needs more takes the whole district."""

BATCH = 500
"""Commands in one transaction of the filling: more than a phone may send, for it is an import."""

DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})
_GROWN_SEED = SEED + 1
_LARGEST_HOUSEHOLD = 6
_CROWDED = 5
"""Residents of a dwelling where the district is filled: only persons are wanted there."""


class Lost(Exception):
    """A command was not taken, or is not there afterwards: no figure of this run counts."""

    def __init__(self, where: str, receipt: Receipt) -> None:
        super().__init__(f"{where}: {receipt.verdict} {receipt.why} {receipt.facts} {receipt.missing}")


@dataclass(frozen=True)
class Ward:
    """A grid of the district with what is in its register: ids that a driver's commands can name."""

    beat: Beat
    homes: Homes
    persons: list[RegisterPerson]


@dataclass(frozen=True)
class District:
    """Whose grids are for what: one to boot, one to push into, a fleet's, those to pull from; the rest only fills."""

    plan: Plan
    booted: Ward
    pushed: Ward
    fleet: list[Ward]
    pulled: list[Ward]

    @property
    def wards(self) -> list[Ward]:
        """All of them that a driver uses."""
        return [self.booted, self.pushed, *self.fleet, *self.pulled]


def plan_district(sizes: Sizes) -> District:
    """The district of these sizes; nothing is sent yet."""
    plan = plan_demo(SEED, sizes.scale, "", clock.now().date())
    counts = [sizes.booted, sizes.pushed, *([sizes.in_fleet] * sizes.fleet), *([sizes.in_pulled] * sizes.pulled)]
    wards = plan_wards(plan, counts)
    middle = 2 + sizes.fleet
    return District(plan, wards[0], wards[1], wards[2:middle], wards[middle:])


async def found(door: Door, district: District, sizes: Sizes, progress: Progress) -> int:
    """Send what every load needs, and residents up to `sizes.small`; returns how many there are. Raises Lost."""
    plan = district.plan
    await found_offices(door, plan, progress)
    await register(door, plan, district.wards, progress)
    booted = district.booted
    history = rounds.visit_commands(
        plan.seed, booted.beat.place.code, booted.beat.worker, booted.homes, sizes.visits, plan.until_ms
    )
    await send(door, chain(history, _reports(plan, booted, sizes.cases)), progress, "history")
    there = sum(len(ward.persons) for ward in district.wards)
    return there + await grow(door, district, there, sizes.small, progress)


async def found_offices(door: Door, plan: Plan, progress: Progress) -> None:
    """Send organisations, people, classes, territory and workers. Raises Lost."""
    seed, who = plan.seed, plan.offices
    founding = chain(
        offices.org_commands(seed, who),
        offices.user_commands(seed, who, ""),
        offices.membership_commands(seed, who),
        offices.class_commands(seed, who),
    )
    await send(door, founding, progress, "founding")
    # Each covers a street's grids with cells, which takes its time: a transaction of its own.
    await send(door, offices.territory_commands(seed, who), progress, "territory", batch_size=1)
    await send(door, offices.worker_commands(seed, who), progress, "workers")


async def register(door: Door, plan: Plan, wards: Sequence[Ward], progress: Progress) -> None:
    """Send what is in the registers of these wards. Raises Lost."""
    registers = chain.from_iterable(_register(plan, ward, plan.seed) for ward in wards)
    await send(door, registers, progress, "registers")


def plan_wards(plan: Plan, counts: Sequence[int]) -> list[Ward]:
    """The first grids of a plan with so many residents each; nothing is sent yet."""
    loads = [load_of(count, sum(counts[:number])) for number, count in enumerate(counts)]
    return [_ward(plan, beat, load, plan.seed) for beat, load in zip(plan.offices.beats, loads, strict=False)]


async def grow(door: Door, district: District, there: int, residents: int, progress: Progress) -> int:
    """Send residents until there are so many, in all grids but those that must stay as they are; how many came."""
    plan = district.plan
    beats = plan.offices.beats[2:]
    missing = max(0, residents - there)
    parts = [len(part(missing, len(beats), number)) for number in range(len(beats))]
    firsts = [there + sum(parts[:number]) for number in range(len(beats))]
    grown = [
        (beat, load_of(count, first, to_a_dwelling=_CROWDED))
        for beat, count, first in zip(beats, parts, firsts, strict=True)
        if count
    ]
    seed = _GROWN_SEED + there
    commands = (told for beat, load in grown for told in _register(plan, _ward(plan, beat, load, seed), seed))
    total = sum(_commands_of(load) for _, load in grown)
    await send(door, commands, progress, f"filling to {residents:,} residents", total=total)
    return missing


async def send(
    door: Door, told: Iterable[Intent], progress: Progress, what: str, *, total: int = 0, batch_size: int = BATCH
) -> None:
    """Send commands in batches, each in its author's name; `total` is for telling how far it is. Raises Lost."""
    done, commands = 0, iter(told)
    progress.tell(what, 0, total)
    while batch := list(islice(commands, batch_size)):
        outcome = await door.submit(Submission(SYSTEM, [_sent(one) for one in batch]))
        for receipt in outcome.receipts:
            if receipt.verdict not in DONE:
                raise Lost(what, receipt)
        done += len(batch)
        progress.tell(what, done, total)
    progress.done(what, done)


def load_of(residents: int, first_person: int = 0, *, to_a_dwelling: int = 3) -> Load:
    """Homes for so many, a few of them empty, fifty people in a building. No household has more than six people."""
    dwellings = -(-residents // to_a_dwelling)
    households = max(-(-residents // _LARGEST_HOUSEHOLD), dwellings * 29 // 30)
    return Load(max(1, residents // 50), dwellings, households, residents, first_person)


def _ward(plan: Plan, beat: Beat, load: Load, seed: int) -> Ward:
    code = beat.place.code
    made = homes.homes_of(seed, code, beat.place.geometry, load, plan.until_ms)
    told = people.person_commands(seed, code, beat.worker, made, load.first_person, plan.until_ms)
    return Ward(beat, made, [one.command for one in told if isinstance(one.command, RegisterPerson)])


def _register(plan: Plan, ward: Ward, seed: int) -> Iterator[Intent]:
    code, worker, until_ms = ward.beat.place.code, ward.beat.worker, plan.until_ms
    yield from homes.building_commands(seed, code, ward.beat.grid, worker, ward.homes, until_ms)
    yield from homes.dwelling_commands(seed, code, worker, ward.homes, until_ms)
    yield from homes.household_commands(seed, code, worker, ward.homes)
    yield from (intent(command, worker) for command in ward.persons)


def _commands_of(load: Load) -> int:
    return load.buildings + load.dwellings + load.households + load.residents


def _reports(plan: Plan, ward: Ward, count: int) -> Iterator[Intent]:
    dice = Dice(SEED, "reports", ward.beat.place.code)
    codes = [shape.code for shape in starter("B").classes]
    for number in range(count):
        house = ward.homes.houses[number % len(ward.homes.houses)]
        at_ms = plan.until_ms - dice.between(1, 60 * 24) * DAY_MS // 24
        command = ReportMatter(
            **common(dice, at_ms, dice.fresh_id(at_ms)),
            title=f"{house.name}旁第{number}处问题",
            description="路面有破损，行人绕行，已拍照。",
            class_code=codes[number % len(codes)],
            point=Point(lon=house.lon, lat=house.lat, datum=Datum.WGS84, accuracy_m=8.0),
            claimed_grid=ward.beat.grid,
        )
        yield intent(command, ward.beat.worker)


def _sent(told: Intent) -> Sent:
    sent = made_here(told.command, Actor(user=told.user, install=SYSTEM_USER, system=True))
    return replace(sent, observed_at=told.observed_at, clock_quality=Quality.EXACT.value)
