"""`hexward warn cap`, `feed` and `import`: warnings as the Common Alerting Protocol has them, out and in."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from pathlib import Path

import rich_click as click

from mobile_contract.warning import DraftWarning
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from ops.commands.grid_orders import facts_of
from ops.commands.warn_orders import find, issue
from ops.commands.warn_words import SHORT
from server.accounts.scope import directory_of
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.ids import new_id
from server.core.problems import Problem
from server.warnings import publishing
from server.warnings.cap import BadCap, read
from server.warnings.exchange import Sender, draft_of
from server.warnings.publishing import Signed

_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_out_option = click.option("--out", type=_OUT, help="Write it there, and its signature beside it as .sig.")


@click.command()
@click.argument("warning")
@_out_option
@data_option
@json_option
def cap(warning: str, out: Path | None, data: Path, as_json: bool) -> None:
    """Write WARNING, or its cancel, as CAP 1.2 with the district's signature."""

    async def work(door: Door) -> Signed:
        found = await find(door, warning)
        try:
            return await door.database.read(lambda tx: publishing.alert_of(tx, door, found))
        except Problem as problem:
            raise Refused(f"{warning} was not issued") from problem

    with faults_in_one_line():
        _told(with_door(data, work), out, as_json=as_json)


@click.command()
@_out_option
@data_option
@json_option
def feed(out: Path | None, data: Path, as_json: bool) -> None:
    """Write the Atom feed of the real warnings in force, signed."""

    async def work(door: Door) -> Signed:
        return await door.database.read(lambda tx: publishing.feed_of(tx, door))

    with faults_in_one_line():
        _told(with_door(data, work), out, as_json=as_json)


@click.command(name="import")
@click.argument("file", type=_IN)
@click.option("--as", "login", required=True, metavar="LOGIN", help="Whose draft it becomes.")
@data_option
@json_option
def import_(file: Path, login: str, data: Path, as_json: bool) -> None:
    """Make a draft of the alert in FILE (CAP 1.2). It is approved and issued like any other."""

    async def work(door: Door) -> str:
        sender, grids = await door.database.read(lambda tx: _ours(tx, door))
        facts = draft_of(alert, sender, grids, clock.now())
        command = DraftWarning(**facts_of(new_id()), **facts)
        await issue(door, login, command)
        return command.entity

    with faults_in_one_line():
        try:
            alert = read(file.read_bytes())
            made = with_door(data, work)
        except BadCap as bad:
            raise Refused(f"{file}: {bad}") from bad
        answer({"warning": made}, f"Draft {made[-SHORT:]} ({made})", as_json=as_json)


async def _ours(tx: ReadTx, door: Door) -> tuple[Sender, dict[str, str]]:
    directory = await directory_of(tx, door)
    return await publishing.sender_of(tx, door), {grid.code: grid.id for grid in directory.community_grids()}


def _told(signed: Signed, out: Path | None, *, as_json: bool) -> None:
    text = signed.body.decode()
    if out is not None:
        out.write_bytes(signed.body)
        out.with_name(f"{out.name}.sig").write_text(f"{signed.signature}\n", encoding="ascii")
    words = text if out is None else f"Wrote {out} and its signature."
    answer({"document": text, "signature": signed.signature}, words, as_json=as_json)
