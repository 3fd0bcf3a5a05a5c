"""What must outlive every restored backup: which subjects were erased, which epochs there were, which phones are shut
out. A file beside the master key, append-only, each line bound to the one before it. It decides nothing.

It lies outside of the database and its backups (safety.md 6.4): a backup knows nothing of what came after it.
"""

import asyncio
import fcntl
import os
from pathlib import Path
from typing import NamedTuple, Protocol

from server.core import clock
from server.core.seal import Seal, same

ERASED = "erased"
"""A subject was erased, or was ordered to be: written before the erasure's commit."""
EPOCH = "epoch"
"""An epoch began."""
REVOKED = "revoked"
"""An install was shut out."""

_PURPOSE = "ledger"
_FIELDS = 4


class LedgerBroken(Exception):
    """A line of the ledger was changed, removed or put in: what it should say is not known, so nothing may start."""


class Line(NamedTuple):
    """What happened to which id."""

    what: str
    id: str


class Ledger(Protocol):
    """A ledger of one district."""

    async def add(self, what: str, id: str) -> None:  # noqa: A002 - the contract's word
        """Keep a line, durably; one that is there already is not kept twice."""
        ...

    async def lines(self) -> list[Line]:
        """All lines, in order. Raises LedgerBroken."""
        ...


class MemoryLedger:
    """A ledger of this process alone: for the simulator, whose restored databases it outlives."""

    def __init__(self) -> None:
        self._lines: dict[Line, None] = {}

    async def add(self, what: str, id: str) -> None:  # noqa: A002 - the contract's word
        """See Ledger."""
        self._lines[Line(what, id)] = None

    async def lines(self) -> list[Line]:
        """See Ledger."""
        return list(self._lines)


class FileLedger:
    """A ledger in a file, its owner's alone: `instant what id mac`, the mac over the line before and this one.

    Several processes may add to it. A line that a power cut tore is dropped: its `add` never returned.
    """

    def __init__(self, path: Path, seal: Seal, district: int) -> None:
        self.path = path
        self._seal = seal
        self._begins = f"district {district}"

    async def add(self, what: str, id: str) -> None:  # noqa: A002 - the contract's word
        """See Ledger."""
        await asyncio.to_thread(self._add, Line(what, id))

    async def lines(self) -> list[Line]:
        """See Ledger."""
        return await asyncio.to_thread(self._all)

    def _add(self, line: Line) -> None:
        new = not self.path.exists()
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            whole = content[: content.rfind(b"\n") + 1]
            known, last = self._read(whole)
            if line in known:
                return
            told = f"{clock.now().isoformat()} {line.what} {line.id}"
            file.truncate(len(whole))
            file.write(f"{told} {self._mac(last, told)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync_folder(self.path.parent)

    def _all(self) -> list[Line]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return self._read(content[: content.rfind(b"\n") + 1])[0]

    def _read(self, content: bytes) -> tuple[list[Line], str]:
        found: list[Line] = []
        last = self._begins
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
            told, _, mac = line.rpartition(" ")
            words = line.split(" ")
            if len(words) != _FIELDS or not same(mac, self._mac(last, told)):
                raise LedgerBroken(f"{self.path}, line {number}: it is not what was written there")
            found.append(Line(words[1], words[2]))
            last = mac
        return found, last

    def _mac(self, last: str, told: str) -> str:
        return self._seal.vouch(_PURPOSE, f"{last}|{told}".encode())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
