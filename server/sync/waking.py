"""Who listens for news, and the one task that watches for all of them. A wake says that something changed, never what.

The watcher looks at the feed, which is the same whoever wrote it: this process, another one, an order at the command
line. A wake may be lost: the phone's timer is enough (sync.md 14).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import bindparam, func, select

from mobile_contract.problems import ProblemCode
from server.accounts.phones import list_shut_out
from server.core import clock
from server.core import tables as t
from server.core.columns import among
from server.core.database import DatabaseFault, ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.loading import Head, head_of
from server.core.problems import Problem
from server.core.statements import Statement
from server.granted import granted, granted_to_all

log = structlog.get_logger()

HEARTBEAT_S = 15.0
LOOK_EVERY_S = 1.0
"""How long a commit of another process may go unseen; one of this process is seen at once."""

REST_S = 0.2
"""Between two looks, whatever is written: what comes meanwhile is one wake."""

STANDING_EVERY_S = 2.0
"""How long an install that was shut out may go on listening, and a new grant may go unheard."""

WAKES_PER_S = 200
_FORGOTTEN_S = 4 * HEARTBEAT_S
_FULL_RETRY_S = 60

_TOUCHED = Statement(
    select(t.feed.c.scope, func.max(t.feed.c.pos))
    .where(
        t.feed.c.district_id == bindparam("district"),
        among(t.feed.c.scope, "scopes"),
        t.feed.c.pos > bindparam("after"),
    )
    .group_by(t.feed.c.scope)
)


class Listener:
    """One install that listens. What is told to it before it hears is one wake."""

    def __init__(self, actor: Actor, head: Head, scopes: frozenset[int]) -> None:
        self.actor = actor
        self.scopes = scopes
        self.epoch = head.epoch
        self.seen_pos = head.pos
        self.heard_at = clock.ticks()
        self._pos: int | None = None
        self._delay_s = 0.0
        self._news = asyncio.Event()
        self._ended = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether there will be no more news: the install was shut out, listens elsewhere, or the server ends."""
        return self._ended.is_set()

    def wake(self, pos: int, delay_s: float = 0.0) -> None:
        """Tell it the position up to which there is news, some seconds from now."""
        self._delay_s = delay_s if self._pos is None else self._delay_s
        self._pos = pos
        self._news.set()

    def end(self) -> None:
        """Tell it that there is no more to hear."""
        self._ended.set()
        self._news.set()

    async def heard(self, within_s: float) -> int | None:
        """The position up to which there is news; None when there was none in time, or will be none."""
        self.heard_at = clock.ticks()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), within_s)
        if self._pos is not None and self._delay_s:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._delay_s)
        if self.ended:
            return None
        pos, self._pos, self._delay_s = self._pos, None, 0.0
        self._news.clear()
        return pos


class _Seen(NamedTuple):
    """What one look found; `scopes` and `shut_out` are None where nobody looked for them."""

    head: Head
    touched: dict[int, int]
    scopes: dict[str, frozenset[int]] | None
    shut_out: set[str] | None


@dataclass(slots=True)
class Wakes:
    """The listeners of this process: `most` at once, and one an install. `run` watches for them until `stop`."""

    door: Door
    most: int
    _listeners: dict[str, Listener] = field(default_factory=dict[str, Listener])
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: bool = False
    _standing_at: float = 0.0
    _standing_pos: int = -1

    def nudge(self) -> None:
        """There may be news."""
        if self._listeners:
            self._news.set()

    def stop(self) -> None:
        """No more news for anybody."""
        self._stopped = True
        for listener in self._listeners.values():
            listener.end()
        self._listeners.clear()
        self._news.set()

    async def listen(self, actor: Actor, after: int | None, at: datetime) -> Listener:
        """Begin to listen, and be told at once of what changed after a position (None: nobody knows).

        An install that listens already is heard no more on its other line. Refuses OVERLOADED.
        """
        self._refuse_full(actor)

        async def work(tx: ReadTx) -> tuple[Head, frozenset[int], bool]:
            head = await head_of(tx, self.door.district)
            scopes = frozenset(await granted(tx, self.door.district, actor.user, at))
            if after is None or after > head.pos:
                return head, scopes, True
            return head, scopes, bool(await self._touched(tx, scopes, after))

        head, scopes, has_news = await self.door.database.read(work)
        self._refuse_full(actor)
        before = self._listeners.pop(actor.install, None)
        if before is not None:
            before.end()
        listener = self._listeners[actor.install] = Listener(actor, head, scopes)
        if has_news:
            listener.wake(head.pos)
        self._news.set()
        return listener

    def leave(self, listener: Listener) -> None:
        """It listens no more."""
        if self._listeners.get(listener.actor.install) is listener:
            del self._listeners[listener.actor.install]

    async def run(self) -> None:
        """Watch until `stop`. A fault of the database costs wakes, and nothing else."""
        while not self._stopped:
            await self._rest()
            if self._stopped or not self._listeners:
                continue
            try:
                await self._look()
            except DatabaseFault as fault:
                log.warning("nobody is woken", why=str(fault), listeners=len(self._listeners))

    def _refuse_full(self, actor: Actor) -> None:
        if self._stopped or (len(self._listeners) >= self.most and actor.install not in self._listeners):
            raise Problem(ProblemCode.OVERLOADED, headers={"Retry-After": str(_FULL_RETRY_S)})

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), LOOK_EVERY_S if self._listeners else None)
        self._news.clear()
        if not self._stopped:
            await asyncio.sleep(REST_S)

    async def _look(self) -> None:
        listening = list(self._listeners.values())
        seen = await self.door.database.read(lambda tx: self._see(tx, listening))
        if seen.scopes is not None:
            self._standing_at, self._standing_pos = clock.ticks(), seen.head.pos
        woken: list[Listener] = []
        for listener in listening:
            if self._is_over(listener, seen):
                listener.end()
                self.leave(listener)
            elif _has_news(listener, seen):
                woken.append(listener)
            listener.epoch, listener.seen_pos = seen.head.epoch, max(seen.head.pos, listener.seen_pos)
        for place, listener in enumerate(woken):
            listener.wake(seen.head.pos, place / WAKES_PER_S)

    async def _see(self, tx: ReadTx, listening: Sequence[Listener]) -> _Seen:
        head = await head_of(tx, self.door.district)
        after = min(listener.seen_pos for listener in listening)
        scopes = frozenset[int]().union(*(listener.scopes for listener in listening))
        touched = await self._touched(tx, scopes, after) if head.pos > after else {}
        if not self._standing_is_due(head):
            return _Seen(head, touched, None, None)
        at = clock.now()
        users = {listener.actor.user for listener in listening}
        installs = [listener.actor.install for listener in listening]
        held = await granted_to_all(tx, self.door.district, users, at)
        return _Seen(head, touched, held, await list_shut_out(tx, self.door.district, installs))

    def _standing_is_due(self, head: Head) -> bool:
        """After a commit soon; and now and then without one, for grants begin and end by themselves."""
        waited_s = clock.ticks() - self._standing_at
        return waited_s > (STANDING_EVERY_S if head.pos != self._standing_pos else 30 * STANDING_EVERY_S)

    async def _touched(self, tx: ReadTx, scopes: frozenset[int], after: int) -> dict[int, int]:
        rows = await tx.fetch(_TOUCHED, district=self.door.district, scopes=sorted(scopes), after=after)
        return dict(rows)

    def _is_over(self, listener: Listener, seen: _Seen) -> bool:
        if clock.ticks() - listener.heard_at > _FORGOTTEN_S:
            return True  # its answer never began, or its line has gone without a word
        return seen.shut_out is not None and listener.actor.install in seen.shut_out


def _has_news(listener: Listener, seen: _Seen) -> bool:
    """A row of its scopes moved, it has other scopes than before, or all that it knows is of another epoch."""
    has_news = listener.epoch != seen.head.epoch
    has_news |= any(seen.touched[scope] > listener.seen_pos for scope in listener.scopes & seen.touched.keys())
    if seen.scopes is not None and seen.scopes[listener.actor.user] != listener.scopes:
        listener.scopes = seen.scopes[listener.actor.user]
        return True
    return has_news
