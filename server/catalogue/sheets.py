"""CSV sheets as a spreadsheet saves them: rows by column name, and what is wrong where. Pure; it opens no file."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")

_RECKONED = ("=", "+", "@")
"""What a cell begins with that a spreadsheet would take for a formula."""

_DASHED = (*_RECKONED, "-")
"""With a dash too; a note may well begin with one, so that is no fault of a sheet that is read."""

_MARK = "'"
"""Before such a cell it says that it is text."""


class Wrong(StrEnum):
    """What can be wrong with a sheet, a row or a cell."""

    NOT_TEXT = "not_text"
    NO_ROWS = "no_rows"
    NOT_CSV = "not_csv"
    UNKNOWN_SHEET = "unknown_sheet"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_CELLS = "too_many_cells"
    BAD_VALUE = "bad_value"
    EMPTY = "empty"
    FORMULA = "formula"
    DIFFERS = "differs"
    NAMED_TWICE = "named_twice"
    UNKNOWN_SCHEME = "unknown_scheme"
    UNKNOWN_ORG = "unknown_org"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_MATTERS = "unknown_matters"
    OUTSIDE_AREA = "outside_area"
    AMBIGUOUS = "ambiguous"


class RowFault(Struct, frozen=True):
    """What is wrong where: the sheet, its line from 1 (0: the sheet as a whole), the column, and what stands there."""

    sheet: str
    line: int
    column: str
    fault: Wrong
    value: str = ""


class Line(NamedTuple):
    """A row that is not empty: the line at which it ends, and its cells by column, trimmed."""

    number: int
    cells: Mapping[str, str]


class Sheet(NamedTuple):
    """A sheet as it was read; with faults it has no lines."""

    name: str
    columns: frozenset[str]
    lines: tuple[Line, ...]
    faults: tuple[RowFault, ...]


def read_sheet(name: str, content: bytes, words: Mapping[str, str]) -> Sheet:
    """Read a CSV file in UTF-8, with or without a byte order mark, or in GB 18030. `words` translates columns' names.

    The first row names the columns. Faults: other encodings, quotes that do not end, a column named twice, and rows
    that are longer than the first. What the columns may be is for the caller to say.
    """
    text = _decoded(content)
    if text is None:
        return _broken(name, 0, Wrong.NOT_TEXT, "neither UTF-8 nor GB 18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        return _broken(name, reader.line_num, Wrong.NOT_CSV, str(error))
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        return _broken(name, 0, Wrong.NO_ROWS, "")
    head = [words.get(cell, cell) for cell in rows[0][1]]
    columns = [cell for cell in head if cell]
    twice = sorted(cell for cell, times in Counter(columns).items() if times > 1)
    faults = [RowFault(name, rows[0][0], cell, Wrong.COLUMN_TWICE) for cell in twice]
    faults += [
        RowFault(name, number, "", Wrong.TOO_MANY_CELLS, row[len(head)])
        for number, row in rows[1:]
        if any(row[len(head) :])
    ]
    lines = () if faults else tuple(Line(number, _cells(head, row)) for number, row in rows[1:])
    return Sheet(name, frozenset(columns), lines, tuple(faults))


def _decoded(content: bytes) -> str | None:
    """A Chinese spreadsheet saves in GB 18030 unless it is told otherwise; its text is hardly ever valid UTF-8."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _cells(head: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    told = {column: "" for column in head if column}
    return told | {column: cell for column, cell in zip(head, row, strict=False) if column}


def _broken(name: str, line: int, fault: Wrong, value: str) -> Sheet:
    return Sheet(name, frozenset(), (), (RowFault(name, line, "", fault, value),))


class Reader:
    """Reads the cells of one row, and notes what is wrong with each."""

    def __init__(self, sheet: str, line: Line) -> None:
        self.line = line
        self.faults: list[RowFault] = []
        self.sheet = sheet

    def text(self, column: str) -> str:
        """What stands in a column, without the mark that keeps a spreadsheet from reckoning; "" for no such column."""
        cell = self.line.cells.get(column, "")
        return cell[1:] if cell[:1] == _MARK and cell[1:2] in _DASHED else cell

    def value(self, column: str, told: type[T] | Any, default: T, *, required: bool = False) -> T:
        """A cell as a type of the contract; `default` where it is empty, or wrong (which is noted)."""
        text = self.text(column)
        if not text:
            if required:
                self.note(column, Wrong.EMPTY)
            return default
        if self.line.cells[column][0] in _RECKONED:
            self.note(column, Wrong.FORMULA)
            return default
        try:
            found: T = msgspec.convert(text, told, strict=False)
        except msgspec.ValidationError:
            self.note(column, Wrong.BAD_VALUE)
            return default
        return found

    def among(self, column: str, words: Mapping[str, T], default: T) -> T:
        """A cell that is one of some words; `default` where it is empty."""
        text = self.text(column)
        if not text:
            return default
        if text not in words:
            self.note(column, Wrong.BAD_VALUE)
            return default
        return words[text]

    def note(self, column: str, fault: Wrong, value: str | None = None) -> None:
        """Note a fault of a cell."""
        told = RowFault(self.sheet, self.line.number, column, fault, self.text(column) if value is None else value)
        if told not in self.faults:  # a cell may be read for the class and for its condition
            self.faults.append(told)

    def named(self, column: str, name: str, ids_of: Mapping[str, Sequence[str]], unknown: Wrong) -> str:
        """The id of what is named by its code or its path; "" where the name is nobody's, or of several."""
        ids = ids_of.get(name, ())
        if len(ids) != 1:
            self.note(column, Wrong.AMBIGUOUS if ids else unknown, name)
            return ""
        return ids[0]


def parts(text: str) -> Iterator[str]:
    """The parts of a cell that holds several, with semicolons of either script between them."""
    return (part.strip() for part in text.replace("；", ";").split(";") if part.strip())


def write_sheet(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """A sheet as text: the header, and a line for each row. What would be a formula is marked as text."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_marked(row[column]) for column in columns] for row in rows)
    return told.getvalue()


def _marked(cell: object) -> object:
    return f"{_MARK}{cell}" if isinstance(cell, str) and cell.startswith(_DASHED) else cell
