"""What an evidence pack proves, line by line, and what it does not. Pure: no database, no network, no secret."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from server.cases import proof_pack as form
from server.core.seal import chain_link, is_signed, salted_digest
from server.core.writing import leaf

T = TypeVar("T")

LARGEST = 2 * 1024**3
"""Bytes of a pack that are looked at."""

_MOST_FILES = 10_000
_DIGEST_BYTES = 32
_POSITION = struct.Struct(">qI")
_NEEDED = (form.CASE, form.JOURNAL, form.README, form.STATEMENT, form.SIGNATURE)


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
    """What became of a pack. `ok`: no fault; what is open is then still open."""

    ok: bool
    lines: tuple[Line, ...]
    public_key: str = ""
    case_no: str = ""
    head_pos: int = 0


class _Broken(Exception):
    """There is no use in looking further."""


class _Pack(NamedTuple):
    """A pack that is whole and signed."""

    files: Mapping[str, bytes]
    statement: form.Statement
    case: form.CaseFile
    journal: form.JournalFile
    key: str


def check(raw: bytes, key: bytes | None = None) -> Checked:
    """Look at a pack, whatever the bytes are. `key` is the district's, as the asker has it from elsewhere."""
    lines: list[Line] = []
    pack: _Pack | None = None
    try:
        pack = _open(raw)
        lines.append(Line(Standing.PROVEN, f"whole: {len(pack.files)} files, every byte as it was signed"))
        lines += _of_key(pack, key)
        places = {place.pos: place for place in pack.journal.places}
        lines += _of_entries(pack, places)
        lines += _of_chain(pack, places)
        lines += _of_timeline(pack)
        lines += _of_photos(pack)
        lines += _limits(pack)
    except _Broken as broken:
        lines.append(Line(Standing.FAULT, str(broken)))
    ok = all(line.standing is not Standing.FAULT for line in lines)
    if pack is None:
        return Checked(ok, tuple(lines))
    return Checked(ok, tuple(lines), pack.key, pack.statement.case_no or "", pack.statement.head.pos)


# --- whole and signed -------------------------------------------------------------------------------------------------


def _open(raw: bytes) -> _Pack:
    files = _unzipped(raw)
    missing = [name for name in _NEEDED if name not in files]
    if missing:
        raise _Broken(f"no evidence pack: {', '.join(missing)} is missing")
    signature = _decoded(files, form.SIGNATURE, form.Signature)
    key, by = _hex(signature.public_key), _hex(signature.signature)
    if signature.algorithm != "ed25519" or not is_signed(key, form.PURPOSE, files[form.STATEMENT], by):
        raise _Broken("the signature does not fit the statement")
    statement = _decoded(files, form.STATEMENT, form.Statement)
    if statement.format != form.FORMAT:
        raise _Broken(f"a format that this release does not know: {statement.format}")
    named = {name: form.sha256_of(data) for name, data in files.items() if name not in (form.STATEMENT, form.SIGNATURE)}
    wrong = sorted(name for name in {*named, *statement.files} if named.get(name) != statement.files.get(name))
    if wrong:
        raise _Broken(f"changed, added or missing since it was signed: {', '.join(wrong)}")
    if form.zipped(files) != raw:
        raise _Broken("the container is not as a pack is written: something was changed between its files")
    case, journal = _decoded(files, form.CASE, form.CaseFile), _decoded(files, form.JOURNAL, form.JournalFile)
    if (case.id, case.case_no) != (statement.case, statement.case_no):
        raise _Broken("the case is not the one that the statement names")
    return _Pack(files, statement, case, journal, key.hex())


def _unzipped(raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > LARGEST:
                raise _Broken("no evidence pack: too large")
            if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
                raise _Broken("no evidence pack: its files are compressed")
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError) as error:
        raise _Broken(f"no whole ZIP file: {error}") from error
    except (EOFError, OSError, RuntimeError, ValueError, LookupError, OverflowError) as error:
        raise _Broken(f"no whole ZIP file: {error}") from error


def _decoded(files: Mapping[str, bytes], name: str, shape: type[T]) -> T:
    try:
        value = msgspec.json.decode(files[name], type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise _Broken(f"{name} cannot be read: {error}") from error
    if form.encoded(value) != files[name]:
        raise _Broken(f"{name} is not in the one form that a pack has")
    return value


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise _Broken("what should be hexadecimal is not") from error


def _of_key(pack: _Pack, key: bytes | None) -> Iterator[Line]:
    if key is None:
        yield Line(Standing.OPEN, f"whose key signed it: compare {pack.key} with what the district publishes (--key)")
    elif key.hex() == pack.key:
        yield Line(Standing.PROVEN, "signed with the district's key, as given")
    else:
        yield Line(Standing.FAULT, f"signed with another key than the given one: {pack.key}")


# --- the journal ------------------------------------------------------------------------------------------------------


def _of_entries(pack: _Pack, places: Mapping[int, form.Place]) -> Iterator[Line]:
    """Each entry lies at its place, and what is opened of it makes its digest."""
    for place in places.values():
        digests = [_hex(one) for one in place.digests]
        if chain_link(_hex(place.previous), place.pos, place.at, digests).hex() != place.link:
            raise _Broken(f"position {place.pos}: the link does not fit what it links")
    opened = 0
    for entry in pack.journal.entries:
        place = places.get(entry.pos)
        if place is None or not 0 <= entry.n < len(place.digests) or place.digests[entry.n] != entry.digest:
            raise _Broken(f"position {entry.pos}: entry {entry.n} is not there")
        if entry.shown is not None:
            opened += 1
            if _digest_of(entry.shown) != entry.digest:
                raise _Broken(f"position {entry.pos}, entry {entry.n}: the entry does not fit its digest")
    unlike = [one.pos for one in places.values() if (one.pos, one.at, one.link) not in _links(pack.statement.links)]
    if unlike or len(places) != len(pack.statement.links):
        raise _Broken("the positions are not those that the statement names")
    total, hidden = len(pack.journal.entries), len(pack.journal.entries) - opened
    yield Line(Standing.PROVEN, f"{total} journal entries lie in {len(places)} positions, whose links fit them")
    yield Line(Standing.PROVEN, f"{opened} of them are opened, and make their digests: command, person, time")
    if hidden:
        yield Line(
            Standing.OPEN, f"what {hidden} of them say: their content was left out; that they are there is proven"
        )


def _digest_of(shown: form.Shown) -> str:
    told = leaf(
        shown.kind, shown.entity, shown.version, shown.actor, shown.install, shown.observed_at, shown.subject,
        shown.body,
    )  # fmt: skip
    return salted_digest(shown.salt, told).hex()


def _links(links: Sequence[form.Link]) -> set[tuple[int, int, str]]:
    return {(one.pos, one.at, one.link) for one in links}


def _of_chain(pack: _Pack, places: Mapping[int, form.Place]) -> Iterator[Line]:
    """From the first position of the case to the head, where the pack has the way; else as the district says."""
    head, span = pack.statement.head, pack.statement.chain
    if span is None:
        if form.CHAIN in pack.files:
            raise _Broken("a chain that the statement does not know")
        yield Line(Standing.WORD, f"that these positions lead to the head {head.pos}, {head.link[:16]}")
        return
    wanted = {pos: link for pos, _, link in _links(pack.statement.links)} | {head.pos: head.link}
    link, pos, last_at = _hex(span.previous), span.first - 1, 0
    for at, digests in _chain(pack.files.get(form.CHAIN, b"")):
        pos, last_at = pos + 1, at
        link = chain_link(link, pos, at, digests)
        if pos in wanted and wanted.pop(pos) != link.hex():
            raise _Broken(f"position {pos}: the chain does not lead through it")
    if wanted or (pos, last_at) != (head.pos, head.at) or not all(span.first <= one <= head.pos for one in places):
        raise _Broken("the chain does not lead to the head")
    count = head.pos - span.first + 1
    yield Line(Standing.PROVEN, f"{count} positions without a gap lead from {span.first} to the head {head.pos}")


def _chain(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    start = 0
    while start < len(data):
        if start + _POSITION.size > len(data):
            raise _Broken("the chain breaks off")
        at, count = _POSITION.unpack_from(data, start)
        start += _POSITION.size
        end = start + count * _DIGEST_BYTES
        if end > len(data):
            raise _Broken("the chain breaks off")
        yield at, [data[place : place + _DIGEST_BYTES] for place in range(start, end, _DIGEST_BYTES)]
        start = end


def chain_bytes(at: int, digests: Sequence[bytes]) -> bytes:
    """A position as `chain.bin` has it: instant, number of digests, digests."""
    return _POSITION.pack(at, len(digests)) + b"".join(digests)


# --- what the case file says ------------------------------------------------------------------------------------------


def _of_timeline(pack: _Pack) -> Iterator[Line]:
    """Whatever the timeline says of an opened entry is what the entry says."""
    entries = {(entry.pos, entry.n): entry for entry in pack.journal.entries}
    proven = 0
    for told in pack.case.timeline:
        entry = entries.get((told.pos, told.n))
        if entry is None:
            raise _Broken(f"the timeline tells of position {told.pos}, entry {told.n}, which the journal does not have")
        if entry.shown is not None:
            proven += 1
            if not _agrees(told, entry.shown):
                raise _Broken(f"the timeline says otherwise than position {told.pos}, entry {told.n}")
    total = len(pack.case.timeline)
    yield Line(Standing.PROVEN, f"{proven} of {total} steps of the timeline are what the opened entries say")
    if proven < total:
        yield Line(Standing.WORD, f"the other {total - proven} steps")
    yield Line(
        Standing.WORD, "the case and its parts as they stand: they follow from the steps, and are not recomputed"
    )


def _agrees(told: form.Told, shown: form.Shown) -> bool:
    same = (told.command, told.entity, told.version, told.at) == (
        shown.kind, shown.entity, shown.version, shown.observed_at,
    )  # fmt: skip
    if not same or told.actor not in (None, shown.actor):
        return False
    if not shown.body:
        return True
    try:
        _, _, receipt = form.BODY.decode(shown.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError):
        return False
    return (told.verdict, told.why) == (receipt.verdict.value, receipt.why)


def _of_photos(pack: _Pack) -> Iterator[Line]:
    """Photos that are there are the ones that the case names."""
    rows: list[dict[str, Any]] = pack.case.rows.get("photo", [])
    named = {str(row.get("sha256")) for row in rows}
    there = [name.removeprefix(form.PHOTOS) for name in pack.files if name.startswith(form.PHOTOS)]
    for sha256 in there:
        if sha256 not in named or form.sha256_of(pack.files[form.PHOTOS + sha256]) != sha256:
            raise _Broken(f"photo {sha256} is not the one that the case names")
    yield Line(
        Standing.PROVEN, f"{len(there)} of {len(named)} photos are here, and have the hashes that the case names"
    )
    if len(there) < len(named):
        yield Line(Standing.OPEN, f"what {len(named) - len(there)} photos show: only their hashes are told")


def _limits(pack: _Pack) -> Iterator[Line]:
    yield Line(Standing.WORD, "when each commit was: the district's clock; when it was seen: the phone's, corrected")
    yield Line(Standing.WORD, "that no other entry of the journal concerns the case")
    yield Line(Standing.OPEN, "whether what people said, and what photos show, is true")
    if pack.case.withheld:
        yield Line(Standing.OPEN, f"what was left out: {', '.join(pack.case.withheld)}")
