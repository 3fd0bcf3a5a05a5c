"""`hexward case`: the evidence pack of a case, and the key that others check it with."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import os
from pathlib import Path

import rich_click as click

from mobile_contract.problems import ProblemCode
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from ops.commands.verify import facts_of, words_of
from server.cases import proof
from server.cases.proof_check import check
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER
from server.core.entities import named_id
from server.core.problems import Problem
from server.core.seal import Seal
from server.settings import Settings, read_master
from server.uploads.stores import open_blobs

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward case"), system=True)
"""The server itself, by its operator at the command line: the journal tells these reads by the install."""


@click.group()
def case() -> None:
    """Evidence: make the pack of a case, which anybody can check; tell the key to check it with."""


@case.command(name="proof")
@click.argument("number")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The pack, a ZIP.")
@click.option("--full", is_flag=True, help="Words, reporter, place and pictures too; a purpose must be told.")
@click.option("--purpose", default="", help="What it is made for: the journal keeps it with the making.")
@data_option
@json_option
def proof_(number: str, output: Path, full: bool, purpose: str, data: Path, as_json: bool) -> None:
    """Make the evidence pack of the case NUMBER (or with this id): steps, hashes of photos, places in the journal.

    Masked unless --full: then no words, no reporter, no place and no pictures are in it. `hexward verify` checks it
    anywhere, without this district. The making is journalled as a read. A case that was erased is asked for by its id.
    """
    with faults_in_one_line():
        if full and not purpose.strip():
            raise click.UsageError("a whole pack needs a --purpose")
        if output.exists():
            raise Refused(f"{output} is there already; nothing was made")
        settings = load_settings(data)
        try:
            raw = asyncio.run(_made(settings, proof.Order(number, full, purpose)))
        except Problem as problem:
            raise Refused(_why(problem, number)) from problem
        _write(output, raw)
        made = check(raw, Seal.from_master(read_master(settings)).public_key)
        facts = {"file": str(output), "size_bytes": len(raw), **facts_of(made)}
        answer(facts, f"{output}: {len(raw):,} bytes\n{words_of(made)}", as_json=as_json)


@case.command(name="key")
@data_option
@json_option
def key_(data: Path, as_json: bool) -> None:
    """Tell the district's public key, for publishing: who checks a pack must have it by another way than the pack."""
    with faults_in_one_line():
        settings = load_settings(data)
        key = Seal.from_master(read_master(settings)).public_key.hex()
        answer({"district": settings.district, "algorithm": "ed25519", "public_key": key}, key, as_json=as_json)


async def _made(settings: Settings, order: proof.Order) -> bytes:
    async with door_of(settings) as door:
        return await proof.make(door, OPERATOR, order, open_blobs(settings))


def _why(problem: Problem, number: str) -> str:
    if problem.code is ProblemCode.NOT_FOUND:
        return f"there is no case {number}; one that was erased is known by its id alone"
    return f"{problem.title}: {problem.facts}"


def _write(path: Path, raw: bytes) -> None:
    """For its owner alone, and never over another file."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
