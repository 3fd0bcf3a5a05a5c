"""`hexward renewal`: a week's cycles and what grids owe, and the week opened now instead of within a minute."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from mobile_contract.renewal import RenewalCycles, RenewalDebt
from ops.commands import renewal_orders as orders
from ops.commands.answering import answer, data_option, faults_in_one_line, json_option, progress_bar
from ops.commands.doors import with_door
from server.core.door import Door
from server.renewal.opening import Opened, open_week
from server.renewal.service import MORE, NEVER
from server.renewal.sources import renewal_rules
from server.renewal.weeks import is_monday

_SHOWN = 40


class _WeekType(click.ParamType[str]):
    """A Monday such as 2026-11-23."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if len(text) == len("2026-11-23") and is_monday(text):
            return text
        return self.fail(f"{value} is no Monday: write 2026-11-23", param, ctx)


_grid_option = click.option("--grid", metavar="CODE", help="One grid, by id or code.  [default: all]")


@click.group()
def renewal() -> None:
    """The weekly renewal: each Monday a grid's worklist of facts to look at once more, and what came of it."""


@renewal.command()
@click.option("--week", type=_WeekType(), help="Its Monday.  [default: the present week]")
@_grid_option
@data_option
@json_option
def show(week: str | None, grid: str | None, data: Path, as_json: bool) -> None:
    """Show a week: what was done of what was expected, by grid. A closed week has the figures as of its cut."""
    with faults_in_one_line():
        found = with_door(data, lambda door: orders.read_cycles(door, week, grid))
        answer(msgspec.to_builtins(found), _words_of_cycles(found), as_json=as_json)


@renewal.command(name="open")
@data_option
@json_option
def open_(data: Path, as_json: bool) -> None:
    """Open the present week where it is not open yet. `hexward work` does that by itself, within a minute.

    Whoever does it again, or at the same time as the server, does no harm.
    """

    async def work(door: Door) -> Opened:
        with progress_bar("grids", await orders.count_grids(door)) as tell:
            return await open_week(door, lambda done: tell(done.grids))

    with faults_in_one_line():
        done = with_door(data, work)
        words = f"{done.grids:,} grids opened with {done.items:,} new items, {done.closed:,} cycles closed."
        answer(done._asdict(), words if done.grids else "The week is open everywhere.", as_json=as_json)


@renewal.command()
@click.option(
    "--weeks",
    type=click.IntRange(0, 520),
    default=lambda: renewal_rules().debt_weeks,
    show_default="as the rules say",
    help="From how many weeks on an open item is a debt.",
)
@_grid_option
@data_option
@json_option
def debt(weeks: int, grid: str | None, data: Path, as_json: bool) -> None:
    """Tell what grids owe: items open for so many weeks, and how long ago the facts of households were last seen."""
    with faults_in_one_line():
        found = with_door(data, lambda door: orders.read_debt(door, weeks, grid))
        answer(msgspec.to_builtins(found), _words_of_debt(found), as_json=as_json)


def _words_of_cycles(found: RenewalCycles) -> str:
    when = f"Week of {found.week}, as of {found.as_of:%Y-%m-%d %H:%M} UTC"
    done = f"{found.done:,} of {found.expected:,} items done{_share(found.percent)}"
    lines = [f"{when}: {found.opened:,} of {found.grids:,} grids, {done}."]
    for one in found.cycles[:_SHOWN]:
        how = "closed" if one.closed_at else "open"
        told = f"{one.found:,} new, {one.carried:,} carried over"
        lines.append(f"  {one.grid_code}  {one.done:>6,} of {one.expected:>6,}{_share(one.percent)}  {told}  {how}")
    return "\n".join([*lines, *_more(len(found.cycles))])


def _words_of_debt(found: RenewalDebt) -> str:
    bounds = [*(f"{bound} d" for bound in found.age_days), "older", "never"]
    names = [*map(str, found.age_days), MORE, NEVER]
    when = f"As of {found.as_of:%Y-%m-%d %H:%M} UTC, by the rules {found.scheme}"
    lines = [
        f"{when}: {found.debt:,} of {found.open:,} open items are {found.weeks} weeks old or older.",
        f"  grid: debt of open; of households, last seen within {' / '.join(bounds)}",
    ]
    for one in found.grids[:_SHOWN]:
        ages = " / ".join(f"{one.ages[name]:,}" for name in names)
        lines.append(f"  {one.grid_code}: {one.debt:,} of {one.open:,}; of {one.households:,}: {ages}")
    return "\n".join([*lines, *_more(len(found.grids))])


def _share(percent: float | None) -> str:
    return "" if percent is None else f" ({percent:.1f} %)"


def _more(count: int) -> list[str]:
    return [f"  ... and {count - _SHOWN:,} more; --json has them all"] if count > _SHOWN else []
