"""A process whose files are recorded while it commits batches: `python -m tests.faults.committing JOB`, with crashlog.c
preloaded. It marks in the record the instant of each answer, and tells at the end what the answers were.
"""

import asyncio
import sys

import msgspec

from server.app import make_door
from server.core import sqlite
from server.core.database import open_database
from server.core.seal import Seal
from server.core.sqlite_units import PRAGMAS
from tests.faults.batches import visits
from tests.faults.keeping import answered, plant
from tests.faults.replaying import Answer
from tests.support.scene import DISTRICT, Scene

CHECKPOINT_PAGES = 60
"""Far fewer than a district's own 4,000, so that the record holds many checkpoints and its states are small."""


class Job(msgspec.Struct):
    """So many batches in a district; `synchronous` other than FULL is a bug that a self-test plants."""

    folder: str
    number: int
    synchronous: str
    master: bytes
    scene: Scene


def weaken(synchronous: str) -> None:
    """Open SQLite as a district does, but for its durability and its checkpoints."""
    changed = {"synchronous": synchronous, "wal_autocheckpoint": str(CHECKPOINT_PAGES)}
    kept = [pragma for pragma in PRAGMAS if not pragma.removeprefix("PRAGMA ").startswith(tuple(changed))]
    weak = (*kept, *(f"PRAGMA {name}={value}" for name, value in changed.items()))
    least = {"FULL": 2, "NORMAL": 1, "OFF": 0}[synchronous]  # a district refuses to open on less than FULL
    plant(sqlite, PRAGMAS=weak, _FULL=least)


async def commit(job: Job) -> list[Answer]:
    """Batches of one phone, one after the other, through the production opener and the door."""
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


def main() -> None:
    answers = asyncio.run(commit(msgspec.json.decode(sys.argv[1], type=Job)))
    sys.stdout.buffer.write(msgspec.json.encode(answers))


if __name__ == "__main__":
    main()
