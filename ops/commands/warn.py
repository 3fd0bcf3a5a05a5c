"""`hexward warn`: write, preview, approve, issue, update and cancel public warnings; whom they have not reached."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import rich_click as click

from mobile_contract.base import Command, Datum
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.warning import (
    AcknowledgeWarning,
    ApproveWarning,
    CancelWarning,
    DropWarning,
    FieldValue,
    IssueWarning,
    ReviewOutcome,
    ReviewWarning,
    WarningCategory,
    WarningLevel,
    WarningState,
)
from ops.commands import warn_orders, warn_words
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from ops.commands.warn_cap import cap, feed, import_
from ops.commands.warn_orders import Drafted
from server.core import clock
from server.core.door import Door
from server.core.problems import Problem
from server.warnings import service

T = TypeVar("T")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LEVELS = click.Choice([one.value for one in WarningLevel])
_CATEGORIES = click.Choice([one.value for one in WarningCategory])
_STATES = click.Choice([one.value for one in WarningState])
_OUTCOMES = click.Choice([one.value for one in ReviewOutcome])
_DATUMS = click.Choice([one.value for one in Datum])

as_option = click.option("--as", "login", required=True, metavar="LOGIN", help="Whose order it is; their posts count.")


@click.group()
def warn() -> None:
    """Public warnings: write, preview, approve, issue, update, cancel; whom they have not reached."""


warn.add_command(cap)
warn.add_command(feed)
warn.add_command(import_)


@warn.command()
@data_option
@json_option
def templates(data: Path, as_json: bool) -> None:
    """List the templates and what has to be filled in."""
    _told(data, service.list_templates, warn_words.of_templates, as_json=as_json)


@warn.command()
@click.argument("file", type=_FILE)
@as_option
@data_option
@json_option
def template(file: Path, login: str, data: Path, as_json: bool) -> None:
    """Define the template of a JSON FILE: name, category, event, fields, texts, agency; `id` to define one anew."""
    with faults_in_one_line():
        raw = file.read_bytes()
        made = with_door(data, lambda door: warn_orders.define(door, login, file, raw))
        answer({"template": made}, f"Template {made}", as_json=as_json)


@warn.command()
@click.option("--level", type=_LEVELS, required=True)
@click.option("--hours", type=click.FloatRange(0.25, 720), default=6.0, show_default=True, help="For how long.")
@click.option("--grid", "grids", multiple=True, help="The code of a grid; may be given several times.")
@click.option("--cell", "cells", multiple=True, help="An H3 cell of resolution 8 to 11; may be given several times.")
@click.option("--polygon", default="", help="The corners as 'lon,lat lon,lat ...'.")
@click.option("--datum", type=_DATUMS, default=Datum.WGS84.value, show_default=True, help="That of the polygon.")
@click.option("--template", default=None, help="A template by name or id.")
@click.option("--value", "values", multiple=True, metavar="KEY=VALUE", help="A field of the template.")
@click.option("--headline", default="", help="Without a template: what it says, in Chinese.")
@click.option("--description", default="")
@click.option("--instruction", default="")
@click.option("--category", type=_CATEGORIES, default=WarningCategory.OTHER.value, show_default=True)
@click.option("--event", default="")
@click.option("--drill", is_flag=True, help="A drill: marked in every text, with a number of its own space.")
@click.option("--updates", default=None, help="The warning in force whose place it takes.")
@as_option
@data_option
@json_option
def draft(login: str, data: Path, as_json: bool, hours: float, **told: Any) -> None:
    """Write a warning. Nobody is told before it is issued."""
    with faults_in_one_line():
        facts: dict[str, Any] = {
            **told,
            "level": WarningLevel(told["level"]),
            "category": WarningCategory(told["category"]),
            "datum": Datum(told["datum"]),
            "polygon": _corners(told["polygon"]),
            "values": tuple(map(_value, told["values"])),
            "expires_at": clock.now() + timedelta(hours=hours),
        }
        made = with_door(data, lambda door: warn_orders.draft(door, login, Drafted(**facts)))
        answer({"warning": made}, f"Draft {made[-warn_words.SHORT :]} ({made})", as_json=as_json)


@warn.command(name="list")
@click.option("--state", "states", type=_STATES, multiple=True, help="May be given several times.  [default: all]")
@data_option
@json_option
def list_(states: tuple[str, ...], data: Path, as_json: bool) -> None:
    """List the newest warnings."""
    wanted = tuple(map(WarningState, states))
    _told(data, lambda door: warn_orders.list_warnings(door, wanted), warn_words.of_list, as_json=as_json)


@warn.command()
@click.argument("warning")
@data_option
@json_option
def preview(warning: str, data: Path, as_json: bool) -> None:
    """Show what WARNING says, and how many persons, phones and homes are in its area, by grid."""
    _told(
        data,
        lambda door: warn_orders.read(door, warning, service.preview_of),
        warn_words.of_preview,
        as_json=as_json,
    )


@warn.command()
@click.argument("warning")
@as_option
@data_option
@json_option
def approve(warning: str, login: str, data: Path, as_json: bool) -> None:
    """Agree to a draft as a second person."""
    _ordered(data, login, ApproveWarning, warning, "approved", as_json=as_json)


@warn.command()
@click.argument("warning")
@click.option("--reason", required=True)
@as_option
@data_option
@json_option
def drop(warning: str, reason: str, login: str, data: Path, as_json: bool) -> None:
    """Do not issue it."""
    _ordered(data, login, DropWarning, warning, "dropped", as_json=as_json, reason=reason)


@warn.command()
@click.argument("warning")
@as_option
@data_option
@json_option
def issue(warning: str, login: str, data: Path, as_json: bool) -> None:
    """Issue it, once; yellow and blue must have been approved."""
    _ordered(data, login, IssueWarning, warning, "issued", as_json=as_json)


@warn.command()
@click.argument("warning")
@click.option("--outcome", type=_OUTCOMES, required=True)
@click.option("--words", required=True)
@as_option
@data_option
@json_option
def review(warning: str, outcome: str, words: str, login: str, data: Path, as_json: bool) -> None:
    """Look, as a second person, at a warning that was issued without approval."""
    said = ReviewOutcome(outcome)
    _ordered(data, login, ReviewWarning, warning, "reviewed", as_json=as_json, outcome=said, words=words)


@warn.command()
@click.argument("warning")
@click.option("--reason", required=True)
@as_option
@data_option
@json_option
def cancel(warning: str, reason: str, login: str, data: Path, as_json: bool) -> None:
    """End it before its time; its audience is told."""
    _ordered(data, login, CancelWarning, warning, "cancelled", as_json=as_json, reason=reason)


@warn.command()
@click.argument("warning")
@click.option("--grid", required=True, help="The code of the grid that is in hand.")
@as_option
@data_option
@json_option
def acknowledge(warning: str, grid: str, login: str, data: Path, as_json: bool) -> None:
    """Have it in hand in a grid: the ladder stops there."""
    _ordered(data, login, AcknowledgeWarning, warning, "in hand", as_json=as_json, grid=grid)


@warn.command()
@click.argument("warning")
@data_option
@json_option
def report(warning: str, data: Path, as_json: bool) -> None:
    """Show who has been reached and who has not, by grid."""
    _told(data, lambda door: warn_orders.read(door, warning, service.report_of), warn_words.of_report, as_json=as_json)


@warn.command()
@click.argument("warning")
@click.option("--grid", required=True, help="The code of a grid.")
@data_option
@json_option
def unreached(warning: str, grid: str, data: Path, as_json: bool) -> None:
    """List the doors of a grid that are to be knocked at, in walking order."""
    _told(
        data,
        lambda door: warn_orders.list_unreached(door, warning, grid),
        warn_words.of_unreached,
        as_json=as_json,
    )


def _told(data: Path, work: Callable[[Door], Awaitable[T]], words: Callable[[T], str], *, as_json: bool) -> None:
    with faults_in_one_line():
        try:
            found = with_door(data, work)
        except Problem as problem:
            missing = problem.code is ProblemCode.NOT_FOUND
            raise Refused("there is none" if missing else f"{problem.title}: {problem.facts}") from problem
        facts: Any = msgspec.to_builtins(found)
        answer(facts, words(found), as_json=as_json)


def _ordered(
    data: Path, login: str, shape: Callable[..., Command], warning: str, done: str, *, as_json: bool, **facts: Any
) -> None:
    """Give an order, and say whether it changed anything: a second click does not."""
    with faults_in_one_line():

        async def work(door: Door) -> Receipt:
            return await warn_orders.order(door, login, shape, warning, **facts)

        receipt = with_door(data, work)
        again = receipt.verdict is Verdict.MERGED
        words = f"It was {done} before; nothing was done." if again else f"It is {done}."
        answer({"warning": warning, "verdict": receipt.verdict.value}, words, as_json=as_json)


def _corners(told: str) -> tuple[tuple[float, float], ...]:
    try:
        pairs = [tuple(map(float, part.split(","))) for part in told.split()]
    except ValueError as bad:
        raise Refused(f"{told} is no list of lon,lat") from bad
    if any(len(pair) != 2 for pair in pairs):
        raise Refused(f"{told} is no list of lon,lat")
    return tuple((pair[0], pair[1]) for pair in pairs)


def _value(told: str) -> FieldValue:
    key, mark, value = told.partition("=")
    if not mark:
        raise Refused(f"{told} is no value: write KEY=VALUE")
    return FieldValue(key, value)
