"""What a server keeps between requests of phones: whose turn it is, how phones are, who listens. It decides nothing."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from server.core.door import Door
from server.sync.admission import Admission
from server.sync.contacts import Contacts
from server.sync.waking import Wakes


@dataclass(frozen=True, slots=True)
class Desk:
    """One process's."""

    admission: Admission
    contacts: Contacts
    wakes: Wakes

    @classmethod
    def over(cls, door: Door, *, listeners: int, longest_s: float) -> Self:
        """A desk for a door: so many listeners at once, so long a wait at most."""
        return cls(Admission(longest_s), Contacts(door), Wakes(door, listeners))

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Watch and write within the block; at its end nobody listens any more, and what phones said is written."""
        tasks = [asyncio.create_task(self.wakes.run()), asyncio.create_task(self.contacts.run())]
        try:
            yield
        finally:
            self.wakes.stop()
            self.contacts.stop()
            await asyncio.gather(*tasks)
