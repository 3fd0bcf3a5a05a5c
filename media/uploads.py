"""What may become of a resumable upload (tus 1.0 shape). Pure: no file, no database, no clock, no web.

One request runs: load the row, `held()` of the blob store, one function of this module, then `recover()`, `receive()`
and `finish()` of the store (`media.blobs`), each followed by the function that says what the row becomes. A row's new
offset is written only where the row still has the old one: of two writers one loses and asks again.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.media import MAX_PHOTO_BYTES
from mobile_contract.problems import ProblemCode


class UploadState(StrEnum):
    """Where an upload stands. `failed` is the end of these bytes, not of the id: it may be created again."""

    RECEIVING = "receiving"
    VERIFIED = "verified"
    FAILED = "failed"


class Promise(Struct, frozen=True):
    """What a phone binds an upload to at its creation: hash, size and the command that names the photo."""

    id: str
    sha256: str
    size_bytes: int
    command_id: str
    owner: str


class Upload(Struct, frozen=True):
    """The row of an upload. The bytes below `offset` are durable in the store; all of them once it is verified."""

    id: str
    sha256: str
    size_bytes: int
    command_id: str
    owner: str
    offset: int
    state: UploadState
    created_at: datetime
    expires_at: datetime


class Held(Struct, frozen=True):
    """What the store holds: the length of the upload's part and of the finished blob of its hash."""

    part_bytes: int | None = None
    blob_bytes: int | None = None


class Stored(Struct, frozen=True):
    """Hash and length of bytes as they were read back from the store."""

    sha256: str
    size_bytes: int


class Limits(Struct, frozen=True):
    """How large an upload may be (safety.md 6.9) and how long it may take from its creation."""

    max_size_bytes: int = MAX_PHOTO_BYTES
    lifetime: timedelta = timedelta(days=7)


LIMITS = Limits()


class Created(Struct, frozen=True):
    """The upload starts at nought: write the row over an earlier one, and `begin` its part."""

    upload: Upload


class Resumed(Struct, frozen=True):
    """The same promise came before; it goes on at `upload.offset`."""

    upload: Upload


class AlreadyHere(Struct, frozen=True):
    """The store has the whole blob: write the row, `discard` the part, ask the phone for nothing."""

    upload: Upload


class Withdrawn(Struct, frozen=True):
    """Nothing is left of the upload: delete the row, `discard` the part."""

    id: str


class SizeOutOfRange(Struct, frozen=True):
    """The promised size is nothing or over the limit."""

    code: ClassVar[ProblemCode] = ProblemCode.TOO_LARGE
    size_bytes: int
    max_size_bytes: int


class IdTaken(Struct, frozen=True):
    """The upload's id is bound to another promise; whose is not told."""

    code: ClassVar[ProblemCode] = ProblemCode.ID_TAKEN
    id: str


class WrongOffset(Struct, frozen=True):
    """The upload goes on at `offset`, and nowhere else."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_OFFSET
    offset: int


class TooLong(Struct, frozen=True):
    """The body would pass the promised size; `room_bytes` are still to come."""

    code: ClassVar[ProblemCode] = ProblemCode.TOO_LARGE
    length: int
    room_bytes: int


class Incomplete(Struct, frozen=True):
    """The bytes from `offset` on are still to come."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_OFFSET
    offset: int


class Expired(Struct, frozen=True):
    """It was not finished in time: create it again."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_EXPIRED
    expired_at: datetime


class Failed(Struct, frozen=True):
    """Its bytes were not the promised ones: create it again."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_MISMATCH
    sha256: str


class Mismatch(Struct, frozen=True):
    """The stored bytes are not the promised ones. `upload` is the failed row to write; `discard` the part."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_MISMATCH
    upload: Upload
    stored: Stored


class WrongSize(Struct, frozen=True):
    """A blob of the promised hash is here and has another size: the promise contradicts itself."""

    code: ClassVar[ProblemCode] = ProblemCode.UPLOAD_MISMATCH
    size_bytes: int


class Lost(Struct, frozen=True):
    """It was verified once, and the store has lost the blob: create it again."""

    code: ClassVar[ProblemCode] = ProblemCode.NOT_FOUND
    sha256: str


class Kept(Struct, frozen=True):
    """It is verified: a photo may hang on its blob, so it cannot be withdrawn any more."""

    code: ClassVar[ProblemCode] = ProblemCode.METHOD_NOT_ALLOWED
    id: str


Accepted = Created | Resumed | AlreadyHere
CreateRefused = SizeOutOfRange | IdTaken | WrongSize
HeadRefused = Expired | Failed | Lost
PatchRefused = WrongOffset | TooLong | Expired | Failed
FinishRefused = Incomplete | Failed | Mismatch


def create(
    promise: Promise, existing: Upload | None, held: Held, now: datetime, limits: Limits = LIMITS
) -> Accepted | CreateRefused:
    """Begin an upload, go on with it, or answer that its bytes are here (safety.md 6.3 (11)).

    Sent twice it is answered alike. A failed, expired or lost upload of the same promise starts at nought under its
    old id. `held.blob_bytes` must be None where this owner may not learn that the blob exists: to know a hash is not
    to have the photo.
    """
    if not 1 <= promise.size_bytes <= limits.max_size_bytes:
        return SizeOutOfRange(promise.size_bytes, limits.max_size_bytes)
    if existing is not None and _promise_of(existing) != promise:
        return IdTaken(promise.id)
    if held.blob_bytes is not None and held.blob_bytes != promise.size_bytes:
        return WrongSize(held.blob_bytes)
    if held.blob_bytes is not None:
        return AlreadyHere(_verified(existing or _fresh(promise, now, limits)))
    if existing is None or existing.state is not UploadState.RECEIVING or is_expired(existing, now):
        return Created(_fresh(promise, now, limits))
    return Resumed(_recovered(existing, held))


def head(upload: Upload, held: Held, now: datetime) -> Upload | HeadRefused:
    """Where the upload stands in truth: what the row says, corrected by what the store holds.

    A part longer than the row was never told of and does not count; a shorter one pulls the offset back. A blob that
    is there makes it verified, also after a crash between the rename and the row. Before anything is appended, write
    the row if it differs, and `recover` the part to the offset that this returns.
    """
    if held.blob_bytes == upload.size_bytes:
        return _verified(upload)
    if upload.state is UploadState.VERIFIED:
        return Lost(upload.sha256)
    if upload.state is UploadState.FAILED:
        return Failed(upload.sha256)
    if is_expired(upload, now):
        return Expired(upload.expires_at)
    return _recovered(upload, held)


def patch(upload: Upload, offset: int, length: int | None, now: datetime) -> Upload | PatchRefused:
    """Let a body in at `offset`; `upload` is what `head` returned, `length` None where the body does not tell it.

    The upload is returned as it is: it moves on by `received`, with the bytes that are durable. An empty body at the
    end of a verified upload is harmless (the answer to its last one was lost).
    """
    if upload.state is UploadState.FAILED:
        return Failed(upload.sha256)
    if is_expired(upload, now):
        return Expired(upload.expires_at)
    if offset != upload.offset:
        return WrongOffset(upload.offset)
    if length is not None and length > upload.size_bytes - offset:
        return TooLong(length, upload.size_bytes - offset)
    return upload


def received(upload: Upload, offset: int) -> Upload:
    """The upload after the store made the bytes below `offset` durable."""
    if not upload.offset <= offset <= upload.size_bytes:
        raise ValueError(f"offset {offset} is outside of {upload.offset}..{upload.size_bytes}")
    return replace(upload, offset=offset)


def is_complete(upload: Upload) -> bool:
    """Whether every promised byte is durable and the stored bytes are still to be hashed."""
    return upload.state is UploadState.RECEIVING and upload.offset == upload.size_bytes


def finish(upload: Upload, stored: Stored) -> Upload | FinishRefused:
    """Verified if the stored bytes are the promised ones, whatever the clock says: they are all here."""
    if upload.state is UploadState.VERIFIED:
        return upload
    if upload.state is UploadState.FAILED:
        return Failed(upload.sha256)
    if upload.offset < upload.size_bytes:
        return Incomplete(upload.offset)
    if stored != Stored(upload.sha256, upload.size_bytes):
        return Mismatch(replace(upload, state=UploadState.FAILED), stored)
    return _verified(upload)


def terminate(upload: Upload) -> Withdrawn | Kept:
    """Give an upload up (tus termination), unless its bytes are verified."""
    if upload.state is UploadState.VERIFIED:
        return Kept(upload.id)
    return Withdrawn(upload.id)


def is_expired(upload: Upload, now: datetime) -> bool:
    """Whether it ran out of time; a verified upload never does."""
    return upload.state is not UploadState.VERIFIED and now >= upload.expires_at


def _promise_of(upload: Upload) -> Promise:
    return Promise(upload.id, upload.sha256, upload.size_bytes, upload.command_id, upload.owner)


def _fresh(promise: Promise, now: datetime, limits: Limits) -> Upload:
    return Upload(
        id=promise.id,
        sha256=promise.sha256,
        size_bytes=promise.size_bytes,
        command_id=promise.command_id,
        owner=promise.owner,
        offset=0,
        state=UploadState.RECEIVING,
        created_at=now,
        expires_at=now + limits.lifetime,
    )


def _verified(upload: Upload) -> Upload:
    return replace(upload, offset=upload.size_bytes, state=UploadState.VERIFIED)


def _recovered(upload: Upload, held: Held) -> Upload:
    return replace(upload, offset=min(upload.offset, held.part_bytes or 0))
