"""How slowly a body may come: a line that drips holds a place that other phones need, or another request."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

from mobile_contract.problems import ProblemCode
from server.core.problems import Problem

WINDOW_S = 30.0
"""How long a body may take to bring its next `WINDOW_BYTES`, or its end."""
WINDOW_BYTES = 2_048

HURRIED_S = 0.2
"""The same for its next bytes, once another request waits: what lies in the line already comes sooner."""
LAST_S = 2.0
"""How long a body that always brings more may go on then."""


class Pace:
    """How slowly one body may come, for now: it may be told to hurry at any time."""

    def __init__(self, window_s: float = WINDOW_S, window_bytes: int = WINDOW_BYTES) -> None:
        self._window_s = window_s
        self._window_bytes = window_bytes
        self._last_at: float | None = None
        self._waits: asyncio.Timeout | None = None

    def hurry(self) -> None:
        """Somebody else waits for this body's end."""
        if self._last_at is not None:
            return
        self._last_at = asyncio.get_running_loop().time() + LAST_S
        if self._waits is not None:
            self._waits.reschedule(self._ends_at(self._waits.when()))

    async def keep(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """A body as it comes. Refuses TOO_SLOW when a window brings less: what came before is the caller's to keep."""
        loop, source = asyncio.get_running_loop(), aiter(chunks)
        window_at, came = loop.time() + self._window_s, 0
        while True:
            try:
                async with asyncio.timeout_at(self._ends_at(window_at)) as self._waits:
                    chunk = await anext(source)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise Problem(ProblemCode.TOO_SLOW, headers={"Connection": "close"}) from None
            finally:
                self._waits = None
            yield chunk
            came += len(chunk)
            if came >= self._window_bytes:
                window_at, came = loop.time() + self._window_s, 0

    def _ends_at(self, window_at: float | None) -> float | None:
        if self._last_at is None or window_at is None:
            return window_at
        return min(window_at, self._last_at, asyncio.get_running_loop().time() + HURRIED_S)
