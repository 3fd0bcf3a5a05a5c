"""Power losses by the thousand: a process is recorded, then states of its disk at any moment are opened and checked.

`python -m tests.faults.power --states 20000` prints one JSON line: states, how many at the instant of an answer, the
acknowledged commands and how often one of them was looked for, what was wrong, seconds. It needs a C compiler. The
suite does the same with fewer states.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from server.settings import read_master
from tests.faults.committing import Job
from tests.faults.keeping import Keeping
from tests.faults.replaying import DATABASE, Answer, Order, Report
from tests.faults.rights import compiled, in_memory
from tests.faults.worlds import World, world_on
from tests.support.databases import Templates
from tests.support.tree import ROOT

SEED = 20_261_125
BATCHES = 120
_TIMEOUT_S = 3600


class Loss(Report):
    """The report of all processes, of how many acknowledged commands, and how long it took."""

    acknowledged: int = 0
    seconds: float = 0.0


def job_of(world: World, scratch: Path, batches: int, synchronous: str = "FULL") -> Job:
    """Batches of a phone in a copy of this district."""
    master = read_master(world.settings)
    return Job(str(scratch / "folder"), batches, synchronous, master, world.scene)


def recorded(job: Job | Keeping, crashlog: Path, record: Path) -> list[Answer]:
    """What a process answered while all that it did to its folder was recorded."""
    watching = {"LD_PRELOAD": str(crashlog), "CRASHLOG_UNDER": job.folder, "CRASHLOG_TO": str(record)}
    told = _run(type(job).__module__, job, {**os.environ, **watching})
    return msgspec.json.decode(told, type=list[Answer])


def replayed(world: World, job: Job, crashlog: Path, scratch: Path, states: int, *, processes: int = 1) -> Loss:
    """Record a process, then check about so many states, in processes side by side."""
    began = time.monotonic()
    folder, before = Path(job.folder), scratch / "before.sqlite"
    folder.mkdir()
    shutil.copyfile(world.settings.database.removeprefix("sqlite:///"), before)
    shutil.copyfile(before, folder / DATABASE)
    answers = recorded(job, crashlog, scratch / "record")
    (scratch / "answers").write_bytes(msgspec.json.encode(answers))

    def turn(number: int) -> Report:
        own = scratch / f"turn-{number}"
        own.mkdir()
        order = Order(
            str(scratch / "record"), str(before), job.folder, str(own), str(scratch / "answers"), states, number,
            processes, SEED,
        )  # fmt: skip
        return msgspec.json.decode(_run("tests.faults.replaying", order, dict(os.environ)), type=Report)

    with ThreadPoolExecutor(processes) as pool:
        reports = list(pool.map(turn, range(processes)))
    return Loss(
        states=sum(report.states for report in reports),
        at_answers=sum(report.at_answers for report in reports),
        checked=sum(report.checked for report in reports),
        wrong=sum(report.wrong for report in reports),
        first=next((report.first for report in reports if report.first), ""),
        acknowledged=answers[-1].receipts,
        seconds=round(time.monotonic() - began, 1),
    )


def _run(module: str, told: msgspec.Struct, environment: dict[str, str]) -> bytes:
    words = [sys.executable, "-m", module, msgspec.json.encode(told).decode()]
    done = subprocess.run(words, cwd=ROOT, env=environment, check=False, capture_output=True, timeout=_TIMEOUT_S)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode()[-2000:])
    return done.stdout


async def lose_power(folder: Path, states: int, batches: int, processes: int) -> Loss:
    """All of it in a folder that is empty."""
    (folder / "templates").mkdir()
    world = await world_on(Templates(folder / "templates"), None, folder / "world")
    job = job_of(world, folder, batches)
    library = compiled("crashlog.c", folder)
    return await asyncio.to_thread(replayed, world, job, library, folder, states, processes=processes)


def main() -> int:
    """See the module."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults.power")
    asked.add_argument("--states", type=int, default=20_000)
    asked.add_argument("--batches", type=int, default=BATCHES)
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    told = asked.parse_args()
    memory = in_memory(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(dir=memory, prefix="hexward-power-") as folder:
        loss = asyncio.run(lose_power(Path(folder).resolve(), told.states, told.batches, told.processes))
    sys.stdout.write(msgspec.json.encode(loss).decode() + "\n")
    return int(loss.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
