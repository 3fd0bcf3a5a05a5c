"""The rules of an upload, one by one."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from media import uploads
from media.uploads import (
    LIMITS,
    AlreadyHere,
    Created,
    Expired,
    Failed,
    Held,
    IdTaken,
    Incomplete,
    Kept,
    Limits,
    Lost,
    Mismatch,
    Resumed,
    SizeOutOfRange,
    Stored,
    TooLong,
    UploadState,
    Withdrawn,
    WrongOffset,
    WrongSize,
)
from mobile_contract.problems import ProblemCode
from tests.media.world import LATER, NOW, TOO_LATE, UPLOAD, promise_of, sha256_of, upload_of

PHOTO = b"photo"
NOTHING = Held()
VERIFIED = upload_of(offset=5, state=UploadState.VERIFIED)
FAILED = upload_of(offset=5, state=UploadState.FAILED)


def test_a_new_promise_starts_at_nought_and_has_its_time() -> None:
    answer = uploads.create(promise_of(PHOTO), None, NOTHING, NOW, Limits(lifetime=timedelta(days=2)))
    assert answer == Created(replace(upload_of(), expires_at=NOW + timedelta(days=2)))


def test_a_promise_made_twice_goes_on_where_it_stands_and_keeps_its_time() -> None:
    answer = uploads.create(promise_of(PHOTO), upload_of(offset=3), Held(part_bytes=3), LATER)
    assert answer == Resumed(upload_of(offset=3))


@pytest.mark.parametrize(("size_bytes", "is_taken"), [(0, False), (1, True), (9, True), (10, False), (-1, False)])
def test_a_size_is_taken_from_one_byte_up_to_the_limit(size_bytes: int, is_taken: bool) -> None:
    promise = replace(promise_of(PHOTO), size_bytes=size_bytes)
    answer = uploads.create(promise, None, NOTHING, NOW, Limits(max_size_bytes=9))
    assert isinstance(answer, Created) if is_taken else answer == SizeOutOfRange(size_bytes, 9)


def test_the_limit_is_twenty_mebibytes_unless_somebody_sets_it() -> None:
    assert LIMITS.max_size_bytes == 20 * 1024 * 1024


@pytest.mark.parametrize(
    "other",
    [
        replace(promise_of(PHOTO), sha256=sha256_of(b"other")),
        replace(promise_of(PHOTO), size_bytes=6),
        replace(promise_of(PHOTO), command_id=UPLOAD),
        replace(promise_of(PHOTO), owner=UPLOAD),
    ],
)
def test_an_id_bound_to_one_promise_takes_no_other(other: uploads.Promise) -> None:
    assert uploads.create(other, upload_of(), Held(0), NOW) == IdTaken(UPLOAD)


def test_a_known_hash_is_already_here_and_asks_for_no_byte() -> None:
    answer = uploads.create(promise_of(PHOTO), None, Held(blob_bytes=5), NOW)
    assert answer == AlreadyHere(VERIFIED)


def test_a_known_hash_ends_an_upload_under_way() -> None:
    answer = uploads.create(promise_of(PHOTO), upload_of(offset=2), Held(2, 5), LATER)
    assert answer == AlreadyHere(VERIFIED)


def test_a_known_hash_with_another_size_is_a_false_promise() -> None:
    assert uploads.create(promise_of(PHOTO), None, Held(blob_bytes=6), NOW) == WrongSize(6)


@pytest.mark.parametrize(
    "existing", [FAILED, VERIFIED, replace(upload_of(offset=4), expires_at=LATER)], ids=["failed", "lost", "expired"]
)
def test_what_has_ended_badly_starts_again_under_its_id(existing: uploads.Upload) -> None:
    answer = uploads.create(promise_of(PHOTO), existing, Held(part_bytes=4), LATER)
    assert answer == Created(replace(upload_of(), created_at=LATER, expires_at=LATER + LIMITS.lifetime))


@pytest.mark.parametrize(("part_bytes", "offset"), [(None, 0), (0, 0), (2, 2), (3, 3), (4, 3)])
def test_the_offset_is_what_row_and_store_agree_on(part_bytes: int | None, offset: int) -> None:
    assert uploads.head(upload_of(offset=3), Held(part_bytes), NOW) == upload_of(offset=offset)
    assert uploads.create(promise_of(PHOTO), upload_of(offset=3), Held(part_bytes), NOW) == Resumed(
        upload_of(offset=offset)
    )


@pytest.mark.parametrize("row", [upload_of(offset=5), FAILED, VERIFIED], ids=["receiving", "failed", "verified"])
def test_a_blob_that_is_here_is_verified_whatever_the_row_says(row: uploads.Upload) -> None:
    assert uploads.head(row, Held(blob_bytes=5), TOO_LATE) == VERIFIED


def test_a_verified_upload_without_its_blob_is_lost() -> None:
    assert uploads.head(VERIFIED, Held(part_bytes=5), NOW) == Lost(VERIFIED.sha256)


def test_a_failed_upload_tells_to_start_again() -> None:
    assert uploads.head(FAILED, NOTHING, NOW) == Failed(FAILED.sha256)
    assert uploads.patch(FAILED, 5, 0, NOW) == Failed(FAILED.sha256)
    assert uploads.finish(FAILED, Stored(FAILED.sha256, 5)) == Failed(FAILED.sha256)


def test_an_upload_expires_at_its_very_instant() -> None:
    just_before = TOO_LATE - timedelta(microseconds=1)
    assert uploads.head(upload_of(), Held(0), just_before) == upload_of()
    assert uploads.patch(upload_of(), 0, 5, just_before) == upload_of()
    assert uploads.head(upload_of(), Held(0), TOO_LATE) == Expired(TOO_LATE)
    assert uploads.patch(upload_of(), 0, 5, TOO_LATE) == Expired(TOO_LATE)


def test_a_verified_upload_never_expires() -> None:
    assert not uploads.is_expired(VERIFIED, TOO_LATE)
    assert uploads.is_expired(FAILED, TOO_LATE)


@pytest.mark.parametrize("offset", [-1, 0, 2, 4, 2**63])
def test_a_wrong_offset_is_told_the_true_one(offset: int) -> None:
    assert uploads.patch(upload_of(offset=3), offset, 1, NOW) == WrongOffset(3)


@pytest.mark.parametrize(("length", "is_taken"), [(0, True), (2, True), (None, True), (3, False)])
def test_a_body_ends_where_the_promise_ends(length: int | None, is_taken: bool) -> None:
    upload = upload_of(offset=3)
    assert uploads.patch(upload, 3, length, NOW) == (upload if is_taken else TooLong(3, 2))


def test_the_last_body_sent_twice_does_no_harm() -> None:
    assert uploads.patch(VERIFIED, 5, 0, TOO_LATE) == VERIFIED
    assert uploads.patch(VERIFIED, 3, 2, NOW) == WrongOffset(5)


def test_the_offset_moves_on_and_never_back_or_past_the_end() -> None:
    assert uploads.received(upload_of(offset=1), 4) == upload_of(offset=4)
    for offset in (0, 6):
        with pytest.raises(ValueError, match=f"offset {offset}"):
            uploads.received(upload_of(offset=1), offset)


def test_an_upload_is_complete_with_its_last_byte_until_it_is_judged() -> None:
    assert uploads.is_complete(upload_of(offset=5))
    assert not uploads.is_complete(upload_of(offset=4))
    assert not uploads.is_complete(VERIFIED)


def test_stored_bytes_with_the_promised_hash_are_verified() -> None:
    assert uploads.finish(upload_of(offset=5), Stored(sha256_of(PHOTO), 5)) == VERIFIED
    assert uploads.finish(VERIFIED, Stored(sha256_of(PHOTO), 5)) == VERIFIED


@pytest.mark.parametrize("stored", [Stored(sha256_of(b"other"), 5), Stored(sha256_of(PHOTO), 6)])
def test_stored_bytes_with_another_hash_or_size_fail(stored: Stored) -> None:
    assert uploads.finish(upload_of(offset=5), stored) == Mismatch(FAILED, stored)


def test_an_upload_with_bytes_to_come_is_not_finished() -> None:
    assert uploads.finish(upload_of(offset=4), Stored(sha256_of(PHOTO), 5)) == Incomplete(4)


def test_only_what_is_not_verified_can_be_withdrawn() -> None:
    assert uploads.terminate(upload_of(offset=2)) == Withdrawn(UPLOAD)
    assert uploads.terminate(FAILED) == Withdrawn(UPLOAD)
    assert uploads.terminate(VERIFIED) == Kept(UPLOAD)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (SizeOutOfRange.code, ProblemCode.TOO_LARGE),
        (IdTaken.code, ProblemCode.ID_TAKEN),
        (WrongSize.code, ProblemCode.UPLOAD_MISMATCH),
        (WrongOffset.code, ProblemCode.UPLOAD_OFFSET),
        (TooLong.code, ProblemCode.TOO_LARGE),
        (Incomplete.code, ProblemCode.UPLOAD_OFFSET),
        (Expired.code, ProblemCode.UPLOAD_EXPIRED),
        (Failed.code, ProblemCode.UPLOAD_MISMATCH),
        (Mismatch.code, ProblemCode.UPLOAD_MISMATCH),
        (Lost.code, ProblemCode.NOT_FOUND),
        (Kept.code, ProblemCode.METHOD_NOT_ALLOWED),
    ],
)
def test_every_refusal_has_the_code_that_phones_know(told: ProblemCode, code: ProblemCode) -> None:
    assert told is code
