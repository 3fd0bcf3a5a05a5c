"""A gate between two units of work, for tests that decide who comes first."""

import asyncio
import threading


class Gate:
    """Where a unit of work waits for another: SQLite's blocks its own thread, PostgreSQL's awaits."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    async def passed(self, dialect: str = "") -> None:
        """In a unit of work, with its dialect; outside of one, without."""
        opened = self._open.wait(10) if dialect == "sqlite" else await asyncio.to_thread(self._open.wait, 10)
        assert opened
