"""`hexward media`: whether the store of photos holds what the rows say, byte for byte."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.settings import Settings
from server.uploads import scrub as scrubbing
from server.uploads.stores import open_blobs

_WORDS = {
    "missing": "had come and is not here",
    "damaged": "is not the bytes that came",
    "unreferenced": "is named by nobody",
    "leftovers": "is part of an upload that nobody goes on with",
}


@click.group()
def media() -> None:
    """The bytes of photos, as they are stored."""


@media.command()
@click.option("--dry-run", is_flag=True, help="Look, change nothing and ask nobody.")
@click.option("--remove", is_flag=True, help="Remove as well what no photo and no upload names.")
@data_option
@json_option
def scrub(dry_run: bool, remove: bool, data: Path, as_json: bool) -> None:  # switches of the command line
    """Read every blob and hash it. What is missing or damaged waits again, and its phone is asked for it (`want`);
    parts of uploads that ended go. What nobody names stays unless `--remove`. Exit code 1 when bytes were missing or
    damaged.
    """
    with faults_in_one_line():
        told = asyncio.run(_scrub(load_settings(data), dry_run=dry_run, remove=remove))
        answer(told, _in_words(told), as_json=as_json)
        if told["missing"] or told["damaged"]:
            sys.exit(FOUND_FAULTS)


async def _scrub(settings: Settings, *, dry_run: bool, remove: bool) -> dict[str, Any]:
    async with door_of(settings) as door:
        store = open_blobs(settings)
        found = await scrubbing.look(door, store)
        waiting = 0 if dry_run else await scrubbing.mend(door, store, found, remove=remove)
    return {**msgspec.structs.asdict(found), "waiting": waiting}


def _in_words(told: dict[str, Any]) -> str:
    lines = [f"{name} {words}" for what, words in _WORDS.items() for name in told[what]]
    faults = len(told["missing"]) + len(told["damaged"])
    summary = f"{told['blobs']} blobs of {told['bytes']:,} bytes were read; {faults} are missing or damaged"
    return "\n".join([*lines, f"{summary}; {told['waiting']} photos wait for their bytes again."])
