"""The loads: push, boot, fleet, pull. Requests are made before the clock starts, replies are read after it stops."""

import asyncio
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import msgspec

from mobile_contract.sync import PushReply
from ops.bench.district import DONE, Lost
from ops.bench.phones import TURN, BenchPhone, persons_pulled, rows_in
from ops.bench.sizes import Sizes
from ops.bench.wire import Unexpected, Wire, get
from server.core import clock
from server.core.door import Door
from server.core.loading import known_receipts

_PUSHED = msgspec.json.Decoder(PushReply)
_EMPTY = get("/healthz")


class Pushed(NamedTuple):
    """Commands a second by the wall's clock, and the median of a batch in milliseconds."""

    commands_per_s: float
    batch_ms: float


class Pulled(NamedTuple):
    """Server time of one page, in milliseconds: the reply's time less that of an empty request on the same line."""

    ms: float
    p95_ms: float


async def push(phone: BenchPhone, wire: Wire, sizes: Sizes) -> Pushed:
    """One phone sends batch after batch, each when the receipts of the one before are there. Raises Lost."""
    count = sizes.warm_batches + sizes.batches
    requests = [phone.push(phone.day.mixed(sizes.batch)) for _ in range(count)]
    bodies = [await wire.good(request) for request in requests[: sizes.warm_batches]]
    took_ms: list[float] = []
    started = clock.ticks()
    for request in requests[sizes.warm_batches :]:
        began = clock.ticks()
        bodies.append(await wire.good(request))
        took_ms.append(clock.elapsed_ms(began))
    seconds = clock.elapsed_ms(started) / 1000
    receipts_in("push", bodies, count * sizes.batch)
    return Pushed(sizes.batches * sizes.batch / seconds, median(took_ms))


async def boot(phone: BenchPhone, wire: Wire, sizes: Sizes, media_type: str) -> tuple[float, int]:
    """A fresh phone gets its grid, again and again: records a second, and how many the grid has."""
    scope = await phone.own_scope(wire)
    _, bodies = await phone.boot_scope(wire, scope, media_type)
    records = rows_in(bodies, media_type)
    started = clock.ticks()
    for _ in range(sizes.boots):
        await phone.boot_scope(wire, scope, media_type)
    return sizes.boots * records / (clock.elapsed_ms(started) / 1000), records


async def fleet(door: Door, phones: Sequence[BenchPhone], wires: Sequence[Wire], sizes: Sizes) -> float:
    """All phones at once: each pushes, then pulls until there is no more. Commands a second. Raises Lost.

    Nothing is lost: each command has its receipt in the reply, and each receipt is in the database afterwards.
    """
    rates: list[float] = []
    for number in range(sizes.fleet_rounds + 1):
        requests = [phone.push(phone.day.mixed(sizes.fleet_commands)) for phone in phones]
        started = clock.ticks()
        bodies = await asyncio.gather(
            *(_once(phone, wire, request) for phone, wire, request in zip(phones, wires, requests, strict=True))
        )
        seconds = clock.elapsed_ms(started) / 1000
        ids = receipts_in("fleet", bodies, len(phones) * sizes.fleet_commands)
        await _refuse_lost(door, ids)
        if number:
            rates.append(len(ids) / seconds)
    return median(rates)


async def pull(phones: Sequence[BenchPhone], wire: Wire, sizes: Sizes) -> Pulled:
    """Phones in turn pull the same number of changed records, each its own; between any two an empty request goes."""
    pages: list[bytes] = []
    for phone in phones:
        await phone.settle(wire)
        body = await wire.good(phone.push(phone.day.edits(sizes.changed)))
        receipts_in("pull", [body], sizes.changed)
        pages.append(phone.pull(phone.cursor))
        found = persons_pulled(await wire.good(pages[-1]))
        if found != sizes.changed:
            raise Unexpected(f"{sizes.changed} persons changed, a pull brought {found}")
    took_ms: list[float] = []
    empty_ms: list[float] = []
    for request in pages * sizes.pull_rounds:
        began = clock.ticks()
        await wire.good(_EMPTY)
        between = clock.ticks()
        await wire.good(request)
        took_ms.append(clock.elapsed_ms(between))
        empty_ms.append((between - began) * 1000)
    empty, took_ms = median(empty_ms), sorted(took_ms)
    return Pulled(max(0.0, median(took_ms) - empty), max(0.0, took_ms[len(took_ms) * 95 // 100] - empty))


async def empty_requests(wires: Sequence[Wire], seconds: float) -> float:
    """Requests a second to the handler that does nothing, over all of these lines at once."""
    deadline = clock.ticks() + seconds
    counts = [0] * len(wires)

    async def keep_asking(number: int, wire: Wire) -> None:
        while clock.ticks() < deadline:
            await wire.good(_EMPTY)
            counts[number] += 1

    started = clock.ticks()
    await asyncio.gather(*(keep_asking(number, wire) for number, wire in enumerate(wires)))
    return sum(counts) / (clock.elapsed_ms(started) / 1000)


def receipts_in(where: str, bodies: Sequence[bytes], expected: int) -> list[str]:
    """The ids of the commands that some pushes did. Raises Lost for one that was not, Unexpected where one has none."""
    ids: list[str] = []
    for body in bodies:
        for receipt in _PUSHED.decode(body).receipts:
            if receipt.verdict not in DONE:
                raise Lost(where, receipt)
            ids.append(receipt.id)
    if len(set(ids)) != expected:
        raise Unexpected(f"{where}: {expected} commands were sent, {len(set(ids))} have a receipt")
    return ids


async def _once(phone: BenchPhone, wire: Wire, request: bytes) -> bytes:
    body = await wire.good(request)
    more = True
    while more:
        told = TURN.decode(await wire.good(phone.pull(phone.cursor)))
        phone.cursor, more = told.cursor, told.more
    return body


async def _refuse_lost(door: Door, ids: Sequence[str]) -> None:
    there = await door.database.read(lambda tx: known_receipts(tx, door.district, ids))
    if len(there) != len(ids):
        raise Unexpected(f"{len(ids)} commands have a receipt, {len(there)} are in the database")
