"""Formulas of a footer name as many rows as were filled."""

import io
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ops.demo_forms import LIST
from server.forms.books import Form
from server.forms.formulas import Growth, grown
from tests.server.forms.templates import opened

GROWTH = Growth(first_row=4, footer_row=7, by=10)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=SUM(C4:C6)", "=SUM(C4:C16)"),
        ("=SUM($C$4:$C$6)/COUNTA(B4:B6)", "=SUM($C$4:$C$16)/COUNTA(B4:B16)"),
        ("=A7+A8", "=A17+A18"),
        ("=B3&B4", "=B3&B4"),
        ('="A7:"&C7', '="A7:"&C17'),
        ("=SUM(C4:C8)", "=SUM(C4:C18)"),
        ("=SUM(C1:C3)", "=SUM(C1:C3)"),
        ("=SUM(表二!C4:C6)", "=SUM(表二!C4:C6)"),
        ("=LOG10(C7)", "=LOG10(C17)"),
    ],
)
def test_a_formula_grows_with_its_rows(before: str, after: str) -> None:
    assert grown(before, GROWTH) == after


def test_a_footer_moves_below_many_rows_and_counts_them_all() -> None:
    form = Form(LIST)
    form.make_room(0, 4, 7, 300)
    sheet = opened(form.saved())["登记表"]

    assert sheet["A304"].value == "填表人：王"
    assert sheet["G304"].value == "=COUNTA(B4:B303)"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:G1", "A2:G2", "A304:C304"}


def test_a_list_of_words_may_stand_under_a_name_or_on_a_hidden_sheet() -> None:
    book = Workbook()
    sheet, codes = book.active, book.create_sheet("代码")
    assert sheet is not None
    codes.sheet_state = "hidden"
    for row, word in enumerate(("男", "女"), start=1):
        codes.cell(row, 1).value = word
    book.defined_names["性别表"] = DefinedName("性别表", attr_text="代码!$A$1:$A$2")
    for formula, cell in (("性别表", "A2"), ("代码!$A$1:$A$2", "B2")):
        rule: Any = DataValidation(type="list", formula1=formula)
        rule.add(cell)
        sheet.add_data_validation(rule)
    kept = io.BytesIO()
    book.save(kept)

    assert [one.words for one in Form(kept.getvalue()).allowed(0)] == [frozenset({"男", "女"})] * 2
