"""A photo on its way through rules and store together: cut, sent again, cut off from power, in any order."""

import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import uploads
from media.blobs import SYNC_BYTES, FileBlobs, OffsetMoved, Overrun
from media.receiving import receive
from media.uploads import AlreadyHere, Created, Expired, Failed, Lost, Mismatch, Resumed, Upload, UploadState
from tests.media.world import (
    NOW,
    OTHER_UPLOAD,
    TOO_LATE,
    UPLOAD,
    Keeper,
    LineCut,
    PowerFailed,
    body,
    promise_of,
    read_all,
    sha256_of,
    upload_of,
)


def bytes_of(seed: int, size_bytes: int) -> bytes:
    return random.Random(seed).randbytes(size_bytes)


def restarted(keeper: Keeper, root: Path) -> Keeper:
    again = Keeper(FileBlobs(root))
    again.row = keeper.row
    return again


async def send_rest(keeper: Keeper, data: bytes) -> Upload:
    """What a phone does until its photo is verified: promise it, ask for the offset, send the rest."""
    answer = await keeper.create(promise_of(data))
    assert isinstance(answer, Created | Resumed | AlreadyHere)
    known = answer.upload
    if known.state is not UploadState.VERIFIED:
        done = await keeper.patch(known.offset, [data[known.offset :]])
        assert isinstance(done, Upload)
        known = done
    return known


async def test_a_photo_arrives_whole(tmp_path: Path) -> None:
    data = bytes_of(1, 3 * SYNC_BYTES + 17)
    keeper = Keeper(FileBlobs(tmp_path))
    assert (await send_rest(keeper, data)).state is UploadState.VERIFIED
    assert await read_all(keeper.store, sha256_of(data)) == data
    assert await keeper.store.list_parts() == []


async def test_a_photo_cut_at_any_byte_goes_on_at_that_byte(tmp_path: Path) -> None:
    for cut in range(151):
        data = bytes_of(cut, 150)
        keeper = Keeper(FileBlobs(tmp_path))
        await keeper.create(promise_of(data))
        with pytest.raises(LineCut):
            await keeper.patch(0, [data[:cut][at : at + 40] for at in range(0, cut, 40)], is_cut=True)
        known = await keeper.head()
        assert isinstance(known, Upload)
        assert known.offset == cut
        assert (await send_rest(keeper, data)).state is UploadState.VERIFIED
        assert await read_all(keeper.store, sha256_of(data)) == data


async def test_a_body_without_a_length_is_stopped_at_the_promised_end(tmp_path: Path) -> None:
    keeper = Keeper(FileBlobs(tmp_path))
    told: list[int] = []

    async def tell(offset: int) -> None:
        told.append(offset)

    await keeper.create(promise_of(b"photo"))
    with pytest.raises(Overrun):
        await receive(keeper.store, UPLOAD, 0, 5, body([b"pho", b"to!"]), tell)
    assert told == [3]


async def test_a_long_body_is_told_of_as_it_becomes_durable(tmp_path: Path) -> None:
    store, told = FileBlobs(tmp_path), list[int]()

    async def tell(offset: int) -> None:
        told.append(offset)

    await store.begin(UPLOAD)
    chunks = [bytes(100_000)] * 6
    assert await receive(store, UPLOAD, 0, 600_000, body(chunks), tell) == 600_000
    assert told == [300_000, 600_000]


async def test_bytes_whose_row_could_not_be_written_are_not_appended_twice(tmp_path: Path) -> None:
    store = FileBlobs(tmp_path)

    async def power_fails(_: int) -> None:
        raise PowerFailed

    await store.begin(UPLOAD)
    with pytest.raises(PowerFailed):
        await receive(store, UPLOAD, 0, 600_000, body([bytes(300_000)]), power_fails)
    assert (await store.held(UPLOAD, sha256_of(b""))).part_bytes == 300_000


async def test_power_lost_between_bytes_and_row_costs_one_body_and_no_more(tmp_path: Path) -> None:
    data = bytes_of(2, 1000)
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(data))
    await keeper.patch(0, [data[:400]])

    async def power_fails(_: int) -> None:
        raise PowerFailed

    with pytest.raises(PowerFailed):
        await receive(keeper.store, UPLOAD, 400, 1000, body([data[400:700]]), power_fails)
    assert (tmp_path / "parts" / UPLOAD).stat().st_size == 700
    keeper = restarted(keeper, tmp_path)
    known = await keeper.head()
    assert isinstance(known, Upload)
    assert known.offset == 400
    assert (await send_rest(keeper, data)).state is UploadState.VERIFIED
    assert await read_all(keeper.store, sha256_of(data)) == data


async def test_power_lost_between_rename_and_row_loses_nothing(tmp_path: Path) -> None:
    data = bytes_of(3, 1000)
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(data))
    await keeper.patch(0, [data[:-1]])
    await keeper.store.append(UPLOAD, 999, data[-1:])
    await keeper.store.finish(UPLOAD, sha256_of(data))
    known = await restarted(keeper, tmp_path).head()
    assert known == upload_of(data, offset=1000, state=UploadState.VERIFIED)


async def test_a_torn_tail_never_gets_into_the_photo(tmp_path: Path) -> None:
    data = bytes_of(4, 1000)
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(data))
    await keeper.patch(0, [data[:600]])
    with (tmp_path / "parts" / UPLOAD).open("ab") as part:
        part.write(bytes(123))
    assert (await send_rest(restarted(keeper, tmp_path), data)).state is UploadState.VERIFIED
    assert await read_all(keeper.store, sha256_of(data)) == data


@pytest.mark.parametrize("rest_bytes", [0, 250, None])
async def test_bytes_that_the_disk_lost_are_asked_for_again(tmp_path: Path, rest_bytes: int | None) -> None:
    data = bytes_of(5, 1000)
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(data))
    await keeper.patch(0, [data[:600]])
    part = tmp_path / "parts" / UPLOAD
    if rest_bytes is None:
        part.unlink()
    else:
        part.write_bytes(data[:rest_bytes])
    known = await keeper.head()
    assert isinstance(known, Upload)
    assert known.offset == (rest_bytes or 0)
    assert (await send_rest(keeper, data)).state is UploadState.VERIFIED


async def test_other_bytes_than_the_promised_ones_are_never_kept(tmp_path: Path) -> None:
    data, lie = b"the promised photo", b"another one instead"[:18]
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(data))
    answer = await keeper.patch(0, [lie])
    assert isinstance(answer, Mismatch)
    assert answer.stored.sha256 == sha256_of(lie)
    assert await keeper.head() == Failed(sha256_of(data))
    assert [sha256 async for sha256 in keeper.store.list_blobs()] == []
    assert await keeper.store.list_parts() == []
    assert (await send_rest(keeper, data)).state is UploadState.VERIFIED


async def test_an_expired_upload_is_begun_again_under_its_id(tmp_path: Path) -> None:
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(b"photo"))
    await keeper.patch(0, [b"pho"])
    assert await keeper.patch(3, [b"to"], TOO_LATE) == Expired(TOO_LATE)
    answer = await keeper.create(promise_of(b"photo"), TOO_LATE)
    assert isinstance(answer, Created)
    assert isinstance(await keeper.patch(0, [b"photo"], TOO_LATE), Upload)
    assert await read_all(keeper.store, sha256_of(b"photo")) == b"photo"


async def test_a_photo_that_another_phone_brought_is_not_sent_again(tmp_path: Path) -> None:
    await send_rest(Keeper(FileBlobs(tmp_path)), b"photo")
    second = Keeper(FileBlobs(tmp_path))
    assert isinstance(await second.create(promise_of(b"photo", upload_id=OTHER_UPLOAD)), AlreadyHere)


async def test_a_lost_blob_is_taken_again(tmp_path: Path) -> None:
    keeper = Keeper(FileBlobs(tmp_path))
    await send_rest(keeper, b"photo")
    sha256 = sha256_of(b"photo")
    (tmp_path / sha256[:2] / sha256[2:4] / sha256).unlink()
    assert await keeper.head() == Lost(sha256)
    assert (await send_rest(keeper, b"photo")).state is UploadState.VERIFIED


async def test_a_dead_request_that_wakes_up_cannot_write_over_its_successor(tmp_path: Path) -> None:
    data = bytes_of(6, 1000)
    keeper = Keeper(FileBlobs(tmp_path))
    await keeper.create(promise_of(data))
    await keeper.store.append(UPLOAD, 0, data[:300])  # the first request, stopped before its row
    await keeper.patch(0, [data[:500]])
    with pytest.raises(OffsetMoved) as refusal:
        await keeper.store.append(UPLOAD, 300, bytes(50))
    assert refusal.value.offset == 500
    await keeper.patch(500, [data[500:]])
    assert await read_all(keeper.store, sha256_of(data)) == data


# --- any order of anything ------------------------------------------------------------------------

SIZE_BYTES = 400
STEPS = st.one_of(
    st.just(("create",)),
    st.just(("head",)),
    st.tuples(st.sampled_from(["patch", "cut", "power"]), st.integers(0, SIZE_BYTES), st.integers(1, 90)),
    st.tuples(st.just("stale"), st.integers(0, SIZE_BYTES), st.integers(0, SIZE_BYTES)),
    st.tuples(st.sampled_from(["torn", "shrunk"]), st.integers(1, 60)),
)


async def play(keeper: Keeper, root: Path, data: bytes, step: tuple[str | int, ...]) -> Keeper:
    part = root / "parts" / UPLOAD
    match step:
        case ("create",):
            await keeper.create(promise_of(data))
        case ("head",):
            await keeper.head()
        case ("stale", int(offset), int(length)):
            await keeper.patch(offset, [data[offset : offset + length]])
        case ("torn", int(length)) if part.exists():
            known = await keeper.head()
            assert isinstance(known, Upload)
            await keeper.patch(known.offset, [])  # only a request tears a tail, and it corrects the row first
            with part.open("ab") as file:
                file.write(bytes(length))
        case ("shrunk", int(length)) if part.exists():
            part.write_bytes(part.read_bytes()[:-length])
        case (str(kind), int(length), int(width)):
            known = await keeper.head()
            assert isinstance(known, Upload)
            piece = data[known.offset : known.offset + length]
            chunks = [piece[at : at + width] for at in range(0, len(piece), width)]
            await patch_somehow(keeper, kind, known.offset, chunks)
            return restarted(keeper, root) if kind == "power" else keeper
        case _:
            pass
    return keeper


async def patch_somehow(keeper: Keeper, kind: str, offset: int, chunks: list[bytes]) -> None:
    keeper.fails_before_row = kind == "power"
    with suppress(LineCut, PowerFailed):
        await keeper.patch(offset, chunks, is_cut=kind == "cut")


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=14), st.integers(0, 2**32))
async def test_any_order_of_cuts_and_retries_ends_with_the_same_bytes(
    steps: list[tuple[str | int, ...]], seed: int
) -> None:
    data = bytes_of(seed, SIZE_BYTES)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        keeper = Keeper(FileBlobs(root))
        await keeper.create(promise_of(data))
        for step in steps:
            keeper = await play(keeper, root, data, step)
            held = await keeper.store.held(UPLOAD, sha256_of(data))
            known = await keeper.head()
            assert isinstance(known, Upload)
            if held.blob_bytes is None:
                part = (root / "parts" / UPLOAD).read_bytes()
                assert part[: known.offset] == data[: known.offset]
            assert uploads.head(known, held, NOW) == known
        assert (await send_rest(keeper, data)).state is UploadState.VERIFIED
        assert await read_all(keeper.store, sha256_of(data)) == data
