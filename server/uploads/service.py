"""Bytes of photos: each request reads the row, asks the pure rule, lets the store move bytes, writes the row."""

from collections.abc import AsyncIterable, Awaitable, Sequence
from datetime import timedelta
from typing import NoReturn, TypeVar

import msgspec

from media.blobs import BlobStore, NoSpace, NoSuchPart, OffsetMoved, Overrun
from media.images import UnsupportedImage, inspect_header
from media.receiving import disk_of, receive
from media.uploads import (
    Accepted,
    AlreadyHere,
    Created,
    CreateRefused,
    FinishRefused,
    HeadRefused,
    Held,
    Kept,
    Mismatch,
    PatchRefused,
    Promise,
    Resumed,
    Upload,
    UploadState,
    Withdrawn,
    create,
    finish,
    head,
    is_complete,
    is_expired,
    patch,
    received,
    terminate,
)
from mobile_contract.media import NewUpload, PhotoArrived, PhotoSubject, UploadView
from mobile_contract.problems import ProblemCode
from server.accounts.scope import REGISTER_POSTS, scope_of
from server.accounts.service import made_now
from server.cases.service import is_on_board
from server.core import clock
from server.core.consumers import Consumer
from server.core.crashing import crashpoint
from server.core.database import DatabaseFault, ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.journal import Entry
from server.core.problems import Problem
from server.granted import granted
from server.uploads import queries
from server.uploads.turns import let_end, turn_of
from server.uploads.tus import Checksum, WrongChecksum

T = TypeVar("T")
Refusal = CreateRefused | HeadRefused | PatchRefused | FinishRefused | Kept

_HEADER_BYTES = 65_536

DAY, DAY_BYTES = timedelta(hours=24), 4 * 1024**3
"""What somebody may promise: 1,000 photos of 4 MB a day, which is ten times what a busy worker takes."""
_RETRY_S = 3_600


class Piece(msgspec.Struct, frozen=True):
    """What a request says of the bytes that it brings: where they go, how many, what they hash to, if it tells."""

    offset: int
    length: int | None = None
    checksum: Checksum | None = None


async def begin(door: Door, blobs: BlobStore, actor: Actor, asked: NewUpload) -> Upload:
    """Promise bytes, go on with them, or learn that they are here."""
    await let_end(door, actor.user, asked.upload)
    promise = Promise(asked.upload, asked.sha256, asked.size_bytes, asked.command, actor.user)

    async def known(tx: ReadTx) -> tuple[Upload | None, bool]:
        existing = await queries.find_upload(tx, door.district, asked.upload)
        if existing is None:
            await _refuse_too_much(tx, door.district, actor.user, asked.size_bytes)
        sent = await queries.who_sent(tx, door.district, [asked.sha256])
        return existing, (asked.sha256, actor.user) in sent

    existing, may_know = await door.database.read(known)
    held = await blobs.held(asked.upload, asked.sha256)
    decision = create(promise, existing, held if may_know else Held(held.part_bytes), clock.now())
    if not isinstance(decision, Created | Resumed | AlreadyHere):
        _refuse(decision)
    try:
        await door.database.write(lambda tx: _promised(tx, door.district, actor.install, existing, decision))
    except DatabaseFault as fault:
        if not fault.twin:
            raise
        return await begin(door, blobs, actor, asked)  # another request of the same phone has just promised it
    if isinstance(decision, AlreadyHere):
        await blobs.discard(asked.upload)
        await _arrived(door, asked.sha256)
    if isinstance(decision, Resumed) and is_complete(decision.upload):
        # The server died between the last byte and its end: nobody has a byte to send that would bring it there.
        try:
            return await _finished(door, blobs, decision.upload)
        except OffsetMoved as moved:
            return msgspec.structs.replace(decision.upload, offset=moved.offset)
    return decision.upload


async def _refuse_too_much(tx: ReadTx, district: int, owner: str, more: int) -> None:
    """SLOW_DOWN beyond what somebody may promise in a day: a phone that is broken, or stolen, fills no disk."""
    promised = await queries.promised_since(tx, district, owner, clock.now() - DAY)
    if promised + more > DAY_BYTES:
        raise Problem(ProblemCode.SLOW_DOWN, headers={"Retry-After": str(_RETRY_S)}, most_bytes=DAY_BYTES)


async def _promised(tx: Tx, district: int, install: str, existing: Upload | None, decision: Accepted) -> None:
    """Write the row. The part follows with the first bytes; an older one of the id is cut back to the row then."""
    if existing is None:
        await queries.new_upload(tx, district, install, decision.upload)
    elif isinstance(decision, Resumed):
        await queries.move_upload(tx, district, existing, decision.upload)
    else:
        await queries.put_upload(tx, district, install, decision.upload)


async def find(door: Door, blobs: BlobStore, actor: Actor, upload_id: str) -> Upload:
    """Where an upload stands in truth, once what was on its way before has ended. Refuses as `_find`."""
    await let_end(door, actor.user, upload_id)
    return await _find(door, blobs, actor, upload_id)


async def _find(door: Door, blobs: BlobStore, actor: Actor, upload_id: str) -> Upload:
    """Where an upload stands now. Refuses NOT_FOUND for one that is not there, or not the asker's.

    Where another server moves it meanwhile, the look that was taken is worth nothing: look again.
    """
    row = await door.database.read(lambda tx: queries.find_upload(tx, door.district, upload_id))
    if row is None or row.owner != actor.user:
        raise Problem(ProblemCode.NOT_FOUND)
    held = await blobs.held(row.id, row.sha256)
    now = head(row, held if _became_blob(row, held) else Held(held.part_bytes), clock.now())
    if not isinstance(now, Upload):
        _refuse(now)
    if now != row and not await door.database.write(lambda tx: queries.move_upload(tx, door.district, row, now)):
        return await _find(door, blobs, actor, upload_id)
    return now


async def append(
    door: Door,
    blobs: BlobStore,
    actor: Actor,
    upload_id: str,
    piece: Piece,
    body: AsyncIterable[bytes],
) -> Upload:
    """Take bytes in at an offset; what had come when a line broke is kept. The last byte makes it whole, or failed.

    A piece with a checksum is taken whole or not at all (CHECKSUM_MISMATCH): until it has it, the row tells of none
    of its bytes, and whoever asks next has them cut off.
    """
    async with turn_of(door, actor.user, upload_id) as pace:
        return await _append(door, blobs, actor, upload_id, piece, pace.keep(body))


async def _append(
    door: Door,
    blobs: BlobStore,
    actor: Actor,
    upload_id: str,
    piece: Piece,
    body: AsyncIterable[bytes],
) -> Upload:
    current = await _find(door, blobs, actor, upload_id)
    allowed = patch(current, piece.offset, piece.length, clock.now())
    if not isinstance(allowed, Upload):
        _refuse(allowed)
    if allowed.state is UploadState.VERIFIED:
        await _arrived(door, allowed.sha256)  # the server may have died before it told of it
        return allowed
    row = allowed

    async def durable(end: int) -> None:
        nonlocal row
        before, after = row, received(row, end)
        crashpoint("uploads.bytes-durable")
        row = await door.database.write(lambda tx: _stands(tx, door.district, before, after))
        if row != after and row.state is not UploadState.VERIFIED:
            raise OffsetMoved(row.offset)  # its row went back: whoever cut it sends it again

    try:
        await blobs.recover(row.id, row.offset)
        if piece.checksum is None:
            await receive(blobs, row.id, row.offset, row.size_bytes, body, durable)
        else:
            await durable(await _receive_whole(blobs, row, piece.checksum, body))
        return await _finished(door, blobs, row) if is_complete(row) else row
    except NoSuchPart:
        return await _finished_meanwhile(door, blobs, actor, upload_id)
    except (NoSpace, OffsetMoved, Overrun) as fault:
        _fail(fault)


async def _receive_whole(blobs: BlobStore, row: Upload, told: Checksum, body: AsyncIterable[bytes]) -> int:
    """Store a piece that must have this checksum; its end. Refuses CHECKSUM_MISMATCH, and keeps none of it."""

    async def untold(_: int) -> None:
        """The row follows when the whole piece is right."""

    try:
        return await receive(blobs, row.id, row.offset, row.size_bytes, told.heard(body), untold)
    except WrongChecksum:
        await blobs.recover(row.id, row.offset)
        raise Problem(ProblemCode.CHECKSUM_MISMATCH, offset=row.offset) from None


async def withdraw(door: Door, blobs: BlobStore, actor: Actor, upload_id: str) -> None:
    """Give an upload up: its row and its bytes. Refuses METHOD_NOT_ALLOWED when it is whole: a photo may hang on it.

    One whose time is over goes as well. Refuses as `find` otherwise; of one that moves meanwhile the new state counts.
    """
    await let_end(door, actor.user, upload_id)
    row = await door.database.read(lambda tx: queries.find_upload(tx, door.district, upload_id))
    if row is None or not is_expired(row, clock.now()):
        row = await _find(door, blobs, actor, upload_id)
    elif row.owner != actor.user:
        raise Problem(ProblemCode.NOT_FOUND)
    last = row
    decision = terminate(last)
    if not isinstance(decision, Withdrawn):
        _refuse(decision)
    if await door.database.write(lambda tx: queries.drop_upload(tx, door.district, last)):
        await blobs.discard(last.id)
    else:
        await withdraw(door, blobs, actor, upload_id)


async def _stands(tx: Tx, district: int, before: Upload, after: Upload) -> Upload:
    """The row moved on; or as it is, where another request has moved it meanwhile. Refuses NOT_FOUND."""
    if await queries.move_upload(tx, district, before, after):
        return after
    now = await queries.find_upload(tx, district, before.id)
    if now is None:
        raise Problem(ProblemCode.NOT_FOUND)
    return now


async def _keep_verified(tx: Tx, district: int, before: Upload, done: Upload) -> None:
    """Its bytes are whole and kept, wherever another request believes it to stand."""
    stands = await _stands(tx, district, before, done)
    while stands.state is not UploadState.VERIFIED:
        stands = await _stands(tx, district, stands, done)


def _became_blob(row: Upload, held: Held) -> bool:
    """Whether the blob of this hash is what this upload became: one that somebody else sent tells its hash's knower
    nothing. The row tells of the last byte before the part goes.
    """
    went = row.state is UploadState.RECEIVING and row.offset == row.size_bytes and held.part_bytes is None
    return went or row.state is UploadState.VERIFIED


async def _finished_meanwhile(door: Door, blobs: BlobStore, actor: Actor, upload_id: str) -> Upload:
    """A part that is gone: another request of the same phone has made it whole, or begins it again: UPLOAD_OFFSET."""
    now = await _find(door, blobs, actor, upload_id)
    if now.state is not UploadState.VERIFIED:
        _fail(OffsetMoved(now.offset))
    await _arrived(door, now.sha256)
    return now


async def _finished(door: Door, blobs: BlobStore, row: Upload) -> Upload:
    async with disk_of(blobs).writing:  # photos that end together queue here, not before the phones that push
        done = await _verified(door, blobs, row)
        await _arrived(door, row.sha256)
    return done


async def _verified(door: Door, blobs: BlobStore, row: Upload) -> Upload:
    stored = await _stored(blobs.finish(row.id, row.sha256))
    crashpoint("uploads.blob-kept")
    if stored.size_bytes < row.size_bytes:  # another request of the same phone has cut it back, and sends it itself
        raise OffsetMoved(stored.size_bytes)
    done = finish(row, stored)
    if isinstance(done, Mismatch):
        await door.database.write(lambda tx: queries.move_upload(tx, door.district, row, done.upload))
        await blobs.discard(row.id)
    if not isinstance(done, Upload):
        _refuse(done)
    try:
        inspect_header(await _first_bytes(blobs, row.sha256))
    except UnsupportedImage as refusal:
        failed = msgspec.structs.replace(row, state=UploadState.FAILED)
        await door.database.write(lambda tx: queries.move_upload(tx, door.district, row, failed))
        raise Problem(ProblemCode.UNSUPPORTED_IMAGE, reason=str(refusal.fault)) from refusal
    await door.database.write(lambda tx: _keep_verified(tx, door.district, row, done))
    crashpoint("uploads.row-verified")
    return done


async def _first_bytes(blobs: BlobStore, sha256: str) -> bytes:
    pieces = [piece async for piece in blobs.read(sha256, 0, _HEADER_BYTES)]
    return b"".join(pieces)


async def _arrived(door: Door, sha256: str) -> None:
    """Tell the photos that name these bytes that they are here."""
    rows = await door.database.read(lambda tx: queries.list_photos_of(tx, door.district, sha256))
    await _tell(door, rows)


async def _tell(door: Door, rows: Sequence[queries.PhotoRow]) -> None:
    """A photo has arrived when its own author has sent its bytes whole."""
    waiting = [row for row in rows if not row.arrived]
    if not waiting:
        return
    hashes = sorted({row.sha256 for row in waiting})
    sent = await door.database.read(lambda tx: queries.who_sent(tx, door.district, hashes))
    here = [row for row in waiting if (row.sha256, row.author) in sent]
    if here:
        await door.issue([PhotoArrived(**made_now(row.id), sha256=row.sha256) for row in here])


async def find_shown(door: Door, blobs: BlobStore, actor: Actor, photo: str) -> queries.PhotoRow:
    """A photo that the asker's phone holds, or whose subject their office sees, and whose bytes are here.

    Refuses NOT_FOUND: not there, not yours, not yet here.
    """
    at = clock.now()

    async def found(tx: ReadTx) -> queries.PhotoRow | None:
        row = next(iter(await queries.list_photos(tx, door.district, [photo])), None)
        if row is None:
            return None
        scopes = await granted(tx, door.district, actor.user, at)
        seen = await queries.is_seen(tx, door.district, list(scopes), photo) or await sees(
            tx, door, actor, row.subject_kind, row.subject, row.grid
        )
        return row if seen else None

    row = await door.database.read(found)
    if row is None or not row.arrived or await blobs.size_of(row.sha256) is None:
        raise Problem(ProblemCode.NOT_FOUND)
    return row


async def sees(tx: ReadTx, door: Door, actor: Actor, kind: PhotoSubject, subject: str, grid: str | None) -> bool:
    """Whether an office sees a subject of photos: a case as on its board, all else as the register of its grid."""
    if kind is PhotoSubject.CASE:
        return await is_on_board(tx, door, actor, subject)
    scope = await scope_of(tx, door, actor, REGISTER_POSTS, clock.now())
    return grid in scope.grids


def photo_consumer() -> Consumer:
    """Follows the journal for photos whose bytes came before their command."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        named = sorted({entry.entity for entry in entries if entry.version})
        if not named:
            return
        await _tell(door, await door.database.read(lambda tx: queries.list_photos(tx, door.district, named)))

    return Consumer("photos", ("attach_photo",), handle)


async def _stored(work: Awaitable[T]) -> T:
    """What the store did, or its refusal in the contract's words."""
    try:
        return await work
    except (NoSpace, NoSuchPart, OffsetMoved) as fault:
        _fail(fault)


def view_of(upload: Upload) -> UploadView:
    """An upload as its phone is told of it."""
    done = upload.state is UploadState.VERIFIED
    return UploadView(upload=upload.id, offset=upload.offset, size_bytes=upload.size_bytes, done=done)


def _refuse(refusal: Refusal) -> NoReturn:
    facts = msgspec.structs.asdict(refusal)
    told = {name: value for name, value in facts.items() if isinstance(value, int)}
    headers = {"Upload-Offset": str(told["offset"])} if "offset" in told else None
    raise Problem(refusal.code, headers=headers, **told)


def _fail(fault: NoSpace | NoSuchPart | OffsetMoved | Overrun) -> NoReturn:
    if isinstance(fault, OffsetMoved):
        raise Problem(fault.code, headers={"Upload-Offset": str(fault.offset)}, offset=fault.offset) from fault
    code = ProblemCode.NOT_FOUND if isinstance(fault, NoSuchPart) else fault.code
    raise Problem(code) from fault
