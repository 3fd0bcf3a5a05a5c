"""What every `BlobStore` promises. A new store is one more line in `STORES`."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from media.blobs import SYNC_BYTES, BlobStore, FileBlobs, InvalidName, NoSuchBlob, NoSuchPart, OffsetMoved
from media.uploads import Held, Stored

STORES: dict[str, Callable[[Path], BlobStore]] = {"files": FileBlobs}
UPLOAD = "0195a3c0-0000-7000-8000-000000000001"
OTHER_UPLOAD = "0195a3c0-0000-7000-8000-000000000002"
DATA = bytes(range(256)) * 5
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return STORES[request.param](tmp_path / "blobs")


async def keep(store: BlobStore, data: bytes, upload_id: str = UPLOAD) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    await store.begin(upload_id)
    await store.append(upload_id, 0, data)
    await store.finish(upload_id, sha256)
    return sha256


async def read_all(store: BlobStore, sha256: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([piece async for piece in store.read(sha256, start, end)])


async def test_a_store_that_was_never_used_is_empty(store: BlobStore) -> None:
    assert await store.list_parts() == []
    assert [sha256 async for sha256 in store.list_blobs()] == []
    assert await store.held(UPLOAD, SHA256) == Held()
    assert await store.size_of(SHA256) is None


async def test_appended_bytes_are_held_and_become_the_blob(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    assert await store.held(UPLOAD, SHA256) == Held(part_bytes=0)
    assert await store.append(UPLOAD, 0, DATA[:500]) == 500
    assert await store.append(UPLOAD, 500, b"") == 500
    assert await store.append(UPLOAD, 500, DATA[500:]) == 1280
    assert await store.held(UPLOAD, SHA256) == Held(part_bytes=1280)
    assert await store.finish(UPLOAD, SHA256) == Stored(SHA256, 1280)
    assert await store.held(UPLOAD, SHA256) == Held(blob_bytes=1280)
    assert await store.size_of(SHA256) == 1280
    assert await read_all(store, SHA256) == DATA


async def test_an_append_of_many_pieces_is_one_append(store: BlobStore) -> None:
    data = DATA * 512 + b"end"
    assert len(data) > 2 * SYNC_BYTES
    assert await read_all(store, await keep(store, data)) == data


@pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 700), (1279, None), (1280, None), (5, 5), (1000, 9999)])
async def test_a_range_of_a_blob_is_read(store: BlobStore, start: int, end: int | None) -> None:
    assert await read_all(store, await keep(store, DATA), start, end) == DATA[start:end]


async def test_beginning_again_forgets_the_bytes(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, DATA)
    await store.begin(UPLOAD)
    assert await store.held(UPLOAD, SHA256) == Held(part_bytes=0)


@pytest.mark.parametrize("offset", [0, 499, 501, 2**40])
async def test_bytes_go_to_the_end_of_a_part_and_nowhere_else(store: BlobStore, offset: int) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, DATA[:500])
    with pytest.raises(OffsetMoved) as refusal:
        await store.append(UPLOAD, offset, b"x")
    assert refusal.value.offset == 500
    assert await store.held(UPLOAD, SHA256) == Held(part_bytes=500)


async def test_a_part_that_was_never_begun_takes_no_bytes(store: BlobStore) -> None:
    with pytest.raises(NoSuchPart):
        await store.append(UPLOAD, 0, DATA)
    with pytest.raises(NoSuchPart):
        await store.finish(UPLOAD, SHA256)


async def test_a_part_is_cut_back_to_what_its_row_vouches_for(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, DATA[:500])
    await store.append(UPLOAD, 500, b"never told")
    assert await store.recover(UPLOAD, 500) == 500
    await store.append(UPLOAD, 500, DATA[500:])
    assert await store.finish(UPLOAD, SHA256) == Stored(SHA256, 1280)


async def test_a_part_shorter_than_its_row_tells_its_true_end(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, DATA[:500])
    assert await store.recover(UPLOAD, 900) == 500
    assert await store.recover(OTHER_UPLOAD, 900) == 0
    assert await store.append(OTHER_UPLOAD, 0, DATA) == 1280


async def test_other_bytes_than_the_promised_ones_stay_a_part(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.append(UPLOAD, 0, b"other")
    assert await store.finish(UPLOAD, SHA256) == Stored(hashlib.sha256(b"other").hexdigest(), 5)
    assert await store.held(UPLOAD, SHA256) == Held(part_bytes=5)
    assert [sha256 async for sha256 in store.list_blobs()] == []


async def test_a_finish_whose_answer_was_lost_is_answered_alike(store: BlobStore) -> None:
    await keep(store, DATA)
    assert await store.finish(UPLOAD, SHA256) == Stored(SHA256, 1280)


async def test_the_same_bytes_from_two_uploads_are_one_blob(store: BlobStore) -> None:
    await keep(store, DATA)
    await keep(store, DATA, OTHER_UPLOAD)
    assert [sha256 async for sha256 in store.list_blobs()] == [SHA256]
    assert await read_all(store, SHA256) == DATA
    assert await store.list_parts() == []


async def test_a_finished_upload_takes_no_more_bytes(store: BlobStore) -> None:
    await keep(store, DATA)
    with pytest.raises(NoSuchPart):
        await store.append(UPLOAD, 1280, b"more")
    assert await read_all(store, SHA256) == DATA


async def test_of_writers_at_one_offset_one_wins(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    answers = await asyncio.gather(
        *(store.append(UPLOAD, 0, bytes([writer]) * 100) for writer in range(8)), return_exceptions=True
    )
    assert [answer for answer in answers if not isinstance(answer, OffsetMoved)] == [100]
    assert await store.held(UPLOAD, SHA256) == Held(part_bytes=100)


async def test_a_discarded_part_is_gone_and_may_be_discarded_again(store: BlobStore) -> None:
    await store.begin(UPLOAD)
    await store.discard(UPLOAD)
    await store.discard(UPLOAD)
    assert await store.list_parts() == []


async def test_parts_and_blobs_are_listed_in_order(store: BlobStore) -> None:
    kept = [await keep(store, bytes([number])) for number in range(20)]
    await store.begin(OTHER_UPLOAD)
    await store.begin(UPLOAD)
    assert [sha256 async for sha256 in store.list_blobs()] == sorted(kept)
    assert await store.list_parts() == [UPLOAD, OTHER_UPLOAD]


async def test_a_blob_that_is_not_here_cannot_be_read(store: BlobStore) -> None:
    with pytest.raises(NoSuchBlob):
        await read_all(store, SHA256)


HOSTILE = ["", ".", "..", "../../etc/passwd", "/etc/passwd", "a/b", "a\0b", UPLOAD + "\n", UPLOAD + "/..", "x" * 5000]


@pytest.mark.parametrize("name", [*HOSTILE, UPLOAD.upper(), UPLOAD.replace("-", ""), SHA256])
async def test_an_upload_id_that_is_no_uuid_never_becomes_a_path(store: BlobStore, name: str) -> None:
    calls = (
        store.begin(name),
        store.held(name, SHA256),
        store.recover(name, 0),
        store.append(name, 0, DATA),
        store.finish(name, SHA256),
        store.discard(name),
    )
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(answer) for answer in answers] == [InvalidName] * len(calls)


@pytest.mark.parametrize("name", [*HOSTILE, SHA256.upper(), SHA256[:-1], SHA256 + "0", "../" + SHA256[3:]])
async def test_a_hash_that_is_none_never_becomes_a_path(store: BlobStore, name: str) -> None:
    calls = (store.held(UPLOAD, name), store.finish(UPLOAD, name), store.size_of(name), read_all(store, name))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(answer) for answer in answers] == [InvalidName] * len(calls)
