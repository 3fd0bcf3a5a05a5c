"""`hexward component`: the register of components. Files are previewed and imported; components listed and shown."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import rich_click as click

from grid.datum import WGS84, OutOfRange, PointDatum, to_wgs84
from mobile_contract.components import ComponentDetail, ComponentPage
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt
from ops.commands import component_orders
from ops.commands.answering import (
    FOUND_FAULTS,
    Refused,
    answer,
    data_option,
    faults_in_one_line,
    json_option,
    progress_bar,
)
from ops.commands.doors import with_door
from ops.commands.grid_options import DATUM, DATUM_HELP, NO_DATUM
from server.components.importing import Fate, Plan
from server.core.door import Door
from server.core.problems import Problem

T = TypeVar("T")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN = 20


@click.group()
def component() -> None:
    """The register of components: import a file, list what stands near a place or in a grid, show one."""


@component.command(name="import")
@click.argument("file", type=_FILE)
@click.option("--datum", type=DATUM, help=DATUM_HELP)
@click.option("--scheme", default="", help="The class scheme of a file that names no classes: identifiers tell them.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@data_option
@json_option
def import_(file: Path, datum: PointDatum | None, scheme: str, dry_run: bool, data: Path, as_json: bool) -> None:
    """Import components from a CSV or GeoJSON FILE. Those that are there are known by their identifier.

    A row with a fault refuses the whole file (exit code 1), and each is told. An empty cell changes nothing; what the
    file does not name stays as it is; the same file again changes nothing.
    """
    if datum is None:
        raise click.UsageError(NO_DATUM)
    asked = component_orders.Asked(file, datum, scheme)

    async def work(door: Door) -> tuple[Plan, list[Receipt]]:
        plan = await component_orders.look(door, asked)
        if dry_run or not plan.commands:
            return plan, []
        with progress_bar("rows", len(plan.commands)) as progress:
            return plan, await component_orders.carry_out(door, plan.commands, progress)

    with faults_in_one_line():
        plan, refused = with_door(data, work)
        status = _status(plan, refused, dry_run=dry_run)
        counts = {fate.value: sum(row.fate is fate for row in plan.rows) for fate in Fate}
        facts = {
            "ok": status not in ("refused", "parted"),
            "status": status,
            "counts": counts,
            "rows": msgspec.to_builtins(plan.rows),
            "faults": msgspec.to_builtins(plan.faults),
            "not_done": msgspec.to_builtins(refused),
        }
        answer(facts, _words_of_import(plan, counts, status, refused), as_json=as_json)
        if not facts["ok"]:
            sys.exit(FOUND_FAULTS)


@component.command(name="list")
@click.option("--grid", default="", help="The code of a grid.")
@click.option("--near", default="", metavar="LON,LAT", help="A place.")
@click.option("--datum", type=DATUM, default=WGS84, help=f"Of the place. {DATUM_HELP}  [default: wgs84]")
@click.option("--radius", type=float, default=50.0, show_default=True, help="Metres around the place.")
@click.option("--class", "prefix", default="", help="A class key, or how one begins.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True)
@data_option
@json_option
def list_(
    grid: str, near: str, datum: PointDatum, radius: float, prefix: str, limit: int, data: Path, as_json: bool
) -> None:
    """List components: those near a place, the nearest first, or those of a grid."""
    if bool(grid) == bool(near):
        raise click.UsageError("say --near LON,LAT or --grid CODE")

    async def work(door: Door) -> ComponentPage:
        if grid:
            return await component_orders.list_of_grid(door, grid, prefix, limit)
        return await component_orders.list_near(door, _place(near, datum), radius, prefix, limit)

    with faults_in_one_line():
        page = _told(lambda: with_door(data, work))
        answer(msgspec.to_builtins(page), _words_of_page(page), as_json=as_json)


@component.command()
@click.argument("code")
@data_option
@json_option
def show(code: str, data: Path, as_json: bool) -> None:
    """Show the component with the identifier CODE: how it is, its cases, its history."""
    with faults_in_one_line():
        detail = _told(lambda: with_door(data, lambda door: component_orders.read_component(door, code)))
        answer(msgspec.to_builtins(detail), _words_of_one(detail), as_json=as_json)


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except Problem as problem:
        missing = problem.code is ProblemCode.NOT_FOUND
        raise Refused("there is none" if missing else f"{problem.title}: {problem.facts}") from problem


def _place(text: str, datum: PointDatum) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
        return to_wgs84(datum, x, y)
    except (ValueError, OutOfRange) as error:
        raise Refused(f"{text} is no place such as 118.775,31.995") from error


def _status(plan: Plan, refused: Sequence[Receipt], *, dry_run: bool) -> str:
    if plan.faults:
        return "refused"
    if dry_run:
        return "previewed"
    if refused:
        return "parted"
    return "imported" if plan.commands else "unchanged"


def _words_of_import(plan: Plan, counts: dict[str, int], status: str, refused: Sequence[Receipt]) -> str:
    lines = [", ".join(f"{count:,} {fate}" for fate, count in counts.items()) + "."]
    lines += [f"  row {row.row}: {row.code} {', '.join(row.fields)}" for row in plan.rows if row.fields][:_SHOWN]
    if plan.faults:
        lines.append(f"{len(plan.faults):,} faults; nothing was imported:")
        lines += [f"  row {one.row}: {one.code} {one.fault} {one.value}".rstrip() for one in plan.faults]
    lines += [f"  not done: {one.verdict} {one.why} {dict(one.facts)}" for one in refused]
    lines.append({"previewed": "Nothing was changed.", "imported": "Imported."}.get(status, ""))
    return "\n".join(line for line in lines if line)


def _words_of_page(page: ComponentPage) -> str:
    lines: list[str] = []
    for one in page.components:
        at = "" if one.distance_m is None else f"  {one.distance_m:6.1f} m"
        told = one.component
        gone = "  (out of use)" if told.retired_at else ""
        lines.append(f"{told.code}  {told.class_code:<20}  {told.state:<9}{at}  {told.name}{gone}")
    if page.next:
        lines.append(f"... and more after {page.next}")
    return "\n".join(lines) or "There is none."


def _words_of_one(detail: ComponentDetail) -> str:
    told: dict[str, Any] = msgspec.to_builtins(detail.component)
    lines = [f"{name}: {detail.names.get(str(value), value)}" for name, value in told.items() if name != "type"]
    for title, cases in (("open cases", detail.open_cases), ("past cases", detail.past_cases)):
        lines.append(f"{title}: {len(cases)}")
        lines += [f"  {one.case_no or one.id}  {one.state}  {one.reported_at:%Y-%m-%d}  {one.title}" for one in cases]
    lines.append("history:")
    lines += [f"  {one.at:%Y-%m-%d %H:%M}  version {one.version}  {one.command}" for one in detail.history]
    return "\n".join(lines)
