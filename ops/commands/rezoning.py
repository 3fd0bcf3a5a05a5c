"""`hexward grid split`, `merge` and `swap`: told before they are done, and done only with the digest that was told."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import rich_click as click

from grid.geometry import Position
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.rezoning import RezoningPreview
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option, remark
from ops.commands.doors import door_of
from ops.commands.grid_options import DATUM, DATUM_HELP, INSTANT, NO_DATUM
from ops.commands.grid_orders import OPERATOR
from ops.commands.rezoning_orders import PartAsked, a_merge, a_split, a_swap, register_of
from ops.commands.rezoning_words import words_of_preview
from ops.commands.settings_file import load_settings
from server.core.door import Door
from server.core.problems import Problem
from server.rezoning import service

_PART_HELP = "CODE:NAME[:LOGIN], the code, the name and the worker of a grid."


class Line(NamedTuple):
    """Two positions, longitude first."""

    a: Position
    b: Position


class _Part(click.ParamType[PartAsked]):
    name = "part"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartAsked:
        if isinstance(value, PartAsked):
            return value
        code, _, rest = str(value).partition(":")
        name, _, login = rest.partition(":")
        if not code or not name:
            self.fail(f"{value!r} is no CODE:NAME[:LOGIN]", param, ctx)
        return PartAsked(code, name, login)


class _Line(click.ParamType[Line]):
    name = "line"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Line:
        if isinstance(value, Line):
            return value
        try:
            numbers = [float(word) for word in str(value).replace(",", " ").split()]
            west, south, east, north = numbers
        except ValueError:
            self.fail(f"{value!r} is no line such as 118.775,31.98 118.775,32.01", param, ctx)
        return Line((west, south), (east, north))


_PART, _LINE = _Part(), _Line()


def _agreeing(command: Any) -> Any:
    for option in (
        json_option,
        data_option,
        click.option("--confirm", default="", metavar="DIGEST", help="Do it, if all is as the preview told."),
        click.option("--preview", is_flag=True, help="Tell what would change, and change nothing.  [default]"),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("grid")
@click.option("--line", type=_LINE, required=True, help='Where it is cut: "LON,LAT LON,LAT"; the first part lies left.')
@click.option("--datum", type=DATUM, help=DATUM_HELP)
@click.option("--part", "parts", type=_PART, multiple=True, required=True, help=f"Twice: {_PART_HELP}")
@click.option("--rest", default="", help="The code of the part for what has no place.  [default: the first]")
@_agreeing
def split(grid: str, parts: tuple[PartAsked, ...], rest: str, **told: Any) -> None:
    """Split a GRID, named by its code, along a straight line. A part that has its code keeps its id.

    Homes, people and cases go where they lie, at most 500 rows in a commit; the old grid stays valid until the last has
    left. Without --confirm nothing is changed.
    """
    line, datum = told.pop("line"), told.pop("datum")
    if datum is None:
        raise click.UsageError(NO_DATUM)
    if len(parts) != len(("left", "right")):
        raise click.UsageError("a line makes two parts: say --part twice, the left one first")
    _run("split", lambda register: a_split(register, grid, line, datum, parts, rest), **told)


@click.command()
@click.argument("grids", nargs=-1, required=True)
@click.option("--into", type=_PART, required=True, help=_PART_HELP)
@_agreeing
def merge(grids: tuple[str, ...], into: PartAsked, **told: Any) -> None:
    """Merge GRIDS, named by their codes, into one. It keeps the id of the grid whose code it has, if one has it."""
    _run("merge", lambda register: a_merge(register, grids, into), **told)


@click.command()
@click.argument("grid")
@click.option("--from", "leaves", required=True, help="The login of whoever leaves the grid.")
@click.option("--to", "comes", required=True, help="The login of whoever takes it over.")
@click.option("--at", type=INSTANT, help="When, with its offset.  [default: now]")
@_agreeing
def swap(grid: str, leaves: str, comes: str, at: datetime | None, **told: Any) -> None:
    """Swap the worker of a GRID, named by its code: two assignments change, and no row of the grid."""
    _run("swap", lambda register: a_swap(register, grid, leaves, comes, at), **told)


def _run(
    what: str,
    make: Callable[[Any], service.Order],
    *,
    preview: bool,
    confirm: str,
    data: Path,
    as_json: bool,
) -> None:
    if preview and confirm:
        raise click.UsageError("--preview changes nothing, and --confirm does: say one of them")

    async def work() -> tuple[RezoningPreview, str]:
        async with door_of(load_settings(data)) as door:
            command = make(await register_of(door))
            shown = await service.preview(door, command)
            return shown, await _ordered(door, msgspec.structs.replace(command, preview=confirm)) if confirm else ""

    with faults_in_one_line():
        shown, status = asyncio.run(work())
        facts = {"ok": True, "status": status or "previewed", "order": what} | msgspec.to_builtins(shown)
        answer(facts, words_of_preview(shown, done=bool(status)), as_json=as_json)
        if not status:
            remark(f"Nothing was changed. To do it, say the same with --confirm {shown.digest}")


async def _ordered(door: Door, command: service.Order) -> str:
    try:
        receipt = await service.order(door, OPERATOR, command)
        if receipt.verdict is not Verdict.APPLIED:
            facts = ", ".join(f"{name} {value}" for name, value in receipt.facts.items())
            raise Refused(f"{receipt.why or receipt.verdict}{f' ({facts})' if facts else ''}; nothing was changed")
        await service.carry_on(door, command.entity)
    except Problem as problem:
        if problem.code is not ProblemCode.STALE_PREVIEW:
            raise Refused(f"{problem.code}: {problem.title}") from problem
        raise Refused("it has changed since the preview: " + "; ".join(problem.facts["changed"])) from problem
    return "done"
