"""What takes an import back: the commands it gave, read from the journal, each turned round. Pure but for that reading.

The journal is asked and no list of our own: it alone knows what was done, under each person's own key. Of somebody who
was erased it tells nothing, and nothing of them is left to take back.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mobile_contract.base import Command
from mobile_contract.imports import TakeBack, TakeBackMove
from mobile_contract.merges import Register
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    ChangePerson,
    ChangeResidency,
    MoveIn,
    PersonEdits,
    RegisterPerson,
    ResidencyEdits,
    ResidencyStatus,
)
from server.core.clock import millis
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.entities import Entity, named_id
from server.core.intake import read
from server.core.journal import Entry, list_entries_by, open_body
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.reading import list_by
from server.imports.entities import Import
from server.imports.planning import Named
from server.residents.entities import Residency
from server.residents.moves import day_of
from server.residents.retiring import ROWS
from server.residents.taking_back import edited_since

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED, Verdict.CONFLICT})
_MADE: Mapping[type[Command], Register] = {
    AddBuilding: Register.BUILDING,
    AddDwelling: Register.DWELLING,
    AddHousehold: Register.HOUSEHOLD,
    RegisterPerson: Register.PERSON,
}


_ROWS: Mapping[str, type[Entity]] = {
    **{register.value: kind for register, kind in ROWS.items()},
    "residency": Residency,
}


class Done(NamedTuple):
    """A command of an import that was carried out: its receipt, and the other rows that it touched."""

    command: Command
    receipt: Receipt
    day: str
    beside: tuple[str, ...]


def actor_of(found: Import, *, system: bool) -> Actor:
    """In whose name an import acts: its author, from a desk of its own that the journal knows it by."""
    return Actor(user=found.author, install=install_of(found.id), system=system)


def install_of(import_id: str) -> str:
    """The install that an import acts as."""
    return named_id(f"import:{import_id}")


async def list_done(tx: ReadTx, door: Door, import_id: str, since: int, through: int) -> list[Done]:
    """What an import did in the commits after one position, through another, the last first."""
    entries = await list_entries_by(tx, door.district, install_of(import_id), since, through)
    keyring = Keyring(door.seal, door.district)
    await load_keys(tx, door.district, keyring, {entry.subject for entry in entries})
    return [*_done(entries, keyring)][::-1]


def _done(entries: Sequence[Entry], keyring: Keyring) -> Iterator[Done]:
    """An entry with a body is a command; those behind it are of the other rows that it touched."""
    said: Done | None = None
    for entry in entries:
        if not entry.body:
            said = None if said is None else said._replace(beside=(*said.beside, entry.entity))
            continue
        if said is not None:
            yield said
        said = _said(entry, keyring)
    if said is not None:
        yield said


def _said(entry: Entry, keyring: Keyring) -> Done | None:
    opened = None if keyring.erased(entry.subject) else open_body(entry, keyring)
    if opened is None or opened.receipt.verdict not in _DONE:
        return None
    command = read(opened.raw, opened.encoding, Actor(entry.actor, entry.install)).command
    return None if command is None else Done(command, opened.receipt, day_of(entry.observed_at), ())


async def turned_round(tx: ReadTx, door: Door, found: Import, done: Sequence[Done]) -> list[Command]:
    """The commands that take these back, in the same order."""
    moves = {one.command.id: one for one in done if isinstance(one.command, MoveIn)}
    beside = {row for one in moves.values() for row in one.beside}
    stays = {stay.id: stay for stay in await list_by(tx, door, Residency, "id", beside)} if beside else {}
    named = Named(found.id, millis(found.opened_at))
    return [back for one in done if (back := _back(one, named, stays)) is not None]


def _back(one: Done, named: Named, stays: Mapping[str, Residency]) -> Command | None:
    command = one.command
    facts: dict[str, Any] = named.facts("back", command.id, command.entity, command.root)
    facts["version"] = one.receipt.version
    made = _MADE.get(type(command))
    if made is not None:
        within = command.dwelling if isinstance(command, AddHousehold) else None
        residency = command.residency if isinstance(command, RegisterPerson) else None
        return TakeBack(**facts, register=made, within=within, residency=residency)
    match command:
        case ChangePerson():
            return TakeBack(**facts, person=PersonEdits(**_turned(command.set)))
        case ChangeResidency():
            return TakeBack(**facts, stay=ResidencyEdits(**_turned(command.set)))
        case MoveIn():
            before = _ended(command, one, stays)
            goes_on, back_to = (None, None) if before is None else (before.id, before.dwelling)
            return TakeBackMove(**facts, residency=command.residency, goes_on=goes_on, back_to=back_to)
        case _:
            return None


def _turned(edits: PersonEdits | ResidencyEdits) -> dict[str, Any]:
    told = ((name, getattr(edits, name)) for name in edits.__struct_fields__)
    return {name: (edit[1], edit[0]) for name, edit in told if isinstance(edit, tuple)}


def _ended(command: MoveIn, one: Done, stays: Mapping[str, Residency]) -> Residency | None:
    """The stay that a move ended: of those that it touched, the one that ends on its day."""
    day = command.from_on or one.day
    touched = (stays[row] for row in one.beside if row in stays and row != command.residency)
    over = [stay for stay in touched if stay.status is ResidencyStatus.ENDED and stay.until_on == day]
    return max(over, key=lambda stay: (stay.from_on or "", stay.id), default=None)


def kind_of(command: Command) -> str:
    """What a command that takes something back is about."""
    if isinstance(command, TakeBack) and command.register is not None:
        return command.register.value
    return Register.PERSON.value if command.root == command.entity else "residency"


async def list_moved_on(tx: ReadTx, door: Door, commands: Sequence[Command]) -> list[tuple[Command, str]]:
    """Which of these are about rows that are not as the import left them, and which of the fields it changed."""
    found: dict[str, Entity] = {}
    for name, kind in _ROWS.items():
        wanted = [command.entity for command in commands if kind_of(command) == name]
        found |= {row.id: row for row in await list_by(tx, door, kind, "id", wanted)} if wanted else {}
    moved: list[tuple[Command, str]] = []
    for command in commands:
        row = found.get(command.entity)
        if row is None or not isinstance(command, TakeBack):
            continue
        fields = edited_since(row, command)
        if fields or (command.register is not None and row.version != command.version):
            moved.append((command, ",".join(fields)))
    return moved
