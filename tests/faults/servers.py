"""Real servers of one district, each a process of its own: started, killed, stopped and waited for by pid."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from server.core.crashing import CRASH_AT
from server.settings import PREFIX, Settings
from tests.faults.forking import Order, Told, arming
from tests.faults.worlds import settings_text
from tests.support.tree import ROOT

END_S = 15.0
_POLL_S = 0.005


class Server:
    """A server that was started. Its address is there at once; the first request waits until it accepts."""

    def __init__(self, nursery: "Servers", told: Told) -> None:
        self._nursery = nursery
        self.pid = told.pid
        self.url = f"http://127.0.0.1:{told.port}"
        self.port = told.port

    async def ended(self, for_s: float = END_S) -> int | None:
        """Its exit code (-9: SIGKILL), or None when it still lives after so many seconds."""
        return (await self._nursery.ask(Order(pid=self.pid, for_s=for_s))).code

    async def arm(self, crash_at: str) -> None:
        """Have it end at a crash point, name:N, counted from now."""
        await asyncio.to_thread(self._arm, crash_at, time.monotonic() + END_S)

    def _arm(self, crash_at: str, deadline: float) -> None:
        written = arming(self._nursery.log)
        written.write_text(crash_at)
        while written.exists():
            os.kill(self.pid, signal.SIGUSR1)  # again, for a loop that is just about to wait does not wake by it
            assert time.monotonic() < deadline, "the server did not look at what is written for it"
            time.sleep(_POLL_S)

    async def kill(self) -> None:
        """SIGKILL, and its end."""
        os.kill(self.pid, signal.SIGKILL)
        code = await self.ended()
        assert code is not None


class Servers:
    """One district's servers; see tests/faults/forking.py."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._turn = asyncio.Lock()
        self.log = log

    @property
    def pid(self) -> int:
        """The process whose mounts and preloaded libraries the servers share."""
        return self._process.pid

    async def start(self, crash_at: str = "") -> Server:
        """Start a server; `crash_at` is name:N of a crash point."""
        return Server(self, await self.ask(Order(start={CRASH_AT: crash_at} if crash_at else {})))

    async def ask(self, order: Order) -> Told:
        async with self._turn:
            return await asyncio.to_thread(self._ask, order)

    def _ask(self, order: Order) -> Told:
        ins, outs = self._process.stdin, self._process.stdout
        assert ins is not None
        assert outs is not None
        ins.write(msgspec.json.encode(order) + b"\n")
        ins.flush()
        line = outs.readline()
        assert line, f"the nursery has ended:\n{self.log.read_text(errors='replace')[-2000:]}"
        return msgspec.json.decode(line, type=Told)


@asynccontextmanager
async def servers_of(
    settings: Settings, log: Path, *, within: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> AsyncGenerator[Servers, None]:
    """Servers for as long as the block runs; `within` are the words of a program that runs the nursery."""
    told = {PREFIX + name.upper(): value for name, value in settings_text(settings).items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    process = _spawned(
        [*within, sys.executable, "-m", "tests.faults.forking", str(log)],
        {**inherited, "PYTHONUNBUFFERED": "1", **told, **(environment or {})},
        log,
    )
    try:
        yield Servers(process, log)
    finally:
        process.communicate(timeout=END_S)


def _spawned(words: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as errors:
        return subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT, env=environment
        )
