"""The rows of a worksheet, one after the other, straight from its XML: a row is gone before the next is read.

openpyxl builds a tree of every cell and reads a sheet that tells no size twice: of 50,000 rows that took half a minute,
and this takes three seconds.
"""

import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from server.tabular.archives import column_of
from server.tabular.cells import EMPTY, Cell, Was, of_instant, of_number, of_text
from server.tabular.events import each_chunk
from server.tabular.limits import Limits, NotRead, Reason

LAST_ROW = 1_048_576
"""No workbook has more; rows that are formatted and empty count up to it."""

_LAST_COLUMN = 16_384
_COORDINATE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_TEXTS = frozenset({"v", "t", "f"})


class Ways(NamedTuple):
    """What cells are read by: the texts of the workbook, and its styles that make a number a day or a span of time."""

    strings: Sequence[str]
    days: Collection[int]
    spans: Collection[int]
    from_1904: bool


def read_rows(
    archive: zipfile.ZipFile, name: str, ways: Ways, limits: Limits
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows that a file has, with their numbers; cells beyond the limit that hold nothing are left out.

    Raises NotRead at what is damaged, or beyond a limit.
    """
    reading = _Reading(ways, limits)
    for _ in each_chunk(archive, name, reading.begin, reading.end, reading.text):
        yield from reading.ready
        reading.ready.clear()


class _Reading:
    def __init__(self, ways: Ways, limits: Limits) -> None:
        self._ways, self._limits = ways, limits
        self.ready: list[tuple[int, tuple[Cell, ...]]] = []
        self._columns: dict[str, int] = {}
        self._row = self._column = self._style = 0
        self._kind = "n"
        self._cells: list[Cell] = []
        self._into = ""
        self._said: list[str] = []
        self._value: str | None = None
        self._formula: str | None = None
        self._length = 0
        self._aloud = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in _TEXTS:
            if not self._aloud:
                self._into, self._said = tag, []
        elif tag == "row":
            self._begin_row(attributes.get("r"))
        elif tag == "rPh":  # how the text above it is read aloud
            self._aloud += 1

    def text(self, said: str) -> None:
        """Some of the text of an element."""
        if self._into:
            self._length += len(said)
            if self._length > self._limits.cell_chars * 4:
                longest = self._limits.cell_chars
                raise NotRead(Reason.CELL_TOO_LONG, size=self._length, limit=longest, row=self._row)
            self._said.append(said)

    def end(self, tag: str) -> None:
        """An element has ended."""
        if tag == "c":
            self._end_cell()
        elif tag == self._into:
            said, self._into = "".join(self._said), ""
            if tag == "f":
                self._formula = said
            else:
                self._value = said if tag == "v" or self._value is None else self._value + said
        elif tag == "row":
            self.ready.append((self._row, tuple(self._cells)))
        elif tag == "rPh":
            self._aloud -= 1

    def _begin_row(self, told: str | None) -> None:
        before = self._row
        try:
            self._row = before + 1 if told is None else int(float(told))
        except (ValueError, OverflowError) as error:
            raise NotRead(Reason.BROKEN, part=f"a row with the number {told}") from error
        if self._row <= before:
            raise NotRead(Reason.BROKEN, part=f"row {self._row} comes after row {before}")
        if self._row > LAST_ROW:
            raise NotRead(Reason.TOO_MANY_ROWS, limit=self._limits.rows)
        self._cells, self._column = [], 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        self._column = self._column + 1 if told is None else self._column_of(told)
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0")) if attributes.get("s", "0").isdecimal() else 0
        self._value = self._formula = None
        self._length = 0

    def _column_of(self, coordinate: str) -> int:
        letters = coordinate.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            if _COORDINATE.fullmatch(coordinate) is None or column_of(letters) > _LAST_COLUMN:
                raise NotRead(Reason.BROKEN, part=f"a cell that is called {coordinate[:20]}")
            column = self._columns[letters] = column_of(letters)
        return column

    def _end_cell(self) -> None:
        cell = self._cell()
        column, cells = self._column, self._cells
        if column > self._limits.columns:
            if cell.text:
                raise NotRead(Reason.TOO_MANY_COLUMNS, size=column, limit=self._limits.columns, row=self._row)
            return
        if column <= len(cells):
            cells[column - 1] = cell
            return
        cells.extend([EMPTY] * (column - 1 - len(cells)))
        cells.append(cell)

    def _cell(self) -> Cell:
        if self._formula is not None:
            return Cell(f"={self._formula}", Was.FORMULA)
        if not self._value:
            return EMPTY
        try:
            return self._read(self._value)
        except (ValueError, IndexError, OverflowError) as error:
            raise NotRead(Reason.BROKEN, part=f"row {self._row}: a cell of type {self._kind[:20]}") from error

    def _read(self, value: str) -> Cell:
        match self._kind:
            case "s":
                return of_text(self._ways.strings[int(value)])
            case "n":
                return self._number(value)
            case "b":
                return Cell("TRUE" if int(value) else "FALSE", Was.TRUTH)
            case "d":
                return of_instant(datetime.fromisoformat(value))
            case "e":
                return Cell(value, Was.FAULT)
            case _:
                return of_text(unescaped(value))

    def _number(self, value: str) -> Cell:
        number = int(value) if value.lstrip("-").isdecimal() else float(value)
        return self._day(number) if self._style in self._ways.days else of_number(number)

    def _day(self, number: float) -> Cell:
        from openpyxl.utils import datetime as days  # noqa: PLC0415 - a third of a second, which no other request pays

        of: Any = days  # the library is untyped
        epoch = of.CALENDAR_MAC_1904 if self._ways.from_1904 else of.CALENDAR_WINDOWS_1900
        try:
            told = of.from_excel(number, epoch, timedelta=self._style in self._ways.spans)
        except (OverflowError, ValueError):
            return Cell("#VALUE!", Was.FAULT)
        if isinstance(told, (time, timedelta)):
            return Cell(str(told), Was.TEXT)
        return of_instant(told) if isinstance(told, (datetime, date)) else of_number(number)


def unescaped(text: str) -> str:
    """A text with what spreadsheets write as _x000D_ put back; halves of a character stay as they are written."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _one(int(found[1], 16), found[0]), text)


def _one(number: int, written: str) -> str:
    return written if number in _SURROGATES else chr(number)
