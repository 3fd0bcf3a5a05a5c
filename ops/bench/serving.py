"""`hexward serve` in a process of its own: begun, awaited, weighed, ended by its pid.

Unlike `ops.server_process` it takes nothing of a district that this terminal is set for: a run must never touch that.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from ops.bench.wire import Unexpected, Wire, get
from ops.server_process import HOST, ServerFailed, free_port
from server.settings import PREFIX, Settings

READY_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 15.0
_POLL_S = 0.1
_KIB_A_MIB = 1024


class Serving:
    """A running server. What it logs lies in `folder`/serve.log."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._process = process
        self._log = log
        self.port = port

    @classmethod
    async def begin(cls, settings: Settings, folder: Path) -> Self:
        """Start it on a free port and wait until it answers. Raises ServerFailed."""
        port, log = free_port(), folder / "serve.log"
        serving = cls(_launch(settings, port, log), port, log)
        try:
            await serving._ready()
        except BaseException:
            serving.end()
            raise
        return serving

    def end(self) -> None:
        """End it in order; kill it when it does not end by its deadline."""
        children = _children_of(self._process.pid)
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_STOP_TIMEOUT_S)
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)

    def rss_mib(self) -> float | None:
        """Memory of the server and its worker in MiB, what they share counted once; None where no system tells."""
        pids = [self._process.pid, *_children_of(self._process.pid)]
        try:
            told = [Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in pids]
        except OSError:
            return None
        shares = [line.split()[1] for text in told for line in text.splitlines() if line.startswith("Pss:")]
        return sum(map(int, shares)) / _KIB_A_MIB

    async def _ready(self) -> None:
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                while not await self._answers():
                    if self._process.poll() is not None:
                        raise ServerFailed(self._said())
                    await asyncio.sleep(_POLL_S)
        except TimeoutError as error:
            raise ServerFailed(self._said()) from error

    async def _answers(self) -> bool:
        try:
            wire = await Wire.open(self.port)
        except OSError:
            return False
        try:
            return (await wire.ask(get("/readyz"))).status == 200
        except Unexpected:
            return False
        finally:
            wire.close()

    def _said(self) -> str:
        return self._log.read_text(errors="replace")[-1000:].strip() or "the server said nothing"


def _launch(settings: Settings, port: int, log: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "ops", "serve", "--host", HOST, "--port", str(port)]
    with log.open("wb") as output:
        return subprocess.Popen(
            [*words, "--data", str(log.parent)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(settings),
            cwd=Path(__file__).resolve().parents[2],
        )


def _environment(settings: Settings) -> dict[str, str]:
    """Ours, with the district's settings and none of another's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    told = {"database": settings.database, "district": settings.district}
    told |= {"key_file": str(settings.key_file), "blobs": str(settings.blobs)}
    told |= {} if settings.consumers else {"consumers": "false"}
    return kept | {PREFIX + name.upper(): str(value) for name, value in told.items()}


def _children_of(pid: int) -> list[int]:
    """A process's own processes and theirs (Linux tells)."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return children + [below for child in children for below in _children_of(child)]
