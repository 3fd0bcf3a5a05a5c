"""The first sheet of an XLSX workbook as rows of text, within limits. Pure; no formula is reckoned, no link followed.

A workbook is a ZIP of XML (ECMA-376). A document type is refused, and with it every entity that could grow.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_BYTES = 32 * 1024 * 1024
_MOST_COLUMNS = 200
_MOST_LINES = 20_000
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LETTERS = 26
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ET.ParseError, KeyError, IndexError, ValueError, NotImplementedError, RuntimeError,
    EOFError,
)  # fmt: skip
"""What the parts of a broken or locked archive are answered with."""


class BrokenWorkbook(ValueError):
    """It is no workbook that can be read here; the text says why."""


def rows_of_workbook(raw: bytes) -> list[list[str]]:
    """The rows of the first sheet, empty ones too, so that a row's place is its line. Raises BrokenWorkbook.

    Text is as it stands, numbers as they are stored; of a formula it is the value that was saved with it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            texts = list(_shared(_part(book, "xl/sharedStrings.xml"))) if _has(book, "xl/sharedStrings.xml") else []
            return _rows(_part(book, _first_sheet(book)), texts)
    except BrokenWorkbook:
        raise
    except _BROKEN as error:
        raise BrokenWorkbook("no XLSX workbook") from error


def _has(book: zipfile.ZipFile, name: str) -> bool:
    return name in book.namelist()


def _part(book: zipfile.ZipFile, name: str) -> ET.Element:
    with book.open(name) as part:
        content = part.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise BrokenWorkbook("the workbook is too large")
    if b"<!DOCTYPE" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BrokenWorkbook("the workbook has a document type, or is in UTF-16")
    return ET.fromstring(content)  # noqa: S314 - what has a DOCTYPE was refused above


def _first_sheet(book: zipfile.ZipFile) -> str:
    sheets = _part(book, "xl/workbook.xml").find(f"{_MAIN}sheets")
    wanted = None if sheets is None else sheets[0].get(_REFERS)
    for one in _part(book, "xl/_rels/workbook.xml.rels"):
        if one.get("Id") == wanted:
            target = one.get("Target", "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise BrokenWorkbook("the workbook has no sheet")


def _shared(root: ET.Element) -> Iterator[str]:
    for item in root.iter(f"{_MAIN}si"):
        yield _text(item)


def _text(item: ET.Element) -> str:
    """All runs of a text; how it is read aloud (`rPh`) is none of it."""
    direct = [one.text or "" for one in item.findall(f"{_MAIN}t")]
    runs = [one.text or "" for run in item.findall(f"{_MAIN}r") for one in run.findall(f"{_MAIN}t")]
    return "".join((*direct, *runs))


def _rows(root: ET.Element, texts: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in root.iter(f"{_MAIN}row"):
        line = int(row.get("r") or len(found) + 1)
        if not len(found) < line <= _MOST_LINES:
            raise BrokenWorkbook(f"row {line} is out of order, or beyond {_MOST_LINES}")
        found += ([] for _ in range(line - len(found) - 1))
        found.append(_cells(row, texts))
    return found


def _cells(row: ET.Element, texts: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.findall(f"{_MAIN}c"):
        at = _column(cell.get("r")) if cell.get("r") else len(cells)
        if not len(cells) <= at < _MOST_COLUMNS:
            raise BrokenWorkbook(f"cell {cell.get('r')} is out of order, or too far right")
        cells += [""] * (at - len(cells))
        cells.append(_value(cell, texts))
    return cells


def _column(named: str | None) -> int:
    told = _CELL.fullmatch(named or "")
    if told is None:
        raise BrokenWorkbook(f"{named} is no cell")
    number = 0
    for letter in told[1]:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ET.Element, texts: list[str]) -> str:
    inline = cell.find(f"{_MAIN}is")
    if inline is not None:
        return _text(inline)
    told = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "s":
        return texts[int(told)] if told.isdecimal() else ""
    return told
