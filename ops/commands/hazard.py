"""`hexward hazard`: check lists, dangers, notices, the file of a place, what is due, figures, and the machine."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import rich_click as click

from mobile_contract.danger_machine import ROWS, DangerState
from mobile_contract.problems import ProblemCode
from ops.commands import hazard_orders, hazard_words
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.door import Door
from server.core.ids import is_id
from server.core.problems import Problem
from server.hazards.files import NotReadable, read_templates, starter
from server.hazards.telling import cell, text

T = TypeVar("T")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_STATES = click.Choice(["open", "overdue", "ended", "all", *(state.value for state in DangerState)])


@click.group()
def hazard() -> None:
    """Hazard inspections: check lists, dangers and their notices, what is due, figures."""


@hazard.command(name="list")
@click.option("--state", type=_STATES, default="open", show_default=True)
@click.option("--grid", default="", help="The code of a grid.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@data_option
@json_option
def list_(state: str, grid: str, limit: int, data: Path, as_json: bool) -> None:
    """List dangers, the newest first. Nothing of what was written about people is among it."""
    _answered(
        data, lambda door: hazard_orders.list_dangers(door, state, grid, limit), hazard_words.of_page, as_json=as_json
    )


@hazard.command()
@click.argument("danger")
@data_option
@json_option
def show(danger: str, data: Path, as_json: bool) -> None:
    """Show the danger with the id DANGER, with all that happened to it. The look is journalled."""
    _answered(
        data, lambda door: hazard_orders.show_danger(door, _an_id(danger)), hazard_words.of_danger, as_json=as_json
    )


@hazard.command(name="file")
@click.argument("place")
@data_option
@json_option
def file_(place: str, data: Path, as_json: bool) -> None:
    """Show the file of a PLACE, by its id: inspections, dangers and notices in their order. The look is journalled."""
    _answered(data, lambda door: hazard_orders.show_file(door, _an_id(place)), hazard_words.of_file, as_json=as_json)


@hazard.command()
@click.argument("number")
@data_option
@json_option
def notice(number: str, data: Path, as_json: bool) -> None:
    """Show the rectification notice NUMBER as text. The look is journalled."""
    _answered(data, lambda door: hazard_orders.show_notice(door, number), hazard_words.of_notice, as_json=as_json)


@hazard.command()
@click.option("--all", "every", is_flag=True, help="Every edition that there ever was.")
@data_option
@json_option
def templates(*, every: bool, data: Path, as_json: bool) -> None:
    """List the check lists in force, with their items."""
    _answered(
        data,
        lambda door: hazard_orders.list_templates(door, every=every),
        hazard_words.of_templates,
        as_json=as_json,
    )


@hazard.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--starter", "of_package", is_flag=True, help="The lists that come along, for the district to confirm.")
@click.option("--dry-run", is_flag=True, help="Tell what would be published, and publish nothing.")
@data_option
@json_option
def publish(file: Path | None, *, of_package: bool, dry_run: bool, data: Path, as_json: bool) -> None:
    """Publish the check lists of a JSON FILE, `{"templates": [...]}`, as `hazard templates --json` shows their facts.

    A list that says what is in force already changes nothing. Dangers keep the edition by which they were found.
    """
    if (file is None) != of_package:
        raise click.UsageError("give a FILE, or --starter")
    with faults_in_one_line():
        try:
            lists = list(starter()) if file is None else read_templates(file.read_bytes())
        except NotReadable as error:
            raise Refused(f"{file}: {error}") from error
        published = with_door(data, lambda door: hazard_orders.publish(door, lists, dry_run=dry_run))
        refused = [one for one in published if one.status == "refused"]
        facts = {"ok": not refused, "dry_run": dry_run, "lists": [msgspec.to_builtins(one) for one in published]}
        answer(facts, hazard_words.of_publication(published, dry_run=dry_run), as_json=as_json)
        if refused:
            sys.exit(FOUND_FAULTS)


@hazard.command()
@click.option("--grid", required=True, help="The code of a grid.")
@click.option("--days", type=click.IntRange(0, 365), default=0, show_default=True, help="How far to look ahead.")
@data_option
@json_option
def due(grid: str, days: int, data: Path, as_json: bool) -> None:
    """List what of a grid is to be inspected, the longest overdue first."""
    _answered(data, lambda door: hazard_orders.list_due(door, grid, days), hazard_words.of_due, as_json=as_json)


@hazard.command()
@click.option("--from", "begin", type=_DAY, required=True, help="The first day, in Asia/Shanghai.")
@click.option("--until", "end", type=_DAY, required=True, help="The last day.")
@data_option
@json_option
def figures(begin: datetime, end: datetime, data: Path, as_json: bool) -> None:
    """Count what was found in some days, by grid: each figure with its denominator, and how fresh it is."""
    if begin > end:
        raise click.UsageError("--until is before --from")
    _answered(
        data,
        lambda door: hazard_orders.count(door, begin.date(), end.date()),
        hazard_words.of_figures,
        as_json=as_json,
    )


@hazard.command()
@json_option
def machine(*, as_json: bool) -> None:
    """What may become of a danger: every event in every state, as the server, the phones and the contract have it."""
    rows = [
        {
            "event": row.event,
            "posts": sorted(row.posts),
            "asks": list(row.asks),
            "offline": row.offline,
            "outcomes": {state: cell(row, state) for state in DangerState},
        }
        for row in ROWS
    ]
    answer({"states": list(DangerState), "rows": rows}, text(), as_json=as_json)


def _answered(data: Path, work: Callable[[Door], Awaitable[T]], words: Callable[[T], str], *, as_json: bool) -> None:
    """Read, and answer with what was found."""
    with faults_in_one_line():
        try:
            found = with_door(data, work)
        except Problem as problem:
            missing = problem.code is ProblemCode.NOT_FOUND
            raise Refused("there is none" if missing else f"{problem.title}: {problem.facts}") from problem
        facts: Any = msgspec.to_builtins(found)
        answer(facts, words(found), as_json=as_json)


def _an_id(told: str) -> str:
    if not is_id(told):
        raise Refused(f"{told} is no id")
    return told
