"""Rows of a CSV or XLSX file as matters, or all that is wrong with each. Pure: it opens no file and mends no row.

Columns have the names of the contract, or those that hotlines' exports have. A cell that begins like a formula is text.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.base import Datum
from mobile_contract.intake_orders import NewOrder
from server.intake.workbook import BrokenWorkbook, rows_of_workbook

MOST_ROWS = 2_000
"""Rows of one file: all of them are one commit."""

_ALIASES = {
    "工单编号": "number", "工单号": "number", "编号": "number", "标题": "title", "内容": "words", "诉求内容": "words",
    "模板": "template", "时限类型": "template", "类别编码": "class_code", "地址": "address", "经度": "lon",
    "纬度": "lat", "紧急": "urgent", "性质": "nature", "分类": "category", "转办意见": "opinion", "姓名": "name",
    "电话": "phone", "来电时间": "placed_at",
}  # fmt: skip
_TEXTS = ("title", "words", "template", "class_code", "address", "nature", "category", "opinion")
_KNOWN = frozenset({*_TEXTS, "number", "lon", "lat", "accuracy_m", "urgent", "name", "phone", "placed_at"})
_YES, _NO = frozenset({"1", "是", "yes", "true", "y"}), frozenset({"", "0", "否", "no", "false", "n"})
_SHANGHAI = timezone(timedelta(hours=8))
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]{1,12})?", re.ASCII)
_WORKBOOKS_DAY_0 = datetime(1899, 12, 30, tzinfo=_SHANGHAI)


class NotReadable(ValueError):
    """The file as a whole is none of matters; the text says why."""


class RowFault(Struct, frozen=True):
    """What is wrong with a row: its line in the file, its number if it has one, the fault, and with what."""

    row: int
    number: str
    fault: str
    value: str = ""


class FileOrder(NamedTuple):
    """A row that can be read."""

    row: int
    order: NewOrder


class Read(NamedTuple):
    """A file as it was read."""

    orders: tuple[FileOrder, ...]
    faults: tuple[RowFault, ...]


def table_of(name: str, raw: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows that are not empty, each with its line. The first row names the columns.

    Raises NotReadable for other formats, an unknown or doubled column, rows that are too long, and too many rows.
    """
    try:
        lines = rows_of_workbook(raw) if name.lower().endswith(".xlsx") else _csv(raw)
    except (BrokenWorkbook, csv.Error) as error:
        raise NotReadable(str(error)) from error
    head = [_named(cell) for cell in (lines[0] if lines else ())]
    unknown = [cell for cell in head if cell not in _KNOWN]
    twice = [cell for cell, times in Counter(head).items() if times > 1]
    missing = [cell for cell in ("number", "title") if cell not in head]
    for wrong, told in ((unknown, "unknown column"), (twice, "column twice"), (missing, "no column")):
        if wrong:
            raise NotReadable(f"{told} {', '.join(wrong)}")
    body = [(line, cells) for line, cells in enumerate(lines[1:], start=2) if any(cell.strip() for cell in cells)]
    if len(body) > MOST_ROWS:
        raise NotReadable(f"{len(body)} rows; at most {MOST_ROWS} at once")
    long = next((line for line, cells in body if any(cell.strip() for cell in cells[len(head) :])), None)
    if long is not None:
        raise NotReadable(f"line {long} has more cells than there are columns")
    return [(line, dict(zip(head, map(str.strip, cells), strict=False))) for line, cells in body]


def _csv(raw: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotReadable("no CSV file")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    raise NotReadable("neither UTF-8 nor GB 18030")


def _named(cell: str) -> str:
    told = cell.strip()
    return _ALIASES.get(told, told.lower())


def read_matters(table: Sequence[tuple[int, Mapping[str, str]]], source: str, template: str, datum: Datum) -> Read:
    """Every row as the contract takes it, or what is wrong with it; a number that stands twice is wrong both times."""
    orders: list[FileOrder] = []
    faults: list[RowFault] = []
    times = Counter(cells.get("number", "") for _, cells in table)
    for row, cells in table:
        number = cells.get("number", "")
        if number and times[number] > 1:
            faults.append(RowFault(row, number, "named_twice", number))
        try:
            told = _told(cells, template, datum)
            orders.append(FileOrder(row, msgspec.convert(told | {"source": source}, NewOrder)))
        except _BadCell as bad:
            faults.append(RowFault(row, number, "bad_value", str(bad)))
        except msgspec.ValidationError as error:
            faults.append(RowFault(row, number, "malformed", str(error)))
    return Read(tuple(orders), tuple(sorted(faults, key=lambda one: one.row)))


class _BadCell(ValueError):
    """A cell that is none of its column; the text names both."""


def _told(cells: Mapping[str, str], template: str, datum: Datum) -> dict[str, Any]:
    told: dict[str, Any] = {"number": cells.get("number", ""), "template": template}
    told |= {name: cells[name] for name in _TEXTS if cells.get(name)}
    told.setdefault("title", "")
    told["urgent"] = _truth(cells.get("urgent", ""))
    if cells.get("lon") or cells.get("lat"):
        lon, lat, accuracy_m = _numbers(cells)
        told["point"] = {"lon": lon, "lat": lat, "datum": datum.value, "accuracy_m": accuracy_m}
    citizen = {name: cells[name] for name in ("name", "phone") if cells.get(name)}
    if citizen:
        told["citizen"] = citizen
    if cells.get("placed_at"):
        told["placed_at"] = _instant(cells["placed_at"])
    return told


def _truth(cell: str) -> bool:
    if cell.lower() not in _YES | _NO:
        raise _BadCell(f"urgent={cell}")
    return cell.lower() in _YES


def _numbers(cells: Mapping[str, str]) -> Iterator[float]:
    for name in ("lon", "lat", "accuracy_m"):
        try:
            yield float(cells.get(name) or ("0" if name == "accuracy_m" else ""))
        except ValueError as error:
            raise _BadCell(f"{name}={cells.get(name, '')}") from error


def _instant(cell: str) -> str:
    """An instant of a cell; without an offset it is China's. A workbook keeps it as days since the end of 1899."""
    try:
        if _SERIAL.fullmatch(cell):
            return (_WORKBOOKS_DAY_0 + timedelta(days=float(cell))).isoformat(timespec="seconds")
        at = datetime.fromisoformat(cell.replace("/", "-"))
    except ValueError as error:
        raise _BadCell(f"placed_at={cell}") from error
    return (at if at.tzinfo else at.replace(tzinfo=_SHANGHAI)).isoformat()
