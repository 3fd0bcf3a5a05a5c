"""What a file of matters would begin, row by row, asked of the very rules; and the commands that do it. It orders none.

With one bad row nothing is done at all. The same file again begins nothing: a row is known by its source and number.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from msgspec import Struct

from mobile_contract.base import Command
from server.accounts.scope import directory_of
from server.cases.entities import Case
from server.cases.reports import report
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor, Context, Decision, Directory
from server.core.door import SYSTEM_USER, Door
from server.core.entities import Entity
from server.core.reading import list_by
from server.intake.books import Template, Templates, template_at
from server.intake.doorway import mint_of
from server.intake.entities import HotlineOrder
from server.intake.files import FileOrder, Read, RowFault
from server.intake.making import Listed, Mint, Ordered, listed, ordered
from server.intake.rules import limits_of

E = TypeVar("E", bound=Entity)


class Channel(StrEnum):
    """Whose matters a file holds: a hotline's orders, or a committee's list."""

    HOTLINE = "hotline"
    COMMITTEE = "committee"


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"


class RowPlan(Struct, frozen=True):
    """A row that can be taken, and what becomes of it."""

    row: int
    number: str
    fate: Fate
    case: str


class Plan(NamedTuple):
    """What a file would do. With a fault nothing is done at all."""

    rows: tuple[RowPlan, ...]
    faults: tuple[RowFault, ...]
    commands: tuple[Command, ...]


class Known(NamedTuple):
    """The cases of the file's rows that are there already, and the district's slow facts."""

    cases: frozenset[str]
    directory: Directory
    at: datetime


class _Empty(NamedTuple):
    """To the rule of reports: a register in which nothing of a new case is there yet."""

    def find(self, _entity: type[E], _identity: str | None, /) -> E | None:
        return None

    def children(self, _entity: type[E], _column: str, _parent: str, /) -> Sequence[E]:
        return ()


async def look(door: Door, read: Read, channel: Channel, templates: Templates) -> Plan:
    """What a file that was read would begin; it reads the register once."""
    mint, at = mint_of(door), clock.now()
    made = {one.row: _made(one, channel, mint, template_at(templates, one.order.template, at)) for one in read.orders}

    async def work(tx: ReadTx) -> Plan:
        wanted = sorted({one.case for one in made.values() if one is not None})
        cases = await list_by(tx, door, Case, "id", wanted)
        orders = await list_by(
            tx, door, HotlineOrder, "id", {one.order for one in made.values() if isinstance(one, Ordered)}
        )
        there = frozenset(case.id for case in cases) | {order.case_id for order in orders}
        return plan(read, made, Known(there, await directory_of(tx, door), at))

    return await door.database.read(work)


def _made(one: FileOrder, channel: Channel, mint: Mint, template: Template | None) -> Ordered | Listed | None:
    if channel is Channel.COMMITTEE:
        return listed(one.order, mint)
    return None if template is None else ordered(one.order, template, mint)


def plan(read: Read, made: Mapping[int, Ordered | Listed | None], known: Known) -> Plan:
    """Work out each row: what the rules of reports and orders would refuse is a fault here. Pure."""
    rows: list[RowPlan] = []
    faults = list(read.faults)
    commands: list[Command] = []
    for row, order in read.orders:
        one = made[row]
        if one is None:
            faults.append(RowFault(row, order.number, "unknown_template", order.template))
            continue
        if one.case in known.cases:
            rows.append(RowPlan(row, order.number, Fate.KNOWN, one.case))
            continue
        refusal = _refusal(one, known)
        if refusal is not None:
            told = " ".join(f"{name}={value}" for name, value in refusal.facts.items())
            faults.append(RowFault(row, order.number, refusal.why, told))
            continue
        rows.append(RowPlan(row, order.number, Fate.NEW, one.case))
        commands += one.commands
    return Plan(tuple(rows), tuple(sorted(faults, key=lambda fault: fault.row)), () if faults else tuple(commands))


def _refusal(made: Ordered | Listed, known: Known) -> Decision | None:
    """What the rules have against a row; a class that nobody knows is a fault too: a file has nobody to correct it."""
    limits = limits_of(made.take, known.at, known.directory) if isinstance(made, Ordered) else None
    if isinstance(limits, Decision):
        return limits
    code = made.report.class_code
    if code is not None and known.directory.class_at(code, known.at) is None:
        return Decision(why="unknown_class", facts={"class_code": code})
    ctx = Context(
        actor=Actor(user=SYSTEM_USER, install=SYSTEM_USER, system=True),
        posts=frozenset(),
        now=known.at,
        observed_at=known.at,
        observed_ms=clock.millis(known.at),
        clock_quality="exact",
        base_holds=True,
        directory=known.directory,
    )
    decision: Decision = report.decide(made.report, _Empty(), ctx)
    return decision if decision.why else None
