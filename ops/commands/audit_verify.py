"""`hexward audit-verify`: every digest and every link of the journal recomputed. It changes nothing."""

import asyncio
import sys
from pathlib import Path

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, answer, data_option, faults_in_one_line, json_option, progress_bar
from ops.commands.opening import opened, refuse_old_schema
from ops.commands.settings_file import load_settings
from server.core.journal import Fault, Verification, verify
from server.core.loading import head_of
from server.core.seal import Seal
from server.settings import Settings, read_master

_SHOWN = 20


@click.command("audit-verify")
@data_option
@json_option
def audit_verify(data: Path, as_json: bool) -> None:
    """Recompute the journal's chain from the first commit to the head. Exit code 1 when anything was changed.

    The district may go on working meanwhile.
    """
    with faults_in_one_line():
        found = asyncio.run(_verify(load_settings(data)))
        facts = {"ok": not found.faults, **msgspec.to_builtins(found)}
        answer(facts, _words(found), as_json=as_json)
        if found.faults:
            sys.exit(FOUND_FAULTS)


async def _verify(settings: Settings) -> Verification:
    seal = Seal.from_master(read_master(settings))
    async with opened(settings.database) as database:
        await refuse_old_schema(database)
        head = await database.read(lambda tx: head_of(tx, settings.district))
        with progress_bar("commits", head.pos) as progress:
            return await verify(database, settings.district, seal, progress)


def _words(found: Verification) -> str:
    counted = f"{found.commits:,} commits and {found.entries:,} entries ({found.erased:,} erased)"
    if not found.faults:
        return f"The journal is whole: {counted}, to position {found.head_pos}, tag {found.head_tag}."
    told = [f"THE JOURNAL WAS CHANGED: {len(found.faults):,} faults in {counted}.", *map(_line, found.faults[:_SHOWN])]
    if len(found.faults) > _SHOWN:
        told.append(f"  ... and {len(found.faults) - _SHOWN:,} more (--json tells them all)")
    return "\n".join(told)


def _line(fault: Fault) -> str:
    entry = "" if fault.n is None else f", entry {fault.n}"
    return f"  position {fault.pos}{entry}: {fault.why}"
