"""What became of a file, as a table: its own rows, each with its fate, why, and what changed. Pure.

The server keeps no copy of a file whose import has ended: whoever has it brings it again, and it must be the same.
"""

import hashlib
from collections.abc import Sequence

from mobile_contract.imports import Fate, RowOutcome, RowReason
from mobile_contract.problems import ProblemCode
from server.core.problems import Problem
from server.imports.books import book_of
from server.imports.entities import Import

FATES = {
    Fate.NEW: "新增",
    Fate.CHANGED: "更新",
    Fate.SAME: "一致",
    Fate.ASKED: "待确认",
    Fate.ERROR: "错误",
}
REASONS = {
    RowReason.FORMULA: "单元格是公式，请粘贴为数值",
    RowReason.ERROR_VALUE: "单元格是错误值",
    RowReason.DIGITS_LOST: "号码以数字格式保存，末位已丢失，请以文本格式重新录入",
    RowReason.NO_DAY: "不是有效日期",
    RowReason.NO_NUMBER: "不是有效数字",
    RowReason.NO_TRUTH: "不是“是”或“否”",
    RowReason.UNKNOWN_WORD: "不在代码表中",
    RowReason.WRONG_IDENTITY: "身份证号码校验未通过",
    RowReason.BIRTH_DIFFERS: "出生日期与身份证号码不一致",
    RowReason.SEX_DIFFERS: "性别与身份证号码不一致",
    RowReason.MALFORMED: "格式不正确",
    RowReason.MISSING: "缺少必填内容",
    RowReason.UNKNOWN_GRID: "网格不存在",
    RowReason.NOT_YOUR_GRID: "不是本单位的网格",
    RowReason.OUT_OF_DISTRICT: "位置不在本区范围内",
    RowReason.REPEATED: "同一文件中重复的人员",
    RowReason.WHICH_HOUSEHOLD: "无法确定是哪一户或哪一栋",
    RowReason.RETIRED: "该记录已停用",
    RowReason.LIVES_ELSEWHERE: "该人员登记在其他单位的网格，请与其联系",
    RowReason.NAME_DIFFERS: "号码相同而姓名不同，请核实",
    RowReason.LIKELY: "疑似已登记人员，请确认",
    RowReason.MOVED: "登记的住处与此不同，请确认是否已迁入",
    RowReason.BUILDING_DIFFERS: "楼栋已存在且内容不同",
    RowReason.REFUSED: "写入时被拒绝",
}
_HEADINGS = ("处理结果", "原因", "字段", "更新内容")


def as_table(found: Import, raw: bytes, outcomes: Sequence[RowOutcome]) -> list[list[str]]:
    """The rows of the file that was imported, each with what became of it. Refuses UPLOAD_MISMATCH for another file."""
    if hashlib.sha256(raw).hexdigest() != found.sha256:
        raise Problem(ProblemCode.UPLOAD_MISMATCH)
    by_row = {one.row: one for one in outcomes}
    table: list[list[str]] = []
    with book_of(raw, found.what) as book:
        rows = [row for row in book.rows(found.sheet) if row.number >= found.header_row]
    width = max((len(row.cells) for row in rows), default=0)
    for row in rows:
        texts = [cell.text for cell in row.cells] + [""] * (width - len(row.cells))
        told = _HEADINGS if row.number == found.header_row else words_of(by_row.get(row.number))
        table.append([str(row.number), *texts, *told])
    return table


def words_of(outcome: RowOutcome | None) -> tuple[str, ...]:
    """What became of a row, in the words of a report; a row that was never reached has none."""
    if outcome is None:
        return ("未处理", "", "", "")
    reason = "" if outcome.reason is None else REASONS[outcome.reason]
    return (FATES[outcome.fate], reason, outcome.field, ",".join(outcome.changed))
