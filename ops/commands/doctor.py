"""`hexward doctor`: whether this district can run here, and what is wrong if not. It changes nothing."""

import asyncio
import sys
from pathlib import Path

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, answer, data_option, faults_in_one_line, json_option
from ops.commands.checks import Check, examine


@click.command()
@data_option
@json_option
def doctor(data: Path, as_json: bool) -> None:
    """Check settings, key, database, schema, journal, photos' folder and libraries. Exit code 1 when one is at fault.

    What could not be looked at, because something before it is at fault, counts as a fault.
    """
    with faults_in_one_line():
        checks = asyncio.run(examine(data))
        ok = all(check.ok for check in checks)
        facts = {"ok": ok, "checks": msgspec.to_builtins(checks)}
        answer(facts, "\n".join(map(_line, checks)), as_json=as_json)
        if not ok:
            sys.exit(FOUND_FAULTS)


def _line(check: Check) -> str:
    return f"{'ok   ' if check.ok else 'FAULT'}  {check.name:<10}  {check.told}"
