"""`hexward parked`: commands that were a fault of ours: which there are, and judging them once more after the fix."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.receipts import Receipt, Verdict
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.opening import refuse_old_schema
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.keyring import Keyring
from server.core.poison import Parked, bytes_of, list_parked
from server.settings import Settings

_SHORT = 8


@click.group()
def parked() -> None:
    """Commands that were parked: received, kept byte by byte, and not judged, for a fault of ours."""


@parked.command(name="list")
@data_option
@json_option
def list_all(data: Path, as_json: bool) -> None:
    """What is parked: id, kind, why, whose, since when, how often it was tried. Never what somebody typed."""
    with faults_in_one_line():
        found = asyncio.run(_list(load_settings(data)))
        answer({"parked": msgspec.to_builtins(found)}, _words(found), as_json=as_json)


@parked.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that is parked, the oldest first.")
@data_option
@json_option
def replay(ids: tuple[str, ...], every: bool, data: Path, as_json: bool) -> None:
    """Judge parked commands once more, by their ids or the last digits of them; their authors are told.

    Each is judged in the name of its author and as of when it was written. Exit code 1 when one is parked again.
    """
    with faults_in_one_line():
        if bool(ids) == every:
            raise Refused("name the commands to judge once more, or --all")
        receipts = asyncio.run(_replay(load_settings(data), ids))
        answer({"receipts": msgspec.to_builtins(receipts)}, "\n".join(map(_line, receipts)), as_json=as_json)
        if any(receipt.verdict is Verdict.PARKED for receipt in receipts):
            sys.exit(FOUND_FAULTS)


async def _list(settings: Settings) -> list[Parked]:
    door = await open_door(settings)
    try:
        await refuse_old_schema(door.database)
        return await door.database.read(lambda tx: list_parked(tx, settings.district))
    finally:
        await door.database.close()


async def _replay(settings: Settings, ids: Sequence[str]) -> list[Receipt]:
    door = await open_door(settings)
    try:
        await refuse_old_schema(door.database)
        found = await door.database.read(lambda tx: list_parked(tx, settings.district))
        chosen = [_one(found, told) for told in ids] if ids else found
        keyring = Keyring(door.seal, settings.district)
        sent = await door.database.read(lambda tx: bytes_of(tx, settings.district, keyring, chosen))
        return [await door.replay(one) for one in sent]
    finally:
        await door.database.close()


def _one(found: Sequence[Parked], told: str) -> Parked:
    wanted = told.lower().replace("-", "")
    those = [one for one in found if wanted and one.id.replace("-", "").endswith(wanted)]
    if len(those) != 1:
        raise Refused(f"{told} names {len(those) or 'no'} parked command{'s' if len(those) > 1 else ''}")
    return those[0]


def _words(found: Sequence[Parked]) -> str:
    if not found:
        return "Nothing is parked."
    return "\n".join(
        f"{one.id}  {one.kind:<20}  {one.why:<18}  {one.received_at:%Y-%m-%d %H:%M}  user {one.user[-_SHORT:]}  "
        f"install {one.install[-_SHORT:]}  tries {one.tries}"
        for one in found
    )


def _line(receipt: Receipt) -> str:
    return f"{receipt.id}  {receipt.verdict.value}{f'  {receipt.why}' if receipt.why else ''}"
