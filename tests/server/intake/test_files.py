"""Files of matters: what is read, and what is wrong with each row."""

from collections.abc import Mapping

import pytest

from mobile_contract.base import Datum
from server.intake.files import MOST_ROWS, NotReadable, Read, read_matters, table_of
from server.intake.workbook import BrokenWorkbook, rows_of_workbook
from tests.server.intake.workbooks import a_workbook

HEAD = "number,title,lon,lat,urgent,placed_at,phone\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(text: str, name: str = "a.csv") -> Read:
    return read_matters(table_of(name, text.encode()), "12345", "general", Datum.WGS84)


def faults(text: str) -> list[tuple[int, str]]:
    return [(one.row, one.fault) for one in read(text).faults]


def test_a_row_is_an_order_with_its_place_and_its_citizen() -> None:
    [one] = read(HEAD + "n-1,井盖破损,118.775,31.995,是,2026-11-20 08:30,13900005678\n").orders
    order = one.order
    assert (one.row, order.number, order.source, order.template, order.urgent) == (2, "n-1", "12345", "general", True)
    assert order.point is not None
    assert (order.point.lon, order.point.datum) == (118.775, Datum.WGS84)
    assert order.citizen is not None
    assert order.citizen.phone == "13900005678"
    assert order.placed_at is not None
    assert order.placed_at.isoformat() == "2026-11-20T08:30:00+08:00"


def test_chinese_columns_and_gb_18030_are_read_alike() -> None:
    table = table_of("a.CSV", "工单编号,标题,转办意见\r\nn-1,噪声,请办理\r\n\r\n".encode("gb18030"))
    assert table == [(2, {"number": "n-1", "title": "噪声", "opinion": "请办理"})]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("n-1,a,118.7,,,,", "bad_value"),
        ("n-1,a,x,31.9,,,", "bad_value"),
        ("n-1,a,nan,31.9,,,", "malformed"),
        ("n-1,a,1e9,31.9,,,", "malformed"),
        ("n-1,a,,,maybe,,", "bad_value"),
        ("n-1,a,,,,yesterday,", "bad_value"),
        ("n-1,a,,,,1492-10-12,", "malformed"),
        ("n-1,a,,,,,call me", "malformed"),
        (",a,,,,,", "malformed"),
        ("n 1,a,,,,,", "malformed"),
        (f"n-1,{'a' * 201},,,,,", "malformed"),
    ],
)
def test_each_bad_row_is_told_and_the_others_are_still_read(row: str, fault: str) -> None:
    text = f"{HEAD}n-0,b,,,,,\n{row}\nn-9,c,,,,,\n"
    assert faults(text) == [(3, fault)]
    assert [one.row for one in read(text).orders] == [2, 4]


def test_a_number_that_stands_twice_is_wrong_both_times() -> None:
    assert faults(HEAD + "n-1,a,,,,,\nn-2,b,,,,,\nn-1,c,,,,,\n") == [(2, "named_twice"), (4, "named_twice")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"title\na\n",
        b"number,title,title\n",
        b"number,title,religion\n1,a,b\n",
        b"number,title\n1,a,b,c\n",
        b'number,title\n1,"a\n',
        b"\xff\xfe\x00\xd8",
        b"number,title\n1,\0\n",
        ("number,title\n" + "1,a\n" * (MOST_ROWS + 1)).encode(),
    ],
)
def test_a_file_that_is_none_of_matters_is_refused_whole(content: bytes) -> None:
    with pytest.raises(NotReadable):
        table_of("a.csv", content)


def test_a_workbook_is_read_as_its_lines_stand() -> None:
    raw = a_workbook([["工单号", "标题", "经度", "纬度", "来电时间"], [], ["n-1", "井盖 <破损>", 118.5, 31.9, 46346.5]])
    table = table_of("a.xlsx", raw)
    [(line, cells)] = table
    assert (line, cells["title"], cells["lon"]) == (3, "井盖 <破损>", "118.5")
    [one] = read_matters(table, "12345", "general", Datum.WGS84).orders
    assert one.order.placed_at is not None
    assert one.order.placed_at.isoformat() == "2026-11-20T12:00:00+08:00"


def test_runs_inline_texts_and_gaps_of_a_workbook_are_read() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="2"><c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r>'
        "<rPh><t>no</t></rPh></is></c><c><f>1+1</f><v>2</v></c></row></sheetData></worksheet>"
    )
    assert rows_of_workbook(a_workbook([], sheet=sheet)) == [[], ["", "ab", "2"]]


def _sheet(body: str) -> Mapping[str, str]:
    return {"sheet": f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'}


@pytest.mark.parametrize(
    "parts",
    [
        _sheet('<row r="9999999"/>'),
        _sheet('<row r="0"/>'),
        _sheet('<row r="x"/>'),
        _sheet('<row r="2"/><row r="1"/>'),
        _sheet('<row r="1"><c r="ZZZ1"/></row>'),
        _sheet('<row r="1"><c r="B1"/><c r="A1"/></row>'),
        _sheet('<row r="1"><c r="?"/></row>'),
        _sheet('<row r="1"><c t="s"><v>7</v></c></row>'),
        {"sheet": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        {"sheet": "<a"},
        {"workbook": f'<workbook xmlns="{MAIN}"/>'},
        {"rels": "<a/>"},
    ],
)
def test_a_broken_workbook_is_refused(parts: Mapping[str, str]) -> None:
    with pytest.raises(BrokenWorkbook):
        rows_of_workbook(a_workbook([["a"]], **parts))


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"number,title\n"])
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    with pytest.raises(NotReadable):
        table_of("a.xlsx", raw)
