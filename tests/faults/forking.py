"""A process that has loaded the application once, and forks a real server whenever it is told to.

`python -m tests.faults.forking LOG` with a district's `HEXWARD_*` in the environment; orders come as JSON lines on
stdin. A start costs a fork instead of two seconds of imports. When stdin ends, every server of it is killed.
"""

import gc
import os
import signal
import socket
import sys
import time
from pathlib import Path

import msgspec
import uvicorn
from litestar import Litestar

from server.app import create_app
from server.core import crashing, postgres, sqlite
from server.core.statements import POSTGRES, SQLITE, Statement
from server.settings import from_environment

_POLL_S = 0.005
ENGINES = (postgres.PostgresDatabase, sqlite.SqliteDatabase)
"""Loaded here, for the application loads its engine only as it opens one."""


class Order(msgspec.Struct):
    """`start` a server with more environment; or say how server `pid` ended, within `for_s` seconds."""

    start: dict[str, str] | None = None
    pid: int = 0
    for_s: float = 0.0


class Told(msgspec.Struct):
    """The server that was started; or its exit code (-9: killed by SIGKILL), None while it lives."""

    pid: int
    port: int = 0
    code: int | None = None


def arming(log: Path) -> Path:
    """Where it is written for a living server at which crash point to end, as CRASH_AT tells it; it takes it away."""
    return log.with_suffix(".crash-at")


def look(log: Path) -> None:
    """Do as it is written, once: what a server does at SIGUSR1."""
    if arming(log).exists():
        crashing.arm({crashing.CRASH_AT: arming(log).read_text()})
        arming(log).unlink()


def serve(application: Litestar, listener: socket.socket, log: Path) -> None:
    """Be the server until the end of the process."""
    with log.open("ab") as file, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    uvicorn.Server(configured(application)).run(sockets=[listener])


def configured(application: Litestar) -> uvicorn.Config:
    """How every server is run; loaded once here, its modules are there for each fork."""
    config = uvicorn.Config(application, lifespan="on", access_log=False, ws="none", timeout_graceful_shutdown=2)
    config.load()
    return config


def start(application: Litestar, environment: dict[str, str], log: Path) -> Told:
    """Fork a server. Whoever connects from now on waits until it accepts."""
    # The protocol is named, for asyncio sends without delay only on what it knows to be TCP.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        port = int(listener.getsockname()[1])
        pid = os.fork()
        if pid == 0:
            os.environ.update(environment)
            try:
                serve(application, listener, log)
            finally:
                os._exit(1)
    return Told(pid, port)


def ended(pid: int, for_s: float) -> Told:
    """How it ended, or that it lives."""
    deadline = time.monotonic() + for_s
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return Told(pid, code=os.waitstatus_to_exitcode(status))
        if time.monotonic() > deadline:
            return Told(pid)
        time.sleep(_POLL_S)


def compile_all(dialect: str) -> None:
    """Compile every statement of the application once, and not in each server again."""
    for one in gc.get_objects():
        if isinstance(one, Statement):
            one.compiled(dialect)


def main() -> None:
    log = Path(sys.argv[1])

    def look_now(_signal: int, _frame: object) -> None:
        look(log)

    signal.signal(signal.SIGUSR1, look_now)  # here, so that a server has it from its first moment
    application = create_app()
    configured(application)
    compile_all(SQLITE if from_environment().database.startswith(SQLITE) else POSTGRES)
    gc.freeze()
    alive: set[int] = set()
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        if order.start is not None:
            told = start(application, order.start, log)
            alive.add(told.pid)
        else:
            told = ended(order.pid, order.for_s)
            if told.code is not None:
                alive.discard(told.pid)
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        sys.stdout.buffer.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
