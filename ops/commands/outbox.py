"""`hexward outbox`: the rescue file of a phone that cannot send any more, brought into the district by hand."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from media.blobs import FileBlobs
from mobile_contract.receipts import Verdict
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER
from server.core.entities import named_id
from server.settings import Settings
from server.sync import rescue

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward outbox"), system=True)
"""The server itself, by its operator at the command line: the journal tells these imports by the install."""

_SHORT = 8


@click.group()
def outbox() -> None:
    """What a phone wrote and cannot send: it was shut out, is broken, or its user's account is closed."""


@outbox.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Open and check the file, tell what is new in it, and do nothing.")
@data_option
@json_option
def import_file(file: Path, dry_run: bool, data: Path, as_json: bool) -> None:  # switches of the command line
    """Do what the rescue FILE of a phone says, in the name of its user: each command once, whatever was sent before.

    Of a phone that was shut out, or whose user's account is closed, a person decides each command. Exit code 1 when
    something has still to come: a photo that did not arrive, a command to be tried again.
    """
    with faults_in_one_line():
        try:
            told = asyncio.run(_import(load_settings(data), file, dry_run=dry_run))
        except rescue.WrongFile as error:
            raise Refused(f"{file}: {error}; nothing of it was done") from error
        answer(told, _words(told), as_json=as_json)
        if told["verdicts"].get(Verdict.RETRY) or any(photo["fault"] for photo in told["photos"]):
            sys.exit(FOUND_FAULTS)


async def _import(settings: Settings, file: Path, *, dry_run: bool) -> dict[str, Any]:
    async with door_of(settings) as door:
        with file.open("rb") as content:
            rescued = rescue.opened(door.seal, settings.district, content)
            standing = await rescue.look(door, rescued)
            if dry_run:
                return _told(rescued, standing) | {"dry_run": True}
            receipts = await rescue.take(door, rescued, standing, OPERATOR)
            photos = await rescue.take_photos(door, FileBlobs(settings.blobs), rescued, standing)
    faults = [{"upload": photo.upload, "fault": fault} for photo, fault in photos]
    done = {"receipts": msgspec.to_builtins(receipts), "verdicts": rescue.counts(receipts), "photos": faults}
    return _told(rescued, standing) | done


def _told(rescued: rescue.Rescued, standing: rescue.Standing) -> dict[str, Any]:
    outbox_ = rescued.outbox
    return {
        "install": outbox_.install,
        "user": outbox_.user,
        "let_in": standing.let_in,
        "commands": len(standing.sent),
        "known": len(standing.known),
        "new": len(standing.sent) - len(standing.known),
        "verdicts": rescue.counts(list(standing.known.values())),
        "photos": [{"upload": one.upload, "fault": "" if one.here else "lost on the phone"} for one in outbox_.photos],
    }


def _needing(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The receipts that somebody has to look at: they tell why they are none of the good ones."""
    heavy = {Verdict.REFUSED, Verdict.GONE, Verdict.HELD, Verdict.PARKED}
    return [one for one in told.get("receipts", ()) if one.get("why") and one["verdict"] in heavy]


def _words(told: dict[str, Any]) -> str:
    late = "" if told["let_in"] else ": let in no more, so a person decides each command"
    lines = [
        f"user {told['user'][-_SHORT:]}, install {told['install'][-_SHORT:]}{late}",
        f"{told['commands']} commands, {told['known']} of them here already; {len(told['photos'])} photos",
        *(f"  {number} {verdict}" for verdict, number in told["verdicts"].items()),
        *(f"    {one['id'][-_SHORT:]} {one['verdict']}: {one['why']}" for one in _needing(told)),
        *(f"  photo {photo['upload'][-_SHORT:]}: {photo['fault']}" for photo in told["photos"] if photo["fault"]),
    ]
    return "\n".join([*lines, "Nothing was done." if told.get("dry_run") else "Done."])
