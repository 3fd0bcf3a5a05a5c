"""Bytes of photos that the store has lost: found, told, and asked for again where a phone has them still."""

from collections.abc import AsyncIterator

from media.blobs import BlobStore
from mobile_contract.media import PhotoLost
from server.accounts.service import made_now
from server.core.database import ReadTx
from server.core.door import Door
from server.uploads import queries

PAGE = 500


async def list_wanted(tx: ReadTx, district: int, install: str) -> list[str]:
    """What to ask an install for again, MAX_WANT hashes at most (sync.md 14)."""
    return await queries.list_wanted(tx, district, install)


async def find_lost(door: Door, blobs: BlobStore) -> AsyncIterator[str]:
    """Hashes whose bytes had come whole and are not in the store, in order. It changes nothing."""
    after = ""
    while page := await door.database.read(lambda tx: queries.list_verified(tx, door.district, after, PAGE)):  # noqa: B023 - read at once
        for sha256 in page:
            if await blobs.size_of(sha256) is None:
                yield sha256
        after = page[-1]


async def ask_again(door: Door, hashes: list[str]) -> int:
    """Have photos wait again for these bytes: how many do. Their phones are told with `want`, and whoever looks at one
    sees that it is awaited.

    The uploads first: as long as somebody is known to have sent the bytes, the next request of theirs would have the
    photo arrive.
    """
    await door.database.write(lambda tx: queries.fail_uploads(tx, door.district, hashes))
    rows = await door.database.read(lambda tx: queries.list_with_hashes(tx, door.district, hashes))
    lost = [PhotoLost(**made_now(row.id), sha256=row.sha256) for row in rows if row.arrived]
    for at in range(0, len(lost), PAGE):
        await door.issue(lost[at : at + PAGE])
    return len(lost)
