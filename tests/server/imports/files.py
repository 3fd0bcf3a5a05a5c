"""Files of made-up people, and imports of them. Nobody can have these numbers (`ops.seed.identity`)."""

import csv
import io
from collections.abc import Mapping, Sequence

from mobile_contract.imports import Fate, ImportKind, ImportPreview, RowAnswer, RowOutcome, RunImport, UndoImport
from ops.seed.identity import impossible_id
from server.accounts.service import made_now
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.imports import service, working
from server.imports.entities import Import

HEADINGS = (
    "网格编码",
    "小区",
    "楼栋",
    "单元",
    "房号",
    "户号",
    "与户主关系",
    "姓名",
    "身份证号",
    "联系电话",
    "人口类型",
    "工作单位",
)
WEST_CODE = "320114001001001"


def an_identity(number: int) -> str:
    """A number that passes its check and that nobody has."""
    return impossible_id(number, "1990-03-07", male=True)


def a_row(number: int, **told: str) -> list[str]:
    """A row of one person; three of them live in a dwelling."""
    home = number // 3
    usual: Mapping[str, str] = {
        "网格编码": WEST_CODE,
        "小区": "演示花园",
        "楼栋": "3幢",
        "单元": "1单元",
        "房号": f"{home + 1}01",
        "户号": f"H{home}",
        "与户主关系": ("户主", "配偶", "子")[number % 3],
        "姓名": f"演示{chr(0x4E00 + number)}",
        "身份证号": an_identity(number),
        "联系电话": f"139000{number:05}",
        "人口类型": "常住",
        "工作单位": "演示单位",
    }
    return [told.get(heading, usual[heading]) for heading in HEADINGS]


def a_csv(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> bytes:
    """A CSV file as a spreadsheet in Chinese writes it."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode("gb18030")


async def opened(door: Door, raw: bytes, actor: Actor = SYSTEM, **more: str) -> service.Opened:
    """An import that was opened."""
    return await service.open_file(door, actor, service.Asked(ImportKind.PEOPLE, "名册.csv", raw, asked=more))


async def previewed(door: Door, raw: bytes, actor: Actor = SYSTEM) -> ImportPreview:
    """What a file would do."""
    found = await opened(door, raw, actor)
    return await service.preview(door, actor, found.id, found.matched)


async def ran(door: Door, raw: bytes, actor: Actor = SYSTEM, answers: Sequence[RowAnswer] = ()) -> Import:
    """An import that ran to its end."""
    found = await opened(door, raw, actor)
    await service.order(door, actor, RunImport(**made_now(found.id), answers=tuple(answers)))
    return await working.carry_on(door, found.id)


async def undone(door: Door, import_id: str, actor: Actor = SYSTEM) -> tuple[Import, list[working.Kept]]:
    """An import that was taken back, and what was kept of it."""
    await service.order(door, actor, UndoImport(**made_now(import_id)))
    kept = await working.take_all_back(door, await working.one_import(door, import_id))
    return await working.carry_on(door, import_id), kept


def counts(**told: int) -> dict[str, int]:
    """How many rows of each fate; those that are not named, none."""
    return {fate.value: told.get(fate.value, 0) for fate in Fate}


def told_of(rows: Sequence[RowOutcome]) -> list[tuple[int, str, str, str]]:
    """Row, fate, reason and field."""
    return [(one.row, one.fate.value, one.reason.value if one.reason else "", one.field) for one in rows]
