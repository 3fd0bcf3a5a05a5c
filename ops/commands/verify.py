"""`hexward verify`: what an evidence pack proves. It needs no district, no network, no secret, and writes nothing."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, Refused, answer, faults_in_one_line, json_option
from server.cases.proof_check import Checked, Standing, check
from server.cases.proof_opening import LARGEST, printable
from server.cases.proof_pack import Told
from server.core.door import SYSTEM_USER

_KEY = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_SHANGHAI = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARKS = {
    Standing.PROVEN: "proven  ",
    Standing.WORD: "its word",
    Standing.OPEN: "open    ",
    Standing.FAULT: "FAULT   ",
}


@click.command()
@click.argument("pack", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The district's public key, or a file with it, as the district publishes it.")
@json_option
def verify(pack: Path, key: str | None, as_json: bool) -> None:
    """Check the evidence PACK of a case: every byte, the signature, the journal's links, the timeline, the photos.

    Each line says how it stands: proven (recomputed here), the district's signed word, or open. Exit code 1 names what
    does not fit. Without --key anybody may have signed it.
    """
    with faults_in_one_line():
        if pack.stat().st_size > LARGEST:
            raise Refused(f"{pack} is larger than any pack")
        found = check(pack.read_bytes(), None if key is None else _key_of(key))
        answer(facts_of(found), words_of(found), as_json=as_json)
        if not found.ok:
            sys.exit(FOUND_FAULTS)


def facts_of(found: Checked) -> dict[str, Any]:
    """The answer for a program."""
    facts: dict[str, Any] = msgspec.to_builtins(found)
    return facts


def words_of(found: Checked) -> str:
    """The answer for a person: the steps of the case, then how each thing stands."""
    return "\n".join([*_steps(found), *_lines(found)])


def _steps(found: Checked) -> Iterator[str]:
    if not found.case:
        return
    kind = "whole" if found.full else "masked"
    yield f"Case {found.case_no or found.case} of district {found.district}, {kind}, made {_local(found.made_at)}"
    yield from (printable(f"  {_step(told, found.names)}") for told in found.timeline)


def _step(told: Told, names: dict[str, str]) -> str:
    known = {SYSTEM_USER: "the server", **names}
    who = "somebody from outside" if told.actor is None else known.get(told.actor, told.actor)
    why = f" ({told.why})" if told.why else ""
    return f"{_local(told.at)}  {told.command:<22}  {told.verdict}{why}  {who}  position {told.pos}"


def _lines(found: Checked) -> Iterator[str]:
    yield from (f"{_MARKS[line.standing]}  {line.words}" for line in found.lines)
    yield "The pack is as it was made." if found.ok else "THE PACK IS NOT WHAT THE DISTRICT SIGNED."


def _local(micros: int) -> str:
    try:
        return f"{(_EPOCH + timedelta(microseconds=micros)).astimezone(_SHANGHAI):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError):
        return "at no time"


def _key_of(told: str) -> bytes:
    text = told if _KEY.fullmatch(told) else _from_file(told)
    if _KEY.fullmatch(text) is None:
        raise Refused(f"{told} is no key: 64 hexadecimal digits, or a file with them")
    return bytes.fromhex(text)


def _from_file(told: str) -> str:
    try:
        return Path(told).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
