"""A body on its way into a store: gathered, appended in few large steps, told of as it becomes durable.

It knows no row and no web. All bodies of one process share the disk with everything else that must be durable: only a
few of them write at once, and what they gather meanwhile has a bound.
"""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable
from weakref import WeakKeyDictionary

from media.blobs import SYNC_BYTES, BlobStore, Overrun

GATHERED_BYTES = 2 * 1024 * 1024
"""How much of a body is gathered at most while what came before is made durable; then its line has to wait."""

ALL_GATHERED_BYTES = 64 * 1024 * 1024
"""The same for all bodies together; `SYNC_BYTES` each is what they have at least."""


class Disk:
    """What the bodies of one store share: turns at writing, and room for what is gathered."""

    def __init__(self, writers: int) -> None:
        self.writing = asyncio.Semaphore(writers)
        self.bodies = 0

    @property
    def share_bytes(self) -> int:
        """How much one body may gather just now."""
        return max(SYNC_BYTES, min(GATHERED_BYTES, ALL_GATHERED_BYTES // max(1, self.bodies)))


_DISKS: WeakKeyDictionary[BlobStore, Disk] = WeakKeyDictionary()


def disk_of(store: BlobStore) -> Disk:
    """What the bodies of a store share in this process."""
    return _DISKS.setdefault(store, Disk(store.writers))


async def receive(
    store: BlobStore,
    upload_id: str,
    offset: int,
    end: int,
    chunks: AsyncIterable[bytes],
    durable: Callable[[int], Awaitable[None]],
) -> int:
    """Append a body as it comes, at least `SYNC_BYTES` at a time, and tell `durable` each new end; returns the last.

    A body is read on while what came before is made durable: a fast one is appended in few large steps. A body that
    breaks off keeps what had come: a line that always breaks early still gets on. Raises `Overrun` without the chunk
    that passes `end`; what `append`, `durable` and `chunks` raise comes through.
    """
    disk = disk_of(store)
    keeping = _Keeping(store, upload_id, offset, durable, disk)
    disk.bodies += 1
    try:
        async for chunk in chunks:
            if keeping.end + len(chunk) > end:
                raise Overrun(end)
            await keeping.take(chunk)
    finally:
        disk.bodies -= 1
        await keeping.settle()
        if keeping.gathered:
            await keeping.keep()
    return keeping.offset


class _Keeping:
    """A body between its line and its store: what has been gathered, and the append that is under way."""

    def __init__(
        self, store: BlobStore, upload_id: str, offset: int, durable: Callable[[int], Awaitable[None]], disk: Disk
    ) -> None:
        self.offset = offset
        self.end = offset
        self.gathered = bytearray()
        self._store = store
        self._upload_id = upload_id
        self._durable = durable
        self._disk = disk
        self._under_way: asyncio.Task[None] | None = None

    async def take(self, chunk: bytes) -> None:
        self.gathered += chunk
        self.end += len(chunk)
        if self._under_way is not None and self._under_way.done():
            await self.settle()
        if len(self.gathered) < SYNC_BYTES:
            return
        if self._under_way is None:
            self._under_way = asyncio.create_task(self.keep())
            await asyncio.sleep(0)  # what is gathered goes before more comes, if it is this body's turn
        elif len(self.gathered) >= self._disk.share_bytes:
            await self.settle()

    async def settle(self) -> None:
        """Wait for the append under way; one that failed is not tried again, and nothing goes after it."""
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            return
        try:
            await under_way
        except BaseException:
            self.gathered.clear()
            raise

    async def keep(self) -> None:
        """Append what is gathered when it is this body's turn."""
        async with self._disk.writing:
            data = bytes(self.gathered)
            self.gathered.clear()  # an append that fails is not tried again on the way out
            self.offset = await self._store.append(self._upload_id, self.offset, data)
            await self._durable(self.offset)
