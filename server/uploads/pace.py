"""How slowly a body may come: a line that drips holds a place that other phones need."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

from mobile_contract.problems import ProblemCode
from server.core.problems import Problem

WINDOW_S = 30.0
"""How long a body may take to bring its next `WINDOW_BYTES`, or its end."""
WINDOW_BYTES = 2_048


async def steady(
    chunks: AsyncIterable[bytes], window_s: float = WINDOW_S, window_bytes: int = WINDOW_BYTES
) -> AsyncIterator[bytes]:
    """A body as it comes. Refuses TOO_SLOW when a window brings less: what came before is the caller's to keep."""
    loop, source = asyncio.get_running_loop(), aiter(chunks)
    ends_at, came = loop.time() + window_s, 0
    while True:
        try:
            async with asyncio.timeout_at(ends_at):
                chunk = await anext(source)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Problem(ProblemCode.TOO_SLOW, headers={"Connection": "close"}) from None
        yield chunk
        came += len(chunk)
        if came >= window_bytes:
            ends_at, came = loop.time() + window_s, 0
