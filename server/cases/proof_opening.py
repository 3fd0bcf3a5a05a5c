"""Opens an evidence pack, whatever the bytes are: a whole container, the signature, every file as it was signed. Pure.

Nothing of it is ever written to a disk, and no file of it is larger than the pack: a name that climbs out of a folder
and a file that swells when it is unpacked are both refused.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from server.cases import proof_pack as form
from server.core.seal import is_signed

T = TypeVar("T")

LARGEST = 2 * 1024**3
"""Bytes of a pack that are looked at."""

_MOST_FILES = 10_000
_LONGEST_WORDS = 1_000
_DIGEST_BYTES = 32
_NEEDED = (form.CASE, form.JOURNAL, form.README, form.STATEMENT, form.SIGNATURE)


class Broken(Exception):
    """There is no use in looking further; the text says what was seen, and where."""


class Pack(NamedTuple):
    """A pack that is whole and signed, by whoever has the other half of `key`."""

    files: Mapping[str, bytes]
    statement: form.Statement
    case: form.CaseFile
    journal: form.JournalFile
    key: bytes


def open_pack(raw: bytes) -> Pack:
    """The pack that some bytes are. Raises Broken, and nothing else."""
    files = _unzipped(raw)
    missing = [name for name in _NEEDED if name not in files]
    if missing:
        raise Broken(f"no evidence pack: {', '.join(missing)} is missing")
    signature = _decoded(files, form.SIGNATURE, form.Signature)
    key, by = bytes_of(signature.public_key), bytes_of(signature.signature)
    if signature.algorithm != "ed25519" or not is_signed(key, form.PURPOSE, files[form.STATEMENT], by):
        raise Broken("statement.json or signature.json was changed: the signature does not fit the statement")
    statement = _decoded(files, form.STATEMENT, form.Statement)
    if statement.format != form.FORMAT:
        raise Broken(f"a format that this release does not know: {statement.format!r}")
    named = {name: form.sha256_of(data) for name, data in files.items() if name not in (form.STATEMENT, form.SIGNATURE)}
    wrong = sorted(name for name in {*named, *statement.files} if named.get(name) != statement.files.get(name))
    if wrong:
        raise Broken(f"changed, added or missing since it was signed: {', '.join(map(printable, wrong))}")
    _refuse_other_container(raw, form.zipped(files), list(files))
    case, journal = _decoded(files, form.CASE, form.CaseFile), _decoded(files, form.JOURNAL, form.JournalFile)
    if (case.id, case.case_no) != (statement.case, statement.case_no):
        raise Broken("case.json: the case is not the one that the statement names")
    return Pack(files, statement, case, journal, key)


def bytes_of(text: str) -> bytes:
    """What a digest, a link or a key is, written in hexadecimal. Raises Broken."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Broken("what should be hexadecimal is not") from error


def digest_of(text: str) -> bytes:
    """A digest or a link: 32 bytes. Of another length two journals could share a link. Raises Broken."""
    digest = bytes_of(text)
    if len(digest) != _DIGEST_BYTES or digest.hex() != text:
        raise Broken("what should be a digest is none")
    return digest


def _unzipped(raw: bytes) -> dict[str, bytes]:
    if len(raw) > LARGEST:
        raise Broken("no evidence pack: too large")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            _refuse_strange(infos, len(raw))
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError) as error:
        raise Broken(f"no whole ZIP file: {printable(str(error))}") from error
    except (EOFError, OSError, RuntimeError, ValueError, LookupError, OverflowError) as error:
        raise Broken(f"no whole ZIP file: {printable(str(error))}") from error


def _refuse_strange(infos: Sequence[zipfile.ZipInfo], size_bytes: int) -> None:
    """Before a byte is unpacked: only what a pack has, once, as it is, and no more of it than there are bytes."""
    if len(infos) > _MOST_FILES:
        raise Broken("no evidence pack: too many files")
    for info in infos:
        if not form.is_name(info.filename):
            raise Broken(f"no evidence pack: a file that none has: {printable(info.filename)}")
        if info.compress_type != zipfile.ZIP_STORED:
            raise Broken(f"no evidence pack: {info.filename} is compressed")
    if len({info.filename for info in infos}) < len(infos):
        raise Broken("no evidence pack: a file is in it twice")
    if sum(info.file_size for info in infos) > size_bytes:
        raise Broken("no evidence pack: its files claim to be larger than it is")


def _refuse_other_container(raw: bytes, written: bytes, names: Sequence[str]) -> None:
    """A container has one form, so that nothing lies between its files."""
    if raw == written:
        return
    if sorted(names) != list(names):
        raise Broken("the container is not as a pack is written: its files are in another order")
    at = next((n for n, (mine, theirs) in enumerate(zip(raw, written, strict=False)) if mine != theirs), len(written))
    raise Broken(f"the container is not as a pack is written: byte {min(at, len(raw))} of {len(raw)} was changed")


def _decoded(files: Mapping[str, bytes], name: str, shape: type[T]) -> T:
    try:
        value = msgspec.json.decode(files[name], type=shape)
        again = form.encoded(value)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        raise Broken(f"{name} cannot be read: {printable(str(error))}") from error
    if again != files[name]:
        raise Broken(f"{name} is not in the one form that a pack has")
    return value


def printable(text: str) -> str:
    """Text of a stranger's file, safe on a terminal."""
    return "".join(one if one.isprintable() else "?" for one in text[:_LONGEST_WORDS])
