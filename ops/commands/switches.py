"""`hexward switches`: how the district runs its cases, shown, and changed with a preview of what that changes."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from mobile_contract.case_views import CaseSwitchesView
from ops.commands import switches_orders as orders
from ops.commands.answering import answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.door import Door
from server.dispatch.switches import read_switches

_dry_option = click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")


@click.group()
def switches() -> None:
    """How the district runs its cases: which posts there are, what is approved, limits of stages, who hears of clocks.

    Whatever is set holds from then on, also for cases that are under way; clocks that run keep their limits.
    """


@switches.command()
@data_option
@json_option
def show(data: Path, *, as_json: bool) -> None:
    """Show every switch with its default, and the ladder of reminders."""
    with faults_in_one_line():
        view = with_door(data, read_switches)
        facts = msgspec.to_builtins(view) | {"defaults": orders.DEFAULTS}
        answer(facts, "\n".join(_lines(view)), as_json=as_json)


@switches.command(name="set")
@click.argument("name")
@click.argument("value")
@_dry_option
@data_option
@json_option
def set_(name: str, value: str, data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Set the switch NAME to VALUE: yes or no, minutes, or points."""
    _change(data, lambda now: orders.change_of(now, name, value), dry_run=dry_run, as_json=as_json)


@switches.command()
@click.argument("steps", nargs=-1, required=True)
@_dry_option
@data_option
@json_option
def ladder(steps: tuple[str, ...], data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Set the ladder, whole: at which percent of a limit who hears of it, such as 80=owner 100=owner,chief."""
    _change(data, lambda now: orders.ladder_of(now, steps), dry_run=dry_run, as_json=as_json)


def _change(
    data: Path, change_of: Callable[[CaseSwitchesView], orders.Change], *, dry_run: bool, as_json: bool
) -> None:
    async def work(door: Door) -> tuple[orders.Change, str]:
        change = change_of(await read_switches(door))
        if change.before == change.after:
            return change, "unchanged"
        if dry_run:
            return change, "previewed"
        await orders.carry_out(door, change)
        return change, "set"

    with faults_in_one_line():
        change, status = with_door(data, work)
        facts: dict[str, Any] = {
            "ok": True,
            "status": status,
            "name": change.name,
            "before": msgspec.to_builtins(change.before),
            "after": msgspec.to_builtins(change.after),
        }
        words = f"{change.name}: {orders.in_words(change.before)} -> {orders.in_words(change.after)} ({status})"
        answer(facts, words, as_json=as_json)


def _lines(view: CaseSwitchesView) -> Iterator[str]:
    width = max(map(len, orders.DEFAULTS))
    for name, default in orders.DEFAULTS.items():
        value = getattr(view, name)
        note = "" if value == default else f"  (default {orders.in_words(default)})"
        yield f"{name:<{width}}  {orders.in_words(value)}{note}"
    note = "  (default)" if view.ladder_is_default else ""
    yield f"{'ladder':<{width}}  {orders.in_words(view.ladder)}{note}"
