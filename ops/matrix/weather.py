"""What goes wrong in a cell, and when: drawn from the cell's dice, done to roads and server. It checks nothing."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence

from ops.matrix.cells import Fault
from ops.matrix.roads import BOTH, DOWN, UP, Road
from ops.server_process import ServerProcess
from sync.simulation.dice import Dice

_WAYS = {BOTH: 6, (UP,): 2, (DOWN,): 2}


class Weather:
    """One cell's. `faults` counts what was done, by kind."""

    def __init__(self, roads: Sequence[Road], server: ServerProcess, dice: Dice) -> None:
        self.roads = roads
        self.server = server
        self.dice = dice
        self.faults: Counter[str] = Counter()
        self.ends_at_s = 0.0

    async def blow(self, fault: Fault, seconds: float) -> None:
        """Let it happen for so long, and then heal everything: every road is whole, and the server answers."""
        self.ends_at_s = time.monotonic() + seconds
        try:
            await _BLOWS[fault](self)
            await self.pause(1.0, 1.0, until=self.ends_at_s)
        finally:
            self.heal()

    def heal(self) -> None:
        """Make every road whole."""
        for road in self.roads:
            road.heal(self.dice)

    async def pause(self, least_s: float, most_s: float, until: float = 0.0) -> bool:
        """Wait a while, or until the end; whether there is time left."""
        wait_s = least_s + (most_s - least_s) * self.dice.between(0, 1000) / 1000
        left_s = self.ends_at_s - time.monotonic()
        await asyncio.sleep(max(0.0, left_s if until else min(wait_s, left_s)))
        return time.monotonic() < self.ends_at_s


async def _none(_weather: Weather) -> None:
    """Fine weather."""


def _partition(share: Callable[[int], int]) -> Callable[[Weather], Awaitable[None]]:
    async def blow(weather: Weather) -> None:
        while await weather.pause(0.3, 1.0):
            left = list(weather.roads)
            parted = [left.pop(weather.dice.between(0, len(left) - 1)) for _ in range(share(len(left)))]
            for road in parted:
                ways = weather.dice.weighted(_WAYS)
                road.part(*ways)
                weather.faults["parted " + ("both ways" if ways == BOTH else ways[0])] += 1
            await weather.pause(1.0, 4.0)
            weather.heal()

    return blow


async def _cuts(weather: Weather) -> None:
    while await weather.pause(0.05, 0.3):
        weather.faults["connections cut"] += weather.dice.pick(weather.roads).cut()


async def _kill(weather: Weather) -> None:
    """SIGKILL to the server and its worker at any moment; it is started again at once, or a while later."""
    while await weather.pause(0.8, 2.0):
        await asyncio.to_thread(weather.server.kill)
        weather.faults["server killed"] += 1
        await weather.pause(0.0, 1.0)
        await asyncio.to_thread(weather.server.start)


async def _pause(weather: Weather) -> None:
    """SIGSTOP: lines stay open, locks stay held, and nobody answers."""
    while await weather.pause(0.4, 1.2):
        weather.server.pause()
        weather.faults["server paused"] += 1
        try:
            await weather.pause(1.0, 4.0)
        finally:
            weather.server.resume()


_BLOWS: Mapping[Fault, Callable[[Weather], Awaitable[None]]] = {
    Fault.NONE: _none,
    Fault.PART_ONE: _partition(lambda _: 1),
    Fault.PART_HALF: _partition(lambda clients: clients // 2),
    Fault.PART_ALL: _partition(lambda clients: clients),
    Fault.CUTS: _cuts,
    Fault.KILL: _kill,
    Fault.PAUSE: _pause,
}
