"""A process whose files are recorded while it keeps blobs: `python -m tests.faults.keeping KEEPING`, with crashlog.c
preloaded. It marks in the record the instant of each answer, and tells at the end what the answers were.
"""

import asyncio
import ctypes
import hashlib
import os
import sys
from pathlib import Path
from types import ModuleType

import msgspec

from media import blobs
from media.blobs import FileBlobs
from server.core.ids import new_id
from tests.faults.replaying import Answer

PIECE_BYTES = 3000


class Keeping(msgspec.Struct):
    """So many blobs; `folders` or `bytes` that are `unsynced` are bugs that a self-test plants."""

    folder: str
    number: int
    unsynced: str = ""


def answered(number: int) -> None:
    """Mark the instant in the record."""
    ctypes.CDLL(None).cs_ack(ctypes.c_uint64(number))


def plant(module: ModuleType, **values: object) -> None:
    """Put something else in a module's place, in this process."""
    for name, value in values.items():
        setattr(module, name, value)


def nothing(*_told: object) -> None:
    """Do not."""


def content_of(number: int) -> bytes:
    """The bytes of a blob: several pieces, and the last one short."""
    seed = hashlib.sha256(number.to_bytes(4, "big")).digest()
    return seed * (PIECE_BYTES // 16 + number % 100)


async def keep(job: Keeping) -> list[Answer]:
    """Blobs piece by piece."""
    if job.unsynced == "folders":
        plant(blobs, _sync_folders=nothing)
    if job.unsynced == "bytes":
        plant(os, fsync=nothing)
    store = FileBlobs(Path(job.folder) / "blobs")
    answers: list[Answer] = []

    def answer(one: Answer) -> None:
        answered(len(answers))
        answers.append(one)

    for number in range(job.number):
        content, upload = content_of(number), new_id()
        sha256 = hashlib.sha256(content).hexdigest()
        await store.begin(upload)
        answer(Answer(part=upload, sha256=sha256))
        end = 0
        while end < len(content):
            end = await store.append(upload, end, content[end : end + PIECE_BYTES])
            answer(Answer(part=upload, sha256=sha256, size_bytes=end))
        await store.finish(upload, sha256)
        answer(Answer(sha256=sha256, size_bytes=end))
    return answers


def main() -> None:
    answers = asyncio.run(keep(msgspec.json.decode(sys.argv[1], type=Keeping)))
    sys.stdout.buffer.write(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
