"""A workbook as a zip archive: judged by its directory before a byte is inflated. It reads no sheet."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from server.tabular.limits import USUAL, Limits, NotRead, Reason

_WORKBOOK = "xl/workbook.xml"
_SHEETS = "xl/worksheets/"
_STRINGS = "xl/sharedstrings.xml"
_BOMBS = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOGUE = 4096
_CHUNK = 1 << 20
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_MERGE_CHARS = 200

Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, from 1."""


def checked(raw: bytes, limits: Limits = USUAL) -> zipfile.ZipFile:
    """The archive of a workbook that is within its limits. Raises NotRead, in milliseconds, for any other.

    What the directory declares is what Python's reader inflates at most: a part that lies about its size is BROKEN.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotRead(Reason.BROKEN, part=str(error)) from error
    parts = archive.infolist()
    if len(parts) > limits.entries:
        raise NotRead(Reason.TOO_MANY_PARTS, size=len(parts), limit=limits.entries)
    for part in parts:
        _check(part, limits)
    total = sum(part.file_size for part in parts)
    if total > limits.inflated_bytes:
        raise NotRead(Reason.TOO_BIG, size=total, limit=limits.inflated_bytes, part="all parts together")
    names = {part.filename.lower() for part in parts}
    if len(names) != len(parts):
        raise NotRead(Reason.BROKEN, part="two parts of one name")
    _is_workbook(names)
    for part in parts:
        _begin(archive, part)
    return archive


def _check(part: zipfile.ZipInfo, limits: Limits) -> None:
    name = part.filename.lower()
    if part.flag_bits & 1:
        raise NotRead(Reason.LOCKED)
    most = limits.part_bytes
    if name.startswith(_SHEETS):
        most = limits.sheet_bytes
    elif name == _STRINGS:
        most = limits.strings_bytes
    if part.file_size > most:
        raise NotRead(Reason.TOO_BIG, size=part.file_size, limit=most, part=part.filename)
    ratio = part.file_size // max(part.compress_size, 1)
    if part.file_size > limits.ratio_from_bytes and ratio > limits.ratio:
        raise NotRead(Reason.PACKED_TOO_TIGHT, size=ratio, part=part.filename)
    path = PurePosixPath(part.filename)
    if path.is_absolute() or ".." in path.parts:
        raise NotRead(Reason.BROKEN, part="a part outside of the archive")


def _is_workbook(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NotRead(Reason.MACROS)
    if "xl/workbook.bin" in names:
        raise NotRead(Reason.BINARY_WORKBOOK)
    if _WORKBOOK not in names or "[content_types].xml" not in names:
        raise NotRead(Reason.NOT_A_WORKBOOK)


def _begin(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A declaration of entities stands at the beginning or nowhere; the parser would refuse it too, but later."""
    if not part.filename.lower().endswith((".xml", ".rels")):
        return
    try:
        with archive.open(part) as stream:
            begin = stream.read(_PROLOGUE)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise NotRead(Reason.BROKEN, part=f"{part.filename}: {error}") from error
    if _BOMBS.search(begin.replace(b"\0", b"")):
        raise NotRead(Reason.FORBIDDEN_XML, part=part.filename)


def list_merged(archive: zipfile.ZipFile, name: str, limits: Limits = USUAL) -> tuple[Span, ...]:
    """The merged ranges of the sheet that is kept under a name: openpyxl tells them only when it reads all at once."""
    found: set[Span] = set()
    for piece in _pieces(archive, name):
        found.update(
            (int(row), column_of(column), int(last), column_of(until))
            for column, row, until, last in _MERGE.findall(piece)
        )
        if len(found) > limits.merges:
            raise NotRead(Reason.TOO_MANY_MERGES, size=len(found), limit=limits.merges)
    return tuple(sorted(found))


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of a part, each piece with the end of the one before it."""
    kept = b""
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield kept + chunk
                kept = chunk[-_MERGE_CHARS:]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise NotRead(Reason.BROKEN, part=f"{name}: {error}") from error


def column_of(letters: str | bytes) -> int:
    """The number of a column, from 1: A, Z, AA, XFD."""
    text = letters.decode() if isinstance(letters, bytes) else letters
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    """The letters of a column's number."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
