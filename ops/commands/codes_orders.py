"""What `hexward codes` reads from files and orders: a table, what is collected, through the door under its own name."""

import csv
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from mobile_contract.base import Command
from mobile_contract.codes import CodeShape, CodesView, CodeTableView, DefineCodes, OptionalFact, SetRegister
from mobile_contract.receipts import Verdict
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward codes"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

COLUMNS = ("code", "name", "valid_from", "valid_until")


class Change(NamedTuple):
    """What would be set: how it stands and how it would, as plain values, the command, and the change in one line."""

    name: str
    before: Any
    after: Any
    command: Command
    words: str


def table_of(now: CodeTableView, file: Path, title: str, reason: str) -> Change:
    """The table of a CSV file. Raises Refused for a file that is none, with the line that is wrong."""
    rows = _rows(file)
    try:
        codes = tuple(msgspec.convert(row, CodeShape) for row in rows)
    except msgspec.ValidationError as error:
        raise Refused(f"{file.name}: {error}") from error
    if not codes:
        raise Refused(f"{file.name} has no code; to go back to the package's table, reset it")
    return _defined(now, title or now.title, codes, reason, _by_code(codes))


def back_to_package(now: CodeTableView, reason: str) -> Change:
    """The package's table again."""
    return _defined(now, now.title, (), reason, {} if now.own else _by_code(now.codes))


def collecting(now: CodesView, facts: tuple[str, ...], reason: str) -> Change:
    """These optional facts, and no others."""
    wanted = tuple(OptionalFact(fact) for fact in sorted(set(facts)))
    command = SetRegister(**facts_of(new_id()), collects=wanted, reason=reason)
    before, after = list(now.collects), [fact.value for fact in wanted]
    words = f"{', '.join(before) or 'none'} -> {', '.join(after) or 'none'}"
    return Change("collects", before, after, command, words)


def revealing(now: CodesView, count: int, reason: str) -> Change:
    """So many sealed values in a day."""
    command = SetRegister(**facts_of(new_id()), reveals_a_day=count, reason=reason)
    return Change("reveals_a_day", now.reveals_a_day, count, command, f"{now.reveals_a_day} -> {count}")


async def carry_out(door: Door, change: Change) -> None:
    """Set it. Raises Refused without a reason, and with what the rule has against it."""
    if not getattr(change.command, "reason", "").strip():
        raise Refused("say why: --reason")
    [receipt] = (await door.issue([change.command], OPERATOR)).receipts
    if receipt.verdict is not Verdict.APPLIED:
        raise Refused(f"not set: {receipt.verdict} {receipt.why} {dict(receipt.facts)}")


def _defined(
    now: CodeTableView, title: str, codes: tuple[CodeShape, ...], reason: str, after: dict[str, Any]
) -> Change:
    command = DefineCodes(**facts_of(new_id()), scheme=now.scheme, title=title, codes=codes, reason=reason)
    before = _by_code(now.codes)
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    other = [code for code in after.keys() & before.keys() if after[code] != before[code]]
    words = f"{len(new)} codes come, {len(gone)} go, {len(other)} are told otherwise"
    return Change(now.scheme, before, after, command, words)


def _by_code(codes: tuple[CodeShape, ...]) -> dict[str, Any]:
    return {one.code: [one.name, one.valid_from, one.valid_until] for one in codes}


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            wrong = sorted(set(reader.fieldnames or ()) - set(COLUMNS))
            if wrong or "code" not in (reader.fieldnames or ()):
                raise Refused(f"{file.name} needs the columns {', '.join(COLUMNS)}, and has {wrong or 'no code'}")
            return [{name: value.strip() for name, value in row.items() if name and value} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{file.name} is no CSV in UTF-8: {error}") from error
