"""A process that stores one upload and tells which files and folders it synced, in order.

`python -m tests.media.trace_store FOLDER`: the interpreter itself reports each call into the operating system.
"""

import asyncio
import os
import sys
import threading
from pathlib import Path
from types import FrameType

import msgspec

from media.blobs import SYNC_BYTES, FileBlobs
from tests.media.world import UPLOAD, sha256_of

WATCHED = {"pwrite", "fsync", "rename", "ftruncate"}
DATA = bytes(2 * SYNC_BYTES + 1)


class Trace:
    """What the store's threads called since the last `take`, as `call path`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._calls: list[str] = []

    def note(self, frame: FrameType, event: str, called: object) -> None:
        name = getattr(called, "__name__", "")
        if event == "c_call" and name in WATCHED:
            fd = frame.f_locals.get("fd")
            path = "" if fd is None else f" {os.path.relpath(Path(f'/proc/self/fd/{fd}').readlink(), self._root)}"
            self._calls.append(name + path)

    def take(self) -> list[str]:
        calls, self._calls = self._calls, []
        return calls


async def trace(root: Path) -> dict[str, list[str]]:
    seen = Trace(root)
    threading.setprofile(seen.note)  # for the threads of the pool, which begin from here on
    store, told = FileBlobs(root), dict[str, list[str]]()
    await store.begin(UPLOAD)
    told["begin"] = seen.take()
    await store.append(UPLOAD, 0, DATA)
    told["append"] = seen.take()
    await store.recover(UPLOAD, len(DATA))
    told["recover"] = seen.take()
    await store.append(UPLOAD, len(DATA), b"untold")
    seen.take()
    await store.recover(UPLOAD, len(DATA))
    told["cut back"] = seen.take()
    await store.finish(UPLOAD, sha256_of(DATA))
    told["finish"] = seen.take()
    return told


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(trace(Path(sys.argv[1])))))
