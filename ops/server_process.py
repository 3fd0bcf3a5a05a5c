"""A real server as a child process: started, waited for, ended in order or with no warning. It makes no district."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import httpx

from server.settings import PREFIX

HOST = "127.0.0.1"
READY_S = 60.0
_STOP_S = 15.0
_POLL_S = 0.05
_TAIL_LINES = 12


class ServerFailed(Exception):
    """The server ended, or gave no answer in time; the text holds the end of its log."""


class ServerProcess:
    """`hexward serve` of one district's folder, with the consumers in it. Its log is `server.log` in the folder.

    It inherits `environment`, or this process's own.
    """

    def __init__(self, folder: Path, port: int, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment
        self.folder = folder
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when its database answers. Raises ServerFailed."""
        words = [sys.executable, "-m", "ops", "serve", "--data", str(self.folder)]
        words += ["--host", HOST, "--port", str(self.port), "--with-consumers"]
        inherited = os.environ if self._environment is None else self._environment
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**inherited, "PYTHONUNBUFFERED": "1", f"{PREFIX}PUBLIC_ORIGIN": self.url},
                start_new_session=True,  # a Ctrl-C in the terminal is ours, and its workers die with it
            )
        self._await_ready(self._process)

    def outlive(self) -> NoReturn:
        """Wait until it ends by itself, which it should not: raises ServerFailed."""
        if self._process is not None:
            self._process.wait()
        raise ServerFailed(f"the server has ended:\n{self.tail()}")

    def kill(self) -> None:
        """SIGKILL to it and its workers at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; one that does not is killed."""
        self._signal(signal.SIGTERM)

    def pause(self) -> None:
        """SIGSTOP: it keeps its lines and its locks, and does nothing."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            os.killpg(process.pid, number)
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        except ProcessLookupError:
            process.wait()

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_S
        with httpx.Client(base_url=self.url, timeout=2.0, trust_env=False) as client:
            while not _is_ready(client):
                if process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    raise ServerFailed(f"the server did not start:\n{self.tail()}")
                time.sleep(_POLL_S)
        if process.poll() is not None:
            raise ServerFailed(f"something else answers at {self.url}:\n{self.tail()}")

    def tail(self) -> str:
        """The last lines of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx.HTTPError:
        return False


@contextmanager
def running(folder: Path, port: int) -> Generator[ServerProcess, None]:
    """A server for as long as the block runs; SIGTERM to this process ends the block and the server in order."""
    server = ServerProcess(folder, port)
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen at a port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
