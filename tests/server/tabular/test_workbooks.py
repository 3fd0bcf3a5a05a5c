"""Workbooks as programs write them, cell by cell as openpyxl reads them, and as no program would."""

import io
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from server.tabular.books import Row, opened
from server.tabular.cells import Was
from server.tabular.limits import Limits, NotRead, Reason
from tests.server.tabular.workbooks import saved, sheet_xml, with_parts, workbook

_SHEET = "xl/worksheets/sheet1.xml"
_STYLES = "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rows_of(raw: bytes) -> list[Row]:
    with opened(raw) as book:
        return list(book.rows())


def refusal(raw: bytes, limits: Limits | None = None) -> NotRead:
    with pytest.raises(NotRead) as told, opened(raw, limits or Limits()) as book:
        list(book.rows())
    return told.value


def _varied() -> Any:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["甲", 1, 2.5, True, None, date(1990, 3, 7)])
    sheet.append([datetime(2020, 1, 2, 3, 4, 5), clock_time(8, 30), "=SUM(B1:C1)", "", "a&b<c>", 10**14])  # noqa: DTZ001
    sheet["J5"] = 44_000
    sheet["J5"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["K5"] = 0.5
    sheet["K5"].number_format = "[h]:mm"
    sheet["L5"] = 12.0
    sheet["L5"].number_format = "0.00"
    return book


def test_each_cell_says_what_openpyxl_reads_in_it() -> None:
    raw = saved(_varied())
    sheet: Any = load_workbook(io.BytesIO(raw))["Sheet"]
    ours = {row.number: row for row in rows_of(raw)}
    told = {
        (cell.row, cell.column): cell.value
        for line in sheet.iter_rows()
        for cell in line
        if cell.value not in (None, "")
    }
    assert len(told) == 13
    found = {(number, at): cell for number, row in ours.items() for at, cell in enumerate(row.cells, 1) if cell.text}
    assert found.keys() == told.keys()
    assert found[1, 6].text == "1990-03-07"
    assert found[1, 6].was is Was.DAY
    assert found[2, 1].text == "2020-01-02 03:04:05"
    assert found[2, 2].text == "08:30:00"
    assert found[2, 3] == (("=SUM(B1:C1)"), Was.FORMULA, frozenset())
    assert found[2, 5].text == "a&b<c>"
    assert found[5, 10].text == "2020-06-18"
    assert found[5, 11].text == "12:00:00"
    plain = [place for place, value in told.items() if isinstance(value, (str, int)) and not isinstance(value, bool)]
    assert all(found[place].text == str(told[place]) for place in plain)
    assert (found[1, 3].text, found[1, 4].text, found[5, 12].text) == ("2.5", "TRUE", "12")


def _relabelled(kind: int) -> bytes:
    styles = f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="{kind}"/></cellXfs></styleSheet>'
    body = '<row r="1"><c r="A1" s="1"><v>32939</v></c><c r="B1"><v>32939</v></c></row>'
    return with_parts(workbook([["x"]]), {_SHEET: sheet_xml(body), _STYLES: styles.encode()})


@pytest.mark.parametrize("kind", [14, 31, 57])
def test_days_in_the_formats_of_a_chinese_spreadsheet_are_days(kind: int) -> None:
    (row,) = rows_of(_relabelled(kind))
    assert [(cell.text, cell.was) for cell in row.cells] == [("1990-03-07", Was.DAY), ("32939", Was.NUMBER)]


def test_a_day_beyond_every_calendar_is_a_fault() -> None:
    body = '<row r="1"><c r="A1" s="1"><v>99999999999</v></c></row>'
    (row,) = rows_of(with_parts(_relabelled(14), {_SHEET: sheet_xml(body)}))
    assert row.cells[0].was is Was.FAULT


def test_texts_in_pieces_with_how_they_are_read_aloud_and_with_escapes() -> None:
    strings = (
        f'<sst xmlns="{_MAIN}"><si><r><t>王</t></r><r><t>芳</t></r><rPh sb="0" eb="1"><t>おう</t></rPh></si>'
        "<si><t>李_x000D_雷_xD800_</t></si></sst>"
    )
    body = (
        '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c>'
        '<x:c t="inlineStr"><x:is><x:r><x:t>3</x:t></x:r><x:r><x:t>幢</x:t></x:r></x:is></x:c>'
        '<x:c t="str"><x:v>甲</x:v></x:c><x:c r="G1" t="d"><x:v>1990-03-07T00:00:00</x:v></x:c>'
        '<x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="b"><x:v>0</x:v></x:c></x:row>'
    )
    part = f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    raw = with_parts(workbook([["x"]]), {_SHEET: part.encode(), _STRINGS: strings.encode()})
    (row,) = rows_of(raw)
    assert [cell.text for cell in row.cells] == [
        "王芳",
        "李 雷_xD800_",
        "3幢",
        "甲",
        "",
        "",
        "1990-03-07",
        "#N/A",
        "FALSE",
    ]
    assert row.cells[7].was is Was.FAULT


def test_a_sheet_that_the_standard_calls_by_its_strict_names_is_read_too() -> None:
    raw = saved(_varied())
    with zipfile.ZipFile(io.BytesIO(raw)) as kept:
        parts = {
            name: kept.read(name)
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            )
            .replace(_MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            for name in kept.namelist()
        }
    assert rows_of(with_parts(raw, parts)) == rows_of(raw)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', Reason.BROKEN),
        ('<row r="x"/>', Reason.BROKEN),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', Reason.BROKEN),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', Reason.BROKEN),
        ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', Reason.BROKEN),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', Reason.TOO_MANY_COLUMNS),
        ('<row r="1">' + "<c><v>1</v></c>" * 16_384 + "</row>", Reason.TOO_MANY_COLUMNS),
        (f'<row r="1"><c t="inlineStr"><is><t>{"a" * 140_000}</t></is></c></row>', Reason.CELL_TOO_LONG),
        ("<a>" * 100_000, Reason.BROKEN),
        (f"<a {'b' * (3 << 20)}='1'/>", Reason.BROKEN),
    ],
)
def test_what_no_spreadsheet_writes_is_refused(body: str, reason: Reason) -> None:
    assert refusal(with_parts(workbook([["x"]]), {_SHEET: sheet_xml(body)})).reason is reason


def test_formatted_cells_without_a_word_fill_no_row() -> None:
    body = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="3"/></row>'
    (row,) = rows_of(with_parts(workbook([["x"]]), {_SHEET: sheet_xml(body)}))
    assert len(row.cells) == 1


_READ = """
import resource, sys, time
from pathlib import Path
from server.tabular.books import opened
from server.tabular.limits import NotRead
raw = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with opened(raw) as book:
        for _ in book.rows():
            pass
    print("read", end=" ")
except NotRead as told:
    print(told.reason, end=" ")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        (_STYLES, b"<styleSheet><cellXfs>" + b'<xf numFmtId="14"/>' * 190_000, Reason.BROKEN),
        (_STRINGS, b"<sst>" + b"<si><t/></si>" * 300_000, Reason.BROKEN),
        ("xl/workbook.xml", b"<workbook><sheets>" + b"<sheet/>" * 400_000, Reason.TOO_MANY_SHEETS),
        (_SHEET, b"<worksheet><sheetData>" + b"<a>" * 1_300_000, Reason.BROKEN),
        (_SHEET, b"<worksheet><!--" + b"x" * 4_000_000, Reason.BROKEN),
        (_SHEET, b"<worksheet " + b" ".join(b'a%d="1"' % n for n in range(300_000)), Reason.BROKEN),
    ],
)
def test_a_part_with_millions_of_elements_costs_no_memory(
    tmp_path: Path, part: str, content: bytes, reason: Reason
) -> None:
    file = tmp_path / "hostile.xlsx"
    file.write_bytes(with_parts(workbook([["x"]]), {part: content}))
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _READ, str(file)], capture_output=True, check=True, text=True)
    told, kib = done.stdout.split()
    assert told == reason
    assert int(kib) < 48 * 1024
    assert time.perf_counter() - begin < 10
