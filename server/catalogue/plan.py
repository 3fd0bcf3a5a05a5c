"""What a catalogue file would change: added, changed, retired, the same. Pure: it reads rows that are given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.catalogue import ClassShape, ConditionShape, LimitOverride, SchemeShape
from server.catalogue.entities import CaseClass, ClassScheme, FilingCondition, Override, Responsibility
from server.catalogue.files import CatalogueFile
from server.catalogue.rules import class_row, condition_row, scheme_facts

UNSAID = frozenset({"id", "version", "stamps", "number", "valid_from", "valid_until"})
"""Fields of a row that say nothing of what it is about."""


class Change(StrEnum):
    """What becomes of a scheme, a class or a condition."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    SAME = "same"


_ENDING = frozenset({Change.CHANGED, Change.RETIRED})


class Entry(Struct, frozen=True):
    """What becomes of one key; of what is changed, each field with what it was and what it is to be.

    `since`: the version that would end has been valid since then.
    """

    what: str
    key: str
    name: str
    change: Change
    fields: dict[str, tuple[Any, Any]] = {}
    since: datetime | None = None


class Standing(NamedTuple):
    """The newest versions of all that is in the catalogue."""

    schemes: Mapping[str, ClassScheme]
    classes: Mapping[str, CaseClass]
    conditions: Mapping[str, FilingCondition]


class Plan(Struct, frozen=True):
    """The entries of all keys that a file tells or leaves out, and what the edition would say."""

    entries: tuple[Entry, ...] = ()
    schemes: tuple[SchemeShape, ...] = ()
    classes: tuple[ClassShape, ...] = ()
    conditions: tuple[ConditionShape, ...] = ()
    retired_classes: tuple[str, ...] = ()
    retired_conditions: tuple[str, ...] = ()


def standing_of(
    schemes: Iterable[ClassScheme], classes: Iterable[CaseClass], conditions: Iterable[FilingCondition]
) -> Standing:
    """The newest versions among all rows."""
    return Standing(
        {row.code: row for row in schemes},
        {row.code: row for row in sorted(classes, key=lambda one: one.number)},
        {row.key: row for row in sorted(conditions, key=lambda one: one.number)},
    )


def plan(file: CatalogueFile, standing: Standing, paths: Mapping[str, str]) -> Plan:
    """What a file without faults would change. `paths` are those of organisations by id.

    What the file leaves out of a scheme that it covers is retired; other schemes are not touched. What was retired and
    is told again counts as added, unless it ended with its scheme.
    """
    ended = _ended_schemes(file, standing)
    schemes = [_scheme(shape, standing.schemes.get(shape.scheme)) for shape in file.schemes]
    classes = [_class(shape, standing.classes.get(shape.code), ended) for shape in file.classes]
    conditions = [_condition(shape, standing.conditions.get(shape.key), ended, paths) for shape in file.conditions]
    told = {shape.code for shape in file.classes}
    told_conditions = {shape.key for shape in file.conditions}
    gone = [row for row in open_rows(standing.classes.values()) if row.scheme in file.covers and row.code not in told]
    gone_conditions = [
        row
        for row in open_rows(standing.conditions.values())
        if row.scheme in file.covers and row.key not in told_conditions
    ]
    left = {row.code for row in gone}
    return Plan(
        (
            *schemes,
            *classes,
            *conditions,
            *(retired("class", row, row.name) for row in gone),
            *(retired("condition", row, row.text) for row in gone_conditions),
        ),
        tuple(_doing(file.schemes, schemes)),
        tuple(_doing(file.classes, classes)),
        tuple(_doing(file.conditions, conditions)),
        tuple(row.code for row in gone),
        tuple(row.key for row in gone_conditions if row.class_code not in left),
    )


def open_rows(rows: Iterable[Any]) -> list[Any]:
    """Those that have no end."""
    return [row for row in rows if row.valid_until is None]


def _doing(shapes: Sequence[Any], entries: Sequence[Entry]) -> list[Any]:
    told = zip(shapes, entries, strict=True)
    return [shape for shape, entry in told if entry.change is not Change.SAME]


def _ended_schemes(file: CatalogueFile, standing: Standing) -> frozenset[str]:
    ends = {row.code: row.valid_until for row in standing.schemes.values()}
    ends |= {shape.scheme: shape.valid_until for shape in file.schemes}
    return frozenset(scheme for scheme, until in ends.items() if until is not None)


def _scheme(shape: SchemeShape, before: ClassScheme | None) -> Entry:
    return entry_of("scheme", shape.scheme, shape.name, before, scheme_facts(shape))


def _class(shape: ClassShape, newest: CaseClass | None, ended: frozenset[str]) -> Entry:
    before = newest if newest is not None and (newest.valid_until is None or shape.scheme in ended) else None
    return entry_of("class", shape.code, shape.name, before, facts_of(class_row(shape)))


def _condition(
    shape: ConditionShape, newest: FilingCondition | None, ended: frozenset[str], paths: Mapping[str, str]
) -> Entry:
    before = newest if newest is not None and (newest.valid_until is None or shape.scheme in ended) else None
    row = condition_row(shape, _overrides(shape.overrides, paths))
    return entry_of("condition", shape.key, shape.text, before, facts_of(row))


def _overrides(told: Iterable[LimitOverride], paths: Mapping[str, str]) -> tuple[Override, ...]:
    rows = [Override(one.org, paths[one.org], one.limit_value, one.limit_unit.value) for one in told]
    return tuple(sorted(rows, key=lambda row: row.path))


def facts_of(row: CaseClass | FilingCondition | Responsibility) -> dict[str, Any]:
    """What a version says of its thing."""
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in UNSAID}


def retired(what: str, row: CaseClass | FilingCondition | Responsibility, name: str) -> Entry:
    """That something ends."""
    return Entry(what, row.key, name, Change.RETIRED, since=row.valid_from)


def entry_of(what: str, key: str, name: str, before: Any | None, facts: Mapping[str, Any]) -> Entry:
    """What becomes of a key, from its newest version that has no end, and what is told of it now."""
    if before is None:
        return Entry(what, key, name, Change.ADDED)
    fields = {
        field: (msgspec.to_builtins(getattr(before, field)), msgspec.to_builtins(value))
        for field, value in facts.items()
        if getattr(before, field) != value
    }
    return Entry(what, key, name, Change.CHANGED if fields else Change.SAME, fields, before.valid_from)


def too_early(entries: Iterable[Entry], begins: datetime) -> list[Entry]:
    """What an edition that begins then would change or end before it was in force: the door refuses that."""
    return [
        entry
        for entry in entries
        if entry.what != "scheme" and entry.change in _ENDING and entry.since is not None and begins < entry.since
    ]
