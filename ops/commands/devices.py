"""`hexward devices`: how the district's phones are, and what may safely be done to one. It changes nothing on any."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.devices import DeviceView, Safe
from mobile_contract.problems import ProblemCode
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import is_id
from server.core.problems import Problem
from server.core.reading import LARGEST_PAGE
from server.devices import service

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward devices"), system=True)
"""The server itself, by its operator at the command line: the journal tells these looks by the install."""

_HOUR_S, _MINUTE_S = 3600, 60
_MEGABYTE = 1_000_000


@click.group()
def devices() -> None:
    """Phones: what each said last, what has arrived from it, and what may be done to it without losing work."""


@devices.command(name="list")
@click.option("--trouble", "only_trouble", is_flag=True, help="Only those that somebody should look at.")
@data_option
@json_option
def list_all(only_trouble: bool, data: Path, as_json: bool) -> None:
    """The phones, those with trouble first. A running server writes what they say every few seconds."""
    with faults_in_one_line():
        found = sorted(with_door(data, _list), key=lambda view: (not view.trouble, view.name, view.install))
        if only_trouble:
            found = [view for view in found if view.trouble]
        words = "\n".join(map(_line, found)) or "There is no such phone."
        answer({"devices": msgspec.to_builtins(found)}, words, as_json=as_json)


@devices.command()
@click.argument("install")
@data_option
@json_option
def show(install: str, data: Path, as_json: bool) -> None:
    """One phone, by its INSTALL or some digits from the end of it."""
    with faults_in_one_line():
        view = with_door(data, lambda door: _find(door, install))
        answer(msgspec.to_builtins(view), "\n".join(_lines(view)), as_json=as_json)


async def _nothing_waits() -> None:
    """What phones said lies with the server that heard it, and is written by that."""


async def _list(door: Door) -> list[DeviceView]:
    found: list[DeviceView] = []
    after: str | None = None
    while True:
        page = await service.list_devices(door, _nothing_waits, OPERATOR, after, LARGEST_PAGE)
        found += page.devices
        after = page.next
        if after is None:
            return found


async def _find(door: Door, told: str) -> DeviceView:
    if is_id(told):
        try:
            return await service.read_device(door, _nothing_waits, OPERATOR, told)
        except Problem as problem:
            if problem.code is not ProblemCode.NOT_FOUND:
                raise
            raise Refused(f"there is no phone {told}") from problem
    wanted = told.lower().replace("-", "")
    those = [view for view in await _list(door) if wanted and view.install.replace("-", "").endswith(wanted)]
    if len(those) != 1:
        raise Refused(f"{told} names {len(those) or 'no'} phone{'s' if len(those) > 1 else ''}")
    return those[0]


def _line(view: DeviceView) -> str:
    heard = f"{view.heard_at:%Y-%m-%d %H:%M}" if view.heard_at else "never"
    unsent = view.queue.length if view.queue else 0
    safe = " ".join(name for name, told in _answers(view) if told.safe) or "nothing"
    as_of = "as of then " if view.heard_at else ""
    trouble = ", ".join(view.trouble) or "-"
    return f"{view.install}  {view.name:<12}  heard {heard:<16}  unsent {unsent:>4}  {trouble}  {as_of}safe to: {safe}"


def _lines(view: DeviceView) -> Iterator[str]:
    posts = ", ".join(view.posts) or "no post"
    yield f"{view.name} ({posts}), {view.platform or 'a phone'}, joined {view.enrolled_at:%Y-%m-%d}"
    yield f"grids: {', '.join(f'{grid.code} {grid.name}' for grid in view.grids) or 'none'}"
    if view.revoked_at:
        yield f"shut out {view.revoked_at:%Y-%m-%d %H:%M}"
    if view.queue is not None and view.heard_at is not None:
        queue = view.queue
        yield (
            f"heard {view.heard_at:%Y-%m-%d %H:%M:%S}, contract {view.contract}: unsent {queue.length} "
            f"(oldest {_age(queue.oldest_s)}), photos {queue.photos}, room {queue.free_bytes // _MEGABYTE:,} MB"
        )
        yield f"numbered up to {queue.last_seq}, received up to {view.received_seq}"
        if queue.last_error:
            yield f"last error: {queue.last_error}"
    for scope in view.scopes:
        ended = f", lost {scope.ended_at:%Y-%m-%d %H:%M} and not proved gone" if scope.ended_at else ""
        yield f"holds {scope.kind or 'scope'} {scope.ref or scope.id}{ended}"
    yield f"trouble: {', '.join(view.trouble) or 'none'}"
    if view.heard_at is not None:
        yield f"what follows holds as of {view.heard_at:%Y-%m-%d %H:%M:%S}: what it has done since, nobody here knows"
    for name, told in _answers(view):
        yield f"safe to {name}: yes" if told.safe else f"safe to {name}: no ({', '.join(told.why)})"


def _answers(view: DeviceView) -> Sequence[tuple[str, Safe]]:
    names = ("deactivate", "move", "wipe", "upgrade")
    return [(name, getattr(view.safe_to, name)) for name in names]


def _age(seconds: int) -> str:
    return f"{seconds // _HOUR_S} h" if seconds >= _HOUR_S else f"{seconds // _MINUTE_S} min"
