"""The job that opens each Monday's cycles and closes those of the week before. It judges nothing: commands do.

It looks every minute which grids have no whole worklist of the present week yet. So a week that began while nothing ran
is opened as soon as something does, a grid that comes into force in the middle of a week gets its own, and weeks in
which nothing ran at all have none. Ids follow from what they name: two servers that open the same week at once find the
same items, and each is there once. An item that is still open is never written again, however long that lasts.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from zlib import crc32

import structlog

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.receipts import Verdict
from mobile_contract.renewal import CloseRenewal, NewItem, OpenRenewal, RenewalTarget
from server.accounts.scope import directory_of
from server.core import clock
from server.core.consumers import Job
from server.core.database import ReadTx
from server.core.door import SYSTEM, Door
from server.core.ids import uuid7
from server.core.intake import Sent, Submission, made_here
from server.core.statements import SQLITE
from server.renewal import queries
from server.renewal.entities import RenewalCycle
from server.renewal.sources import SOURCES, Asked, RenewalRules, renewal_rules
from server.renewal.weeks import end_of, start_of, week_of

log = structlog.get_logger()

EVERY_S = 60.0
PAGE_GRIDS = 50
"""Grids whose worklists are read together."""

COMMIT_ITEMS = 200
"""New items of one commit where all writers stand in line, so that no push waits longer behind it than 200 ms."""

COMMIT_ITEMS_AT_ONCE = 500
"""The same where writers only wait for each other at the end."""

_AT_ONCE = 2
_REST_S = 0.003
"""How long the job rests after a commit on SQLite: whoever waits for its one writer looks again each millisecond."""

_HOUR_MS = 3_600_000
_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Unheard(Exception):
    """The door could not take in what a week begins with; the job tries again."""


class Opened(NamedTuple):
    """What a run of the job did."""

    grids: int = 0
    items: int = 0
    closed: int = 0


class Found(NamedTuple):
    """What a page of grids is to be told: by grid the new items, what is carried over, and the cycles to close."""

    items: Mapping[str, Sequence[NewItem]]
    carried: Mapping[str, int]
    closing: Mapping[str, Sequence[CloseRenewal]]


def _nothing(_opened: Opened) -> None:
    """Nobody wants to know how far it is."""


def renewal_job() -> Job:
    """The job, every minute; when the week is open it asks one query."""
    return Job("renewal", EVERY_S, open_week)


async def open_week(door: Door, progress: Callable[[Opened], None] = _nothing) -> Opened:
    """Open the present week wherever it is not open yet. Raises Unheard; what is done by then stays.

    `progress` hears what is done so far, after each page of grids.
    """
    week = week_of(clock.now())
    in_line = door.database.dialect == SQLITE
    submit_all = _submit_in_line if in_line else _submit_side_by_side
    most = COMMIT_ITEMS if in_line else COMMIT_ITEMS_AT_ONCE
    missing = await door.database.read(lambda tx: _missing(tx, door, week))
    done = Opened()
    async with aclosing(_pages(door, week, missing)) as pages:
        async for page, found in pages:
            await submit_all(door, _batches(page, found, week, most))
            done = Opened(
                done.grids + len(page),
                done.items + sum(map(len, found.items.values())),
                done.closed + sum(map(len, found.closing.values())),
            )
            progress(done)
    if done.grids:
        log.info("renewal opened", week=week, grids=done.grids, items=done.items, closed=done.closed)
    return done


def cycle_of(week: str, grid: str) -> str:
    """The id of a grid's cycle of a week."""
    return _id_of(week, f"renewal_cycle|{grid}")


def item_of(week: str, grid: str, source: str, target_kind: RenewalTarget, target: str) -> NewItem:
    """What a week asks about a row of a grid for one reason: always under the same id.

    Its time is one of the hour before the week, the same for the whole grid: what is written in one commit lies
    together in every index, and a commit on SQLite writes a third less.
    """
    told = f"{week}|renewal_item|{source}|{target}".encode()
    at = clock.millis(start_of(week)) - 1 - crc32(grid.encode()) % _HOUR_MS
    return NewItem(uuid7(at, blake2b(told, digest_size=10).digest()), source, target_kind, target)


async def _submit_side_by_side(door: Door, batches: Iterable[Sequence[Sent]]) -> None:
    """Submit commit after commit: one batch is judged while another is written, but for two about the same cycle.

    Raises Unheard.
    """
    under_way: deque[tuple[asyncio.Task[None], set[str]]] = deque()
    try:
        for batch in batches:
            cycles = {one.entity for one in batch}
            while len(under_way) == _AT_ONCE or any(cycles & others for _, others in under_way):
                await under_way.popleft()[0]
            under_way.append((asyncio.create_task(_submit(door, batch)), cycles))
    finally:
        ended = await asyncio.gather(*(task for task, _ in under_way), return_exceptions=True)
    for fault in ended:
        if isinstance(fault, BaseException):
            raise fault


async def _submit_in_line(door: Door, batches: Iterable[Sequence[Sent]]) -> None:
    """Submit commit after commit on SQLite, which has one writer, and let others in after each. Raises Unheard."""
    for batch in batches:
        await _submit(door, batch)
        await asyncio.sleep(_REST_S)


async def _pages(door: Door, week: str, missing: Sequence[str]) -> AsyncGenerator[tuple[Sequence[str], Found]]:
    """The grids page by page with what each is to be told: the next page is read while one is written."""

    def read(page: Sequence[str]) -> asyncio.Task[Found]:
        return asyncio.create_task(door.database.read(lambda tx: _find(tx, door, week, page)))

    pages = [missing[first : first + PAGE_GRIDS] for first in range(0, len(missing), PAGE_GRIDS)]
    reading = deque(map(read, pages[:1]))
    try:
        for number, page in enumerate(pages, 1):
            found = await reading.popleft()
            reading.extend(map(read, pages[number : number + 1]))
            yield page, found
    finally:
        await asyncio.gather(*reading, return_exceptions=True)


async def _missing(tx: ReadTx, door: Door, week: str) -> list[str]:
    listed = await queries.list_listed(tx, door, week)
    return sorted({grid.id for grid in (await directory_of(tx, door)).district_grids()} - listed)


async def _find(tx: ReadTx, door: Door, week: str, grids: Sequence[str]) -> Found:
    rules, cut = renewal_rules(), start_of(week)
    asking = await queries.list_asking(tx, door, grids)
    known = {(one.source, one.target) for one in asking}
    known |= await _quiet(tx, door, rules, week, grids)
    items: dict[str, list[NewItem]] = defaultdict(list)
    for source in SOURCES:
        asked = Asked(door.district, grids, cut, rules.sources[source.name].days)
        for grid, target in await source.read(tx, asked):
            if (source.name, target) not in known:
                items[grid].append(item_of(week, grid, source.name, source.target_kind, target))
    carried: dict[str, int] = defaultdict(int)
    for one in asking:
        carried[one.grid] += one.week < week
    return Found(items, carried, await closings(tx, door, grids, week))


async def _quiet(tx: ReadTx, door: Door, rules: RenewalRules, week: str, grids: Sequence[str]) -> set[tuple[str, str]]:
    """What was answered so lately that it is not asked again."""
    cut = start_of(week)
    since = {name: cut - timedelta(days=period.quiet_days) for name, period in rules.sources.items()}
    answered = await queries.list_answered(tx, door, grids, min(since.values()))
    return {(source, target) for source, target, at in answered if source in since and at >= since[source]}


async def closings(tx: ReadTx, door: Door, grids: Sequence[str], before: str | None) -> dict[str, list[CloseRenewal]]:
    """What closes the open cycles of some grids with the figures as of their cuts; only those of weeks before one."""
    found: dict[str, list[CloseRenewal]] = defaultdict(list)
    by_week: dict[str, list[RenewalCycle]] = defaultdict(list)
    for cycle in await queries.list_open_cycles(tx, door, grids):
        if before is None or cycle.week < before:
            by_week[cycle.week].append(cycle)
    opened = await queries.count_open(tx, door, grids) if by_week else {}
    for week, cycles in sorted(by_week.items()):  # nearly always one
        lying = [cycle.grid for cycle in cycles]
        done = await queries.count_done(tx, door, lying, week, start_of(week), end_of(week))
        for cycle in cycles:
            tally = done.get(cycle.grid, queries.Tally())
            still = sum(count for found_in, count in opened.get(cycle.grid, {}).items() if found_in <= week)
            found[cycle.grid].append(_close(cycle, still + tally.touched, tally.done))
    return found


def _close(cycle: RenewalCycle, expected: int, done: int) -> CloseRenewal:
    named = f"close_renewal|{cycle.id}|{expected}|{done}"
    return CloseRenewal(**_facts(cycle.week, cycle.id, named), expected=expected, done=done)


def _batches(grids: Iterable[str], found: Found, week: str, most: int) -> Iterator[list[Sent]]:
    """Commits of so many items at most: whole grids, and the parts of one whose worklist is longer than that."""
    batch: list[Sent] = []
    weight = 0
    for grid in grids:
        batch += [made_here(one, SYSTEM) for one in found.closing.get(grid, ())]
        for command in _openings(grid, week, found.items.get(grid, ()), found.carried.get(grid, 0), most):
            if batch and weight + len(command.items) > most:
                yield batch
                batch, weight = [], 0
            batch.append(made_here(command, SYSTEM))
            weight += len(command.items) + 1
    if batch:
        yield batch


def _openings(grid: str, week: str, items: Sequence[NewItem], carried: int, most: int) -> Iterator[OpenRenewal]:
    cycle = cycle_of(week, grid)
    for first in range(0, max(1, len(items)), most):
        part = tuple(items[first : first + most])
        last = first + most >= len(items)
        named = f"open_renewal|{cycle}|{carried}|{last}|{'|'.join(one.id for one in part)}"
        yield OpenRenewal(**_facts(week, cycle, named), grid=grid, week=week, carried=carried, items=part, last=last)


def _facts(week: str, entity: str, named: str) -> dict[str, Any]:
    """The facts of a command that is the same whoever makes it, and whenever."""
    wall = clock.millis(start_of(week))
    made = Clock(wall=wall, boot="server", mono=wall)
    return {"id": _id_of(week, named), "seq": 0, "entity": entity, "root": entity, "made": made, "contract": CONTRACT}


def _id_of(week: str, named: str) -> str:
    told = f"{week}|{named}".encode()
    return uuid7(clock.millis(start_of(week)), blake2b(told, digest_size=10).digest())


async def _submit(door: Door, sent: Sequence[Sent]) -> None:
    """Raises Unheard for a fault that passes. What the door refuses is logged, and holds nobody else up."""
    outcome = await door.submit(Submission(SYSTEM, sent))
    if any(receipt.verdict is Verdict.RETRY for receipt in outcome.receipts):
        raise Unheard("the door is overloaded")
    for receipt in outcome.receipts:
        if receipt.verdict not in _DONE:
            log.warning("week not opened", command=receipt.id, verdict=receipt.verdict, why=receipt.why)
