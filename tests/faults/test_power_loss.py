"""Power lost at any moment: whatever the disk kept of what it was not made to keep, no answer was a lie."""

import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from server.settings import read_master
from tests.faults.committing import Answer, Job
from tests.faults.disk import Disk, Entry, Files, Kind, read_record
from tests.faults.replaying import DATABASE, Order, Report, states_of
from tests.faults.worlds import World, world_on
from tests.media.world import sha256_of
from tests.support.databases import Templates
from tests.support.tree import ROOT

STATES = 100_000 if os.environ.get("HEXWARD_TEST_LONG") else 20_000
BATCHES = 120
FEW = 500
PROCESSES = 2
BLOBS = 40
BLOB_STATES = 20_000 if os.environ.get("HEXWARD_TEST_LONG") else 4_000
SEED = 20_261_125
TIMEOUT_S = 600


@pytest.fixture
async def world(templates: Templates, scratch: Path) -> World:
    return await world_on(templates, None, scratch / "world")


def recorded(job: Job, crashlog: Path, record: Path) -> list[Answer]:
    """What a process answered while all that it did to its folder was recorded."""
    watching = {"LD_PRELOAD": str(crashlog), "CRASHLOG_UNDER": job.folder, "CRASHLOG_TO": str(record)}
    words = [sys.executable, "-m", "tests.faults.committing", msgspec.json.encode(job).decode()]
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, **watching}, check=False, capture_output=True, timeout=TIMEOUT_S
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return msgspec.json.decode(done.stdout, type=list[Answer])


def replayed(world: World, job: Job, crashlog: Path, scratch: Path, states: int) -> Report:
    """Record a process, then check the states, in processes side by side."""
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
            PROCESSES, SEED,
        )  # fmt: skip
        words = [sys.executable, "-m", "tests.faults.replaying", msgspec.json.encode(order).decode()]
        done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, timeout=TIMEOUT_S)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return msgspec.json.decode(done.stdout, type=Report)

    with ThreadPoolExecutor(PROCESSES) as pool:
        reports = list(pool.map(turn, range(PROCESSES)))
    return Report(
        states=sum(report.states for report in reports),
        at_answers=sum(report.at_answers for report in reports),
        wrong=sum(report.wrong for report in reports),
        first=next((report.first for report in reports if report.first), ""),
    )


def job_of(world: World, scratch: Path, number: int, synchronous: str = "FULL") -> Job:
    master = read_master(world.settings)
    return Job("batches", str(scratch / "folder"), number, synchronous, master=master, scene=world.scene)


async def test_no_answered_command_is_lost_with_the_power(world: World, crashlog: Path, scratch: Path) -> None:
    report = replayed(world, job_of(world, scratch, BATCHES), crashlog, scratch, STATES)
    assert (report.wrong, report.first) == (0, "")
    assert report.states >= STATES * 0.98
    assert report.at_answers == 3 * BATCHES


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
async def test_the_rig_sees_a_database_that_does_not_wait_for_the_disk(
    world: World, crashlog: Path, scratch: Path, synchronous: str
) -> None:
    report = replayed(world, job_of(world, scratch, 20, synchronous), crashlog, scratch, FEW)
    assert report.wrong > 20, report


def blobs_wrong_with(files: Files, folder: str, answers: list[Answer], last: int) -> list[str]:
    """What was answered for and is not there, and every name of a blob over other bytes."""
    found: list[str] = []
    whole = {answer.sha256 for answer in answers[: last + 1] if not answer.part}
    for answer in answers[: last + 1]:
        if answer.sha256 in whole:
            continue
        blob = f"{folder}/blobs/{answer.sha256[:2]}/{answer.sha256[2:4]}/{answer.sha256}"
        kept = files.get(f"{folder}/blobs/parts/{answer.part}", files.get(blob))
        if kept is None or len(kept) < answer.size_bytes:
            found.append(f"{answer.size_bytes} bytes of part {answer.part} were answered for: {kept and len(kept)}")
    there = {path.rsplit("/", 1)[1]: content for path, content in files.items() if "/parts/" not in path}
    found += [f"blob {sha256} was answered for" for sha256 in whole - there.keys()]
    return found + [f"{name} is other bytes" for name, content in there.items() if name != sha256_of(content)]


def blobs_replayed(job: Job, crashlog: Path, scratch: Path, states: int) -> tuple[int, list[str]]:
    """How many states were looked at, and what was wrong with them."""
    Path(job.folder).mkdir()
    answers = recorded(job, crashlog, scratch / "record")
    entries = list(read_record((scratch / "record").read_bytes()))
    order = Order("", "", job.folder, "", "", states, 0, 1, SEED)
    looked, wrong = 0, list[str]()
    for state in states_of(Disk(job.folder), entries, order):
        looked += 1
        wrong += blobs_wrong_with(state.files, job.folder, answers, state.last)
    return looked, wrong


async def test_no_answered_byte_of_a_photo_is_lost_with_the_power(crashlog: Path, scratch: Path) -> None:
    looked, wrong = blobs_replayed(Job("blobs", str(scratch / "folder"), BLOBS), crashlog, scratch, BLOB_STATES)
    assert wrong[:3] == []
    assert looked >= BLOB_STATES * 0.95


@pytest.mark.parametrize("planted", ["folders", "bytes"])
async def test_the_rig_sees_a_store_that_does_not_wait_for_the_disk(
    crashlog: Path, scratch: Path, planted: str
) -> None:
    job = Job("blobs", str(scratch / "folder"), 5, unsynced=planted)
    _, wrong = blobs_replayed(job, crashlog, scratch, 500)
    assert len(wrong) > 5


def test_a_disk_keeps_what_was_synced_and_any_part_of_the_rest() -> None:
    disk = Disk.holding("/d", {"/d/old": b"old"})
    for entry in (
        Entry(Kind.MAKE_FOLDER, "/d/in", 0, b""),
        Entry(Kind.CREATE, "/d/in/new", 0, b""),
        Entry(Kind.WRITE, "/d/in/new", 0, b"n" * 2000),
        Entry(Kind.SYNC, "/d/in/new", 0, b""),
        Entry(Kind.WRITE, "/d/old", 0, b"OLD"),
        Entry(Kind.WRITE, "/d/in/new", 2000, b"m" * 2000),
    ):
        disk.apply(entry)
    assert disk.worst() == {"/d/old": b"old"}
    disk.apply(Entry(Kind.SYNC, "/d/in", 0, b""))
    assert disk.worst() == {"/d/old": b"old"}, "the folder's own name is not durable"
    disk.apply(Entry(Kind.SYNC, "/d", 0, b""))
    assert disk.worst() == {"/d/old": b"old", "/d/in/new": b"n" * 2000}
    dice = random.Random(SEED)
    seen = [disk.partly(dice) for _ in range(200)]
    assert {state["/d/old"] for state in seen} == {b"old", b"OLD"}
    assert {len(state["/d/in/new"]) for state in seen} == {2000, 2048, 2560, 3072, 3584, 4000}


def test_a_name_moves_whole_or_not_at_all() -> None:
    disk = Disk.holding("/d", {"/d/part": b"x"})
    disk.apply(Entry(Kind.RENAME, "/d/part", 0, b"/d/blob"))
    dice = random.Random(SEED)
    assert disk.worst() == {"/d/part": b"x"}
    assert {tuple(disk.partly(dice)) for _ in range(50)} == {("/d/part",), ("/d/blob",)}
    disk.apply(Entry(Kind.SYNC, "/d", 0, b""))
    disk.apply(Entry(Kind.UNLINK, "/d/blob", 0, b""))
    assert disk.worst() == {"/d/blob": b"x"}
    disk.apply(Entry(Kind.SYNC, "/d", 0, b""))
    assert disk.worst() == {}
