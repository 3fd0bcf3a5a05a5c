"""`hexward population`: how many live where, by structure; counts alone, small ones withheld."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.population import Counts, PopulationBy, PopulationGroup, PopulationView
from mobile_contract.problems import ProblemCode
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER
from server.core.entities import named_id
from server.core.problems import Problem
from server.population import service
from server.population.taking import take

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward population"), system=True)

_SEXES = {"0": "unknown", "1": "male", "2": "female", "9": "unstated"}


@click.group(invoke_without_command=True)
@click.option("--by", type=click.Choice([one.value for one in PopulationBy]), default=PopulationBy.COMMUNITY.value)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="A day of the archive.  [default: its newest]")
@data_option
@json_option
@click.pass_context
def population(ctx: click.Context, /, by: str, on: datetime | None, data: Path, *, as_json: bool) -> None:
    """How many people live where, by sex, age, kind of stay and size of household, on a day of the archive.

    Counts of fewer than five are withheld (·), and with them what would give them away.
    """
    if ctx.invoked_subcommand is not None:
        return
    with faults_in_one_line():
        day = None if on is None else on.date()
        try:
            view = with_door(data, lambda door: service.read_population(door, OPERATOR, PopulationBy(by), day))
        except Problem as problem:
            if problem.code is not ProblemCode.NOT_FOUND:
                raise
            raise Refused(_nothing(day)) from problem
        answer(msgspec.to_builtins(view), "\n".join(_words(view)), as_json=as_json)


@population.command()
@data_option
@json_option
def days(data: Path, *, as_json: bool) -> None:
    """The days that the archive has: today, and the first of each month that was counted."""
    with faults_in_one_line():
        found = with_door(data, service.list_days)
        answer(msgspec.to_builtins(found), "\n".join(found.days) or "Nothing was counted yet.", as_json=as_json)


@population.command(name="take")
@data_option
@json_option
def take_now(data: Path, *, as_json: bool) -> None:
    """Count the grids that were not counted today. A running server does it by itself, every hour."""
    with faults_in_one_line():
        grids = with_door(data, take)
        answer({"grids": grids}, f"{grids} grids counted.", as_json=as_json)


def _nothing(day: date | None) -> str:
    if day is None:
        return "nothing was counted yet: `hexward population take` counts now, a running server within an hour"
    return f"the archive has no {day}: `hexward population days` lists what it has"


def _words(view: PopulationView) -> Iterator[str]:
    yield f"{view.day}, {view.grids} of {view.asked} grids counted, fewer than {view.k} withheld (·)"
    yield view.formula
    for group in (*view.groups, view.total):
        yield ""
        name = group.name or group.key or "together"
        yield f"{name}: {_told(group.persons)} people, {_told(group.households)} households"
        yield from _dimensions(group)


def _dimensions(group: PopulationGroup) -> Iterator[str]:
    yield f"  sex     {_line({_SEXES.get(code, code): number for code, number in group.sexes.items()})}"
    yield f"  age     {_line(group.ages)}"
    yield f"  stay    {_line(group.kinds)}"
    yield f"  members {_line(group.sizes)}"


def _line(counts: Counts) -> str:
    return "  ".join(f"{value} {_told(number)}" for value, number in counts.items() if number != 0) or "nobody"


def _told(number: int | None) -> str:
    return "·" if number is None else f"{number:,}"
