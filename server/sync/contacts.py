"""How phones said they are, kept for a moment and written together: a pull that brings nothing must cost no commit."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from mobile_contract.sync import QueueState
from server.core import tables as t
from server.core.database import DatabaseFault
from server.core.decisions import Actor
from server.core.door import Door
from server.core.statements import Bulk, Row

log = structlog.get_logger()

EVERY_S = 3.0

_TOLD = (
    "at", "contract", "last_seq", "queue_length", "oldest_s", "photos", "free_bytes", "last_error",
)  # fmt: skip
_CONTACTS = Bulk(
    t.install_contacts,
    ("district_id", "install", *_TOLD, "observed_ms"),
    ("district_id", "install"),
    # The time of observation is the door's: it stays, and a push that was answered meanwhile says more.
    on_conflict=f"{', '.join(f'{name} = excluded.{name}' for name in _TOLD)} WHERE excluded.at > install_contacts.at",
)


@dataclass(slots=True)
class Contacts:
    """The last word of each install that is not written yet. `run` writes until `stop`; whoever ends flushes."""

    door: Door
    every_s: float = EVERY_S
    _rows: dict[str, Row] = field(default_factory=dict[str, Row])
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, actor: Actor, contract: int, queue: QueueState, at: datetime) -> None:
        """A phone said how it is; before it is answered, so that it counts whatever becomes of its request."""
        said = queue.last_error.replace("\0", "")  # what PostgreSQL cannot keep
        told = (at, contract, queue.last_seq, queue.length, queue.oldest_s, queue.photos, queue.free_bytes, said)
        self._rows[actor.install] = (self.door.district, actor.install, *told, 0)

    async def flush(self) -> None:
        """Write what is not written. Raises DatabaseFault, and keeps it then."""
        rows, self._rows = self._rows, {}
        if not rows:
            return
        try:
            await self.door.database.write(lambda tx: tx.upsert(_CONTACTS, [rows[install] for install in sorted(rows)]))
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
