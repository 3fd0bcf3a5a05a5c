"""`hexward backup`: a copy of a district at one moment, while it works. The master key is not in it."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
from pathlib import Path

import rich_click as click

from ops.backup.taking import back_up
from ops.commands.answering import answer, data_option, faults_in_one_line, json_option, remark
from ops.commands.settings_file import load_settings


@click.command()
@click.argument("dest", type=click.Path(path_type=Path))
@data_option
@json_option
def backup(dest: Path, data: Path, as_json: bool) -> None:
    """Back the district up into the folder DEST, which must not be there yet. Phones and offices go on working.

    It holds the database and the list of photos: `hexward-data/blobs` is kept apart, its files never change. Keep
    master.key and ledger elsewhere: whoever has backup and key reads everything, and without the ledger a restored
    district would not know what was erased since.
    """
    with faults_in_one_line():
        manifest = asyncio.run(back_up(load_settings(data), dest))
        facts = {
            "folder": dest, "pos": manifest.pos, "epoch": manifest.epoch, "link": manifest.link,
            "revision": manifest.revision, "taken_at": manifest.taken_at, "file": manifest.database.name,
            "sha256": manifest.database.sha256, "size_bytes": manifest.database.size_bytes,
        }  # fmt: skip
        megabytes = manifest.database.size_bytes / 1e6
        words = f"District {manifest.district} to position {manifest.pos} is in {dest} ({megabytes:,.1f} MB)."
        answer(facts, words, as_json=as_json)
        remark(f"It counts once it has been tried: hexward restore {dest} --verify --data {data}")
