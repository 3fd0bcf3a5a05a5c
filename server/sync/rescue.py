"""The rescue file of a phone that cannot send any more: opened, checked, and done as if it had been sent.

What is in it goes through the door in the name of its author, under the ids that a push would bring, so that it counts
once whatever comes first. Of whoever is let in no more a person decides each command (`late_scope`). It reads a file
that somebody else may have made: nothing of it is believed before the district's seal and the phone's signature hold.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO, NamedTuple, TypeVar

import msgspec

from media.blobs import BlobStore
from media.uploads import UploadState
from mobile_contract.media import NewUpload
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.rescue import (
    FILE_ID_BYTES,
    MAGIC,
    MAX_HEAD_BYTES,
    PART_BYTES,
    PURPOSE,
    SEALED_MORE_BYTES,
    CarriedCommand,
    CarriedPhoto,
    Outbox,
    SignedOutbox,
    frame_info,
)
from mobile_contract.sync import MAX_BATCH, MAX_PUSH_BYTES
from server.accounts import certificates
from server.accounts.service import let_in
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.installs import Past, past_of
from server.core.intake import JSON, MSGPACK, Sent, Submission
from server.core.intake import read as read_command
from server.core.ledger import REVOKED, Line
from server.core.loading import known_receipts
from server.core.problems import Problem
from server.core.seal import Seal, SealBroken, is_signed
from server.uploads import service as uploads
from sync.observed import EARLIEST_MS, Quality, observe

IMPORT_KIND = "outbox_import"
"""The journal's entries of imports: no command, about the install."""

S = TypeVar("S")
_LENGTH_BYTES = 4
_LONG_MAPS = (0xDE, 0xDF)


class WrongFile(Exception):
    """No rescue file of this district, or one that was changed; nothing of it was done."""


class Rescued(NamedTuple):
    """A rescue file that holds: what it says, and its photos' bytes, still sealed, in the file after it."""

    outbox: Outbox
    file_id: bytes
    rest: BinaryIO


class _Sender(msgspec.Struct):
    """Whose a file says it is: nothing else of it is built before that phone's signature is known to fit."""

    install: str
    user: str
    certificate: str


class Standing(NamedTuple):
    """What a district knows of a rescue file: whose it is, whether they are let in, which commands it has already."""

    actor: Actor
    let_in: bool
    known: dict[str, Receipt]
    sent: tuple[Sent, ...]


def opened(seal: Seal, district: int, file: BinaryIO) -> Rescued:
    """A rescue file, opened and checked. Raises WrongFile."""
    if file.read(len(MAGIC)) != MAGIC:
        raise WrongFile("it is no rescue file")
    file_id = file.read(FILE_ID_BYTES)
    signed = _decoded(_frame(seal, file, file_id, 0, MAX_HEAD_BYTES), SignedOutbox)
    sender = _decoded(signed.outbox, _Sender)
    whose = certificates.read(seal, district, sender.certificate)
    if whose is None or (whose.install, whose.user) != (sender.install, sender.user) or not whose.public_key:
        raise WrongFile("its certificate is not that of its phone")
    if not is_signed(bytes.fromhex(whose.public_key), PURPOSE, file_id + signed.outbox, signed.signature):
        raise WrongFile("its phone did not sign it")
    return Rescued(_decoded(signed.outbox, Outbox), file_id, file)


def _decoded(content: bytes, shape: type[S]) -> S:
    try:
        return msgspec.msgpack.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WrongFile(f"what it holds cannot be read: {error}") from error


async def look(door: Door, rescued: Rescued) -> Standing:
    """What would become of a rescue file; nothing is done. Raises WrongFile for whom the district does not know."""
    outbox = rescued.outbox
    actor = Actor(user=outbox.user, install=outbox.install)
    lines = [] if door.ledger is None else await door.ledger.lines()

    async def read(tx: ReadTx) -> tuple[bool | None, Past, dict[str, Receipt]]:
        known = await let_in(tx, door.district, actor.install, actor.user)
        past = await past_of(tx, door.district, actor.install, sent)
        receipts = await known_receipts(tx, door.district, [one.id for one in sent])
        return known, past, {identity: one.receipt for identity, one in receipts.items()}

    sent = [read_command(one.body, _encoding(one.body), actor) for one in sorted(outbox.commands, key=_by_seq)]
    inside, past, known = await door.database.read(read)
    if inside is None:
        raise WrongFile(f"the district does not know user {actor.user} with install {actor.install}")
    inside = inside and Line(REVOKED, actor.install) not in lines
    return Standing(actor, inside, known, tuple(_observed(sent, outbox, past, late=not inside)))


async def take(door: Door, rescued: Rescued, standing: Standing, operator: Actor) -> list[Receipt]:
    """Do what a rescue file says; a receipt for each command, in seq order. Done again, it is answered alike.

    The journal tells which operator brought it.

    `retry` says that a command has still to come: import the file again.
    """
    receipts: list[Receipt] = []
    for batch in _batches(standing.sent):
        if any(one.verdict is Verdict.RETRY for one in receipts):  # what was meant to come after waits for it
            receipts += [Receipt(id=one.id, verdict=Verdict.RETRY) for one in batch]
            continue
        submission = Submission(standing.actor, batch, contract=rescued.outbox.contract)
        outcome = await door.submit(submission)
        if outcome.rekey:  # a copy of this phone has used its numbers: the ids alone say what is what
            unnumbered = [msgspec.structs.replace(one, seq=None) for one in batch]
            outcome = await door.submit(Submission(standing.actor, unnumbered, contract=rescued.outbox.contract))
        receipts += outcome.receipts
    await _note(door, rescued, receipts, operator)
    return receipts


async def take_photos(
    door: Door, blobs: BlobStore, rescued: Rescued, standing: Standing
) -> list[tuple[CarriedPhoto, str]]:
    """Take in the photos of a rescue file: each with "" where its bytes are here now, else why they are not."""
    told: list[tuple[CarriedPhoto, str]] = []
    number = 1
    for photo in rescued.outbox.photos:
        if not photo.here:
            told.append((photo, "lost on the phone"))
            continue
        numbers = range(number, number - (-photo.size_bytes // PART_BYTES))
        number = numbers.stop
        content, fault = _content(door.seal, rescued, numbers)
        told.append((photo, fault or await _taken(door, blobs, standing.actor, photo, content)))
    return told


def _content(seal: Seal, rescued: Rescued, numbers: range) -> tuple[bytes, str]:
    """A photo's bytes, and what is wrong with a part of them: one that is damaged takes none of the others along."""
    parts: list[bytes] = []
    fault = ""
    for number in numbers:
        try:
            parts.append(_frame(seal, rescued.rest, rescued.file_id, number, PART_BYTES))
        except WrongFile as wrong:
            fault = fault or str(wrong)
    return b"".join(parts), fault


async def _taken(door: Door, blobs: BlobStore, actor: Actor, photo: CarriedPhoto, content: bytes) -> str:
    if (len(content), sha256(content).hexdigest()) != (photo.size_bytes, photo.sha256):
        return "not the bytes that were promised"
    try:
        upload = await uploads.begin(
            door, blobs, actor, NewUpload(photo.upload, photo.sha256, photo.size_bytes, photo.command)
        )
        if upload.state is not UploadState.VERIFIED:
            left = content[upload.offset :]
            piece = uploads.Piece(upload.offset, len(left))
            upload = await uploads.append(door, blobs, actor, photo.upload, piece, _all_of(left))
    except Problem as problem:
        return problem.code
    return "" if upload.state is UploadState.VERIFIED else "not whole"


async def _all_of(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _note(door: Door, rescued: Rescued, receipts: Sequence[Receipt], operator: Actor) -> None:
    """Leave in the journal that this phone's work came by a file, and how much of it."""
    outbox = rescued.outbox
    told = msgspec.msgpack.encode((rescued.file_id, len(receipts), len(outbox.photos)))

    async def unit(tx: Tx) -> None:
        writer = await door.writer(tx)
        await writer.note(IMPORT_KIND, outbox.install, operator, told)

    await door.database.write(unit)


def _frame(seal: Seal, file: BinaryIO, file_id: bytes, number: int, most_bytes: int) -> bytes:
    length = int.from_bytes(file.read(_LENGTH_BYTES), "big")
    if length > most_bytes + SEALED_MORE_BYTES:
        raise WrongFile(f"part {number} is too long")
    sealed = file.read(length)
    if not sealed or len(sealed) < length:
        raise WrongFile(f"it ends within part {number}")
    try:
        return seal.open_outbox(sealed, frame_info(file_id, number))
    except SealBroken as error:
        raise WrongFile(f"part {number}: {error}") from error


def _encoding(body: bytes) -> str:
    """A command is a map: in MessagePack its first byte is none that JSON can begin with."""
    return MSGPACK if body and (0x80 <= body[0] <= 0x8F or body[0] in _LONG_MAPS) else JSON


def _by_seq(one: CarriedCommand) -> int:
    return one.seq


def _observed(sent: Sequence[Sent], outbox: Outbox, past: Past, *, late: bool) -> Iterator[Sent]:
    """When each was done, as near as a file can tell: by its age within the boot of the file, else by the wall clock,
    either put right by what that clock was off at the phone's last contact.

    Never `exact`: how long a file lay nobody knows (sync.md 3).
    """
    now_ms, written = clock.millis(clock.now()), outbox.now
    off_ms = past.offsets_ms.get(written.boot, 0)
    written_ms = min(max(written.wall + off_ms, EARLIEST_MS), now_ms)
    previous_ms = past.before_ms
    for one in sent:
        told, quality = now_ms, Quality.ESTIMATED
        if one.command is not None:
            made = one.command.made
            offset_ms = past.offsets_ms.get(made.boot, off_ms) - off_ms
            told, quality = observe(
                made, written, server_now_ms=written_ms, previous_ms=previous_ms, offset_ms=offset_ms
            )
            previous_ms = told
        quality = Quality.ESTIMATED if quality is Quality.EXACT else quality
        at = clock.from_millis(told)
        yield msgspec.structs.replace(one, observed_at=at, clock_quality=quality.value, late=late)


def _batches(sent: Sequence[Sent]) -> Iterator[list[Sent]]:
    """As a push would bring them."""
    batch: list[Sent] = []
    size_bytes = 0
    for one in sent:
        size_bytes += len(one.raw)
        if batch and (len(batch) == MAX_BATCH or size_bytes > MAX_PUSH_BYTES):
            yield batch
            batch, size_bytes = [], len(one.raw)
        batch.append(one)
    if batch:
        yield batch


def counts(receipts: Sequence[Receipt]) -> dict[str, int]:
    """How many got each verdict, those that nobody got left out."""
    told = {verdict.value: sum(one.verdict is verdict for one in receipts) for verdict in Verdict}
    return {verdict: number for verdict, number in told.items() if number}
