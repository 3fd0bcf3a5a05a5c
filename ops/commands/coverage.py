"""`hexward coverage`: how much of each grid was patrolled; nobody's own cells are told."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
from datetime import datetime
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.patrol import CoverageView
from ops.commands.answering import answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER
from server.core.entities import named_id
from server.patrol import service
from server.settings import Settings

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward coverage"), system=True)


@click.command()
@click.option("--days", type=click.IntRange(1, service.LONGEST_DAYS), default=7, show_default=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last of them.  [default: today]")
@data_option
@json_option
def coverage(days: int, until: datetime | None, data: Path, as_json: bool) -> None:
    """How many of each grid's cells somebody was in, in the last days, and on how many of them for half an hour."""
    with faults_in_one_line():
        view = asyncio.run(_read(load_settings(data), days, until))
        answer(msgspec.to_builtins(view), _words(view), as_json=as_json)


async def _read(settings: Settings, days: int, until: datetime | None) -> CoverageView:
    async with door_of(settings) as door:
        return await service.read_coverage(door, OPERATOR, days, None if until is None else until.date())


def _words(view: CoverageView) -> str:
    lines = [f"{view.from_on} to {view.until_on}: {view.patrolled} of {view.cells} cells", view.formula]
    lines += [
        f"{one.name:<12} {one.patrolled:>4} of {one.cells:<4} on {one.days_present} days, last {one.last_on or '-'}"
        for one in view.grids
    ]
    return "\n".join(lines)
