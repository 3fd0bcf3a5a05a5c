"""Whether rows and store agree: what is missing, damaged, named by nobody, or left over from what never came whole.

It reads page by page and writes only what `Found` says; a run that is cut off is begun again.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from msgspec import Struct

from media.blobs import BlobStore, NoSuchBlob
from media.uploads import UploadState, is_expired
from server.core import clock
from server.core.door import Door
from server.uploads import losses, queries

PAGE = 500


class Found(Struct, frozen=True):
    """Hashes of blobs and ids of uploads, in order."""

    blobs: int
    bytes: int
    missing: list[str]
    damaged: list[str]
    unreferenced: list[str]
    leftovers: list[str]
    """Uploads whose part nobody will add to: unknown, expired, failed, or whole without it."""

    @property
    def is_whole(self) -> bool:
        """Whether every photo that had come is here as it came."""
        return not (self.missing or self.damaged)


async def look(door: Door, blobs: BlobStore) -> Found:
    """Read every blob and hash it. It changes nothing."""
    missing = [sha256 async for sha256 in losses.find_lost(door, blobs)]
    damaged, unreferenced = list[str](), list[str]()
    count = total = 0
    async for page in _pages(blobs.list_blobs()):
        named = await door.database.read(lambda tx: queries.named_hashes(tx, door.district, page))  # noqa: B023 - read at once
        for sha256 in page:
            found, size_bytes = await _hashed(blobs, sha256)
            count, total = count + 1, total + size_bytes
            if found not in {sha256, None}:
                damaged.append(sha256)
            elif sha256 not in named:
                unreferenced.append(sha256)
    return Found(count, total, missing, damaged, unreferenced, await _leftovers(door, blobs, clock.now()))


async def mend(door: Door, blobs: BlobStore, found: Found, *, remove: bool) -> int:
    """Drop damaged blobs and leftovers, and ask phones again for what is not here: how many photos wait.

    `remove` drops what nobody names as well. A blob that a photo came to name meanwhile stays.
    """
    for sha256 in found.damaged:
        await blobs.remove(sha256)
    waiting = await losses.ask_again(door, sorted({*found.missing, *found.damaged}))
    for upload_id in await _leftovers(door, blobs, clock.now()):
        await blobs.discard(upload_id)
    if remove:
        await _remove_unnamed(door, blobs, found.unreferenced)
    return waiting


async def sweep(door: Door, blobs: BlobStore) -> int:
    """Drop the parts of uploads that nobody will go on with: how many. Their rows stay, so that `want` names them."""
    leftovers = await _leftovers(door, blobs, clock.now())
    for upload_id in leftovers:
        await blobs.discard(upload_id)
    return len(leftovers)


async def _remove_unnamed(door: Door, blobs: BlobStore, hashes: Sequence[str]) -> None:
    for at in range(0, len(hashes), PAGE):
        page = hashes[at : at + PAGE]
        named = await door.database.read(lambda tx: queries.named_hashes(tx, door.district, page))  # noqa: B023 - read at once
        for sha256 in page:
            if sha256 not in named:
                await blobs.remove(sha256)


async def _leftovers(door: Door, blobs: BlobStore, now: datetime) -> list[str]:
    """A part that was begun after the list was made is not in it; one that is gone on with later begins at nought."""
    parts = await blobs.list_parts()
    left: list[str] = []
    for at in range(0, len(parts), PAGE):
        page = parts[at : at + PAGE]
        rows = await door.database.read(lambda tx: queries.list_uploads(tx, door.district, page))  # noqa: B023 - read at once
        live = {row.id for row in rows if row.state is UploadState.RECEIVING and not is_expired(row, now)}
        left += [upload_id for upload_id in page if upload_id not in live]
    return left


async def _hashed(blobs: BlobStore, sha256: str) -> tuple[str | None, int]:
    """What a blob hashes to, and its length; None for one that went meanwhile."""
    hashed, size_bytes = hashlib.sha256(), 0
    try:
        async for piece in blobs.read(sha256):
            hashed.update(piece)
            size_bytes += len(piece)
    except NoSuchBlob:
        return None, 0
    return hashed.hexdigest(), size_bytes


async def _pages(hashes: AsyncIterator[str]) -> AsyncIterator[list[str]]:
    page: list[str] = []
    async for sha256 in hashes:
        page.append(sha256)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
