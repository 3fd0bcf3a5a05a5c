"""`hexward push`: messages that could not be delivered: which there are, and sending them again."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from pathlib import Path

import msgspec
import rich_click as click

from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.door import Door
from server.notices import service
from server.notices.queries import Dead

_SHORT = 8


@click.group()
def push() -> None:
    """Messages to people's devices: those that were given up. What they say is not shown, and names nobody."""


@push.command()
@data_option
@json_option
def dead(data: Path, as_json: bool) -> None:
    """Dead letters: what a provider refused, and what could not be sent in its time, the oldest first."""
    with faults_in_one_line():
        found = with_door(data, service.list_dead)
        answer({"dead": [msgspec.to_builtins(one._asdict()) for one in found]}, _words(found), as_json=as_json)


@push.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All dead letters.")
@data_option
@json_option
def replay(ids: tuple[str, ...], every: bool, data: Path, as_json: bool) -> None:
    """Have dead letters sent again, by their ids or the last digits of them: each under its own id.

    Each is worth sending for as long as it was at first. The servers of the district send it.
    """
    with faults_in_one_line():
        if bool(ids) == every:
            raise Refused("name the messages to send again, or --all")

        async def work(door: Door) -> int:
            found = await service.list_dead(door)
            chosen = [_one(found, told).id for told in ids] if ids else [one.id for one in found]
            return await service.replay(door, chosen)

        done = with_door(data, work)
        answer({"replayed": done}, f"{done} message{'' if done == 1 else 's'} will be sent again.", as_json=as_json)


def _one(found: Sequence[Dead], told: str) -> Dead:
    wanted = told.lower().replace("-", "")
    those = [one for one in found if wanted and one.id.replace("-", "").endswith(wanted)]
    if len(those) != 1:
        raise Refused(f"{told} names {len(those) or 'no'} dead letter{'s' if len(those) > 1 else ''}")
    return those[0]


def _words(found: Sequence[Dead]) -> str:
    if not found:
        return "No message was given up."
    return "\n".join(
        f"{one.id}  {one.cls:<16}  {one.channel:<9}  {one.status:<18}  {one.dead_at:%Y-%m-%d %H:%M}  "
        f"person {one.person[-_SHORT:]}  tries {one.tries}  {one.told}"
        for one in found
    )
