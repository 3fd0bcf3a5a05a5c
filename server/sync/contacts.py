"""How phones said they are, kept for a moment and written together: a pull that brings nothing must cost no commit."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from mobile_contract.base import Clock
from mobile_contract.sync import QueueState
from server.core.database import DatabaseFault
from server.core.decisions import Actor
from server.core.door import Door
from server.core.installs import SAID, said
from server.core.statements import Row

log = structlog.get_logger()

EVERY_S = 3.0


@dataclass(slots=True)
class Contacts:
    """The last word of each install that is not written yet. `run` writes until `stop`; whoever ends flushes."""

    door: Door
    every_s: float = EVERY_S
    _rows: dict[str, Row] = field(default_factory=dict[str, Row])
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, actor: Actor, contract: int, queue: QueueState, told: Clock, at: datetime) -> None:
        """A phone said how it is; before it is answered, so that it counts whatever becomes of its request."""
        self._rows[actor.install] = said(self.door.district, actor.install, contract, queue, told, at)

    async def flush(self) -> None:
        """Write what is not written. Raises DatabaseFault, and keeps it then."""
        rows, self._rows = self._rows, {}
        if not rows:
            return
        try:
            await self.door.database.write(lambda tx: tx.upsert(SAID, [rows[install] for install in sorted(rows)]))
        except DatabaseFault:
            self._rows = rows | self._rows
            raise

    async def run(self) -> None:
        """Write every few seconds until `stop`, then once more."""
        ending = False
        while not ending:
            with suppress(TimeoutError):
                ending = await asyncio.wait_for(self._ended.wait(), self.every_s)
            try:
                await self.flush()
            except DatabaseFault as fault:
                log.warning("contacts wait", why=str(fault), installs=len(self._rows))

    def stop(self) -> None:
        """Write for the last time, then end."""
        self._ended.set()
