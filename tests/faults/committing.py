"""A process whose files are recorded while it keeps what it is told to keep: batches in a district, or blobs.

`python -m tests.faults.committing JOB`, with crashlog.c preloaded and a `Job` as JSON. It marks in the record the
instant of each answer that a phone would have got, and tells at the end what the answers were.
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
from server.app import make_door
from server.core import sqlite
from server.core.database import open_database
from server.core.ids import new_id
from server.core.seal import Seal
from server.core.sqlite_units import PRAGMAS
from tests.faults.batches import visits
from tests.support.scene import DISTRICT, Scene

CHECKPOINT_PAGES = 60
"""Far fewer than a district's own 4,000, so that the record holds many checkpoints and its states are small."""

PIECE_BYTES = 3000


class Job(msgspec.Struct):
    """`synchronous` other than FULL, or `folders` or `bytes` that are `unsynced`, are bugs that a self-test plants."""

    what: str
    folder: str
    number: int
    synchronous: str = "FULL"
    unsynced: str = ""
    master: bytes = b""
    scene: Scene | None = None


class Answer(msgspec.Struct, frozen=True):
    """What was promised at an answer: of a district its position, link and receipts; of a blob its name and length."""

    pos: int = 0
    link: bytes = b""
    receipts: int = 0
    part: str = ""
    sha256: str = ""
    size_bytes: int = 0


def answered(number: int) -> None:
    """Mark the instant in the record."""
    ctypes.CDLL(None).cs_ack(ctypes.c_uint64(number))


def plant(module: ModuleType, **values: object) -> None:
    """Put something else in a module's place, in this process."""
    for name, value in values.items():
        setattr(module, name, value)


def nothing(*_told: object) -> None:
    """Do not."""


def weaken(synchronous: str) -> None:
    """Open SQLite as a district does, but for its durability and its checkpoints."""
    changed = {"synchronous": synchronous, "wal_autocheckpoint": str(CHECKPOINT_PAGES)}
    kept = [pragma for pragma in PRAGMAS if not pragma.removeprefix("PRAGMA ").startswith(tuple(changed))]
    weak = (*kept, *(f"PRAGMA {name}={value}" for name, value in changed.items()))
    least = {"FULL": 2, "NORMAL": 1, "OFF": 0}[synchronous]  # a district refuses to open on less than FULL
    plant(sqlite, PRAGMAS=weak, _FULL=least)


async def commit(job: Job) -> list[Answer]:
    """Batches of one phone, one after the other, through the production opener and the door."""
    assert job.scene is not None
    weaken(job.synchronous)
    database = await open_database(f"sqlite:///{job.folder}/district.sqlite", readers=1)
    door = make_door(database, DISTRICT, Seal.from_master(job.master))
    phone = job.scene.phone("worker_west")
    answers: list[Answer] = []
    receipts = 0
    for number in range(job.number):
        outcome = await phone.push(door, *visits(phone, job.scene, 1 + (number % 5 == 0), note="一切正常"))
        answered(number)
        receipts += len(outcome.receipts)
        answers.append(Answer(pos=outcome.head.pos, link=outcome.head.link, receipts=receipts))
    await database.close()
    return answers


def content_of(number: int) -> bytes:
    """The bytes of a blob: several pieces, and the last one short."""
    seed = hashlib.sha256(number.to_bytes(4, "big")).digest()
    return seed * (PIECE_BYTES // 16 + number % 100)


async def keep(job: Job) -> list[Answer]:
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
    job = msgspec.json.decode(sys.argv[1], type=Job)
    answers = asyncio.run({"batches": commit, "blobs": keep}[job.what](job))
    sys.stdout.buffer.write(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
