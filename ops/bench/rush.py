"""`hexward bench rush`: every phone of a district comes back from three offline days in the same second.

Each pushes what it has, then pulls to the end, over sockets of its own against a real server. Requests are made before
the clock starts, replies are read after it stops; a few phones hang up before the first answer and ask again.
"""

import asyncio
import resource
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import MAX_BATCH, PushReply
from ops.bench.callers import Caller
from ops.bench.district import SEED, SMALL_GRIDS, Lost, Ward, found_offices, plan_wards, register
from ops.bench.figures import machine, rounded
from ops.bench.phones import TURN, BenchPhone
from ops.bench.progress import Progress
from ops.bench.serving import Serving
from ops.bench.stores import Store
from ops.bench.wire import Unexpected, Wire
from ops.bench.workday import OfflineDays
from ops.seed.plan import plan_demo
from ops.seed.territory import Scale
from server.app import open_door
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.loading import known_receipts
from sync.simulation.dice import Dice

QUICK_PHONES = 120
_DAYS = 3.0
_RESIDENTS = 24
_PHONES_A_GRID = 2
_HANGS_UP = 10
"""One phone in so many hangs up before its first answer."""

_GOOD = frozenset({Verdict.APPLIED, Verdict.MERGED, Verdict.CONFLICT})
_CHECKED = 500
_FILES_A_PHONE = 3
_RETRY = b'"retry"'
_PUSHED = msgspec.json.Decoder(PushReply)


class Crowd(Struct, frozen=True, kw_only=True):
    """How many phones with how many commands each."""

    phones: int = 1_200
    commands: int = 210

    @property
    def grids(self) -> int:
        """Two phones walk each."""
        return -(-self.phones // _PHONES_A_GRID)


class RushFigures(Struct, frozen=True, kw_only=True):
    """One store's figures.

    `retried` counts pushes of which something had to be sent again, `turned_away` answers that asked to come again,
    `errors` any other answer that was not good, and lines that broke.
    """

    store: str
    phones: int
    commands: int
    commands_per_s: float
    push_p50_ms: float
    push_p95_ms: float
    push_p99_ms: float
    push_max_ms: float
    pushes: int
    retried: int
    turned_away: int
    hung_up: int
    errors: int
    lost: int
    verdicts: dict[str, int]
    reconciled_s: float
    reconciled_p50_s: float
    rss_mib: float | None
    at: dict[str, Any]


class Batch(NamedTuple):
    """A push as it crosses the wire, and the commands in it."""

    request: bytes
    commands: list[bytes]


class Returned(Struct):
    """What one phone met: its receipts as they came, how long each push took, and when it was done."""

    bodies: list[bytes]
    push_ms: list[float]
    pages: int
    done_s: float


async def rush(store: Store, crowd: Crowd, progress: Progress) -> RushFigures:
    """Found a district, let the phones join, and let them all come. Raises Lost, Unexpected, ServerFailed."""
    _allow_files(crowd.phones * _FILES_A_PHONE)
    async with AsyncExitStack() as ending:
        door = await open_door(store.settings)
        ending.push_async_callback(door.database.close)
        wards = await _founded(door, crowd, progress)
        serving = await Serving.begin(store.settings, store.folder)
        ending.callback(serving.end)
        phones = await _joined(door, serving.port, wards, crowd, progress)
        batches = [_batches(phone, crowd.commands) for phone in phones]
        progress.say(f"{crowd.phones:,} phones with {crowd.commands} commands each come back")
        callers = [Caller(serving.port, Dice("caller", number)) for number in range(crowd.phones)]
        started = clock.ticks()
        crowded = zip(phones, callers, batches, strict=True)
        returned = await asyncio.gather(*(_return(n, *told, started) for n, told in enumerate(crowded)))
        seconds = clock.elapsed_ms(started) / 1000
        receipts = _receipts_of(returned, crowd)
        lost = await _lost(door, receipts)
        rss_mib = serving.rss_mib()
    return _figures(store, crowd, returned, callers, receipts, (seconds, lost, rss_mib))


async def _founded(door: Door, crowd: Crowd, progress: Progress) -> list[Ward]:
    scale = Scale.QUICK if crowd.grids <= SMALL_GRIDS else Scale.FULL
    plan = plan_demo(SEED, scale, "", clock.now().date())
    await found_offices(door, plan, progress)
    wards = plan_wards(plan, [_RESIDENTS] * min(crowd.grids, len(plan.offices.beats)))
    await register(door, plan, wards, progress)
    return wards


async def _joined(door: Door, port: int, wards: Sequence[Ward], crowd: Crowd, progress: Progress) -> list[BenchPhone]:
    """Every phone enrolled, and with all that it may have: as it was when it went out of reach."""
    wire = await Wire.open(port)
    phones: list[BenchPhone] = []
    for number in range(crowd.phones):
        ward = _share_of(wards[number % len(wards)], number // len(wards))

        def day_of(epoch: str, ward: Ward = ward, number: int = number) -> OfflineDays:
            return OfflineDays(number, ward, epoch, crowd.commands, _DAYS)

        phones.append(await BenchPhone.join_as(door, wire, ward.beat.worker, day_of))
        await phones[-1].settle(wire)
        progress.tell("phones joining", number, crowd.phones)
    progress.done("phones joining", crowd.phones)
    wire.close()
    return phones


def _share_of(ward: Ward, number: int) -> Ward:
    """Who shares a grid shares out its families: each phone has every second one."""
    first = number % _PHONES_A_GRID
    return Ward(
        ward.beat, ward.homes._replace(families=ward.homes.families[first::_PHONES_A_GRID]),
        ward.persons[first::_PHONES_A_GRID],
    )  # fmt: skip


def _batches(phone: BenchPhone, commands: int) -> list[Batch]:
    """The pushes of a phone, whole: batches as large as they may be."""
    made = phone.day.mixed(commands)
    parts = [made[start : start + MAX_BATCH] for start in range(0, commands, MAX_BATCH)]
    return [Batch(phone.push(part), part) for part in parts]


async def _return(number: int, phone: BenchPhone, caller: Caller, batches: Sequence[Batch], started: float) -> Returned:
    """One phone: push until the queue is empty, then pull until there is no more."""
    returned = Returned([], [], 0, 0.0)
    if number % _HANGS_UP == 0:
        await caller.hang_up_after(batches[0].request)
    waiting = list(batches)
    while waiting:
        batch = waiting.pop(0)
        body, took_ms = await caller.ask(batch.request)
        returned.bodies.append(body)
        returned.push_ms.append(took_ms)
        if _RETRY in body:
            again = await _to_try_again(body, batch)
            waiting.insert(0, Batch(phone.push(again), again))
    more = True
    while more:
        body, _ = await caller.ask(phone.pull(phone.cursor))
        told = TURN.decode(body)
        phone.cursor, more = told.cursor, told.more
        returned.pages += 1
    caller.close()
    returned.done_s = clock.elapsed_ms(started) / 1000
    return returned


async def _to_try_again(body: bytes, batch: Batch) -> list[bytes]:
    """The commands that the server had no time for, when it is time to send them again."""
    reply = _PUSHED.decode(body)
    await asyncio.sleep(reply.retry_after or 1)
    told = zip(batch.commands, reply.receipts, strict=True)
    return [command for command, receipt in told if receipt.verdict is Verdict.RETRY]


def _receipts_of(returned: Sequence[Returned], crowd: Crowd) -> list[Receipt]:
    """Every command's one receipt. Raises Lost for one that came to no good end, Unexpected where one is missing."""
    told = (receipt for one in returned for body in one.bodies for receipt in _PUSHED.decode(body).receipts)
    receipts = [receipt for receipt in told if receipt.verdict is not Verdict.RETRY]
    for receipt in receipts:
        if receipt.verdict not in _GOOD:
            raise Lost("rush", receipt)
    there, sent = len({receipt.id for receipt in receipts}), crowd.phones * crowd.commands
    if (there, len(receipts)) != (sent, sent):
        raise Unexpected(f"{sent} commands were sent, {there} have a receipt, of {len(receipts)} receipts")
    return receipts


async def _lost(door: Door, receipts: Sequence[Receipt]) -> int:
    """How many commands the database does not tell of as their phones were told."""

    async def found(tx: ReadTx, part: Sequence[Receipt]) -> int:
        there = await known_receipts(tx, door.district, [one.id for one in part])
        return sum(one.id in there and there[one.id].receipt.verdict == one.verdict for one in part)

    parts = [receipts[start : start + _CHECKED] for start in range(0, len(receipts), _CHECKED)]
    return len(receipts) - sum([await door.database.read(partial(found, part=part)) for part in parts])


def _figures(
    store: Store,
    crowd: Crowd,
    returned: Sequence[Returned],
    callers: Sequence[Caller],
    receipts: Sequence[Receipt],
    ended: tuple[float, int, float | None],
) -> RushFigures:
    seconds, lost, rss_mib = ended
    push_ms = sorted(took for one in returned for took in one.push_ms)
    done_s = sorted(one.done_s for one in returned)
    return RushFigures(
        store=store.name,
        phones=crowd.phones,
        commands=len(receipts),
        commands_per_s=rounded(len(receipts) / seconds),
        push_p50_ms=rounded(_at(push_ms, 50)),
        push_p95_ms=rounded(_at(push_ms, 95)),
        push_p99_ms=rounded(_at(push_ms, 99)),
        push_max_ms=rounded(push_ms[-1]),
        pushes=len(push_ms),
        retried=sum(_RETRY in body for one in returned for body in one.bodies),
        turned_away=sum(caller.turned_away for caller in callers),
        hung_up=len(range(0, crowd.phones, _HANGS_UP)),
        errors=sum(caller.errors.total() for caller in callers),
        lost=lost,
        verdicts=dict(sorted(Counter(str(receipt.verdict) for receipt in receipts).items())),
        reconciled_s=rounded(seconds),
        reconciled_p50_s=rounded(_at(done_s, 50)),
        rss_mib=None if rss_mib is None else rounded(rss_mib),
        at=machine(store.version, crowd.grids * _RESIDENTS),
    )


def _at(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _allow_files(wanted: int) -> None:
    """Each phone has a socket, here and in the server, which inherits the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
