"""What a file may be at most, and why one is not read. Pure; nothing is opened before it has passed here."""

from enum import StrEnum

from msgspec import Struct

_MIB = 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True):
    """What is read at most; sizes in bytes. A workbook is held to them by its directory, before a byte is inflated.

    Deflate packs at most 1,032 to 1; workbooks of real registers come out at 8 to 40, so `ratio` leaves room.
    """

    file_bytes: int = 64 * _MIB
    entries: int = 2_000
    inflated_bytes: int = 320 * _MIB
    sheet_bytes: int = 256 * _MIB
    strings_bytes: int = 64 * _MIB
    part_bytes: int = 32 * _MIB
    ratio: int = 250
    ratio_from_bytes: int = 4 * _MIB
    sheets: int = 100
    rows: int = 200_000
    columns: int = 512
    merges: int = 50_000
    cell_chars: int = 32_767


USUAL = Limits()


class Reason(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_PARTS = "too_many_parts"
    PACKED_TOO_TIGHT = "packed_too_tight"
    TOO_MANY_SHEETS = "too_many_sheets"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_MERGES = "too_many_merges"
    CELL_TOO_LONG = "cell_too_long"
    OLD_EXCEL = "old_excel"
    LOCKED = "locked"
    MACROS = "macros"
    BINARY_WORKBOOK = "binary_workbook"
    NOT_A_WORKBOOK = "not_a_workbook"
    BROKEN = "broken"
    FORBIDDEN_XML = "forbidden_xml"
    TELLS_OTHERS = "tells_others"
    UNKNOWN_ENCODING = "unknown_encoding"
    NOT_A_TABLE = "not_a_table"
    NO_SUCH_SHEET = "no_such_sheet"


_SENTENCES = {
    Reason.EMPTY: "the file is empty",
    Reason.TOO_BIG: "it would be {size:,} bytes, {limit:,} are read at most ({part})",
    Reason.TOO_MANY_PARTS: "it has {size:,} parts, {limit:,} are read at most",
    Reason.PACKED_TOO_TIGHT: "{part} is packed {size:,} to 1, which no table is; it is not opened",
    Reason.TOO_MANY_SHEETS: "it has {size:,} sheets, {limit:,} are read at most",
    Reason.TOO_MANY_ROWS: "it has more than {limit:,} rows; divide it",
    Reason.TOO_MANY_COLUMNS: "row {row:,} has {size:,} columns, {limit:,} are read at most",
    Reason.TOO_MANY_MERGES: "it has {size:,} merged ranges, {limit:,} are read at most",
    Reason.CELL_TOO_LONG: "row {row:,} has a cell of {size:,} characters, {limit:,} are read at most",
    Reason.OLD_EXCEL: "it is an old Excel file (.xls); save it as .xlsx",
    Reason.LOCKED: "it is locked with a password; save it without one",
    Reason.MACROS: "it carries macros (.xlsm); save it as .xlsx",
    Reason.BINARY_WORKBOOK: "it is a binary workbook (.xlsb); save it as .xlsx",
    Reason.NOT_A_WORKBOOK: "it is a zip archive, and no workbook",
    Reason.BROKEN: "it is damaged: {part}",
    Reason.FORBIDDEN_XML: "{part} declares entities, which no workbook needs; it is not opened",
    Reason.TELLS_OTHERS: "it has a formula that would tell another machine what is filled in ({part}); take it out",
    Reason.UNKNOWN_ENCODING: "its text is neither UTF-8, UTF-16 nor GB 18030",
    Reason.NOT_A_TABLE: "it is neither a workbook (.xlsx) nor CSV text: {part}",
    Reason.NO_SUCH_SHEET: "it has no sheet {row}; it has {limit}",
}


class NotRead(ValueError):
    """A file that is not read; the text is one sentence that says why and, where there is a way, what to do."""

    def __init__(self, reason: Reason, *, part: str = "", size: int = 0, limit: int = 0, row: int = 0) -> None:
        super().__init__(_SENTENCES[reason].format(part=part[:100], size=size, limit=limit, row=row))
        self.reason = reason
        self.facts = {"part": part[:100], "size": str(size), "limit": str(limit), "row": str(row)}
