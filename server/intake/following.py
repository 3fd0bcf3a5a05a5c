"""How whoever reported follows it, adds to it, answers the questions and opens it again. It shows nothing personal."""

from collections.abc import AsyncIterable
from datetime import datetime, timedelta
from typing import NamedTuple

from media.blobs import BlobStore
from mobile_contract.base import Command
from mobile_contract.case_steps import RateCase, ReopenCase
from mobile_contract.cases import CaseState, CommentCase
from mobile_contract.intake import (
    Following,
    FollowRequest,
    MoreInformation,
    PhotoPromise,
    Progress,
    ReopenWish,
    ThreeAnswers,
)
from mobile_contract.media import AttachPhoto, NewUpload, PhotoPhase, PhotoSubject, UploadView
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.passwords import Passwords
from server.accounts.scope import directory_of
from server.cases.adjusted import CaseRating
from server.cases.entities import Case, CaseEvent, CaseTimer
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.ids import is_id
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.core.seal import same
from server.intake import metering, plain, queries
from server.intake.books import book
from server.intake.codes import id_of, read_code, read_pin
from server.intake.doorway import code_hash, meter_of, mint_of, pin_of, refused, resident, slow_down, too_often
from server.intake.entities import Reporter
from server.intake.making import Mint, facts
from server.uploads import service as uploads
from server.uploads.entities import Photo

FOLLOWING = timedelta(minutes=30)
"""How long the other public routes are open to whoever told code and PIN."""

MOST_PHOTOS = 10
"""Photos of one reporter to one case."""

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Known(NamedTuple):
    """A report with all that its progress is told from, and what its unit is called."""

    facts: plain.Facts
    progress: Progress


async def follow(door: Door, passwords: Passwords, asked: FollowRequest, address: str) -> Following:
    """How a report stands, for whoever tells its code and PIN, and a token for what they may do about it.

    Refuses WRONG_RECEIPT, which takes as long for a code that nobody has, and SLOW_DOWN after five wrong PINs.
    """
    at = clock.now()
    await slow_down(door, [meter_of(door, "follow", address, at)], at)
    code = read_code(asked.code)
    if code is None:
        raise Problem(ProblemCode.WRONG_RECEIPT)
    hashed = code_hash(door, code)
    rests_ms = await door.database.write(lambda tx: metering.begin_try(tx, door.district, hashed, at))
    if rests_ms:
        raise too_often(rests_ms)
    reporter = await door.database.read(lambda tx: queries.find_reporter(tx, door, hashed))
    right = await passwords.verify(
        "" if reporter is None else reporter.pin_hash, pin_of(door, code, read_pin(asked.pin))
    )
    if reporter is None or not right:
        raise Problem(ProblemCode.WRONG_RECEIPT)
    await door.database.write(lambda tx: metering.forgive(tx, door.district, hashed))
    until = at + FOLLOWING
    found = await read(door, reporter.id, code)
    return Following(token=token_of(door, reporter.id, code, until), until_at=until, progress=found.progress)


def token_of(door: Door, reporter: str, code: str, until: datetime) -> str:
    """What opens the other public routes of one report for a while; the server keeps nothing of it."""
    told = f"{int(until.timestamp())}.{code}.{reporter}"
    return f"{told}.{door.seal.vouch('intake-follow', told.encode())}"


def open_token(door: Door, token: str) -> tuple[str, str]:
    """The reporter and the code of a token. Refuses NOT_SIGNED_IN: another's, changed, or over."""
    told, _, mac = token.rpartition(".")
    until, _, rest = told.partition(".")
    code, _, reporter = rest.partition(".")
    if not token.isascii() or not same(mac, door.seal.vouch("intake-follow", told.encode())):
        raise Problem(ProblemCode.NOT_SIGNED_IN)
    if int(until) < clock.now().timestamp() or not is_id(reporter):
        raise Problem(ProblemCode.NOT_SIGNED_IN)
    return reporter, code


async def read(door: Door, reporter: str, code: str) -> Known:
    """How a report stands. Refuses NOT_FOUND for one that was erased since."""
    at, known = clock.now(), book()

    async def work(tx: ReadTx) -> Known:
        kept = await find_entity(tx, door, Reporter, reporter)
        own = None if kept is None else await find_entity(tx, door, Case, kept.case_id)
        if kept is None or own is None:
            raise Problem(ProblemCode.NOT_FOUND)
        found = None if own.duplicate_of is None else await find_entity(tx, door, Case, own.duplicate_of)
        lead = found or own
        events = await list_by(tx, door, CaseEvent, "case_id", {own.id, lead.id})
        timers = await list_by(tx, door, CaseTimer, "case_id", [lead.id])
        ratings = await list_by(tx, door, CaseRating, "case_id", [lead.id])
        rated = any(one.round == lead.round for one in ratings)
        told = plain.Facts(kept, own, lead, events, timers, rated, at)
        directory = await directory_of(tx, door)

        def unit_name(org: str) -> str:
            node = directory.org(org)
            return "" if node is None else node.name

        return Known(told, plain.progress(code, told, known, unit_name))

    return await door.database.read(work)


# --- adding, answering, opening again ---------------------------------------------------------------------------------


async def add(door: Door, blobs: BlobStore, reporter: str, code: str, asked: MoreInformation) -> Progress:
    """Words and photos for an open report. Sent twice it is added once.

    Refuses CASE_NEEDS without either, CASE_MOVED_ON for a matter that has ended, TOO_OFTEN for too many photos,
    SLOW_DOWN, ID_TAKEN and ID_REUSE for ids that are somebody else's or were used for something else.
    """
    if not asked.words.strip() and not asked.photos:
        raise Problem(ProblemCode.CASE_NEEDS, needs="words")
    found, mint, at = (await read(door, reporter, code)).facts, mint_of(door), clock.now()
    _refuse_unless(found, plain.ADD)
    await slow_down(door, [meter_of(door, "adding", reporter, at)], at)
    case = found.lead.id
    photos = await door.database.read(lambda tx: list_by(tx, door, Photo, "subject_id", [case]))
    promised = {one.photo for one in asked.photos} | {one.id for one in photos if one.author == reporter}
    if len(promised) > MOST_PHOTOS:
        raise Problem(ProblemCode.TOO_OFTEN, most=MOST_PHOTOS)
    commands: list[Command] = [_attach(one, reporter, case, mint) for one in asked.photos]
    if asked.words.strip():
        told = facts(id_of(mint("information", reporter, asked.id)), case, case)
        commands.insert(0, CommentCase(**told, opinion=asked.words))
    await _issue(door, reporter, commands)
    for photo, command in zip(asked.photos, commands[-len(asked.photos) :], strict=False):
        promise = NewUpload(upload=photo.photo, sha256=photo.sha256, size_bytes=photo.size_bytes, command=command.id)
        await uploads.begin(door, blobs, resident(reporter), promise)
    return (await read(door, reporter, code)).progress


def _attach(photo: PhotoPromise, reporter: str, case: str, mint: Mint) -> AttachPhoto:
    return AttachPhoto(
        **facts(id_of(mint("photo", reporter, photo.photo)), photo.photo, case),
        subject_kind=PhotoSubject.CASE,
        subject=case,
        phase=PhotoPhase.REPORT,
        sha256=photo.sha256,
        size_bytes=photo.size_bytes,
        media_type=photo.media_type,
    )


async def append_photo(
    door: Door,
    blobs: BlobStore,
    reporter: str,
    photo: str,
    offset: int,
    length: int | None,
    body: AsyncIterable[bytes],
) -> UploadView:
    """Bytes of a photo that was promised, as `PATCH /v1/uploads` takes them; of one's own photos alone: NOT_FOUND."""
    return await uploads.append(door, blobs, resident(reporter), photo, offset, length, body)


async def rate(door: Door, reporter: str, code: str, asked: ThreeAnswers) -> Progress:
    """The three answers, once a round. Refuses CASE_MOVED_ON for a matter that is not closed, and TOO_OFTEN."""
    found = (await read(door, reporter, code)).facts
    command = RateCase(
        **facts(id_of(mint_of(door)("rating", reporter, asked.id)), found.lead.id, found.lead.id),
        contacted=asked.contacted,
        solved=asked.solved,
        satisfaction=asked.satisfaction,
        opinion=asked.words,
    )
    if not found.rated:
        _refuse_unless(found, plain.RATE)
    await _issue(door, reporter, [command])
    return (await read(door, reporter, code)).progress


async def reopen(door: Door, reporter: str, code: str, asked: ReopenWish) -> Progress:
    """It is not solved: a new round begins. Refuses CASE_MOVED_ON, OUT_OF_TIME after seven days, TOO_OFTEN."""
    found = (await read(door, reporter, code)).facts
    command = ReopenCase(
        **facts(id_of(mint_of(door)("reopening", reporter, asked.id)), found.lead.id, found.lead.id),
        opinion=asked.reason,
    )
    never_closed = found.lead.state is not CaseState.CLOSED and not found.lead.reopenings
    if found.joined or never_closed:
        raise Problem(ProblemCode.CASE_MOVED_ON, state=found.lead.state)
    await _issue(door, reporter, [command])
    return (await read(door, reporter, code)).progress


def _refuse_unless(found: plain.Facts, may: str) -> None:
    if may not in plain.what_may(found):
        raise Problem(ProblemCode.CASE_MOVED_ON, state=found.lead.state)


async def _issue(door: Door, reporter: str, commands: list[Command]) -> None:
    """Have the door judge what a resident asks. What was only kept as evidence is a refusal to them."""
    for answer in (await door.issue(commands, resident(reporter))).receipts:
        if answer.verdict not in _DONE:
            raise refused(answer)
