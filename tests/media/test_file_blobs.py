"""What is particular to blobs in files: where they lie, what a stranger in the folder can do, a full disk."""

import asyncio
import errno
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from media.blobs import SYNC_BYTES, FileBlobs, NoSuchPart
from tests.media.world import OTHER_UPLOAD, UPLOAD, read_all, sha256_of

ROOT = Path(__file__).resolve().parents[2]
CHILD = "tests.media.fill_store"
PHOTO = b"photo"
SHA256 = sha256_of(PHOTO)
FULL_AND_FREE_AGAIN = {"append": "NoSpace", "part_bytes": 40_000, "freed": SHA256}

UNSHARE = shutil.which("unshare")

needs_mounts = pytest.mark.skipif(
    UNSHARE is None or os.geteuid() != 0 or subprocess.run([UNSHARE, "-m", "true"], check=False).returncode != 0,
    reason="A FULL DISK WAS NOT TRIED: a small tmpfs needs the right to mount one",
)


def on_tmpfs(options: str, scene: str, folder: Path) -> dict[str, str | int]:
    """Play a scene on a tmpfs that only the child sees and that ends with it."""
    script = f'mount -t tmpfs -o {options} none "$0" && exec "$@"'
    return told_by(
        [str(UNSHARE), "-m", "sh", "-c", script, str(folder), sys.executable, "-m", CHILD, scene, str(folder)]
    )


def told_by(command: list[str]) -> dict[str, str | int]:
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    return msgspec.json.decode(done.stdout, type=dict[str, str | int])


def wait_until_awaited(path: Path, is_over: Callable[[], bool]) -> None:
    """Returns once somebody waits for the lock of a file, marked by the kernel with an arrow, or nobody will."""
    inode, locks = f":{path.stat().st_ino} ", Path("/proc/locks")
    while not is_over() and not any(
        "->" in line and inode in line for line in locks.read_text(encoding="ascii").splitlines()
    ):
        os.sched_yield()


async def keep(store: FileBlobs, data: bytes = PHOTO) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, data)
    await store.finish(UPLOAD, sha256_of(data))


async def test_a_blob_lies_under_its_hash_and_cannot_be_written_to(tmp_path: Path) -> None:
    store = FileBlobs(tmp_path / "deep" / "blobs")
    await store.begin(UPLOAD)
    assert (tmp_path / "deep" / "blobs" / "parts" / UPLOAD).stat().st_mode & 0o777 == 0o600
    await keep(store)
    blob = tmp_path / "deep" / "blobs" / SHA256[:2] / SHA256[2:4] / SHA256
    assert blob.read_bytes() == PHOTO
    assert blob.stat().st_mode & 0o777 == 0o440


async def test_files_that_are_not_ours_are_not_listed(tmp_path: Path) -> None:
    store = FileBlobs(tmp_path)
    await keep(store)
    (tmp_path / "parts" / "notes.txt").touch()
    (tmp_path / "lost+found").mkdir()
    (tmp_path / SHA256[:2] / SHA256[2:4] / "index.html").touch()
    assert await store.list_parts() == []
    assert [sha256 async for sha256 in store.list_blobs()] == [SHA256]


async def test_a_link_in_the_place_of_a_part_is_not_followed(tmp_path: Path) -> None:
    store = FileBlobs(tmp_path / "blobs")
    await store.begin(OTHER_UPLOAD)
    stranger = tmp_path / "stranger"
    stranger.write_bytes(b"hands off")
    (tmp_path / "blobs" / "parts" / UPLOAD).symlink_to(stranger)
    for call in (store.begin(UPLOAD), store.append(UPLOAD, 9, PHOTO), store.finish(UPLOAD, SHA256)):
        with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
            await call
    assert stranger.read_bytes() == b"hands off"


async def test_a_writer_that_waited_while_its_part_became_a_blob_does_not_touch_it(tmp_path: Path) -> None:
    store = FileBlobs(tmp_path)
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, PHOTO)
    part, blob = tmp_path / "parts" / UPLOAD, tmp_path / SHA256[:2] / SHA256[2:4] / SHA256
    blob.parent.mkdir(parents=True)
    with part.open("rb") as other_process:
        fcntl.flock(other_process, fcntl.LOCK_EX)
        append = asyncio.create_task(store.append(UPLOAD, 5, b"!"))
        await asyncio.to_thread(wait_until_awaited, part, append.done)
        part.rename(blob)
    with pytest.raises(NoSuchPart):
        await append
    assert await read_all(store, SHA256) == PHOTO


def test_everything_is_synced_before_it_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.media.trace_store", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    part, sha256 = f"parts/{UPLOAD}", sha256_of(bytes(2 * SYNC_BYTES + 1))
    outer, inner = sha256[:2], f"{sha256[:2]}/{sha256[2:4]}"
    assert msgspec.json.decode(done.stdout, type=dict[str, list[str]]) == {
        "begin": [f"ftruncate {part}"],
        "append": [f"pwrite {part}", f"fsync {part}", "fsync parts", "fsync .", "fsync .."],
        "recover": [],
        "cut back": [f"ftruncate {part}", f"fsync {part}"],
        "finish": [f"fsync {part}", f"fsync {outer}", "fsync .", "rename", f"fsync {inner}", "fsync parts"],
    }


async def test_a_file_may_not_outgrow_what_the_process_may_write(tmp_path: Path) -> None:
    assert told_by([sys.executable, "-m", CHILD, "limit", str(tmp_path)]) == FULL_AND_FREE_AGAIN


@needs_mounts
async def test_a_full_disk_keeps_what_was_told_and_works_again_with_room(tmp_path: Path) -> None:
    assert on_tmpfs("size=256k", "disk", tmp_path) == FULL_AND_FREE_AGAIN


@needs_mounts
async def test_a_disk_without_room_for_names_keeps_the_part(tmp_path: Path) -> None:
    told = on_tmpfs("size=1m,nr_inodes=5", "names", tmp_path)
    assert told == {"begin": "NoSpace", "finish": "NoSpace", "part_bytes": 5, "freed": SHA256}
