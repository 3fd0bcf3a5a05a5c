"""Forms as departments send them, made by code: a list under one row of headings, one under two, a card of a household.

Their titles are made up, and so is whoever fills them.
"""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation


def _made(build: Callable[[Any], None]) -> bytes:
    book = Workbook()
    build(book.active)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _list(sheet: Any) -> None:
    sheet.title = "登记表"
    sheet.merge_cells("A1:G1")
    sheet["A1"] = "流动人口登记表"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells("A2:G2")
    sheet["A2"] = "填报单位：              填报日期：    年  月  日"
    sheet.append(["序号", "姓名*", "性别", "身份证号（18位）", "联系电话", "现住址", "备注"])
    sheet["B4"].font = Font(italic=True)
    for row in range(4, 7):
        sheet.cell(row, 1, row - 3)
    only: Any = DataValidation(type="list", formula1='"男,女"')
    only.add("C4:C6")
    sheet.add_data_validation(only)
    sheet.merge_cells("A7:C7")
    sheet["A7"] = "填表人：王"
    sheet["E7"] = "审核人：李"
    sheet.column_dimensions["D"].width = 24
    sheet["G7"] = "=COUNTA(B4:B6)"


def _grouped(sheet: Any) -> None:
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "重点服务对象台账"
    for area, text in (("A2:A3", "序号"), ("B2:D2", "户主"), ("E2:G2", "本人"), ("H2:H3", "政治面貌")):
        sheet.merge_cells(area)
        sheet[area.split(":")[0]] = text
    for column, text in zip("BCDEFG", ("户主姓名", "户主电话", "户号", "姓名", "与户主关系", "文化程度"), strict=True):
        sheet[f"{column}3"] = text
    sheet["B4"] = "示例：张三"


def _card(sheet: Any) -> None:
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "家庭信息卡"
    labels = {"A2": "户主姓名", "C2": "户主电话", "A3": "家庭住址", "A4": "家庭人口", "C4": "网格名称"}
    for cell, text in labels.items():
        sheet[cell] = text
    sheet.merge_cells("B3:D3")
    for column, text in zip("ABCD", ("姓名", "性别", "与户主关系", "出生日期"), strict=True):
        sheet[f"{column}6"] = text
    sheet["A9"] = "填表日期："


FORMS = {"流动人口登记表": _made(_list), "重点服务对象台账": _made(_grouped), "家庭信息卡": _made(_card)}
"""By name, as .xlsx: a list with a footer that counts its rows, two rows of headings under a title, a card."""

LIST, GROUPED, CARD = FORMS.values()
