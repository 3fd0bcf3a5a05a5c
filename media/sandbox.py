"""Has pictures decoded in child processes that can harm nobody: a fresh child a picture, forked from a warm one.

The parent believes a child nothing: what comes back is decoded strictly and every copy is looked at by our own code.
"""

import asyncio
import os
import queue
import socket
import subprocess
import sys
from types import TracebackType
from typing import Self

import msgspec

from media.confine import OUTPUT_BYTES
from media.images import ImageFault, ImageFormat, UnsupportedImage, inspect_header
from media.nursery import ENDED, WALL_S, Order, Outcome
from media.rendering import THUMBNAILS, Hidden, Rendered
from media.traces import traces_of

_STARTS_S = 60.0
_MiB = 1024 * 1024


class SandboxFailed(Exception):
    """The program that forks the children does not start, or its answer is none: a fault of ours, not of a picture."""


class Cost(msgspec.Struct, frozen=True):
    """What a child took: its wait status, CPU seconds, greatest memory; whether its system calls were filtered."""

    status: int
    is_shut: bool
    peak_bytes: int
    cpu_s: float


class _Nursery:
    """One running `media.nursery`, for one job at a time."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "media.nursery"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                start_new_session=True,
            )
        self._line = ours
        self._line.settimeout(_STARTS_S)
        if self._told(1) != b"r":
            self.end()
            raise SandboxFailed("the decoders do not start")
        self._line.settimeout(WALL_S + 10)

    def run(self, order: bytes) -> tuple[Cost, bytes]:
        """How the child ended, and its answer; raises SandboxFailed."""
        asked, answer = os.memfd_create("order"), os.memfd_create("answer")
        try:
            _put(asked, order)
            try:
                socket.send_fds(self._line, [b"j"], [asked, answer])
                told = self._told(ENDED.size)
            except OSError as fault:
                raise SandboxFailed(str(fault)) from fault
            if len(told) != ENDED.size:
                raise SandboxFailed("the nursery is gone")
            status, shut, kib, cpu_s = ENDED.unpack(told)
            size = min(os.fstat(answer).st_size, OUTPUT_BYTES)
            return Cost(status, bool(shut), kib * 1024, cpu_s), os.pread(answer, size, 0)
        finally:
            os.close(asked)
            os.close(answer)

    def end(self) -> None:
        """Let it go: it ends with its line."""
        self._line.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _told(self, size: int) -> bytes:
        told = b""
        while len(told) < size:
            piece = self._line.recv(size - len(told))
            if not piece:
                break
            told += piece
        return told


class Sandbox:
    """Up to `width` pictures at once. Nothing starts before the first picture; a nursery that died is replaced."""

    def __init__(self, width: int = 1) -> None:
        self._idle: queue.LifoQueue[_Nursery | None] = queue.LifoQueue()
        for _ in range(width):
            self._idle.put(None)
        self._width = width

    async def render(self, content: bytes, hidden: tuple[Hidden, ...] = ()) -> Rendered:
        """Every copy of a picture. Raises `UnsupportedImage` for what is none, `SandboxFailed` for a fault of ours."""
        return (await asyncio.to_thread(self.measure, content, hidden))[0]

    def measure(self, content: bytes, hidden: tuple[Hidden, ...] = ()) -> tuple[Rendered, Cost]:
        """As `render`, in this thread, with what it took."""
        inspect_header(content)  # before any child, let alone a decoder
        cost, answer = self._run(msgspec.msgpack.encode(Order(content, hidden)))
        if not os.WIFEXITED(cost.status) or os.WEXITSTATUS(cost.status) not in {0, 3}:
            raise UnsupportedImage(ImageFault.TOO_MUCH_WORK)
        return _checked(answer), cost

    def close(self) -> None:
        """End all nurseries; waits for the pictures under way."""
        for _ in range(self._width):
            nursery = self._idle.get()
            if nursery is not None:
                nursery.end()
        for _ in range(self._width):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, order: bytes) -> tuple[Cost, bytes]:
        nursery = self._idle.get()
        try:
            if nursery is not None:
                try:
                    return nursery.run(order)
                except SandboxFailed:
                    nursery.end()
                    nursery = None
            nursery = _Nursery()
            return nursery.run(order)
        except SandboxFailed:
            if nursery is not None:
                nursery.end()
            nursery = None
            raise
        finally:
            self._idle.put(nursery)


def _put(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _checked(answer: bytes) -> Rendered:
    """What a child says, if it is what a child may say; any other answer is a picture that got hold of it."""
    try:
        outcome = msgspec.msgpack.decode(answer, type=Outcome)
        if outcome.fault:
            raise UnsupportedImage(ImageFault(outcome.fault))
    except (msgspec.DecodeError, ValueError):
        raise UnsupportedImage(ImageFault.TOO_MUCH_WORK) from None
    rendered = outcome.rendered
    if rendered is None or sorted(one.edge for one in rendered.renditions) != [0, *sorted(THUMBNAILS)]:
        raise UnsupportedImage(ImageFault.TOO_MUCH_WORK)
    for one in rendered.renditions:
        header = inspect_header(one.content)
        said = (ImageFormat.JPEG, one.width, one.height)
        if (header.format, header.width, header.height) != said or traces_of(one.content):
            raise UnsupportedImage(ImageFault.TOO_MUCH_WORK)
    return rendered
