"""A body is read on while what came before is made durable, and no more of it is held than may be."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from media.blobs import SYNC_BYTES, FileBlobs, NoSpace
from media.receiving import ALL_GATHERED_BYTES, GATHERED_BYTES, Disk, disk_of, receive
from tests.media.world import OTHER_UPLOAD, UPLOAD

CHUNK = SYNC_BYTES // 4


class Gated(FileBlobs):
    """Files whose appends wait until they are let go on; what they were given is noted. `is_full` refuses them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.open = asyncio.Event()
        self.appended: list[int] = []
        self.at_once = self.most_at_once = 0
        self.is_full = False

    async def append(self, upload_id: str, offset: int, data: bytes) -> int:
        self.appended.append(len(data))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        if self.is_full:
            raise NoSpace("full")
        return await super().append(upload_id, offset, data)


class Body:
    """Chunks as they come; `read` says how many bytes were taken, `held` is set when so many were."""

    def __init__(self, size: int, until: int) -> None:
        self.read, self._size, self._until = 0, size, until
        self.came = asyncio.Event()

    async def chunks(self) -> AsyncIterator[bytes]:
        while self.read < self._size:
            yield bytes(CHUNK)
            self.read += CHUNK
            if self.read >= self._until:
                self.came.set()
            await asyncio.sleep(0)


async def note(_: int) -> None:
    """No row is kept here."""


async def test_what_comes_while_an_append_is_under_way_goes_with_the_next_one(tmp_path: Path) -> None:
    store, body, size = Gated(tmp_path), Body(6 * SYNC_BYTES, 6 * SYNC_BYTES), 6 * SYNC_BYTES
    await store.begin(UPLOAD)
    receiving = asyncio.create_task(receive(store, UPLOAD, 0, size, body.chunks(), note))
    await body.came.wait()
    store.open.set()
    assert await receiving == size
    assert store.appended == [SYNC_BYTES, 5 * SYNC_BYTES]
    assert (tmp_path / "parts" / UPLOAD).stat().st_size == size


async def test_a_body_that_outruns_the_disk_waits_for_it(tmp_path: Path) -> None:
    size = 8 * GATHERED_BYTES
    store, body = Gated(tmp_path), Body(size, SYNC_BYTES + GATHERED_BYTES - CHUNK)
    await store.begin(UPLOAD)
    receiving = asyncio.create_task(receive(store, UPLOAD, 0, size, body.chunks(), note))
    await body.came.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert body.read <= SYNC_BYTES + GATHERED_BYTES
    store.open.set()
    assert await receiving == size


async def test_nothing_goes_after_an_append_that_failed(tmp_path: Path) -> None:
    store, body = Gated(tmp_path), Body(3 * SYNC_BYTES, 2 * SYNC_BYTES)
    store.is_full = True
    await store.begin(UPLOAD)
    receiving = asyncio.create_task(receive(store, UPLOAD, 0, 3 * SYNC_BYTES, body.chunks(), note))
    await body.came.wait()
    store.open.set()
    with pytest.raises(NoSpace):
        await receiving
    assert store.appended == [SYNC_BYTES]


async def test_two_bodies_write_to_one_disk_in_turns(tmp_path: Path) -> None:
    store = Gated(tmp_path)
    bodies = [Body(2 * SYNC_BYTES, 2 * SYNC_BYTES) for _ in range(2)]
    tasks: list[asyncio.Task[int]] = []
    for upload, body in zip((UPLOAD, OTHER_UPLOAD), bodies, strict=True):
        await store.begin(upload)
        tasks.append(asyncio.create_task(receive(store, upload, 0, 2 * SYNC_BYTES, body.chunks(), note)))
    for body in bodies:
        await body.came.wait()
    store.open.set()
    assert await asyncio.gather(*tasks) == [2 * SYNC_BYTES] * 2
    assert store.most_at_once == store.writers == 1
    assert disk_of(store).bodies == 0


def test_many_bodies_share_the_room_and_each_has_its_least() -> None:
    disk = Disk(1)
    shares: list[int] = []
    for disk.bodies in (0, 1, 64, 1_200):
        shares.append(disk.share_bytes)
    assert shares == [GATHERED_BYTES, GATHERED_BYTES, ALL_GATHERED_BYTES // 64, SYNC_BYTES]
