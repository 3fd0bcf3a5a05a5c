"""What is known of a workbook before a row is read: its sheets, its texts, its styles of days.

Read by events and not as trees, for a stranger may fill these parts with millions of elements.
"""

import posixpath
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

from server.tabular.events import read_events
from server.tabular.limits import Limits, NotRead, Reason
from server.tabular.sheets import Ways, unescaped

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TRUE = frozenset({"1", "true", "on"})
_CHINESE = frozenset({*range(27, 37), *range(50, 59)})
"""Formats that a Chinese spreadsheet has built in, days and times all of them (ECMA-376, 18.8.30)."""

_OF_CHINA = "yyyy-m-d"
_NONE: frozenset[int] = frozenset()


class Listed(NamedTuple):
    """A sheet as the workbook lists it: its name, whether it is hidden, and the part that holds it."""

    name: str
    hidden: bool
    part: str


class Contents(NamedTuple):
    """A workbook's sheets and what their cells are read by."""

    sheets: tuple[Listed, ...]
    ways: Ways


def contents_of(archive: zipfile.ZipFile, limits: Limits) -> Contents:
    """What a workbook says of itself. Raises NotRead."""
    there = set(archive.namelist())
    told, relations = _Workbook(limits), _Relations()
    read_events(archive, _WORKBOOK, told.begin, _ignored, _ignored)
    if _RELATIONS in there:
        read_events(archive, _RELATIONS, relations.begin, _ignored, _ignored)
    sheets = tuple(
        Listed(name, hidden, relations.sheets[link])
        for name, hidden, link in told.sheets
        if relations.sheets.get(link) in there
    )
    if not sheets:
        raise NotRead(Reason.NOT_A_WORKBOOK)
    strings = _strings(archive, relations.strings, limits) if relations.strings in there else ()
    days, spans = _styles(archive, relations.styles) if relations.styles in there else (_NONE, _NONE)
    return Contents(sheets, Ways(strings, days, spans, told.from_1904))


def _ignored(_told: str) -> None:
    """Nothing there is of use."""


class _Workbook:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in _TRUE
        elif tag == "sheet":
            link = next((told for name, told in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible") != "visible", link))
            if len(self.sheets) > self._limits.sheets:
                raise NotRead(Reason.TOO_MANY_SHEETS, size=len(self.sheets), limit=self._limits.sheets)


class _Relations:
    """Which part is which, by the kinds of both editions of the standard."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.strings, self.styles = "xl/sharedStrings.xml", "xl/styles.xml"  # where no relation tells

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        part = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = part
        elif kind == "sharedStrings":
            self.strings = part
        elif kind == "styles":
            self.styles = part


class _Strings:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text, self._aloud, self._length = False, 0, 0

    def begin(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "t":
            self._in_text = not self._aloud
        elif tag == "si":
            self._parts, self._length = [], 0
        elif tag == "rPh":  # how the text above it is read aloud
            self._aloud += 1

    def text(self, said: str) -> None:
        if self._in_text:
            self._length += len(said)
            if self._length > self._limits.cell_chars * 4:
                raise NotRead(Reason.CELL_TOO_LONG, size=self._length, limit=self._limits.cell_chars)
            self._parts.append(said)

    def end(self, tag: str) -> None:
        if tag == "t":
            self._in_text = False
        elif tag == "si":
            self.found.append(unescaped("".join(self._parts)))
        elif tag == "rPh":
            self._aloud -= 1


def _strings(archive: zipfile.ZipFile, part: str, limits: Limits) -> Sequence[str]:
    reading = _Strings(limits)
    read_events(archive, part, reading.begin, reading.end, reading.text)
    return reading.found


class _Styles:
    def __init__(self) -> None:
        self.formats: dict[int, str] = {}
        self.cells: list[int] = []
        self._in_cells = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self.formats[_number(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self.cells.append(_number(attributes.get("numFmtId", "")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _styles(archive: zipfile.ZipFile, part: str) -> tuple[frozenset[int], frozenset[int]]:
    """The styles, by number, that make of a number a day or time, and those of them that make it a span of time."""
    from openpyxl.styles.numbers import (  # noqa: PLC0415 - a third of a second, which no other request pays
        BUILTIN_FORMATS,
        is_date_format,
        is_timedelta_format,
    )

    reading = _Styles()
    read_events(archive, part, reading.begin, reading.end, _ignored)
    written = {
        number: _OF_CHINA if number in _CHINESE else reading.formats.get(number) or BUILTIN_FORMATS.get(number)
        for number in set(reading.cells)
    }
    days = {number for number, told in written.items() if told and is_date_format(told)}
    spans = {number for number, told in written.items() if told and is_timedelta_format(told)}
    styles = [*enumerate(reading.cells)]
    return (
        frozenset(style for style, number in styles if number in days),
        frozenset(style for style, number in styles if number in spans),
    )
