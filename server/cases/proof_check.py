"""What an evidence pack proves, line by line, and what it does not. Pure: no database, no network, no secret."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any, cast

import msgspec
from msgspec import Struct

from server.cases import proof_pack as form
from server.cases.proof_opening import Broken, Pack, digest_of, open_pack, printable
from server.core.seal import chain_link, salted_digest
from server.core.writing import leaf

_DIGEST_BYTES = 32
_POSITION = struct.Struct(">qI")
_NAMES_PHOTO = "attach_photo"
_CASE, _PHOTO = "case", "photo"


class Standing(StrEnum):
    """How a line stands: recomputed from the pack, the district's signed word, open to whoever looks, or broken."""

    PROVEN = "proven"
    WORD = "word"
    OPEN = "open"
    FAULT = "fault"


class Line(Struct, frozen=True):
    """One thing that was looked at."""

    standing: Standing
    words: str


class Checked(Struct, frozen=True):
    """What became of a pack. `ok`: no fault; what is open is then still open.

    Of a pack that is whole and signed it tells what the pack says of itself too; instants are microseconds since 1970.
    """

    ok: bool
    lines: tuple[Line, ...]
    public_key: str = ""
    district: int = 0
    case: str = ""
    case_no: str = ""
    full: bool = False
    made_at: int = 0
    head_pos: int = 0
    timeline: tuple[form.Told, ...] = ()
    names: dict[str, str] = {}


def check(raw: bytes, key: bytes | None = None) -> Checked:
    """Look at a pack, whatever the bytes are. `key` is the district's, as the asker has it from elsewhere."""
    try:
        pack = open_pack(raw)
    except Broken as broken:
        return Checked(ok=False, lines=(Line(Standing.FAULT, str(broken)),))
    lines = [Line(Standing.PROVEN, f"whole: {len(pack.files)} files, every byte as it was signed")]
    try:
        for look in (_of_entries, _of_chain, _of_timeline, _of_rows, _of_photos, _limits):
            lines += look(pack)
    except Broken as broken:
        lines.append(Line(Standing.FAULT, str(broken)))
    lines.insert(1, _of_key(pack, key))
    return Checked(
        ok=all(line.standing is not Standing.FAULT for line in lines),
        lines=tuple(Line(line.standing, printable(line.words)) for line in lines),
        public_key=pack.key.hex(),
        district=pack.statement.district,
        case=pack.statement.case,
        case_no=pack.statement.case_no or "",
        full=pack.statement.full,
        made_at=pack.statement.made_at,
        head_pos=pack.statement.head.pos,
        timeline=tuple(pack.case.timeline),
        names=pack.case.names,
    )


def _of_key(pack: Pack, key: bytes | None) -> Line:
    mine = pack.key.hex()
    if key is None:
        return Line(Standing.OPEN, f"whose key signed it: compare {mine} with what the district publishes (--key)")
    if key == pack.key:
        return Line(Standing.PROVEN, "signed with the district's key, as given")
    return Line(Standing.FAULT, f"signed with another key than the given one: {mine}")


# --- the journal ------------------------------------------------------------------------------------------------------


def _of_entries(pack: Pack) -> Iterator[Line]:
    """Each entry lies at its place, and what is opened of it makes its digest."""
    _refuse_disorder([(place.pos, 0) for place in pack.journal.places], "journal.json: its positions")
    _refuse_disorder([(one.pos, one.n) for one in pack.journal.entries], "journal.json: its entries")
    places = {place.pos: place for place in pack.journal.places}
    for place in places.values():
        digests = [digest_of(one) for one in place.digests]
        if chain_link(digest_of(place.previous), place.pos, place.at, digests).hex() != place.link:
            raise Broken(f"position {place.pos}: the link does not fit what it links")
    for entry in pack.journal.entries:
        _look_at(entry, places.get(entry.pos))
    told = [(place.pos, place.at, place.link) for place in places.values()]
    if told != [(one.pos, one.at, one.link) for one in pack.statement.links]:
        raise Broken("journal.json: the positions are not those that the statement names")
    total = len(pack.journal.entries)
    erased = sum(entry.erased for entry in pack.journal.entries)
    opened = sum(entry.shown is not None for entry in pack.journal.entries)
    yield Line(Standing.PROVEN, f"{total} journal entries lie in {len(places)} positions, whose links fit them")
    yield Line(Standing.PROVEN, f"{opened} of them are opened, and make their digests: command, person, time")
    if total > opened + erased:
        left_out = total - opened - erased
        yield Line(Standing.OPEN, f"what {left_out} of them say: it was left out; that they are there is proven")
    if erased:
        yield Line(Standing.OPEN, f"what {erased} of them said: it was erased for ever; only their digests stand")


def _refuse_disorder(places: Sequence[tuple[int, int]], what: str) -> None:
    for before, after in pairwise(places):
        if before >= after:
            raise Broken(f"{what} are out of order or twice there at position {after[0]}, entry {after[1]}")


def _look_at(entry: form.PackEntry, place: form.Place | None) -> None:
    if place is None or entry.n >= len(place.digests) or place.digests[entry.n] != entry.digest:
        raise Broken(f"position {entry.pos}: entry {entry.n} is not there")
    if entry.shown is None:
        return
    if entry.erased:
        raise Broken(f"position {entry.pos}, entry {entry.n}: opened, and said to be erased")
    if _digest_of(entry.shown) != entry.digest:
        raise Broken(f"position {entry.pos}, entry {entry.n}: the entry does not fit its digest")


def _digest_of(shown: form.Shown) -> str:
    told = leaf(
        shown.kind, shown.entity, shown.version, shown.actor, shown.install, shown.observed_at, shown.subject,
        shown.body,
    )  # fmt: skip
    return salted_digest(shown.salt, told).hex()


def _of_chain(pack: Pack) -> Iterator[Line]:
    """From the first position of the case to the head, where the pack has the way; else as the district says."""
    head, span = pack.statement.head, pack.statement.chain
    if span is None:
        if form.CHAIN in pack.files:
            raise Broken("chain.bin: a chain that the statement does not know")
        yield Line(Standing.WORD, f"that these positions lead to the head {head.pos}, {head.link[:16]}")
        return
    wanted = {one.pos: one.link for one in (*pack.statement.links, head)}
    link, pos, last_at = digest_of(span.previous), span.first - 1, 0
    for at, digests in _chain(pack.files.get(form.CHAIN, b"")):
        pos, last_at = pos + 1, at
        link = chain_link(link, pos, at, digests)
        if pos in wanted and wanted.pop(pos) != link.hex():
            raise Broken(f"chain.bin: at position {pos} the chain does not lead through the case's link")
    if wanted or (pos, last_at) != (head.pos, head.at):
        raise Broken("chain.bin: the chain does not lead to the head")
    count = head.pos - span.first + 1
    yield Line(Standing.PROVEN, f"{count} positions without a gap lead from {span.first} to the head {head.pos}")


def _chain(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    start = 0
    while start < len(data):
        if start + _POSITION.size > len(data):
            raise Broken("chain.bin breaks off")
        at, count = _POSITION.unpack_from(data, start)
        start += _POSITION.size
        end = start + count * _DIGEST_BYTES
        if end > len(data):
            raise Broken("chain.bin breaks off")
        yield at, [data[place : place + _DIGEST_BYTES] for place in range(start, end, _DIGEST_BYTES)]
        start = end


def chain_bytes(at: int, digests: Sequence[bytes]) -> bytes:
    """A position as `chain.bin` has it: instant, number of digests, digests."""
    return _POSITION.pack(at, len(digests)) + b"".join(digests)


# --- what the case file says ------------------------------------------------------------------------------------------


def _of_timeline(pack: Pack) -> Iterator[Line]:
    """Whatever the timeline says of an opened entry is what the entry says, and it leaves none of them out."""
    _refuse_disorder([(told.pos, told.n) for told in pack.case.timeline], "case.json: the steps of its timeline")
    entries = {(entry.pos, entry.n): entry for entry in pack.journal.entries}
    told_of = {(told.pos, told.n): told for told in pack.case.timeline}
    proven = 0
    for place, entry in entries.items():
        told = told_of.get(place)
        if entry.shown is None:
            continue
        if told is None and entry.shown.body:
            raise Broken(f"case.json: the timeline leaves out position {entry.pos}, entry {entry.n}")
        if told is not None and not _agrees(told, entry.shown):
            raise Broken(f"case.json: the timeline says otherwise than position {entry.pos}, entry {entry.n}")
        proven += told is not None
    for pos, n in told_of.keys() - entries.keys():
        raise Broken(f"case.json: the timeline tells of position {pos}, entry {n}, which the journal does not have")
    total = len(told_of)
    yield Line(Standing.PROVEN, f"{proven} of {total} steps of the timeline are what the opened entries say")
    if proven < total:
        yield Line(Standing.WORD, f"the other {total - proven} steps")


def _agrees(told: form.Told, shown: form.Shown) -> bool:
    same = (told.command, told.entity, told.version, told.at) == (
        shown.kind, shown.entity, shown.version, shown.observed_at,
    )  # fmt: skip
    return same and told.actor == shown.actor and (told.verdict, told.why) == form.answer_of(shown.kind, shown.body)


def _of_rows(pack: Pack) -> Iterator[Line]:
    cases = pack.case.rows.get(_CASE, [])
    if pack.case.erased_at is None:
        if [row.get("id") for row in cases] != [pack.case.id]:
            raise Broken("case.json: its rows are not those of the case that it names")
        yield Line(
            Standing.WORD, "the case and its parts as they stand: they follow from the steps, and are not recomputed"
        )
        return
    if pack.case.rows:
        raise Broken("case.json: rows of a case that is said to be erased")
    shown = [one.shown for one in pack.journal.entries if one.shown is not None and one.shown.kind == form.ERASURE]
    proven = any((one.entity, one.observed_at) == (pack.case.id, pack.case.erased_at) for one in shown)
    words = "the case was erased for ever: of what it was there is nothing left to tell, and nothing to prove"
    yield Line(Standing.PROVEN if proven else Standing.WORD, words)


def _of_photos(pack: Pack) -> Iterator[Line]:
    """Photos that are there are the ones that the case names, by the hash that the journal has."""
    rows = {str(row.get("id")): str(row.get("sha256")) for row in pack.case.rows.get(_PHOTO, [])}
    named = set(rows.values())
    there = [name.removeprefix(form.PHOTOS) for name in pack.files if name.startswith(form.PHOTOS)]
    for sha256 in there:
        if sha256 not in named:
            raise Broken(f"{form.PHOTOS}{sha256}: the case names no such photo")
        if form.sha256_of(pack.files[form.PHOTOS + sha256]) != sha256:
            raise Broken(f"{form.PHOTOS}{sha256}: the picture does not have the hash that the case names")
    journal = _hashes_in_journal(pack)
    for photo in sorted(rows.keys() & journal.keys()):
        if rows[photo] != journal[photo]:
            raise Broken(f"case.json: photo {photo} has another hash than the journal's entry of it")
    if not rows:
        return
    yield Line(Standing.PROVEN, f"{len(rows.keys() & journal.keys())} of {len(rows)} photos are named by the journal")
    if rows.keys() - journal.keys():
        yield Line(Standing.WORD, f"the hashes of the other {len(rows.keys() - journal.keys())}")
    if there:
        words = f"{len(there)} of {len(named)} pictures are here, and have the hashes that are named"
        yield Line(Standing.PROVEN, words)
    if len(there) < len(named):
        yield Line(Standing.OPEN, f"what {len(named) - len(there)} pictures show: only their hashes are told")


def _hashes_in_journal(pack: Pack) -> Mapping[str, str]:
    """The hash of each photo, by the opened command that named it first."""
    hashes: dict[str, str] = {}
    for entry in pack.journal.entries:
        if entry.shown is not None and entry.shown.kind == _NAMES_PHOTO and entry.shown.body:
            command = _command_of(entry.shown.body)
            if command.get("entity") == entry.shown.entity and isinstance(command.get("sha256"), str):
                hashes.setdefault(entry.shown.entity, command["sha256"])
    return hashes


def _command_of(body: bytes) -> Mapping[str, Any]:
    try:
        encoding, raw, _ = form.BODY.decode(body)
        told = msgspec.json.decode(raw) if encoding == "json" else msgspec.msgpack.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return cast("Mapping[str, Any]", told) if isinstance(told, dict) else {}


def _limits(pack: Pack) -> Iterator[Line]:
    yield Line(Standing.WORD, "when each commit was: the district's clock; when it was seen: the phone's, corrected")
    yield Line(Standing.WORD, "that no other entry of the journal concerns the case")
    yield Line(Standing.WORD, "what people, places and classes are called")
    yield Line(Standing.OPEN, "whether what people said, and what photos show, is true")
    if pack.case.withheld:
        yield Line(Standing.OPEN, f"what was left out: {', '.join(pack.case.withheld)}")
