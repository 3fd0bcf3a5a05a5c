"""`hexward duplicates`: persons who may be registered twice, listed by grid, and what is said of a pair."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.base import Command
from mobile_contract.merges import DuplicatePage
from mobile_contract.pairs import DecideLater, NotTheSame, ReopenPair
from mobile_contract.register_views import PersonView
from ops.commands import persons_orders as orders
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from ops.commands.grid_orders import facts_of
from server.core.ids import is_id

_reason_option = click.option("--reason", required=True, help="Why: it stays in the journal.")


@click.group()
def duplicates() -> None:
    """Persons with one number, one name and day of birth, or one phone in two homes. Offices merge and part them."""


@duplicates.command(name="list")
@click.argument("grid")
@click.option("--purpose", default="register", show_default=True)
@click.option("--all", "decided_too", is_flag=True, help="With those of which somebody has said something.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@click.option("--after", help="The id after which the page begins.")
@data_option
@json_option
def list_(grid: str, purpose: str, decided_too: bool, limit: int, after: str | None, data: Path, as_json: bool) -> None:
    """List the pairs of the grid with the code GRID, side by side, masked."""
    with faults_in_one_line():
        page = with_door(
            data, lambda door: orders.list_pairs(door, grid, purpose, after, limit, decided_too=decided_too)
        )
        answer(msgspec.to_builtins(page), "\n".join(_lines(page)), as_json=as_json)


@duplicates.command(name="not-same")
@click.argument("one")
@click.argument("other")
@_reason_option
@data_option
@json_option
def not_same(one: str, other: str, reason: str, data: Path, *, as_json: bool) -> None:
    """Say that ONE and OTHER are two persons."""
    _say(data, one, other, lambda: NotTheSame(**facts_of(one), other=other, reason=reason), as_json=as_json)


@duplicates.command()
@click.argument("one")
@click.argument("other")
@click.option("--until", "until_on", required=True, help="The day on which the pair comes back, YYYY-MM-DD.")
@data_option
@json_option
def later(one: str, other: str, until_on: str, data: Path, *, as_json: bool) -> None:
    """Put the pair of ONE and OTHER off."""
    _say(data, one, other, lambda: DecideLater(**facts_of(one), other=other, until_on=until_on), as_json=as_json)


@duplicates.command()
@click.argument("one")
@click.argument("other")
@_reason_option
@data_option
@json_option
def reopen(one: str, other: str, reason: str, data: Path, *, as_json: bool) -> None:
    """Have it decided after all whether ONE and OTHER are one person."""
    _say(data, one, other, lambda: ReopenPair(**facts_of(one), other=other, reason=reason), as_json=as_json)


def _say(data: Path, one: str, other: str, command: Callable[[], Command], *, as_json: bool) -> None:
    with faults_in_one_line():
        wrong = [text for text in (one, other) if not is_id(text)]
        if wrong:
            raise Refused(f"{wrong[0]} is no id of a person; `hexward duplicates list GRID` tells them")
        verdict = with_door(data, lambda door: orders.say(door, command()))
        answer({"ok": True, "verdict": verdict}, f"said ({verdict})", as_json=as_json)


def _lines(page: DuplicatePage) -> Iterator[str]:
    for pair in page.pairs:
        state = "" if pair.state == "open" else f"  [{pair.state}{f' until {pair.until_on}' if pair.until_on else ''}]"
        yield f"{', '.join(pair.why)}{state}"
        yield f"  {_of(pair.person)}"
        yield f"  {f'in grid {pair.twin_grid}' if pair.twin is None else _of(pair.twin)}"
    if page.next is not None:
        yield f"more: --after {page.next}"
    if not page.pairs:
        yield "no pair is to be decided"


def _of(one: PersonView) -> str:
    return f"{one.id}  {one.name}  {one.birth_year or '----'}  {one.phone or '-'}  {one.id_no or '-'}"
