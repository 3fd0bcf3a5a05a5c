"""How long a department's form of 2,000 rows takes: read, filled, journalled person by person, and written.

The floor is the workbook library alone, writing as many cells of the same text: nobody fills a sheet faster by it.
"""

import io
from typing import Any

from msgspec import Struct
from openpyxl import Workbook
from rich.table import Table

from ops.bench.district import SEED, found_offices, plan_wards, register
from ops.bench.figures import machine, peak_mib, rounded
from ops.bench.progress import Progress
from ops.bench.stores import Store
from ops.demo_forms import CARD, FORMS
from ops.seed.plan import plan_demo
from ops.seed.territory import Scale
from server.app import open_door
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.forms.service import Wish, fill

ROWS, WANTED_S = 2_000, 3.0
_CARDS = 600
"""People of the grid that cards are filled for, a sheet a household: a workbook takes 300 of them."""

_FILLER = Actor(user=SYSTEM_USER, install=named_id("actor:hexward bench form"), system=True)


class FormFigures(Struct, frozen=True, kw_only=True):
    """Seconds a form on one store, by its name: the first filling, the second (what changed is told), and the floor."""

    store: str
    rows: int
    first_s: dict[str, float]
    second_s: dict[str, float]
    floor_s: float
    peak_mib: float
    at: dict[str, Any]


async def measure_forms(store: Store, progress: Progress, *, rows: int = ROWS) -> FormFigures:
    """Fill a grid with so many people, and each list for it, twice; cards for a smaller one."""
    door = await open_door(store.settings)
    try:
        plan = plan_demo(SEED, Scale.QUICK, "", clock.now().date())
        wards = plan_wards(plan, [rows, min(rows, _CARDS)])
        await found_offices(door, plan, progress)
        await register(door, plan, wards, progress)
        asked = [(name, raw, wards[raw == CARD].beat.grid) for name, raw in FORMS.items()]
        first = {name: await _fill_s(door, raw, name, grid) for name, raw, grid in asked}
        second = {name: await _fill_s(door, raw, name, grid) for name, raw, grid in asked}
    finally:
        await door.database.close()
    return FormFigures(
        store=store.name,
        rows=rows,
        first_s=first,
        second_s=second,
        floor_s=rounded(_floor_s(rows)),
        peak_mib=rounded(peak_mib()),
        at=machine(store.version, rows),
    )


async def _fill_s(door: Door, raw: bytes, name: str, grid: str) -> float:
    began = clock.ticks()
    await fill(door, _FILLER, raw, Wish(name=name, why="bench", grids=(grid,)))
    return rounded(clock.elapsed_ms(began) / 1000)


def _floor_s(rows: int) -> float:
    """A list of the same shape, by the library alone."""
    began = clock.ticks()
    book = Workbook()
    sheet: Any = book.active
    for row in range(1, rows + 1):
        for column in range(1, 8):
            sheet.cell(row, column).value = "雨花台区演示路"
    book.save(io.BytesIO())
    return clock.elapsed_ms(began) / 1000


def forms_table(figures: FormFigures) -> Table:
    """For people."""
    title = f"{figures.store} · {figures.at['database']} · {figures.rows:,} people"
    table = Table(title=title, caption=f"{figures.at['cpu']}, {figures.at['cores']} cores, load {figures.at['load']}")
    for heading in ("form", "first, s", "again, s", "asked for"):
        table.add_column(heading, justify="left" if heading == "form" else "right")
    for name, first in figures.first_s.items():
        table.add_row(name, f"{first}", f"{figures.second_s[name]}", f"< {WANTED_S:.0f}")
    table.add_row("the library alone, as many cells", f"{figures.floor_s}", "", "")
    table.add_row("memory of the process, MiB", f"{figures.peak_mib}", "", "")
    return table
