"""A photo is cut at every byte of 64 KiB, by rules and store in this process: it goes on at that byte.

A photo is not begun anew for each cut. One that goes on after a cut is cut again one stride further on, the next photo
one byte beside it, and so on, until every offset has been the one at which a line broke.
"""

import asyncio
import os
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from obstore.store import MemoryStore

from media.blobs import BlobStore, FileBlobs
from media.object_blobs import ObjectBlobs
from media.uploads import Created, Upload, UploadState
from tests.faults.rights import in_memory
from tests.media.world import UPLOAD, Keeper, LineCut, PowerFailed, promise_of, read_all, sha256_of

LONG = bool(os.environ.get("HEXWARD_TEST_LONG"))
SIZE = 64 * 1024
PIECE = 1_448
"""What one segment of a line brings."""

SOME = 61
"""Of the offsets, so many are passed over where each costs more; HEXWARD_TEST_LONG=1 tries every one."""


class AtOnce(ThreadPoolExecutor):
    """Does in the loop's own thread what it is given: nothing here waits for a disk, and a thread costs more."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - what it raises is the caller's, as from a thread
            done.set_exception(error)
        return done


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one."""
    with tempfile.TemporaryDirectory(dir=in_memory(tmp_path), prefix="hexward-cuts-") as folder:
        yield Path(folder)


@pytest.fixture
async def at_once() -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(AtOnce())
    yield
    loop.set_default_executor(ThreadPoolExecutor(max_workers=min(32, (os.cpu_count() or 1) + 4)))


class Sending(NamedTuple):
    """A photo on its way, and what crossed the line for it."""

    keeper: Keeper
    photo: bytes


def pieces(photo: bytes, start: int, end: int) -> Iterator[bytes]:
    return (photo[at : min(at + PIECE, end)] for at in range(start, end, PIECE))


async def begun(store: BlobStore, seed: int) -> Sending:
    photo = random.Random(seed).randbytes(SIZE)
    sending = Sending(Keeper(store), photo)
    assert isinstance(await sending.keeper.create(promise_of(photo)), Created)
    return sending


async def stands(keeper: Keeper) -> int:
    known = await keeper.head()
    assert isinstance(known, Upload)
    return known.offset


async def cut_at(sending: Sending, start: int, cut: int) -> None:
    """The whole rest is on its way, and the line breaks after the byte before `cut`."""
    with pytest.raises(LineCut):
        await sending.keeper.patch(start, pieces(sending.photo, start, cut), is_cut=True)


async def ended(sending: Sending, start: int) -> None:
    done = await sending.keeper.patch(start, pieces(sending.photo, start, SIZE))
    assert isinstance(done, Upload)
    assert done.state is UploadState.VERIFIED
    assert await read_all(sending.keeper.store, sha256_of(sending.photo)) == sending.photo


async def cut_with_stride(store: BlobStore, first: int, stride: int) -> int:
    """One photo, cut at `first` and at every stride after it: no byte crosses twice. Returns how often it was cut."""
    sending, start, cuts = await begun(store, first), 0, range(first, SIZE + 1, stride)
    for cut in cuts:
        await cut_at(sending, start, cut)
        start = cut  # nowhere else would the next request be let in
    await ended(sending, start)
    return len(cuts)


@pytest.mark.usefixtures("at_once")
async def test_a_photo_cut_at_any_byte_of_64_kib_goes_on_at_that_byte(memory: Path) -> None:
    stride = 256
    cuts = [await cut_with_stride(FileBlobs(memory), first, stride) for first in range(stride)]
    assert sum(cuts) == SIZE + 1


async def test_a_photo_in_an_object_store_goes_on_at_the_byte_at_which_it_was_cut() -> None:
    stride = 4_096
    firsts = range(0, stride, 1 if LONG else SOME)
    cuts = [await cut_with_stride(ObjectBlobs(MemoryStore()), first, stride) for first in firsts]
    assert sum(cuts) >= SIZE / (1 if LONG else SOME)


@pytest.mark.usefixtures("at_once")
async def test_power_that_fails_after_any_byte_of_64_kib_costs_one_chunk_and_no_more(memory: Path) -> None:
    chunk, wasted = 4_096, 0
    sending = await begun(FileBlobs(memory), 1)
    for start in range(0, SIZE, chunk):
        for cut in range(start + 1, start + chunk + 1, 1 if LONG else SOME):
            wasted = max(wasted, await failed_at(sending, start, cut))
        await sending.keeper.patch(start, pieces(sending.photo, start, start + chunk))
    assert chunk - SOME < wasted <= chunk
    assert await read_all(sending.keeper.store, sha256_of(sending.photo)) == sending.photo


async def failed_at(sending: Sending, start: int, cut: int) -> int:
    """Bytes up to `cut` are durable, their row is not: they are sent again. Returns how many these are."""
    sending.keeper.fails_before_row = True
    with pytest.raises(PowerFailed):
        await sending.keeper.patch(start, pieces(sending.photo, start, cut))
    sending.keeper.fails_before_row = False
    assert (await sending.keeper.store.held(UPLOAD, sha256_of(sending.photo))).part_bytes == cut
    assert await stands(sending.keeper) == start
    return cut - start
