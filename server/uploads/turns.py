"""Who writes to an upload, within one server: a newcomer lets the older request of the same person end, and hurries it.

A phone whose line broke asks where its upload stands while the server may still be reading what came before the break.
Both servers behind a balancer know nothing of each other's turns: between them the row's offset decides alone.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple

from server.core.door import Door
from server.uploads.pace import Pace


class Upload(NamedTuple):
    """Whose upload it is; what a stranger asks for under its id is another one, and hurries nobody."""

    door: int
    user: str
    upload: str


class _Turn:
    """The requests of one upload that want to write: the first of them does, at its pace."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.pace = Pace()
        self.wanted_by = 0


_TURNS: dict[Upload, _Turn] = {}


@asynccontextmanager
async def turn_of(door: Door, user: str, upload_id: str) -> AsyncGenerator[Pace, None]:
    """The right to write to an upload, as soon as the older request has ended; the pace at which a body may come."""
    key = Upload(id(door), user, upload_id)
    turn = _TURNS.setdefault(key, _Turn())
    turn.wanted_by += 1
    turn.pace.hurry()
    try:
        async with turn.lock:
            turn.pace = Pace()
            if turn.wanted_by > 1:
                turn.pace.hurry()
            yield turn.pace
    finally:
        turn.wanted_by -= 1
        if not turn.wanted_by:
            _TURNS.pop(key, None)


async def let_end(door: Door, user: str, upload_id: str) -> None:
    """Wait until whoever writes to an upload just now has ended; at once where nobody does."""
    if Upload(id(door), user, upload_id) in _TURNS:
        async with turn_of(door, user, upload_id):
            return
