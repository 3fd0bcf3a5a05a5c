"""A table that somebody sent, row by row: .xlsx or CSV. It is held to its limits and never as a whole in memory."""

import csv
import io
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from server.tabular.archives import Span, checked, list_merged
from server.tabular.cells import EMPTY, Cell, Noticed, of_written
from server.tabular.limits import USUAL, Limits, NotRead, Reason
from server.tabular.sheets import read_rows
from server.tabular.workbooks import contents_of

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""A workbook with a password is an old kind of file that holds a stream of this name (MS-OFFCRYPTO 2.3.4.4)."""

_OTHERS = {b"%PDF": "a PDF", b"{\\rtf": "RTF", b"\x1f\x8b": "gzip", b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",\t;|"
_BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"
_SNIFFED = 20
_SNIFFED_CHARS = 65_536


class Row(NamedTuple):
    """A row with its number in the file, from 1; cells from the first column on, as many as it has."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, from 0."""
        return self.cells[column] if column < len(self.cells) else EMPTY


class Sheet(NamedTuple):
    """What is known of a sheet before it is read; a CSV file is one sheet without a name."""

    name: str
    hidden: bool = False
    merged: tuple[Span, ...] = ()


class Book(Protocol):
    """A file that can be read."""

    @property
    def sheets(self) -> Sequence[Sheet]:
        """Its sheets, in order."""
        ...

    @property
    def from_1904(self) -> bool:
        """Whether its days are counted from 1904."""
        ...

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """The rows of a sheet, from 0, that hold anything. Raises NotRead at the row that is beyond a limit."""
        ...


@contextmanager
def opened(raw: bytes, limits: Limits = USUAL) -> Generator[Book]:
    """A file as a book, whatever its name says. Raises NotRead for what is neither a workbook nor CSV text."""
    if not raw[:_SNIFFED_CHARS].strip(_BLANK) and not raw.strip(_BLANK):
        raise NotRead(Reason.EMPTY)
    if len(raw) > limits.file_bytes:
        raise NotRead(Reason.TOO_BIG, size=len(raw), limit=limits.file_bytes, part="the file")
    if raw.startswith(_ZIP):
        with checked(raw, limits) as archive:
            yield _Workbook(archive, limits)
    elif raw.startswith(_OLE):
        raise NotRead(Reason.LOCKED if _ENCRYPTED in raw else Reason.OLD_EXCEL)
    else:
        yield _Csv(raw, limits)


# --- CSV --------------------------------------------------------------------------------------------------------------


class _Csv:
    """Delimited text as a book of one sheet."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        self._raw, self._limits = raw, limits
        self._encoding, begin = encoding_of(raw)
        self._delimiter = _delimiter(begin)
        self.sheets = (Sheet(""),)
        self.from_1904 = False

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """As `Book.rows`; a row's number is that of the line that it begins in."""
        _one_of(self.sheets, sheet)
        text = io.TextIOWrapper(io.BytesIO(self._raw), self._encoding, newline="")
        lines = csv.reader(text, delimiter=self._delimiter, strict=True)
        before = csv.field_size_limit(self._limits.cell_chars * 4)
        begin, count = 1, 0
        try:
            for fields in lines:
                cells = tuple(map(of_written, fields))
                if any(cell.text for cell in cells):
                    count += 1
                    yield _within(Row(begin, cells), count, self._limits)
                begin = lines.line_num + 1
        except csv.Error as error:
            raise NotRead(Reason.BROKEN, part=f"line {lines.line_num}: {error}") from error
        finally:
            csv.field_size_limit(before)


def encoding_of(raw: bytes) -> tuple[str, str]:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else GB 18030; and the first characters. Raises NotRead.

    The text is never held as a whole: Chinese takes four times its file's size in memory.
    """
    for mark, what in _OTHERS.items():
        if raw.startswith(mark):
            raise NotRead(Reason.NOT_A_TABLE, part=what)
    if raw.startswith(_UTF16):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = (*_bare_utf16(raw[:4096]), "utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return encoding, _begin_of(raw, encoding)
        except UnicodeDecodeError:
            continue
    raise NotRead(Reason.UNKNOWN_ENCODING)


def _begin_of(raw: bytes, encoding: str) -> str:
    """The first characters of a text that is one to its end. Raises UnicodeDecodeError, and NotRead for no table."""
    begin = ""
    with io.TextIOWrapper(io.BytesIO(raw), encoding, newline="") as text:
        while piece := text.read(_SNIFFED_CHARS):
            begin = begin or _as_table(piece)
            if "\0" in piece:
                raise NotRead(Reason.NOT_A_TABLE, part="binary")
    return begin


def _bare_utf16(begin: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark shows in the zeros of its delimiters and line ends."""
    if b"\0" not in begin:
        return ()
    little = begin.count(b",\0") + begin.count(b"\t\0") + begin.count(b"\n\0")
    big = begin.count(b"\0,") + begin.count(b"\0\t") + begin.count(b"\0\n")
    return ("utf-16-le", "utf-16-be") if little >= big else ("utf-16-be", "utf-16-le")


def _as_table(text: str) -> str:
    begin = text.lstrip()[:200].lower()
    if begin.startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise NotRead(Reason.NOT_A_TABLE, part="HTML or XML; save it as .xlsx")
    return text


def _delimiter(text: str) -> str:
    """The delimiter by which the first rows have the most columns, and as many in each."""
    lines = [line for line in text[:65_536].splitlines() if line.strip()][:_SNIFFED]

    def weight(delimiter: str) -> tuple[int, int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(counts), key=counts.count) if counts else 1
        return (usual > 1, counts.count(usual), usual)

    try:
        return max(_DELIMITERS, key=weight)
    except csv.Error:
        return ","


# --- workbooks --------------------------------------------------------------------------------------------------------


class _Workbook:
    """An .xlsx file as a book."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._listed, self._ways = contents_of(archive, limits)
        self.from_1904 = self._ways.from_1904
        self.sheets: Sequence[Sheet] = tuple(
            Sheet(one.name, one.hidden, list_merged(archive, one.part, limits)) for one in self._listed
        )

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """As `Book.rows`; what a merged range tells, all of its cells tell."""
        told = _one_of(self.sheets, sheet)
        merges, count = _Merges(told.merged, self._limits.columns), 0
        for number, cells in self._each(sheet, merges):
            row = merges.spread(number, cells)
            if any(cell.text for cell in row.cells):
                count += 1
                yield _within(row, count, self._limits)

    def _each(self, sheet: int, merges: "_Merges") -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows that the file has, and where a merged range may reach into them, those that it does not have."""
        before = 0
        for number, cells in read_rows(self._archive, self._listed[sheet].part, self._ways, self._limits):
            yield from ((missing, ()) for missing in range(before + 1, number) if merges.under_way)
            yield number, cells
            before = number


class _Merges:
    """The merged ranges of a sheet while its rows go by, from the first to the last."""

    def __init__(self, spans: Iterable[Span], columns: int) -> None:
        self._columns = columns
        self._coming = sorted((span for span in spans if span[1] <= columns), reverse=True)
        self._open: list[tuple[Span, Cell]] = []

    @property
    def under_way(self) -> bool:
        """Whether a range may reach into the next row."""
        return bool(self._open or self._coming)

    def spread(self, number: int, cells: tuple[Cell, ...]) -> Row:
        """The row with what merged ranges tell in each of their cells. Raises NotRead for ranges that overlap."""
        if not self._coming and not self._open:  # nearly always
            return Row(number, cells)
        self._open = [(span, told) for span, told in self._open if span[2] >= number]
        row = list(cells)
        while self._coming and self._coming[-1][0] <= number:
            span = self._coming.pop()
            if span[2] >= number and span[1] <= len(row):
                self._open.append((span, row[span[1] - 1]))
        if len(self._open) > self._columns:
            raise NotRead(Reason.BROKEN, part="merged ranges overlap")
        for (_, first, _, until), told in self._open:
            last = min(until, self._columns)
            row += [EMPTY] * (last - len(row))
            row[first - 1 : last] = [told._replace(noticed=told.noticed | {Noticed.MERGED})] * (last - first + 1)
        return Row(number, tuple(row))


def _one_of(sheets: Sequence[Sheet], sheet: int) -> Sheet:
    if not 0 <= sheet < len(sheets):
        raise NotRead(Reason.NO_SUCH_SHEET, row=sheet + 1, limit=len(sheets))
    return sheets[sheet]


def _within(row: Row, count: int, limits: Limits) -> Row:
    if count > limits.rows:
        raise NotRead(Reason.TOO_MANY_ROWS, limit=limits.rows)
    if len(row.cells) > limits.columns:
        filled = max(at for at, cell in enumerate(row.cells, start=1) if cell.text)
        if filled > limits.columns:
            raise NotRead(Reason.TOO_MANY_COLUMNS, size=filled, limit=limits.columns, row=row.number)
        row = row._replace(cells=row.cells[: limits.columns])
    longest = max(len(cell.text) for cell in row.cells)
    if longest > limits.cell_chars:
        raise NotRead(Reason.CELL_TOO_LONG, size=longest, limit=limits.cell_chars, row=row.number)
    return row
