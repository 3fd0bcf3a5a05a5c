"""Files of strangers: what is read of honest ones, and how fast the others are sent away."""

import csv
import io
import time
import tracemalloc
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from server.tabular.books import Row, opened
from server.tabular.cells import Noticed, Was, as_day
from server.tabular.limits import Limits, NotRead, Reason
from tests.server.tabular.workbooks import CONTENT, archive, saved, sheet_xml, with_parts, workbook

_SHEET = "xl/worksheets/sheet1.xml"
_NO_NUMBER = '<row r="1"><c r="A1"><v>seven</v></c></row>'


def rows_of(raw: bytes, sheet: int = 0, limits: Limits | None = None) -> list[Row]:
    with opened(raw, limits or Limits()) as book:
        return list(book.rows(sheet))


def texts(raw: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in rows_of(raw)]


def refused(raw: bytes, limits: Limits | None = None) -> Reason:
    with pytest.raises(NotRead) as told:
        rows_of(raw, limits=limits)
    assert str(told.value)
    return told.value.reason


def test_a_workbook_is_read_with_what_was_odd_about_its_cells() -> None:
    raw = workbook(
        [
            ["姓名", "出生日期", "电话"],
            [" 王\u200b芳\u3000", datetime(1990, 3, 7), 13800001111],  # noqa: DTZ001 - a spreadsheet has no zone
            ["=1+1", date(1990, 3, 7), "１３８００００２２２２"],
            [None, None, None],
            ["李雷", True, 2.5],
        ]
    )
    rows = rows_of(raw)
    assert [row.number for row in rows] == [1, 2, 3, 5]
    assert [cell.text for cell in rows[1].cells] == ["王芳", "1990-03-07", "13800001111"]
    assert rows[1].cells[0].noticed == {Noticed.HIDDEN, Noticed.BLANKS}
    assert rows[2].cells[0].was is Was.FORMULA
    assert rows[2].cells[2].text == "13800002222"
    assert rows[2].cells[2].noticed == {Noticed.FULL_WIDTH}
    assert [cell.text for cell in rows[3].cells] == ["李雷", "TRUE", "2.5"]
    assert rows[3].cell(9).text == ""


def test_what_a_merged_range_tells_all_of_its_cells_tell() -> None:
    raw = workbook(
        [["某街道人员名册", None, None], ["户号", "姓名", "关系"], ["3-101", "甲", "户主"], [None, "乙", "配偶"]],
        merged=["A1:C1", "A3:A4"],
    )
    with opened(raw) as book:
        assert book.sheets[0].merged == ((1, 1, 1, 3), (3, 1, 4, 1))
        rows = list(book.rows())
    assert [cell.text for cell in rows[0].cells] == ["某街道人员名册"] * 3
    assert [cell.text for cell in rows[3].cells] == ["3-101", "乙", "配偶"]
    assert rows[3].cells[0].noticed == {Noticed.MERGED}
    assert not rows[3].cells[1].noticed


def test_a_file_says_nothing_true_of_its_size() -> None:
    body = '<row r="2"><c r="B2" t="inlineStr"><is><t>甲</t></is></c></row><row r="40"><c r="A40"><v>7</v></c></row>'
    lying = sheet_xml(body).replace(b"<sheetData>", b'<dimension ref="A1:A1"/><sheetData>')
    rows = rows_of(with_parts(workbook([["x"]]), {_SHEET: lying}))
    assert [(row.number, [cell.text for cell in row.cells]) for row in rows] == [(2, ["", "甲"]), (40, ["7"])]


def test_days_that_are_counted_from_1904_are_told() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet: Any = book.active
    sheet.append([datetime(1990, 3, 7), 31477])  # noqa: DTZ001
    with opened(saved(book)) as read:
        assert read.from_1904
        cells = next(iter(read.rows())).cells
    assert cells[0].text == "1990-03-07"
    assert as_day(cells[1], from_1904=True) == ("1990-03-07", frozenset({Noticed.SERIAL_DAY}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = io.StringIO()
    told = [["姓名", "住址", "备注"], ["王芳", f"幸福路{delimiter}1号", "好"], ["𠮷田", "，a；b", ""]]
    csv.writer(text, delimiter=delimiter).writerows(told)
    found = texts(text.getvalue().encode(encoding))
    assert found == [told[0], ["王芳", f"幸福路{delimiter}1号".replace("\t", " "), "好"], ["𠮷田", ",a;b", ""]]


def test_a_text_is_never_held_as_a_whole() -> None:
    line = ("王芳,幸福路1号,演示单位" * 3 + "\n").encode()
    raw = line * ((8 << 20) // len(line))
    tracemalloc.start()
    with opened(raw) as book:
        count = sum(1 for _ in book.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == len(raw) // len(line)
    assert peak < 2 << 20


def test_a_quoted_line_end_keeps_the_number_of_its_line() -> None:
    assert [row.number for row in rows_of(b'a,b\n"x\ny",2\n\n,\nz,3\n')] == [1, 2, 6]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n", Reason.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.OLD_EXCEL),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99),
            Reason.LOCKED,
        ),
        (b"%PDF-1.7\n", Reason.NOT_A_TABLE),
        (b"<html><table><tr><td>1</td></tr></table></html>", Reason.NOT_A_TABLE),
        (b"\x00\x01\x02binary", Reason.NOT_A_TABLE),
        (b"a,\xff\xff\xff", Reason.UNKNOWN_ENCODING),
        (b"a,b\n" * 40_000 + b"a,\xff\xff\xff", Reason.UNKNOWN_ENCODING),
        (b"a,b\n" * 40_000 + b"a,\0", Reason.NOT_A_TABLE),
        (b'a,"b\nc', Reason.BROKEN),
        (b"PK\x03\x04 cut off", Reason.BROKEN),
        (archive({"a.txt": b"x"}), Reason.NOT_A_WORKBOOK),
        (with_parts(workbook([["x"]]), {"xl/vbaProject.bin": b"x"}), Reason.MACROS),
        (archive({"[Content_Types].xml": CONTENT, "xl/workbook.bin": b"x"}), Reason.BINARY_WORKBOOK),
        (with_parts(workbook([["x"]]), {_SHEET: b"<worksheet><sheetData><row"}), Reason.BROKEN),
        (
            with_parts(workbook([["x"]]), {_SHEET: sheet_xml('<row r="1"><c r="A1"><v>seven</v></c></row>')}),
            Reason.BROKEN,
        ),
        (with_parts(workbook([["x"]]), {"../out.xml": b"x"}), Reason.BROKEN),
        (
            with_parts(workbook([["x"]]), {_SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]>' + sheet_xml("")}),
            Reason.FORBIDDEN_XML,
        ),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(raw: bytes, reason: Reason) -> None:
    assert refused(raw) is reason


def test_an_entity_behind_a_long_comment_is_refused_too() -> None:
    late = b"<!--" + b"x" * 9000 + b'--><!DOCTYPE a [<!ENTITY b "c">]>'
    body = sheet_xml("").split(b"?>", 1)[1]
    assert refused(with_parts(workbook([["x"]]), {_SHEET: late + body})) is Reason.FORBIDDEN_XML


def _bomb(part: str, mib: int) -> bytes:
    return with_parts(workbook([["x"]]), {part: b"<" + b" " * (mib << 20)})


@pytest.mark.parametrize(
    ("part", "mib", "reason"),
    [
        (_SHEET, 40, Reason.PACKED_TOO_TIGHT),
        (_SHEET, 257, Reason.TOO_BIG),
        ("xl/sharedStrings.xml", 65, Reason.TOO_BIG),
        ("xl/media/image.xml", 33, Reason.TOO_BIG),
    ],
)
def test_a_zip_bomb_is_refused_in_milliseconds_and_without_memory(part: str, mib: int, reason: Reason) -> None:
    raw = _bomb(part, mib)
    tracemalloc.start()
    begin = time.perf_counter()
    assert refused(raw) is reason
    took_s, (_, peak) = time.perf_counter() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20
    assert took_s < 1


def test_a_part_that_lies_about_its_size_is_never_inflated_beyond_what_it_declared() -> None:
    raw = bytearray(_bomb(_SHEET, 300))
    honest, lie = (300 << 20) + 1, 1000
    told = honest.to_bytes(4, "little")
    at = raw.rindex(told)
    raw[at : at + 4] = lie.to_bytes(4, "little")
    tracemalloc.start()
    assert refused(bytes(raw)) is Reason.BROKEN
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_what_is_beyond_a_limit_is_told_with_its_row() -> None:
    raw = workbook([["a"] * 3] * 5)
    assert refused(raw, Limits(rows=4)) is Reason.TOO_MANY_ROWS
    assert refused(raw, Limits(columns=2)) is Reason.TOO_MANY_COLUMNS
    assert refused(workbook([["abc"]]), Limits(cell_chars=2)) is Reason.CELL_TOO_LONG
    assert refused(raw, Limits(entries=3)) is Reason.TOO_MANY_PARTS
    assert refused(raw, Limits(file_bytes=100)) is Reason.TOO_BIG
    assert refused(workbook([["a"] * 4] * 3, merged=["A1:B1", "C1:D1"]), Limits(merges=1)) is Reason.TOO_MANY_MERGES
    assert len(rows_of(raw, limits=Limits(rows=5, columns=3))) == 5


def test_rows_that_are_formatted_and_empty_are_no_rows() -> None:
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"/></row>'
    assert len(rows_of(with_parts(workbook([["x"]]), {_SHEET: sheet_xml(body)}), limits=Limits(rows=1))) == 1


def test_a_row_beyond_every_workbook_ends_the_reading() -> None:
    body = '<row r="99999999999"><c r="A1"><v>1</v></c></row>'
    assert refused(with_parts(workbook([["x"]]), {_SHEET: sheet_xml(body)})) is Reason.TOO_MANY_ROWS


def test_ranges_that_overlap_by_the_thousand_are_refused() -> None:
    spans = "".join(f'<mergeCell ref="A1:A{last}"/>' for last in range(10, 700))
    part = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
        b"</worksheet>", f"<mergeCells>{spans}</mergeCells></worksheet>".encode()
    )
    assert refused(with_parts(workbook([["x"]]), {_SHEET: part})) is Reason.BROKEN


def test_a_sheet_that_is_not_there_is_told() -> None:
    with pytest.raises(NotRead, match="no sheet 3"):
        rows_of(workbook([["x"]]), sheet=2)
