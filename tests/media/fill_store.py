"""A process that fills a store and says what it was told: `python -m tests.media.fill_store SCENE FOLDER`."""

import asyncio
import resource
import sys
from collections.abc import Awaitable
from pathlib import Path

import msgspec

from media.blobs import FileBlobs, NoSpace
from tests.media.world import OTHER_UPLOAD, UPLOAD, sha256_of

PHOTO = b"photo"
SHA256 = sha256_of(PHOTO)
THIRD_UPLOAD = OTHER_UPLOAD[:-1] + "3"
FOURTH_UPLOAD = OTHER_UPLOAD[:-1] + "4"


async def refusal_of(call: Awaitable[object]) -> str:
    try:
        await call
    except NoSpace as refusal:
        return type(refusal).__name__
    return "none"


async def fill_with_bytes(store: FileBlobs) -> dict[str, str | int | None]:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, bytes(40_000))
    refusal = await refusal_of(store.append(UPLOAD, 40_000, bytes(1_000_000)))
    held = await store.held(UPLOAD, SHA256)
    await store.discard(UPLOAD)
    return {"append": refusal, "part_bytes": held.part_bytes, "freed": await keep_photo(store, UPLOAD)}


async def fill_with_names(store: FileBlobs) -> dict[str, str | int | None]:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, PHOTO)
    for more in (OTHER_UPLOAD, THIRD_UPLOAD):
        await store.begin(more)
    begin = await refusal_of(store.begin(FOURTH_UPLOAD))
    finish = await refusal_of(store.finish(UPLOAD, SHA256))
    held = await store.held(UPLOAD, SHA256)
    for more in (OTHER_UPLOAD, THIRD_UPLOAD):
        await store.discard(more)
    freed = await store.finish(UPLOAD, SHA256)
    return {"begin": begin, "finish": finish, "part_bytes": held.part_bytes, "freed": freed.sha256}


async def keep_photo(store: FileBlobs, upload_id: str) -> str:
    await store.begin(upload_id)
    await store.append(upload_id, 0, PHOTO)
    return (await store.finish(upload_id, SHA256)).sha256


def main() -> None:
    scene, folder = sys.argv[1:]
    store = FileBlobs(Path(folder))
    match scene:
        case "names":
            told = asyncio.run(fill_with_names(store))
        case "limit":
            resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
            told = asyncio.run(fill_with_bytes(store))
        case _:
            told = asyncio.run(fill_with_bytes(store))
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
