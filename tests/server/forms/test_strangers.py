"""Templates that a stranger made: what would fill the memory."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from ops.demo_forms import CARD, GROUPED, LIST
from server.forms.books import Form
from server.tabular.limits import NotRead, Reason


def _book() -> tuple[Workbook, Any]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "性别", "身份证号"])
    return book, sheet


def _bytes(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _merged(ref: str, *, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A form with a merged range that openpyxl would not write; its sheet may be kept under another name."""
    made = io.BytesIO()
    book, _ = _book()
    with zipfile.ZipFile(io.BytesIO(_bytes(book))) as source, zipfile.ZipFile(made, "w") as out:
        for name in source.namelist():
            data = source.read(name).replace(b"worksheets/sheet1.xml", part.removeprefix("xl/").encode())
            merges = f'</sheetData><mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'
            out.writestr(part if name.endswith("sheet1.xml") else name, data.replace(b"</sheetData>", merges.encode()))
    return made.getvalue()


@pytest.mark.parametrize("ref", ["A5:XFD1048576", "a5:xfd1048576", "$A$5:$Z$100000", "&#65;5:XFD1048576"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/picture.png"])
def test_a_merged_range_of_the_whole_sheet_is_refused_before_it_is_made(ref: str, part: str) -> None:
    with pytest.raises(NotRead) as refused:
        Form(_merged(ref, part=part))
    assert refused.value.reason is Reason.TOO_BIG


def test_a_merged_range_of_a_usual_form_is_read() -> None:
    assert Form(_merged("A5:C5")).titles == ["Sheet"]


def test_a_list_of_the_whole_sheet_is_no_list_and_makes_no_cell() -> None:
    book, sheet = _book()
    for area in ("$A$1:$XFD$1048576", "$A:$XFD", "$1:$1048576"):
        rule: Any = DataValidation(type="list", formula1=area)
        rule.add("B2")
        sheet.add_data_validation(rule)
    hidden: Any = book.create_sheet("码")
    hidden.sheet_state = "hidden"
    hidden["XFD1048576"] = "男"
    rule = DataValidation(type="list", formula1="码!$A$1:$XFD$1048576")
    rule.add("C2")
    sheet.add_data_validation(rule)

    words = [one.words for one in Form(_bytes(book)).allowed(0)]
    assert words == [frozenset({"姓名", "性别", "身份证号"})] * 3


def test_a_form_that_would_grow_beyond_all_measure_is_refused() -> None:
    book, sheet = _book()
    sheet["XFD2"] = "宽"
    form = Form(_bytes(book))
    with pytest.raises(NotRead) as refused:
        form.make_room(0, 2, None, 2_000)
    assert refused.value.reason is Reason.TOO_BIG

    book, sheet = _book()
    sheet["A50000"] = "长"
    form = Form(_bytes(book))
    for title in "123456":
        form.copy_sheet(0, title)
    with pytest.raises(NotRead) as refused:
        form.copy_sheet(0, "7")
    assert refused.value.reason is Reason.TOO_BIG


@pytest.mark.parametrize("raw", [LIST, CARD, GROUPED])
def test_a_departments_forms_are_read(raw: bytes) -> None:
    assert Form(raw).titles
