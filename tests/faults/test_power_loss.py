"""Power lost at any moment: whatever the disk kept of what it was not made to keep, no answer was a lie."""

import os
import random
from pathlib import Path

import pytest

from tests.faults.disk import Disk, Entry, Files, Kind, read_record
from tests.faults.keeping import Keeping
from tests.faults.power import BATCHES, SEED, job_of, recorded, replayed
from tests.faults.replaying import Answer, Order, states_of
from tests.faults.worlds import World, world_on
from tests.media.world import sha256_of
from tests.support.databases import Templates

LONG = bool(os.environ.get("HEXWARD_TEST_LONG"))
STATES = 20_000 if LONG else 14_000
"""A minute of a core: it is the time of `ops/test` that binds. `python -m tests.faults.power --states 20000` is all."""

FEW = 200
BLOBS = 40
BLOB_STATES = 20_000 if LONG else 2_000


@pytest.fixture
async def world(templates: Templates, scratch: Path) -> World:
    return await world_on(templates, None, scratch / "world")


async def test_no_answered_command_is_lost_with_the_power(world: World, crashlog: Path, scratch: Path) -> None:
    loss = replayed(world, job_of(world, scratch, BATCHES), crashlog, scratch, STATES, processes=2)
    assert (loss.wrong, loss.first) == (0, "")
    assert loss.states >= STATES * 0.95
    assert loss.at_answers == 3 * BATCHES
    assert loss.acknowledged >= BATCHES


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
async def test_the_rig_sees_a_database_that_does_not_wait_for_the_disk(
    world: World, crashlog: Path, scratch: Path, synchronous: str
) -> None:
    loss = replayed(world, job_of(world, scratch, 20, synchronous), crashlog, scratch, FEW)
    assert loss.wrong > 20, loss


def blobs_wrong_with(files: Files, folder: str, answers: list[Answer], last: int) -> list[str]:
    """What was answered for and is not there, and every name of a blob over other bytes."""
    found: list[str] = []
    whole = {answer.sha256 for answer in answers[: last + 1] if not answer.part}
    for answer in answers[: last + 1]:
        if answer.sha256 in whole:
            continue
        blob = f"{folder}/blobs/{answer.sha256[:2]}/{answer.sha256[2:4]}/{answer.sha256}"
        kept = files.get(f"{folder}/blobs/parts/{answer.part}", files.get(blob))
        if len(kept or b"") < answer.size_bytes:  # a part of no bytes is begun by the next that come
            found.append(f"{answer.size_bytes} bytes of part {answer.part} were answered for: {kept and len(kept)}")
    there = {path.rsplit("/", 1)[1]: content for path, content in files.items() if "/parts/" not in path}
    found += [f"blob {sha256} was answered for" for sha256 in whole - there.keys()]
    return found + [f"{name} is other bytes" for name, content in there.items() if name != sha256_of(content)]


def blobs_replayed(job: Keeping, crashlog: Path, scratch: Path, states: int) -> tuple[int, list[str]]:
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
    looked, wrong = blobs_replayed(Keeping(str(scratch / "folder"), BLOBS), crashlog, scratch, BLOB_STATES)
    assert wrong[:3] == []
    assert looked >= BLOB_STATES * 0.95


@pytest.mark.parametrize("planted", ["folders", "bytes"])
async def test_the_rig_sees_a_store_that_does_not_wait_for_the_disk(
    crashlog: Path, scratch: Path, planted: str
) -> None:
    job = Keeping(str(scratch / "folder"), 5, planted)
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
