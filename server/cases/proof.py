"""Collects the evidence pack of a case: its rows, its entries in the journal, the way to the head, its photos.

Masked, unless somebody tells why they need it whole: then no words, no reporter and no picture are in it, for nobody
can tell by a program whether a sentence names a resident. Each making is journalled before anything is handed out.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, func, select

from media.blobs import BlobStore, NoSuchBlob
from mobile_contract.cases import CaseSource
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of
from server.cases import proof_pack as form
from server.cases import tables as t
from server.cases.adjusted import (
    CaseLink,
    CaseRating,
    CaseRequest,
    CaseSupervision,
    CaseWhistle,
    WhistleDuty,
)
from server.cases.disclosure import is_shown
from server.cases.entities import Case, CaseEvent, CaseGrant, CaseTask, CaseTimer
from server.cases.proof_check import chain_bytes
from server.core import clock
from server.core import tables as core
from server.core.columns import Words, among, micros
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import READ_KIND, Door, Reading
from server.core.entities import Entity
from server.core.journal import Entry, list_entries_of
from server.core.keyring import Keyring
from server.core.loading import head_of, load_keys
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.core.statements import Statement
from server.core.writing import entry_place
from server.uploads.entities import Photo

INSIDE = frozenset({CaseSource.WORKER, CaseSource.COMMITTEE, CaseSource.SYSTEM})
"""Reports of people whose work it is: who they are is told."""

LONGEST_WAY = 400_000
"""Entries between the first position of a case and the head that a pack takes along: 13 MB of digests."""

_PARTS: tuple[type[Entity], ...] = (
    CaseEvent,
    CaseTask,
    CaseTimer,
    CaseRequest,
    CaseSupervision,
    CaseLink,
    CaseRating,
    CaseWhistle,
    WhistleDuty,
    CaseGrant,
)
"""What belongs to a case and goes into its pack. Contacts and secrets of reporters are other rows, and never do."""

_BY_NUMBER = Statement(
    select(t.cases.c.id).where(
        t.cases.c.district_id == bindparam("district"), t.cases.c.case_no == bindparam("number", type_=Words)
    )
)
_j, _e = core.journal.c, core.journal_entries.c
_COMMITS = Statement(
    select(_j.pos, _j.at, _j.link).where(_j.district_id == bindparam("district"), among(_j.pos, "places"))
)
_DIGESTS = Statement(
    select(_e.pos, _e.digest)
    .where(_e.district_id == bindparam("district"), among(_e.pos, "places"))
    .order_by(_e.pos, _e.n)
)
_LENGTH = Statement(
    select(func.coalesce(func.sum(_j.entries), 0)).where(
        _j.district_id == bindparam("district"), _j.pos >= bindparam("first"), _j.pos <= bindparam("last")
    )
)
_WAY = Statement(
    select(_j.pos, _j.at)
    .where(_j.district_id == bindparam("district"), _j.pos >= bindparam("first"), _j.pos <= bindparam("last"))
    .order_by(_j.pos)
)
_WAY_DIGESTS = Statement(
    select(_e.pos, _e.digest)
    .where(_e.district_id == bindparam("district"), _e.pos >= bindparam("first"), _e.pos <= bindparam("last"))
    .order_by(_e.pos, _e.n)
)


class Order(NamedTuple):
    """Which pack is asked for: of the case with this number, or this id; whole, with a reason, or masked."""

    case: str
    full: bool = False
    reason: str = ""


async def make(door: Door, actor: Actor, order: Order, blobs: BlobStore | None = None) -> bytes:
    """The pack, as the bytes of a ZIP.

    Refuses NOT_FOUND for a case that is not there, or was erased, and CASE_NEEDS for a whole one without a reason.
    """
    if order.full and not order.reason.strip():
        raise Problem(ProblemCode.CASE_NEEDS, needs="reason")

    async def witness(tx: Tx) -> tuple[str, Sequence[str]]:
        found = await _case_id(tx, door, order.case)
        return found, [found]

    what = "case_proof_full" if order.full else "case_proof"
    purpose = order.reason.strip() or "case_proof"
    found = await door.database.read(lambda tx: _case_id(tx, door, order.case))
    await door.witnessed(Reading(actor, purpose, what, found), witness)
    statement, files, photos = await door.database.read(lambda tx: _collect(tx, door, found, order.full))
    if order.full and blobs is not None:
        for sha256 in sorted({photo.sha256 for photo in photos}):
            data = await _blob(blobs, sha256)
            files |= {} if data is None else {form.PHOTOS + sha256: data}
    return form.zipped(form.signed(statement, files, door.seal))


async def _case_id(tx: ReadTx, door: Door, told: str) -> str:
    rows = await tx.fetch(_BY_NUMBER, district=door.district, number=told)
    case = str(rows[0][0]) if rows else told
    if len(case) != len("00000000-0000-0000-0000-000000000000") or await find_entity(tx, door, Case, case) is None:
        raise Problem(ProblemCode.NOT_FOUND)
    return case


async def _collect(
    tx: ReadTx, door: Door, identity: str, full: bool
) -> tuple[form.Statement, dict[str, bytes], list[Photo]]:
    case = await find_entity(tx, door, Case, identity)
    if case is None:
        raise Problem(ProblemCode.NOT_FOUND)
    rows: dict[type[Entity], list[Any]] = {Case: [case]}
    for kind in _PARTS:
        rows[kind] = await list_by(tx, door, kind, "case_id", [identity])
    rows[CaseLink] += await list_by(tx, door, CaseLink, "into_case", [identity])
    photos = rows[Photo] = await list_by(tx, door, Photo, "subject_id", [identity])
    hidden = None if full or case.source in INSIDE else case.reporter
    opened = await _entries(tx, door, [row.id for those in rows.values() for row in those], full, hidden)
    case_file = form.CaseFile(
        id=case.id,
        case_no=case.case_no,
        rows=_told_rows(door, rows, full, hidden),
        timeline=[one.told for one in opened if one.told is not None],
        withheld=[] if full else _withheld(door, rows),
        names=await _names(tx, door, case, rows, opened, hidden),
    )
    head = await head_of(tx, door.district)
    places = await _places(tx, door.district, sorted({one.entry.pos for one in opened}))
    way, chain = await _way(tx, door.district, places, head.pos)
    journal = form.JournalFile(places, [one.entry for one in opened])
    statement = form.Statement(
        format=form.FORMAT,
        district=door.district,
        epoch=head.epoch,
        case=case.id,
        case_no=case.case_no,
        made_at=micros(clock.now()),
        full=full,
        head=form.Link(head.pos, await _at(tx, door.district, head.pos), head.link.hex()),
        links=[form.Link(place.pos, place.at, place.link) for place in places],
        chain=way,
        files={},
    )
    files = {
        form.README: form.README_TEXT.encode(),
        form.CASE: form.encoded(case_file),
        form.JOURNAL: form.encoded(journal),
        **({} if way is None else {form.CHAIN: chain}),
    }
    return statement, files, photos


# --- rows -------------------------------------------------------------------------------------------------------------


def _told_rows(
    door: Door, rows: dict[type[Entity], list[Any]], full: bool, hidden: str | None
) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {}
    for kind, those in rows.items():
        spec = door.kinds.of(kind).kind
        left_out = {"stamps"} | (set() if full else {name for names in spec.sealed.values() for name in names})
        told[spec.name] = [_told(row, left_out, hidden) for row in sorted(those, key=lambda row: row.id)]
    return {name: those for name, those in told.items() if those}


def _told(row: Entity, left_out: set[str], hidden: str | None) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(row)
    return {
        name: None if hidden is not None and value == hidden else value
        for name, value in values.items()
        if name not in left_out
    }


def _withheld(door: Door, rows: dict[type[Entity], list[Any]]) -> list[str]:
    return sorted(
        f"{door.kinds.of(kind).kind.name}.{name}"
        for kind, those in rows.items()
        if those
        for names in door.kinds.of(kind).kind.sealed.values()
        for name in names
    )


async def _names(
    tx: ReadTx,
    door: Door,
    case: Case,
    rows: dict[type[Entity], list[Any]],
    opened: Iterable["_Opened"],
    hidden: str | None,
) -> dict[str, str]:
    """What the people, places and classes of a case are called; never whoever reported it from outside."""
    directory = await directory_of(tx, door)
    named = {str(value) for those in rows.values() for row in those for value in msgspec.structs.astuple(row)}
    people = {one.entry.shown.actor for one in opened if one.entry.shown is not None} | {
        value for value in named if len(value) == len(case.id)
    }
    names = await list_names(tx, door.district, people - {hidden or ""} - ({case.reporter} if hidden else set()))
    org_ids = {org for org in (case.department, case.owner, case.returned_from) if org}
    orgs = [directory.org(org) for org in sorted(org_ids)]
    grid = None if case.grid is None else directory.grid(case.grid)
    of_class = None if case.class_code is None else directory.case_class(case.class_code)
    places = {node.id: node.name for node in (*orgs, grid) if node is not None}
    return names | places | ({} if of_class is None else {of_class.code: of_class.name})


# --- the journal ------------------------------------------------------------------------------------------------------


class _Opened(NamedTuple):
    """An entry as the pack has it, and what the timeline says of it, if it is a command's own."""

    entry: form.PackEntry
    told: form.Told | None


async def _entries(tx: ReadTx, door: Door, ids: Sequence[str], full: bool, hidden: str | None) -> list[_Opened]:
    found = [one for one in await list_entries_of(tx, door.district, sorted(set(ids))) if one.kind != READ_KIND]
    keyring = Keyring(door.seal, door.district)
    await load_keys(tx, door.district, keyring, {one.subject for one in found})
    return [_opened(one, keyring, full, hidden) for one in found]


def _opened(entry: Entry, keyring: Keyring, full: bool, hidden: str | None) -> _Opened:
    at = form.PackEntry(entry.pos, entry.n, entry.digest.hex())
    if entry.salt is None or entry.body is None:
        return _Opened(at, None)
    body = keyring.key(entry.subject).open(entry.body, entry_place(entry.kind, entry.entity))
    from_outside = hidden is not None and entry.actor == hidden
    if not from_outside and is_shown(body, full=full):
        shown = form.Shown(
            entry.kind, entry.entity, entry.version, entry.actor, entry.install, micros(entry.observed_at),
            entry.subject, entry.salt, body,
        )  # fmt: skip
        at = msgspec.structs.replace(at, shown=shown)
    return _Opened(at, _told_of(entry, body, from_outside) if body else None)


def _told_of(entry: Entry, body: bytes, from_outside: bool) -> form.Told:
    _, _, receipt = form.BODY.decode(body)
    return form.Told(
        pos=entry.pos,
        n=entry.n,
        command=entry.kind,
        entity=entry.entity,
        version=entry.version,
        at=micros(entry.observed_at),
        actor=None if from_outside else entry.actor,
        verdict=receipt.verdict.value,
        why=receipt.why,
    )


async def _places(tx: ReadTx, district: int, positions: Sequence[int]) -> list[form.Place]:
    """The positions with all digests, and the links before them."""
    wanted = sorted({*positions, *(pos - 1 for pos in positions)})
    commits = {pos: (micros(at), link) for pos, at, link in await tx.fetch(_COMMITS, district=district, places=wanted)}
    digests: dict[int, list[str]] = {pos: [] for pos in positions}
    for pos, digest in await tx.fetch(_DIGESTS, district=district, places=list(positions)):
        digests[pos].append(digest.hex())
    genesis = (0, bytes(32))
    return [
        form.Place(pos, commits[pos][0], commits.get(pos - 1, genesis)[1].hex(), commits[pos][1].hex(), digests[pos])
        for pos in positions
    ]


async def _at(tx: ReadTx, district: int, pos: int) -> int:
    [(_, at, _)] = await tx.fetch(_COMMITS, district=district, places=[pos])
    return micros(at)


async def _way(tx: ReadTx, district: int, places: Sequence[form.Place], head: int) -> tuple[form.Span | None, bytes]:
    """Every digest from the first position to the head; nothing where that is too much, or there is no position."""
    if not places:
        return None, b""
    asked = {"district": district, "first": places[0].pos, "last": head}
    [(length,)] = await tx.fetch(_LENGTH, **asked)
    if int(length) > LONGEST_WAY or head - places[0].pos > LONGEST_WAY:
        return None, b""
    digests: dict[int, list[bytes]] = {}
    for pos, digest in await tx.fetch(_WAY_DIGESTS, **asked):
        digests.setdefault(pos, []).append(digest)
    way = [chain_bytes(micros(at), digests.get(pos, [])) for pos, at in await tx.fetch(_WAY, **asked)]
    return form.Span(places[0].pos, places[0].previous), b"".join(way)


async def _blob(blobs: BlobStore, sha256: str) -> bytes | None:
    """The bytes of a photo; None where they have not arrived."""
    try:
        return b"".join([piece async for piece in blobs.read(sha256)])
    except NoSuchBlob:
        return None
