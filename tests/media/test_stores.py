"""One suite for every `BlobStore`: files, an object store in memory, and a real S3 server."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from media.blobs import SYNC_BYTES, BlobStore, FileBlobs, InvalidName, NoSuchBlob, NoSuchPart, OffsetMoved
from media.object_blobs import ObjectBlobs
from media.uploads import Held, Stored, UploadState
from tests.media.object_server import object_server, store_at
from tests.media.test_upload_journeys import send_rest
from tests.media.world import OTHER_UPLOAD, UPLOAD, Keeper, read_all, sha256_of

PHOTO = random.Random(1).randbytes(3 * SYNC_BYTES + 11)
SHA256 = sha256_of(PHOTO)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with object_server(tmp_path_factory.mktemp("weed")) as url:
        yield url


@pytest.fixture(params=["files", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "files":
        return FileBlobs(tmp_path)
    if request.param == "memory":
        return ObjectBlobs(MemoryStore())
    return ObjectBlobs(store_at(request.getfixturevalue("s3"), tmp_path.name))


async def test_a_photo_in_pieces_becomes_a_blob(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    assert await store.held(UPLOAD, SHA256) == Held(0, None)
    assert await store.append(UPLOAD, 0, PHOTO[:1000]) == 1000
    assert await store.append(UPLOAD, 1000, PHOTO[1000:]) == len(PHOTO)
    assert await store.list_parts() == [UPLOAD]
    assert await store.finish(UPLOAD, SHA256) == Stored(SHA256, len(PHOTO))
    assert await store.held(UPLOAD, SHA256) == Held(None, len(PHOTO))
    assert await read_all(store, SHA256) == PHOTO
    assert await store.list_parts() == []
    assert [sha256 async for sha256 in store.list_blobs()] == [SHA256]


async def test_finishing_again_reads_what_it_became(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, PHOTO)
    await store.finish(UPLOAD, SHA256)
    assert await store.finish(UPLOAD, SHA256) == Stored(SHA256, len(PHOTO))
    with pytest.raises(NoSuchPart):
        await store.finish(OTHER_UPLOAD, sha256_of(b"never came"))


async def test_other_bytes_stay_a_part(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, b"a lie")
    assert await store.finish(UPLOAD, SHA256) == Stored(sha256_of(b"a lie"), 5)
    assert await store.held(UPLOAD, SHA256) == Held(5, None)


async def test_bytes_go_to_the_end_alone(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, b"12345")
    for offset in (0, 4, 6):
        with pytest.raises(OffsetMoved) as refused:
            await store.append(UPLOAD, offset, b"x")
        assert refused.value.offset == 5
    with pytest.raises(NoSuchPart):
        await store.append(OTHER_UPLOAD, 0, b"x")


@pytest.mark.parametrize(("cut", "left"), [(0, 0), (3, 3), (5, 5), (7, 7), (10, 10), (99, 10)])
async def test_a_part_is_cut_back_and_goes_on(store: BlobStore, cut: int, left: int) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, b"01234")
    await store.append(UPLOAD, 5, b"56789")
    assert await store.recover(UPLOAD, cut) == left
    assert await store.append(UPLOAD, left, b"rest") == left + 4
    content = b"0123456789"[:left] + b"rest"
    assert await store.finish(UPLOAD, sha256_of(content)) == Stored(sha256_of(content), left + 4)


async def test_a_part_that_is_gone_is_begun_again(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, b"01234")
    await store.discard(UPLOAD)
    await store.discard(UPLOAD)
    assert await store.list_parts() == []
    assert await store.recover(UPLOAD, 5) == 0
    await store.append(UPLOAD, 0, b"01234")
    await store.begin(UPLOAD)
    assert (await store.held(UPLOAD, SHA256)).part_bytes == 0


async def test_of_two_writers_at_one_offset_one_wins(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    pieces = [bytes([number]) * 70_000 for number in range(6)]
    told = await asyncio.gather(*(store.append(UPLOAD, 0, one) for one in pieces), return_exceptions=True)
    won = [one for one, answer in zip(pieces, told, strict=True) if answer == 70_000]
    assert len(won) == 1
    assert sum(isinstance(answer, OffsetMoved) for answer in told) == 5
    assert (await store.finish(UPLOAD, sha256_of(won[0]))).size_bytes == 70_000
    assert await read_all(store, sha256_of(won[0])) == won[0]


@pytest.mark.parametrize(("start", "end"), [(0, 10), (5, None), (SYNC_BYTES - 1, SYNC_BYTES + 1), (0, 10**9), (9, 9)])
async def test_a_range_is_read(store: BlobStore, start: int, end: int | None) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, PHOTO)
    await store.finish(UPLOAD, SHA256)
    assert b"".join([piece async for piece in store.read(SHA256, start, end)]) == PHOTO[start:end]


async def test_what_is_removed_is_not_here(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, PHOTO)
    await store.finish(UPLOAD, SHA256)
    await store.remove(SHA256)
    await store.remove(SHA256)
    assert await store.size_of(SHA256) is None
    with pytest.raises(NoSuchBlob):
        await read_all(store, SHA256)


async def test_no_name_leaves_the_store(store: BlobStore) -> None:
    with pytest.raises(InvalidName):
        await store.begin("../x")
    with pytest.raises(InvalidName):
        await store.size_of("../../etc/passwd")


async def test_a_photo_arrives_by_rules_and_store(store: BlobStore) -> None:
    keeper = Keeper(store)
    assert (await send_rest(keeper, PHOTO)).state is UploadState.VERIFIED
    assert await read_all(store, SHA256) == PHOTO


async def test_what_a_cut_off_writer_left_beyond_a_gap_is_not_counted() -> None:
    memory = MemoryStore()
    store = ObjectBlobs(memory)
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, b"01234")
    await obstore.put_async(memory, f"parts/{UPLOAD}/{3:015d}", b"stale")
    await obstore.put_async(memory, f"parts/{UPLOAD}/{9:015d}", b"stale")
    assert (await store.held(UPLOAD, SHA256)).part_bytes == 5
    assert await store.recover(UPLOAD, 5) == 5
    assert await store.append(UPLOAD, 5, b"5678") == 9
    assert (await store.finish(UPLOAD, sha256_of(b"012345678"))).size_bytes == 9
