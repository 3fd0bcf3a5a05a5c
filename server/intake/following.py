"""How whoever reported follows it, adds to it, answers the questions and opens it again. It shows nothing personal."""

from collections.abc import AsyncIterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from media.blobs import BlobStore
from mobile_contract.base import Command
from mobile_contract.case_steps import RateCase, ReopenCase
from mobile_contract.cases import CommentCase
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
from server.cases.words import ABSORBED
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

    Refuses CASE_NEEDS without either, CASE_MOVED_ON for a matter that has ended: its words are kept all the same.
    Refuses TOO_OFTEN for too many photos, SLOW_DOWN, ID_TAKEN and ID_REUSE for ids that are somebody else's or were
    used for something else.
    """
    if not asked.words.strip() and not asked.photos:
        raise Problem(ProblemCode.CASE_NEEDS, needs="words")
    found, mint, at = (await read(door, reporter, code)).facts, mint_of(door), clock.now()
    await slow_down(door, [meter_of(door, "adding", reporter, at)], at)
    case = found.lead.id
    photos = await door.database.read(lambda tx: list_by(tx, door, Photo, "subject_id", [case]))
    promised = {one.photo for one in asked.photos} | {one.id for one in photos if one.author == reporter}
    if len(promised) > MOST_PHOTOS:
        raise Problem(ProblemCode.TOO_OFTEN, most=MOST_PHOTOS)
    if asked.words.strip():
        told = facts(id_of(mint("information", reporter, asked.id)), case, case)
        await _issue(door, reporter, [CommentCase(**told, opinion=asked.words)])
    elif plain.ADD not in plain.what_may(found):
        raise Problem(ProblemCode.CASE_MOVED_ON, state=found.lead.state)
    commands = [_attach(one, reporter, case, mint) for one in asked.photos]
    await _issue(door, reporter, commands)
    for photo, command in zip(asked.photos, commands, strict=True):
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
    piece = uploads.Piece(offset, length)
    return uploads.view_of(await uploads.append(door, blobs, resident(reporter), photo, piece, body))


async def rate(door: Door, reporter: str, code: str, asked: ThreeAnswers) -> Progress:
    """The three answers, once a round. Refuses CASE_MOVED_ON for a matter that is not closed, TOO_OFTEN and SLOW_DOWN;
    what was said is kept.
    """
    case = _theirs(await _known(door, reporter, code))
    command = RateCase(
        **facts(id_of(mint_of(door)("rating", reporter, asked.id)), case, case),
        contacted=asked.contacted,
        solved=asked.solved,
        satisfaction=asked.satisfaction,
        opinion=asked.words,
    )
    await _issue(door, reporter, [command])
    return (await read(door, reporter, code)).progress


async def reopen(door: Door, reporter: str, code: str, asked: ReopenWish) -> Progress:
    """It is not solved: a new round begins, or has begun already.

    Refuses CASE_MOVED_ON, OUT_OF_TIME after seven days, TOO_OFTEN and SLOW_DOWN; the reason is kept.
    """
    found = await _known(door, reporter, code)
    case = _theirs(found)
    command = ReopenCase(
        **facts(id_of(mint_of(door)("reopening", reporter, asked.id)), case, case), opinion=asked.reason
    )
    try:
        await _issue(door, reporter, [command])
    except Problem as problem:
        if problem.code is not ProblemCode.CASE_MOVED_ON or found.joined or not found.lead.reopenings:
            raise
    return (await read(door, reporter, code)).progress


async def _known(door: Door, reporter: str, code: str) -> plain.Facts:
    """How a report stands, for who is about to judge it. Refuses SLOW_DOWN."""
    found, at = (await read(door, reporter, code)).facts, clock.now()
    await slow_down(door, [meter_of(door, "adding", reporter, at)], at)
    return found


def _theirs(found: plain.Facts) -> str:
    """The case that a reporter judges: what they joined is another's to judge, so their words stay with their own."""
    return found.own.id if found.joined else found.lead.id


async def _issue(door: Door, reporter: str, commands: Sequence[Command]) -> None:
    """Have the door judge what a resident asks. What was only kept as evidence is a refusal to them."""
    for answer in (await door.issue(commands, resident(reporter))).receipts:
        if answer.verdict not in _DONE:
            raise refused(answer)
        if ABSORBED in answer.facts:
            raise Problem(ProblemCode.CASE_MOVED_ON, state=answer.facts[ABSORBED])
