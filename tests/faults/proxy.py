"""A line that fails as it is told: cut after a byte, with or without a reply, delayed, frozen. It knows no protocol."""

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_PIECE_BYTES = 16_384
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing tells the other end with a reset, and what was under way is lost."""


@dataclass(frozen=True)
class Fault:
    """What happens to a connection: after so many bytes up (to the server) or down it is cut, both ways.

    `reset` cuts with RST instead of FIN. `frozen` lets no byte pass any more instead of cutting, and keeps the line
    open. `delay_s` is how late each piece passes.
    """

    up: int | None = None
    down: int | None = None
    reset: bool = False
    frozen: bool = False
    delay_s: float = 0.0


HEALTHY = Fault()
REPLY_LOST = Fault(down=0)


@dataclass
class Passed:
    """How many bytes went each way over one connection."""

    up: int = 0
    down: int = 0


@dataclass
class Proxy:
    """A listening line to one server. `fault` is what happens to the connections made from now on."""

    server_port: int
    port: int = 0
    fault: Fault = HEALTHY
    passed: list[Passed] = field(default_factory=list[Passed])
    froze: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a connection has frozen."""

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        fault, passed = self.fault, Passed()
        self.passed.append(passed)
        ends = [writer]
        ways: list[asyncio.Task[None]] = []
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
            ends.append(far_writer)
            ways.append(asyncio.create_task(self._pass(reader, far_writer, fault, passed, "up")))
            ways.append(asyncio.create_task(self._pass(far_reader, writer, fault, passed, "down")))
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in ends:
                await _close(end, reset=fault.reset)

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, fault: Fault, passed: Passed, way: str
    ) -> None:
        most: int | None = getattr(fault, way)
        while True:
            done: int = getattr(passed, way)
            left = _PIECE_BYTES if most is None else min(most - done, _PIECE_BYTES)
            if left <= 0:
                if fault.frozen:
                    self.froze.set()
                    await asyncio.Event().wait()  # for ever: until the proxy ends
                return
            piece = await source.read(left)
            if not piece:
                return
            if fault.delay_s:
                await asyncio.sleep(fault.delay_s)
            target.write(piece)
            await target.drain()
            setattr(passed, way, done + len(piece))


async def _close(end: asyncio.StreamWriter, *, reset: bool) -> None:
    line: socket.socket = end.get_extra_info("socket")
    if reset and line.fileno() >= 0:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    end.close()
    await asyncio.gather(end.wait_closed(), return_exceptions=True)


@asynccontextmanager
async def proxy_to(server_port: int) -> AsyncGenerator[Proxy, None]:
    """A line for as long as the block runs; connections that are still open are cut at its end."""
    proxy = Proxy(server_port)
    open_now: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(proxy.carry(reader, writer))
        open_now.add(task)
        task.add_done_callback(open_now.discard)

    listener = await asyncio.start_server(accepted, "127.0.0.1", 0)
    proxy.port = int(listener.sockets[0].getsockname()[1])
    try:
        yield proxy
    finally:
        listener.close()
        for task in open_now.copy():
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
        await listener.wait_closed()
