"""`hexward blobs`: whether photos that had come are in the store, and asking phones again for those that are not."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys
from pathlib import Path
from typing import Any

import rich_click as click

from media.blobs import FileBlobs
from ops.commands.answering import FOUND_FAULTS, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.settings import Settings
from server.uploads import losses


@click.group()
def blobs() -> None:
    """The bytes of photos."""


@blobs.command()
@click.option("--dry-run", is_flag=True, help="Look, and ask nobody.")
@data_option
@json_option
def check(dry_run: bool, data: Path, as_json: bool) -> None:  # switches of the command line
    """Look for the bytes of each photo that had come. Of what is gone the photo says so, and its phone is asked again.

    A phone keeps a photo until its command is in a backup that was proved; what it has still, it sends. Exit code 1
    when bytes were missing.
    """
    with faults_in_one_line():
        told = asyncio.run(_check(load_settings(data), dry_run=dry_run))
        words = f"{len(told['lost'])} photos' bytes are missing; {told['waiting']} photos wait for them again."
        answer(told, "\n".join([*told["lost"], words]) if told["lost"] else "All bytes are here.", as_json=as_json)
        if told["lost"]:
            sys.exit(FOUND_FAULTS)


async def _check(settings: Settings, *, dry_run: bool) -> dict[str, Any]:
    async with door_of(settings) as door:
        lost = [sha256 async for sha256 in losses.find_lost(door, FileBlobs(settings.blobs))]
        waiting = 0 if dry_run or not lost else await losses.ask_again(door, lost)
    return {"lost": lost, "waiting": waiting}
