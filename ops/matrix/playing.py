"""A cell from its copy of the district to its last check. Whatever it started has ended when it returns."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from msgspec import Struct

from ops.matrix.cells import Cell
from ops.matrix.checking import faults_of
from ops.matrix.grounds import Ground, Grounds, clean_environment
from ops.matrix.people import Person
from ops.matrix.roads import Road, road_to
from ops.matrix.weather import Weather
from ops.server_process import ServerProcess, free_port
from server.app import open_door
from server.core import clock
from server.settings import read_master
from sync.simulation.dice import Dice
from sync.simulation.fold import Fault

DRAIN_S = 30.0
"""After healing every queue must be empty within this time (safety.md, G2)."""

_DELAYS_S = (0.001, 0.005, 0.01, 0.02, 0.04)
_POLL_S = 0.05
_UNDRAINED = "drain"
_QUIET_S = 2.5
"""What a server does of itself, a consumer of its journal each second, phones have still to hear of."""


class Played(Struct, frozen=True):
    """What became of a cell. `drain_s` is None when it never came to rest; `failures` are rounds that found no way."""

    cell: Cell
    store: str
    transactions: int
    commands: int
    faults: dict[str, int]
    failures: dict[str, int]
    drain_s: float | None
    seconds: float
    violations: list[Fault]


async def play(grounds: Grounds, store: str, cell: Cell, seconds: float, seed: int) -> Played:
    """Play it on a fresh copy. Raises ServerFailed."""
    began_s, began_ms = time.monotonic(), clock.millis(clock.now())
    dice = Dice(seed, cell.name)
    async with AsyncExitStack() as ending:
        ground = await ending.enter_async_context(grounds.copy())
        server = await ending.enter_async_context(_serving(ground))
        people = [
            Person(user, ground.town, ground.folder / f"phone-{n}.db", Dice(seed, cell.name, n))
            for n, user in enumerate(ground.town.workers[: cell.clients])
        ]
        roads = [
            await ending.enter_async_context(road_to(server.port, _DELAYS_S[n % len(_DELAYS_S)]))
            for n in range(cell.clients)
        ]
        crew = ending.enter_context(ThreadPoolExecutor(2 * cell.clients))
        weather = Weather(roads, server, dice)
        drain_s = await Day(cell, people, roads, crew, ground.codes).live(weather, seconds)
        door = await open_door(ground.settings)
        ending.push_async_callback(door.database.close)
        now_ms = clock.millis(clock.now())
        faults = await faults_of(door, read_master(ground.settings), people, now_ms, now_ms - began_ms)
    if drain_s is None:
        faults.insert(0, Fault(_UNDRAINED, f"{DRAIN_S:.0f} s after healing something was left to send or to fetch"))
    return Played(
        cell,
        store,
        sum(person.transactions for person in people),
        sum(len(person.ledger) for person in people),
        dict(weather.faults),
        dict(sum((person.failures for person in people), Counter[str]())),
        drain_s,
        time.monotonic() - began_s,
        faults,
    )


class Day:
    """People at work in their threads."""

    def __init__(
        self,
        cell: Cell,
        people: Sequence[Person],
        roads: Sequence[Road],
        crew: ThreadPoolExecutor,
        codes: Sequence[str],
    ) -> None:
        self.cell = cell
        self.people = people
        self.roads = roads
        self.crew = crew
        self.codes = codes
        self.written, self.synced = threading.Event(), threading.Event()

    async def live(self, weather: Weather, seconds: float) -> float | None:
        """All join, then work and sync under the weather; seconds from healing until nothing is left, or None."""
        loop = asyncio.get_running_loop()
        pairs = list(zip(self.people, self.roads, strict=True))
        joining = zip(pairs, self.codes, strict=False)
        await asyncio.gather(
            *(loop.run_in_executor(self.crew, one.join, road.url, code) for (one, road), code in joining)
        )
        interval_s = self.cell.clients / self.cell.rate
        writers = [loop.run_in_executor(self.crew, one.work, interval_s, self.written) for one in self.people]
        syncers = [loop.run_in_executor(self.crew, one.keep_syncing, road.url, self.synced) for one, road in pairs]
        try:
            await weather.blow(self.cell.fault, seconds)
            healed_s = time.monotonic()
            self.written.set()
            await asyncio.gather(*writers)
            return await self._drained(weather.server.url, healed_s)
        finally:
            self.written.set()
            self.synced.set()
            await asyncio.gather(*writers, *syncers)

    async def _drained(self, url: str, healed_s: float) -> float | None:
        """Every queue empty, then every phone as far as the server, and nothing new for two looks of its consumers."""
        rest = (-1, healed_s)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            while time.monotonic() - healed_s < DRAIN_S:
                await asyncio.sleep(_POLL_S)
                standings = [person.standing for person in self.people]
                if any(one.queue or one.began_s < healed_s for one in standings):
                    continue
                head: int = (await client.get("/readyz")).json()["pos"]
                if rest[0] != head and all(one.cursor_pos >= head for one in standings):
                    rest = (head, time.monotonic())
                elif rest[0] == head and time.monotonic() - rest[1] >= _QUIET_S:
                    return rest[1] - healed_s
        return None


@asynccontextmanager
async def _serving(ground: Ground) -> AsyncGenerator[ServerProcess, None]:
    server = ServerProcess(ground.folder, free_port(), clean_environment())
    try:
        await asyncio.to_thread(server.start)
        yield server
    finally:
        server.resume()
        server.kill()
