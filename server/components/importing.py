"""What an import would change in the register, row by row, and the commands that do it. Pure: it orders none."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct

from mobile_contract.base import Command
from mobile_contract.components import ChangeComponent, ComponentEdits, DefineComponent, MoveComponent
from server.catalogue.editions import scheme_of
from server.components.entities import Component
from server.components.files import FileComponent, RowFault, Rows
from server.components.rules import Place, place_of, wrong_facts
from server.core.decisions import Decision, Directory

_USUAL_DIGITS = 2
_WITH_PLACE = ("source", "accuracy")
"""What a move tells too."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class RowPlan(Struct, frozen=True):
    """A row that can be taken: what becomes of it, and which fields change."""

    row: int
    code: str
    fate: Fate
    fields: tuple[str, ...] = ()


class Plan(NamedTuple):
    """What a file would do. With a fault nothing is done at all."""

    rows: tuple[RowPlan, ...]
    faults: tuple[RowFault, ...]
    commands: tuple[Command, ...]


class Register(NamedTuple):
    """The register as it is: components by identifier, digits of minors by scheme, the district's slow facts."""

    components: Mapping[str, Component]
    minor_digits: Mapping[str, int]
    directory: Directory
    at: datetime


Facts = Callable[[str], dict[str, Any]]
"""The facts that every command has, for an entity."""


def plan(read: Rows, register: Register, new_id: Callable[[], str], facts: Facts) -> Plan:
    """Work out each row: what the very rules would refuse is a fault here. The same file again changes nothing."""
    rows: list[RowPlan] = []
    faults = list(read.faults)
    commands: list[Command] = []
    for one in read.components:
        found = register.components.get(one.code)
        command = _defined(one, facts(new_id()))
        place = place_of(one.point, register.directory, register.at)
        fault = _fault(one, found, command, place, register)
        if fault is not None or isinstance(place, Decision):
            faults += () if fault is None else (fault,)
            continue
        made = (command,) if found is None else tuple(_changes(one, found, place, facts))
        fate = Fate.NEW if found is None else Fate.CHANGED if made else Fate.SAME
        rows.append(RowPlan(one.row, one.code, fate, () if found is None else _named(made)))
        commands += made
    return Plan(tuple(rows), tuple(sorted(faults, key=lambda fault: fault.row)), () if faults else tuple(commands))


def _fault(
    one: FileComponent,
    found: Component | None,
    command: DefineComponent,
    place: Place | Decision,
    register: Register,
) -> RowFault | None:
    if found is not None and found.retired_at is not None:
        return RowFault(one.row, one.code, "retired", found.retired_at.isoformat())
    if found is not None and found.class_code != one.class_code:
        return RowFault(one.row, one.code, "another_class", found.class_code)
    if found is None and not command.name.strip():
        return RowFault(one.row, one.code, "no_name", "")
    digits = register.minor_digits.get(scheme_of(one.class_code), _USUAL_DIGITS)
    refusal = wrong_facts(command, digits, register.directory, register.at)
    for told in (refusal, place):
        if isinstance(told, Decision):
            why = " ".join(f"{name}={value}" for name, value in told.facts.items())
            return RowFault(one.row, one.code, str(told.why), why)
    return None


def _defined(one: FileComponent, facts: dict[str, Any]) -> DefineComponent:
    told: dict[str, Any] = {"name": "", **one.told}
    return DefineComponent(
        **facts, code=one.code, class_code=one.class_code, point=one.point, changed_on=one.changed_on, **told
    )


def _changes(one: FileComponent, found: Component, place: Place, facts: Facts) -> Iterator[Command]:
    moved = any(getattr(found, name) != value for name, value in place._asdict().items())
    if moved:
        told: dict[str, Any] = {name: one.told.get(name, getattr(found, name)) for name in _WITH_PLACE}
        yield MoveComponent(**facts(found.id), point=one.point, changed_on=one.changed_on, **told)
    edits: dict[str, Any] = {
        name: (getattr(found, name), value)
        for name, value in one.told.items()
        if getattr(found, name) != value and not (moved and name in _WITH_PLACE)
    }
    if edits:
        common: dict[str, Any] = facts(found.id) | {"base": found.version}
        yield ChangeComponent(**common, set=ComponentEdits(**edits), changed_on=one.changed_on)


def _named(commands: tuple[Command, ...]) -> tuple[str, ...]:
    names: list[str] = []
    for command in commands:
        if isinstance(command, ChangeComponent):
            names += [
                name for name in ComponentEdits.__struct_fields__ if isinstance(getattr(command.set, name), tuple)
            ]
        else:
            names.append("place")
    return tuple(names)
