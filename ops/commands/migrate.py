"""`hexward migrate`: the database at its newest schema. The data stays; the way back is a backup."""

import asyncio
from pathlib import Path

import rich_click as click

from ops import migrations
from ops.commands.answering import answer, data_option, faults_in_one_line, json_option
from ops.commands.settings_file import load_settings


@click.command()
@data_option
@json_option
def migrate(data: Path, as_json: bool) -> None:
    """Bring the database to the newest schema, all or nothing. It may run while the previous release serves."""
    with faults_in_one_line():
        revision = asyncio.run(migrations.migrate(load_settings(data).database))
        answer({"revision": revision}, f"The database is at revision {revision}.", as_json=as_json)
