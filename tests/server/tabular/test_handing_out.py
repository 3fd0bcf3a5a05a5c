"""What is handed out opens in a spreadsheet, and computes nothing there."""

from server.tabular.books import opened
from server.tabular.cells import Was
from server.tabular.handing_out import BOM, as_csv, as_xlsx

_ROWS = [["姓名", "说明"], ["=HYPERLINK(1)", 'a,"b"\nc'], ["王芳\x01", "+8613800001111"]]


def test_csv_that_is_handed_out_opens_in_a_spreadsheet_and_computes_nothing() -> None:
    raw = as_csv(_ROWS)
    assert raw.startswith(BOM)
    assert b"'=HYPERLINK(1)" in raw
    with opened(raw) as book:
        assert [cell.text for cell in list(book.rows())[1].cells] == ["'=HYPERLINK(1)", 'a,"b" c']


def test_a_workbook_that_is_handed_out_holds_text_alone() -> None:
    with opened(as_xlsx("报告", _ROWS)) as book:
        rows = list(book.rows())
    assert rows[1].cells[0].text == "'=HYPERLINK(1)"
    assert {cell.was for row in rows for cell in row.cells} == {Was.TEXT}
    assert rows[2].cells[0].text == "王芳"
