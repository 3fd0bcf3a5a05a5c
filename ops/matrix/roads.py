"""The way of one phone to the server, which can be slow, parted in silence, or cut. It knows no protocol."""

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ops.server_process import HOST
from sync.simulation.dice import Dice

_PIECE_BYTES = 16_384
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing tells the other end with a reset, and what was under way is lost."""

UP, DOWN = "up", "down"
BOTH = (UP, DOWN)


class _Crossing:
    """One connection of a phone, carried on to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.holds = False
        """Whether bytes wait for a parted way to open."""
        self.reset = False
        self.task: asyncio.Task[None] | None = None

    def cut(self) -> None:
        """Tell both ends with a reset."""
        self.reset = True
        if self.task is not None:
            self.task.cancel()


class Road:
    """A listening line to one server. What is sent while it is parted is kept, as the sender's own system would."""

    def __init__(self, server_port: int, delay_s: float) -> None:
        self.port = 0
        self._server_port = server_port
        self._delay_s = delay_s
        self._ways = {way: asyncio.Event() for way in BOTH}
        self._crossings: set[_Crossing] = set()
        for event in self._ways.values():
            event.set()

    @property
    def url(self) -> str:
        """Where the phone connects."""
        return f"http://{HOST}:{self.port}"

    def part(self, *ways: str) -> None:
        """From now on nothing passes one way or both, and nobody is told."""
        for way in ways:
            self._ways[way].clear()

    def heal(self, dice: Dice) -> None:
        """Everything passes again. What was kept arrives now; of some connections the network knows nothing any more,
        and they are reset.
        """
        if self.is_whole:
            return
        for crossing in list(self._crossings):
            if crossing.holds and dice.chance(0.5):
                crossing.cut()
        for event in self._ways.values():
            event.set()

    @property
    def is_whole(self) -> bool:
        """Whether everything passes."""
        return all(event.is_set() for event in self._ways.values())

    @property
    def holds(self) -> int:
        """How many connections have something that waits for it to be whole."""
        return sum(crossing.holds for crossing in self._crossings)

    def cut(self) -> int:
        """Cut every connection there is; how many."""
        found = list(self._crossings)
        for crossing in found:
            crossing.cut()
        return len(found)

    def accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A phone has connected."""
        crossing = _Crossing(reader, writer)
        crossing.task = asyncio.create_task(self._carry(crossing))
        self._crossings.add(crossing)
        crossing.task.add_done_callback(lambda _: self._crossings.discard(crossing))

    async def end(self) -> None:
        """Cut everything, and wait until it is."""
        tasks = [crossing.task for crossing in self._crossings if crossing.task is not None]
        self.cut()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry(self, crossing: _Crossing) -> None:
        ends = [crossing.writer]
        ways: list[asyncio.Task[None]] = []
        try:
            await self._pass_through(UP, crossing)
            reader, writer = await asyncio.open_connection(HOST, self._server_port)
            ends.append(writer)
            ways.append(asyncio.create_task(self._pass(crossing, crossing.reader, writer, UP)))
            ways.append(asyncio.create_task(self._pass(crossing, reader, crossing.writer, DOWN)))
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            crossing.reset = True  # there is no server
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in ends:
                await _close(end, reset=crossing.reset)

    async def _pass(
        self, crossing: _Crossing, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: str
    ) -> None:
        while piece := await source.read(_PIECE_BYTES):
            await asyncio.sleep(self._delay_s)
            await self._pass_through(way, crossing)
            target.write(piece)
            await target.drain()
        await self._pass_through(way, crossing)  # an end is told through the line as well

    async def _pass_through(self, way: str, crossing: _Crossing) -> None:
        if self._ways[way].is_set():
            return
        crossing.holds = True
        await self._ways[way].wait()
        crossing.holds = False


async def _close(end: asyncio.StreamWriter, *, reset: bool) -> None:
    line: socket.socket = end.get_extra_info("socket")
    if reset and line.fileno() >= 0:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    end.close()
    await asyncio.gather(end.wait_closed(), return_exceptions=True)


@asynccontextmanager
async def road_to(server_port: int, delay_s: float = 0.0) -> AsyncGenerator[Road, None]:
    """A way for as long as the block runs; connections that are still open are cut at its end."""
    road = Road(server_port, delay_s)
    listener = await asyncio.start_server(road.accepted, HOST, 0)
    road.port = int(listener.sockets[0].getsockname()[1])
    try:
        yield road
    finally:
        listener.close()
        await road.end()
        await listener.wait_closed()
