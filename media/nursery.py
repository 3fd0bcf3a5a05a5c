"""The program that `media.sandbox` starts: it loads the decoders once and forks a confined child for each picture.

It never reads a picture itself. A job is one message on its standard input, a socket: two open files, the order with
the picture and the room for the answer. It says back how the child ended.
"""

import os
import signal
import socket
import struct
import time
from contextlib import suppress
from typing import NoReturn

import msgspec

from media import confine
from media.images import UnsupportedImage
from media.rendering import Hidden, Rendered, prepare, render

WALL_S = 15.0
"""How long a child may take by the clock on the wall; its CPU time is bounded by itself."""

ENDED = struct.Struct("=iiIf")
"""Wait status, whether the filter of system calls holds, the child's greatest memory in KiB and its CPU time in s."""

_SHUT, _OPEN = 0, 3


class Order(msgspec.Struct, frozen=True):
    """A picture, and what others must not see of it."""

    content: bytes
    hidden: tuple[Hidden, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: the copies, or the fault by its code."""

    rendered: Rendered | None = None
    fault: str = ""


def main() -> None:
    """Serve jobs until the other side is gone."""
    confine.leave_network()
    prepare()
    line = socket.socket(fileno=os.dup(0))
    line.sendall(b"r")
    while True:
        said, files, _flags, _address = socket.recv_fds(line, 1, 2)
        if not said or len(files) != 2:
            return
        child = os.fork()
        if child == 0:
            _decode(*files)
        for file in files:
            os.close(file)
        status, kib, cpu_s = _wait(child)
        shut = os.WIFEXITED(status) and os.WEXITSTATUS(status) == _SHUT
        line.sendall(ENDED.pack(status, shut, kib, cpu_s))


def _decode(order: int, answer: int) -> NoReturn:
    """The child's whole life."""
    ended = 1
    try:
        confine.close_all_but({order, answer})
        confine.limit()
        shut = confine.shut()
        asked = msgspec.msgpack.decode(_read(order), type=Order)
        _write(answer, msgspec.msgpack.encode(_outcome(asked)))
        ended = _SHUT if shut else _OPEN
    finally:
        os._exit(ended)


def _outcome(order: Order) -> Outcome:
    try:
        return Outcome(rendered=render(order.content, order.hidden))
    except UnsupportedImage as refusal:
        return Outcome(fault=refusal.fault)


def _read(file: int) -> bytes:
    size = os.lseek(file, 0, os.SEEK_END)
    return os.pread(file, size, 0)


def _write(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _wait(child: int) -> tuple[int, int, float]:
    """Its end, its greatest memory in KiB, its CPU time in s; a child that takes too long is killed."""
    until = time.monotonic() + WALL_S
    pause = 0.001
    while True:
        found, status, used = os.wait4(child, os.WNOHANG)
        if found:
            return status, used.ru_maxrss, used.ru_utime + used.ru_stime
        if time.monotonic() > until:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(0.01, pause * 1.5)


if __name__ == "__main__":
    main()
