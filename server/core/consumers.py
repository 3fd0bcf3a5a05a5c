"""Background readers of the journal, each with its own cursor. What one must change, it asks of the door, as itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
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

_PAGE_COMMITS = 200
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

    It may see a commit again after a crash.
    """

    name: str
    kinds: tuple[str, ...]
    handle: Callable[[Door, Sequence[Entry]], Awaitable[None]]


@dataclass(slots=True)
class Workers:
    """Runs consumers until it is told to stop. `nudge` says that there is news; without it they look once a second."""

    door: Door
    consumers: Sequence[Consumer]
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def nudge(self) -> None:
        """There may be news."""
        self._news.set()

    def stop(self) -> None:
        """Finish the page at hand, then end."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Follow the journal until `stop`. A failing consumer tries again later and holds back nobody."""
        await asyncio.gather(*(self._follow(consumer) for consumer in self.consumers))

    async def catch_up(self) -> None:
        """Read to the head once (tests, and `hexward work --once`)."""
        for consumer in self.consumers:
            while await step(self.door, consumer):
                pass

    async def _follow(self, consumer: Consumer) -> None:
        while not self._stopping:
            wait_s = _IDLE_S
            try:
                if await step(self.door, consumer):
                    continue
            except DatabaseFault as fault:
                log.warning("consumer waits", consumer=consumer.name, why=str(fault))
                wait_s = _FAULT_S
            except Exception:  # the boundary of one consumer: it is logged, and tried again from its cursor
                log.exception("consumer failed", consumer=consumer.name)
                wait_s = _FAULT_S
            await self._wait(wait_s)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), timeout=seconds)
        except TimeoutError:
            return
        self._news.clear()


async def step(door: Door, consumer: Consumer) -> bool:
    """Let a consumer handle its next commits; False when it has reached the head. The cursor moves only afterwards."""

    async def next_page(tx: ReadTx) -> tuple[int, int, list[Entry]]:
        rows = await tx.fetch(_CURSOR, district=door.district, consumer=consumer.name)
        after = rows[0][0] if rows else 0
        head = await head_of(tx, door.district)
        through = min(head.pos, after + _PAGE_COMMITS)
        if through == after:
            return after, through, []
        return after, through, await list_entries_of_kinds(tx, door.district, after, through, consumer.kinds)

    after, through, entries = await door.database.read(next_page)
    if through == after:
        return False
    if entries:
        await consumer.handle(door, entries)

    async def advance(tx: Tx) -> None:
        await tx.upsert(_CURSORS, [(door.district, consumer.name, through)])

    await door.database.write(advance)
    return True
