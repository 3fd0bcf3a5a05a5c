"""`hexward bench pull`: what a pull costs that brings nothing, for a phone of few scopes and for one of many.

That is what a district's phones ask most of the time, a few hundred times a minute.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.accounts import AssignWorker
from mobile_contract.base import Command
from mobile_contract.sync import PullReply, Seen
from ops.bench.district import SEED, SMALL_GRIDS, Ward, found_offices, plan_wards, register, send
from ops.bench.figures import machine, rounded
from ops.bench.phones import BenchPhone
from ops.bench.progress import Progress
from ops.bench.serving import Serving
from ops.bench.stores import Store
from ops.bench.wire import Unexpected, Wire, get
from ops.bench.workday import Workday
from ops.seed.dice import Dice
from ops.seed.intents import common, intent
from ops.seed.plan import Plan, plan_demo
from ops.seed.territory import Scale
from server.app import open_door
from server.core import clock
from server.core.door import Door

FEW, MANY = 5, 400
_OWN = 2
"""Scopes that everybody has beside those of grids: their own, and the district's words."""

_RESIDENTS = 6
PULLS = 400
_WARM = 20
_PULL = msgspec.json.Decoder(PullReply)
_EMPTY = get("/healthz")


class Idle(NamedTuple):
    """Server time of a pull that brings nothing, in milliseconds: its time less an empty request's on the same line."""

    median_ms: float
    p95_ms: float
    cursor_chars: int


class IdleFigures(Struct, frozen=True, kw_only=True):
    """One store's figures."""

    store: str
    few_scopes: int
    few_ms: float
    few_p95_ms: float
    many_scopes: int
    many_ms: float
    many_p95_ms: float
    many_cursor_chars: int
    empty_request_ms: float
    at: dict[str, Any]


async def idle(store: Store, progress: Progress, many: int, pulls: int) -> IdleFigures:
    """Found a district with a register in every grid, and pull. Raises Lost, Unexpected, ServerFailed."""
    async with AsyncExitStack() as ending:
        door = await open_door(store.settings)
        ending.push_async_callback(door.database.close)
        plan = plan_demo(SEED, Scale.QUICK if many - _OWN <= SMALL_GRIDS else Scale.FULL, "", clock.now().date())
        await found_offices(door, plan, progress)
        wards = plan_wards(plan, [_RESIDENTS] * (many - _OWN))
        await register(door, plan, wards, progress)
        walkers = [wards[0].beat.worker, wards[-1].beat.worker]
        await _assign(door, plan, walkers[0], wards[1 : FEW - _OWN], progress)
        await _assign(door, plan, walkers[1], wards[:-1], progress)
        serving = await Serving.begin(store.settings, store.folder)
        ending.callback(serving.end)
        wire = await Wire.open(serving.port)
        ending.callback(wire.close)
        empty_ms = await _empty(wire, pulls)
        few, many_found = [
            await _measured(door, wire, user, wards[0], scopes, pulls)
            for user, scopes in zip(walkers, (FEW, many), strict=True)
        ]
    return IdleFigures(
        store=store.name,
        few_scopes=FEW,
        few_ms=rounded(few.median_ms),
        few_p95_ms=rounded(few.p95_ms),
        many_scopes=many,
        many_ms=rounded(many_found.median_ms),
        many_p95_ms=rounded(many_found.p95_ms),
        many_cursor_chars=many_found.cursor_chars,
        empty_request_ms=rounded(empty_ms),
        at=machine(store.version, len(wards) * _RESIDENTS),
    )


async def _assign(door: Door, plan: Plan, user: str, wards: Sequence[Ward], progress: Progress) -> None:
    dice, at_ms = Dice(SEED, "idle", user), plan.until_ms
    told: list[Command] = [
        AssignWorker(**common(dice, at_ms, dice.fresh_id(at_ms)), user=user, grid=ward.beat.grid) for ward in wards
    ]
    await send(door, [intent(command, user) for command in told], progress, "grants")


async def _measured(door: Door, wire: Wire, user: str, ward: Ward, scopes: int, pulls: int) -> Idle:
    phone = await BenchPhone.join_as(door, wire, user, lambda epoch: Workday(1, ward, epoch))
    await phone.settle(wire)
    reply = _PULL.decode(await wire.good(phone.pull(phone.cursor)))
    if len(reply.digests) < scopes - _OWN or reply.rows or reply.boot:
        raise Unexpected(f"{scopes} scopes are held: {len(reply.digests)} digests, {len(reply.boot)} still to boot")
    stamp = reply.stamp
    request = phone.pull(reply.cursor, Seen(stamp.epoch, stamp.pos, stamp.tag, stamp.mac))
    took_ms: list[float] = []
    empty_ms: list[float] = []
    for _ in range(_WARM + pulls):
        began = clock.ticks()
        await wire.good(_EMPTY)
        between = clock.ticks()
        await wire.good(request)
        took_ms.append(clock.elapsed_ms(between))
        empty_ms.append((between - began) * 1000)
    empty, took_ms = median(empty_ms[_WARM:]), sorted(took_ms[_WARM:])
    return Idle(
        max(0.0, median(took_ms) - empty), max(0.0, took_ms[len(took_ms) * 95 // 100] - empty), len(reply.cursor)
    )


async def _empty(wire: Wire, count: int) -> float:
    took_ms: list[float] = []
    for _ in range(count):
        began = clock.ticks()
        await wire.good(_EMPTY)
        took_ms.append(clock.elapsed_ms(began))
    return median(took_ms)
