"""The journal's part of an evidence pack: the entries of a case, the positions that hold them, the way to the head."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import bindparam, func, select

from server.cases import proof_pack as form
from server.cases.disclosure import is_shown
from server.cases.proof_check import chain_bytes
from server.core import tables as core
from server.core.columns import among, micros
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import GENESIS, READ_KIND, Entry, list_entries_of
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.statements import Statement
from server.core.writing import entry_place

LONGEST_WAY = 400_000
"""Entries between the first position of a case and the head that a pack takes along: 13 MB of digests."""

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


class Opened(NamedTuple):
    """An entry as the pack has it, and what the timeline says of it, if it is a command's own or the erasure."""

    entry: form.PackEntry
    told: form.Told | None


async def list_told(tx: ReadTx, district: int, ids: Sequence[str]) -> list[Entry]:
    """The entries of some entities in order, looks at them left out."""
    found = await list_entries_of(tx, district, sorted(set(ids)))
    return [one for one in found if one.kind != READ_KIND]


async def open_entries(
    tx: ReadTx, door: Door, entries: Sequence[Entry], *, full: bool, hidden: Collection[str]
) -> list[Opened]:
    """Entries opened as far as a pack may show them.

    Those of `hidden`, people from outside, stay closed. What was erased is told as that.
    """
    keyring = Keyring(door.seal, door.district)
    await load_keys(tx, door.district, keyring, {one.subject for one in entries})
    return [_opened(one, keyring, full=full, hidden=hidden) for one in entries]


def _opened(entry: Entry, keyring: Keyring, *, full: bool, hidden: Collection[str]) -> Opened:
    at = form.PackEntry(entry.pos, entry.n, entry.digest.hex())
    if entry.salt is None or entry.body is None:
        return Opened(msgspec.structs.replace(at, erased=True), None)
    body = keyring.key(entry.subject).open(entry.body, entry_place(entry.kind, entry.entity)) if entry.body else b""
    from_outside = entry.actor in hidden
    erases = entry.kind == form.ERASURE
    if not from_outside and (full if erases else is_shown(body, full=full)):
        shown = form.Shown(
            entry.kind, entry.entity, entry.version, entry.actor, entry.install, micros(entry.observed_at),
            entry.subject, entry.salt, body,
        )  # fmt: skip
        at = msgspec.structs.replace(at, shown=shown)
    return Opened(at, _told_of(entry, body, from_outside=from_outside) if body else None)


def _told_of(entry: Entry, body: bytes, *, from_outside: bool) -> form.Told:
    verdict, why = form.answer_of(entry.kind, body)
    return form.Told(
        pos=entry.pos,
        n=entry.n,
        command=entry.kind,
        entity=entry.entity,
        version=entry.version,
        at=micros(entry.observed_at),
        actor=None if from_outside else entry.actor,
        verdict=verdict,
        why=why,
    )


async def list_places(tx: ReadTx, district: int, positions: Sequence[int]) -> list[form.Place]:
    """The positions with all digests, and the links before them."""
    wanted = sorted({*positions, *(pos - 1 for pos in positions)})
    commits = {pos: (micros(at), link) for pos, at, link in await tx.fetch(_COMMITS, district=district, places=wanted)}
    digests: dict[int, list[str]] = {pos: [] for pos in positions}
    for pos, digest in await tx.fetch(_DIGESTS, district=district, places=list(positions)):
        digests[pos].append(digest.hex())
    genesis = (0, GENESIS)
    return [
        form.Place(pos, commits[pos][0], commits.get(pos - 1, genesis)[1].hex(), commits[pos][1].hex(), digests[pos])
        for pos in positions
    ]


async def made_at(tx: ReadTx, district: int, pos: int) -> int:
    """When the commit of a position was, in microseconds since 1970."""
    [(_, at, _)] = await tx.fetch(_COMMITS, district=district, places=[pos])
    return micros(at)


async def find_way(
    tx: ReadTx, district: int, places: Sequence[form.Place], head: int
) -> tuple[form.Span | None, bytes]:
    """Every digest from the first position to the head; nothing where that is more than LONGEST_WAY, or no position."""
    if not places or head - places[0].pos > LONGEST_WAY:
        return None, b""
    asked = {"district": district, "first": places[0].pos, "last": head}
    [(length,)] = await tx.fetch(_LENGTH, **asked)
    if int(length) > LONGEST_WAY:
        return None, b""
    digests: dict[int, list[bytes]] = {}
    for pos, digest in await tx.fetch(_WAY_DIGESTS, **asked):
        digests.setdefault(pos, []).append(digest)
    way = [chain_bytes(micros(at), digests.get(pos, [])) for pos, at in await tx.fetch(_WAY, **asked)]
    return form.Span(places[0].pos, places[0].previous), b"".join(way)
