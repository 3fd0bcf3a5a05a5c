"""Background readers of the journal, each with its own cursor, and jobs that are due from time to time.

What of the register one of them must change, it asks of the door, as itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy import bindparam, select

from server.core import tables as t
from server.core.database import DatabaseFault, ReadTx, Tx
from server.core.door import Door
from server.core.journal import Entry, list_entries_of_kinds
from server.core.loading import head_of
from server.core.statements import Statement, bulk

log = structlog.get_logger()

PAGE_COMMITS = 200
_IDLE_S = 1.0
_FAULT_S = 5.0
_CURSORS = bulk(t.consumers)
_CURSOR = Statement(
    select(t.consumers.c.pos).where(
        t.consumers.c.district_id == bindparam("district"), t.consumers.c.name == bindparam("consumer")
    )
)


@dataclass(frozen=True, slots=True)
class Consumer:
    """A name, the kinds of entries it follows, and what it does with those of some commits.

    It may see a commit again after a crash. Where there was no news it looks again after `idle_s`.
    """

    name: str
    kinds: tuple[str, ...]
    handle: Callable[[Door, Sequence[Entry]], Awaitable[None]]
    idle_s: float = _IDLE_S


@dataclass(frozen=True, slots=True)
class Job:
    """A name, how often it is due, and what it does. It may be done by several processes, and again after a crash."""

    name: str
    every_s: float
    run: Callable[[Door], Awaitable[object]]


@dataclass(slots=True)
class Workers:
    """Runs consumers and jobs until it is told to stop. Consumers look for news each second, and at once behind a full
    page: so what they do costs no more under a storm of commits, a page of them at a time.
    """

    door: Door
    consumers: Sequence[Consumer]
    jobs: Sequence[Job] = ()
    _stopping: bool = False
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """Finish the page at hand, then end."""
        self._stopping = True
        self._ended.set()

    async def run(self) -> None:
        """Follow the journal until `stop`. Who fails tries again later and holds back nobody."""
        followed = (self._follow(consumer) for consumer in self.consumers)
        await asyncio.gather(*followed, *(self._repeat(job) for job in self.jobs))

    async def catch_up(self) -> None:
        """Read to the head once, and do each job once (tests, and `hexward work --once`)."""
        for consumer in self.consumers:
            while await step(self.door, consumer):
                pass
        for job in self.jobs:
            await job.run(self.door)

    async def _repeat(self, job: Job) -> None:
        while not self._stopping:
            wait_s = job.every_s
            try:
                await job.run(self.door)
            except DatabaseFault as fault:
                log.warning("job waits", job=job.name, why=str(fault))
                wait_s = _FAULT_S
            except Exception:  # the boundary of one job: it is logged, and tried again
                log.exception("job failed", job=job.name)
                wait_s = _FAULT_S
            await self._rest(wait_s)

    async def _rest(self, seconds: float) -> None:
        """Until it is time, whatever the news; or until `stop`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), timeout=seconds)

    async def _follow(self, consumer: Consumer) -> None:
        while not self._stopping:
            wait_s = consumer.idle_s
            try:
                if await step(self.door, consumer) == PAGE_COMMITS:
                    continue
            except DatabaseFault as fault:
                log.warning("consumer waits", consumer=consumer.name, why=str(fault))
                wait_s = _FAULT_S
            except Exception:  # the boundary of one consumer: it is logged, and tried again from its cursor
                log.exception("consumer failed", consumer=consumer.name)
                wait_s = _FAULT_S
            await self._rest(wait_s)


async def step(door: Door, consumer: Consumer) -> int:
    """Let a consumer handle its next commits, PAGE_COMMITS at most; how many, none at the head.

    The cursor moves only afterwards.
    """

    async def next_page(tx: ReadTx) -> tuple[int, int, list[Entry]]:
        rows = await tx.fetch(_CURSOR, district=door.district, consumer=consumer.name)
        after = rows[0][0] if rows else 0
        head = await head_of(tx, door.district)
        through = min(head.pos, after + PAGE_COMMITS)
        if through == after:
            return after, through, []
        return after, through, await list_entries_of_kinds(tx, door.district, after, through, consumer.kinds)

    after, through, entries = await door.database.read(next_page)
    if through == after:
        return 0
    if entries:
        await consumer.handle(door, entries)

    async def advance(tx: Tx) -> None:
        await tx.upsert(_CURSORS, [(door.district, consumer.name, through)])

    await door.database.write(advance)
    return through - after
