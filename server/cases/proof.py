"""Collects the evidence pack of a case: its rows, its entries in the journal, the way to the head, its photos.

Masked, unless somebody tells why they need it whole: then no words, no reporter and no picture are in it, for nobody
can tell by a program whether a sentence names a resident. Each making is journalled before anything is handed out.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, select

from media.blobs import BlobStore, NoSuchBlob
from mobile_contract.cases import CaseSource
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of
from server.cases import proof_journal as journal
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
from server.cases.entities import Case, CaseEvent, CaseGrant, CaseTask, CaseTimer
from server.cases.machine import STEPS
from server.core import clock
from server.core.columns import Words, micros
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import Entity
from server.core.ids import is_id
from server.core.journal import Entry, list_entries_of
from server.core.kinds import Kind
from server.core.loading import head_of
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.core.statements import Statement
from server.uploads.entities import Photo

INSIDE = frozenset({CaseSource.WORKER, CaseSource.COMMITTEE, CaseSource.SYSTEM})
"""Reports of people whose work it is: who they are is told."""

LONGEST_PURPOSE = 200

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

_PLACE = frozenset({"lon", "lat", "cell"})
"""Lies open in the district's tables, and could still be where somebody lives: the grid is told instead."""

_OF_CASES = frozenset({"report_matter", *(step.kind for step in STEPS)})
_BY_NUMBER = Statement(
    select(t.cases.c.id).where(
        t.cases.c.district_id == bindparam("district"), t.cases.c.case_no == bindparam("number", type_=Words)
    )
)


class Order(NamedTuple):
    """Which pack is asked for: of the case with this number, or this id; whole or masked, and what for."""

    case: str
    full: bool = False
    purpose: str = ""


class _Collected(NamedTuple):
    """All of a pack but its photos and its signature."""

    statement: form.Statement
    files: dict[str, bytes]
    photos: Sequence[Photo]


async def make(door: Door, actor: Actor, order: Order, blobs: BlobStore | None = None) -> bytes:
    """The pack, as the bytes of a ZIP. The making leaves an entry with its purpose before anything is collected.

    Of a case that was erased, asked for by its id, the pack has digests and the erasure alone. Refuses NOT_FOUND for a
    case that never was, CASE_NEEDS for a whole one without a purpose, MALFORMED for a purpose beyond LONGEST_PURPOSE.
    """
    purpose = order.purpose.strip()
    if order.full and not purpose:
        raise Problem(ProblemCode.CASE_NEEDS, needs="purpose")
    if len(purpose) > LONGEST_PURPOSE:
        raise Problem(ProblemCode.MALFORMED, field="purpose", most=LONGEST_PURPOSE)
    found = await door.database.read(lambda tx: _case_id(tx, door, order.case))

    async def witness(_tx: Tx) -> tuple[None, Sequence[str]]:
        return None, [found]

    what = "case_proof_full" if order.full else "case_proof"
    await door.witnessed(Reading(actor, purpose or what, what, found), witness)
    collected = await door.database.read(lambda tx: _collect(tx, door, found, full=order.full))
    files = dict(collected.files)
    if order.full and blobs is not None:
        for sha256 in sorted({photo.sha256 for photo in collected.photos}):
            data = await _blob(blobs, sha256)
            files |= {} if data is None else {form.PHOTOS + sha256: data}
    return form.zipped(form.signed(collected.statement, files, door.seal))


async def _case_id(tx: ReadTx, door: Door, told: str) -> str:
    rows = await tx.fetch(_BY_NUMBER, district=door.district, number=told)
    case = str(rows[0][0]) if rows else told
    known = is_id(case) and (await find_entity(tx, door, Case, case) is not None or await _was(tx, door, case))
    if not known:
        raise Problem(ProblemCode.NOT_FOUND)
    return case


async def _was(tx: ReadTx, door: Door, erased: str) -> bool:
    """Whether there was a case of this id, and it was erased."""
    kinds = {entry.kind for entry in await list_entries_of(tx, door.district, [erased])}
    return form.ERASURE in kinds and not kinds.isdisjoint(_OF_CASES)


async def _collect(tx: ReadTx, door: Door, identity: str, *, full: bool) -> _Collected:
    case = await find_entity(tx, door, Case, identity)
    if case is None:
        return await _collect_erased(tx, door, identity, full=full)
    rows: dict[type[Entity], list[Any]] = {Case: [case]}
    for kind in _PARTS:
        rows[kind] = await list_by(tx, door, kind, "case_id", [identity])
    rows[CaseLink] += await list_by(tx, door, CaseLink, "into_case", [identity])
    photos = rows[Photo] = await list_by(tx, door, Photo, "subject_id", [identity])
    entries = await journal.list_told(tx, door.district, [row.id for those in rows.values() for row in those])
    hidden = set[str]() if full else await _outsiders(tx, door.district, entries) | _reporter_outside(case)
    opened = await journal.open_entries(tx, door, entries, full=full, hidden=hidden)
    case_file = form.CaseFile(
        id=case.id,
        case_no=case.case_no,
        rows=_told_rows(door, rows, hidden, full=full),
        timeline=[one.told for one in opened if one.told is not None],
        withheld=[] if full else _withheld(door, rows),
        names=await _names(tx, door, case, rows, opened, hidden),
    )
    return _Collected(*await _packed(tx, door, case_file, opened, full=full), photos)


async def _collect_erased(tx: ReadTx, door: Door, identity: str, *, full: bool) -> _Collected:
    entries = await journal.list_told(tx, door.district, [identity])
    hidden = set[str]() if full else await _outsiders(tx, door.district, entries)
    opened = await journal.open_entries(tx, door, entries, full=full, hidden=hidden)
    told = [one.told for one in opened if one.told is not None and one.told.command == form.ERASURE]
    if not told:
        raise Problem(ProblemCode.NOT_FOUND)
    actors = {one.actor for one in told if one.actor is not None}
    case_file = form.CaseFile(
        id=identity,
        case_no=None,
        rows={},
        timeline=[one.told for one in opened if one.told is not None],
        withheld=[],
        names=await list_names(tx, door.district, actors),
        erased_at=told[-1].at,
    )
    return _Collected(*await _packed(tx, door, case_file, opened, full=full), ())


def _reporter_outside(case: Case) -> set[str]:
    return set[str]() if case.source in INSIDE else {case.reporter} - {SYSTEM_USER}


async def _outsiders(tx: ReadTx, district: int, entries: Iterable[Entry]) -> set[str]:
    """Who is nobody of the district's: residents, followers, those who add to a report."""
    actors = {one.actor for one in entries}
    return actors - {SYSTEM_USER, *await list_names(tx, district, actors)}


async def _packed(
    tx: ReadTx, door: Door, case_file: form.CaseFile, opened: Sequence[journal.Opened], *, full: bool
) -> tuple[form.Statement, dict[str, bytes]]:
    head = await head_of(tx, door.district)
    places = await journal.list_places(tx, door.district, sorted({one.entry.pos for one in opened}))
    way, chain = await journal.find_way(tx, door.district, places, head.pos)
    statement = form.Statement(
        format=form.FORMAT,
        district=door.district,
        epoch=head.epoch,
        case=case_file.id,
        case_no=case_file.case_no,
        made_at=micros(clock.now()),
        full=full,
        head=form.Link(head.pos, await journal.made_at(tx, door.district, head.pos), head.link.hex()),
        links=[form.Link(place.pos, place.at, place.link) for place in places],
        chain=way,
        files={},
    )
    files = {
        form.README: form.README_TEXT.encode(),
        form.CASE: form.encoded(case_file),
        form.JOURNAL: form.encoded(form.JournalFile(places, [one.entry for one in opened])),
        **({} if way is None else {form.CHAIN: chain}),
    }
    return statement, files


# --- rows -------------------------------------------------------------------------------------------------------------


def _told_rows(
    door: Door, rows: dict[type[Entity], list[Any]], hidden: Collection[str], *, full: bool
) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {}
    for kind, those in rows.items():
        spec = door.kinds.of(kind).kind
        left_out: set[str] = {"stamps"} if full else {"stamps", *_hidden_of(spec)}
        told[spec.name] = [_told(row, left_out, hidden) for row in sorted(those, key=lambda row: row.id)]
    return {name: those for name, those in told.items() if those}


def _told(row: Entity, left_out: set[str], hidden: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(row)
    return {
        name: None if isinstance(value, str) and value in hidden else value
        for name, value in values.items()
        if name not in left_out
    }


def _withheld(door: Door, rows: dict[type[Entity], list[Any]]) -> list[str]:
    specs = [door.kinds.of(kind).kind for kind, those in rows.items() if those]
    return sorted(f"{spec.name}.{name}" for spec in specs for name in _hidden_of(spec))


def _hidden_of(spec: Kind[Any]) -> set[str]:
    """The fields of a kind that a masked pack leaves out."""
    sealed = {name for names in spec.sealed.values() for name in names}
    return sealed | (_PLACE if spec.entity is Case else frozenset())


async def _names(
    tx: ReadTx,
    door: Door,
    case: Case,
    rows: dict[type[Entity], list[Any]],
    opened: Iterable[journal.Opened],
    hidden: Collection[str],
) -> dict[str, str]:
    """What the people, places and classes of a case are called; never whoever reported it from outside."""
    directory = await directory_of(tx, door)
    named = {str(value) for those in rows.values() for row in those for value in msgspec.structs.astuple(row)}
    people = {one.entry.shown.actor for one in opened if one.entry.shown is not None}
    people |= {value for value in named if is_id(value)}
    names = await list_names(tx, door.district, people - {*hidden})
    org_ids = {org for org in (case.department, case.owner, case.returned_from) if org}
    orgs = [directory.org(org) for org in sorted(org_ids)]
    grid = None if case.grid is None else directory.grid(case.grid)
    of_class = None if case.class_code is None else directory.case_class(case.class_code)
    places = {node.id: node.name for node in (*orgs, grid) if node is not None}
    return names | places | ({} if of_class is None else {of_class.code: of_class.name})


async def _blob(blobs: BlobStore, sha256: str) -> bytes | None:
    """The bytes of a photo; None where they have not arrived."""
    try:
        return b"".join([piece async for piece in blobs.read(sha256)])
    except NoSuchBlob:
        return None
