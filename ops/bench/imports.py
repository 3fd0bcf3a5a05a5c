"""How long a file of people takes: looked at, run, looked at again, and taken back whole. It judges nobody."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from rich.table import Table

from mobile_contract.imports import Fate, ImportKind, RunImport, UndoImport
from ops.bench.district import SEED, found_offices
from ops.bench.figures import machine, peak_mib, rounded
from ops.bench.progress import Progress
from ops.bench.stores import Store
from ops.seed.identity import impossible_id, impossible_phone
from ops.seed.plan import plan_demo
from server.accounts.scope import directory_of
from server.accounts.service import made_now
from server.app import open_door
from server.core import clock
from server.core.door import SYSTEM, Door
from server.imports import service, working
from server.tabular.handing_out import as_xlsx

RESIDENTS = 50_000
_HOUSEHOLD, _FLOOR, _BUILDING = 3, 4, 60
_SCALE = "1"
_KIB = 1024
_HEADINGS = "网格编码 小区 楼栋 单元 房号 户号 与户主关系 姓名 身份证号 联系电话 人口类型 工作单位 入住日期"
_RELATIONS = ("户主", "配偶", "子")


class ImportFigures(Struct, frozen=True, kw_only=True):
    """Seconds of each step of one file; `peak_mib` is this process's, the making of the file included."""

    store: str
    residents: int
    commands: int
    file_bytes: int
    open_s: float
    preview_s: float
    run_s: float
    again_s: float
    undo_s: float
    peak_mib: float
    at: dict[str, Any]


class Unlike(Exception):
    """The import did not come to what it must: no figure of this run counts."""


async def measure_import(store: Store, residents: int, progress: Progress) -> ImportFigures:
    """A workbook of made-up residents, three to a household, into the demo's empty grids. Raises Unlike and Lost."""
    door = await open_door(store.settings)
    try:
        await found_offices(door, plan_demo(SEED, _SCALE, "", clock.now().date()), progress)
        return await _measured(door, store, residents, progress)
    finally:
        await door.database.close()


async def _measured(door: Door, store: Store, residents: int, progress: Progress) -> ImportFigures:
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    codes = [grid.code for grid in directory.district_grids()]
    raw = as_xlsx("名册", _rows(residents, codes))
    asked = service.Asked(ImportKind.PEOPLE, "bench.xlsx", raw)
    began = clock.ticks()
    found = await service.open_file(door, SYSTEM, asked)
    opened_ms = clock.elapsed_ms(began)
    looked_ms = await _looked(door, found.id, {Fate.NEW: residents}, progress, "preview")
    began = clock.ticks()
    await service.order(door, SYSTEM, RunImport(**made_now(found.id)))
    done = await working.carry_on(door, found.id, lambda row: progress.tell("import", row, residents))
    ran_ms = clock.elapsed_ms(began)
    if done.counts != {Fate.NEW: residents}:
        raise Unlike(f"{done.counts} of {residents:,}")
    again = await service.open_file(door, SYSTEM, asked)
    again_ms = await _looked(door, again.id, {Fate.SAME: residents}, progress, "again")
    began = clock.ticks()
    await service.order(door, SYSTEM, UndoImport(**made_now(found.id)))
    undone = await working.carry_on(door, found.id, lambda part: progress.tell("undo", done.parts - part, done.parts))
    undone_ms = clock.elapsed_ms(began)
    if undone.kept:
        raise Unlike(f"undoing kept {undone.kept}")
    homes = -(-residents // _HOUSEHOLD)
    return ImportFigures(
        store=store.version,
        residents=residents,
        commands=residents + 2 * homes + -(-homes // _BUILDING),
        file_bytes=len(raw),
        open_s=rounded(opened_ms / 1000),
        preview_s=rounded(looked_ms / 1000),
        run_s=rounded(ran_ms / 1000),
        again_s=rounded(again_ms / 1000),
        undo_s=rounded(undone_ms / 1000),
        peak_mib=rounded(peak_mib()),
        at=machine(store.version, residents),
    )


async def _looked(door: Door, import_id: str, wanted: dict[str, int], progress: Progress, step: str) -> float:
    began = clock.ticks()
    total = sum(wanted.values())
    seen = await service.preview(door, SYSTEM, import_id, progress=lambda row: progress.tell(step, row, total))
    if any(seen.counts[fate] != wanted.get(fate, 0) for fate in Fate):
        raise Unlike(f"{step}: {seen.counts}")
    return clock.elapsed_ms(began)


def _rows(residents: int, codes: list[str]) -> Iterator[list[str]]:
    """Households one after the other, a building after the other, over all grids."""
    headings: list[str] = [*_HEADINGS.split()]
    yield headings
    homes = -(-residents // _HOUSEHOLD)
    for number in range(residents):
        home = number // _HOUSEHOLD
        building, place = divmod(home, _BUILDING)
        grid = codes[home * len(codes) // homes]
        born = f"{1950 + number % 55}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield [
            grid,
            "演示花园",
            f"{building + 1}幢",
            f"{place // 20 + 1}单元",
            f"{place % 20 // _FLOOR + 1}0{place % _FLOOR + 1}",
            f"H{home}",
            _RELATIONS[number % _HOUSEHOLD],
            f"演示{chr(0x4E00 + number % 5000)}",
            impossible_id(number, born, male=bool(number % 2)),
            impossible_phone(number),
            "常住",
            "演示单位",
            "2020-01-01",
        ]


def import_table(figures: ImportFigures) -> Table:
    """For people."""
    table = Table(title=f"import · {figures.residents:,} residents, {figures.commands:,} commands · {figures.store}")
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    table.add_row("run, s", f"{figures.run_s}", "< 60 for 50,000 (SQLite)")
    table.add_row("residents/s", f"{figures.residents / figures.run_s:,.0f}" if figures.run_s else "?", "")
    table.add_row("preview, s", f"{figures.preview_s}", "")
    table.add_row("the same file again, s", f"{figures.again_s}", "")
    table.add_row("undo, s", f"{figures.undo_s}", "")
    table.add_row("memory at its peak, MiB", f"{figures.peak_mib}", "< 300")
    told = figures.at
    table.caption = f"{told['cpu']}, {told['cores']} cores, load {told['load']}, Python {told['python']}"
    return table
