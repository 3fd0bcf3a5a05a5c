"""The sheet of the responsibility table, as a clerk edits it, and what it would change. Pure.

A row is a line: which matters, where, who leads, who assists. Organisations and grids are named by code or by path.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from mobile_contract.accounts import OrgLevel
from mobile_contract.base import Line
from mobile_contract.catalogue import Matters, ResponsibilityKey, ResponsibilityShape
from server.catalogue.editions import scheme_of
from server.catalogue.entities import Responsibility, line_key
from server.catalogue.files import Names, check_columns
from server.catalogue.plan import Change, Entry, entry_of, facts_of, open_rows, retired
from server.catalogue.proposal import works_in
from server.catalogue.sheets import Reader, RowFault, Sheet, Wrong, parts
from server.catalogue.words import ALL_MATTERS

LINE_COLUMNS = ("matters", "area", "lead", "assist", "note")
LINE_NEEDS = frozenset({"matters", "area", "lead"})

_AND_SO_ON = "-"


class Office(NamedTuple):
    """An organisation as the table needs to know it."""

    level: OrgLevel
    path: str


class Places(NamedTuple):
    """What a sheet may name: organisations and grids by code and by path, and the keys of all matters that there are.

    `offices` are the organisations and `paths` the paths of organisations and grids, by id; `district` is its path.
    """

    orgs: Names
    areas: Names
    offices: Mapping[str, Office]
    paths: Mapping[str, str]
    matters: frozenset[str]
    district: str


class LineFile(NamedTuple):
    """Sheets as they were read, and what is wrong with them. `covers` are the schemes whose lines they tell in full;
    of what has faults nothing is to be used.
    """

    lines: tuple[ResponsibilityShape, ...] = ()
    covers: frozenset[str] = frozenset()
    faults: tuple[RowFault, ...] = ()


class LinePlan(Struct, frozen=True):
    """The entries of all lines that a file tells or leaves out, and what the edition would say."""

    entries: tuple[Entry, ...] = ()
    lines: tuple[ResponsibilityShape, ...] = ()
    ended: tuple[ResponsibilityKey, ...] = ()


def is_line_sheet(sheet: Sheet) -> bool:
    """Whether a sheet is of the responsibility table."""
    return {"matters", "lead"} <= sheet.columns


def matters_of(keys: Iterable[str]) -> frozenset[str]:
    """All that a line may speak of, from the keys of classes and conditions."""
    found: set[str] = set()
    for key in keys:
        words = key.partition(":")[0].split(_AND_SO_ON)
        found |= {_AND_SO_ON.join(words[:count]) for count in range(1, len(words) + 1)} | {key}
    return frozenset(found)


def read_lines(sheets: Iterable[Sheet], places: Places) -> LineFile:
    """Sheets of the responsibility table. Every fault of every row is told.

    A fault is: matters that the catalogue does not know, an organisation or an area that is not there, a department
    that does not work in the area, and a line told twice.
    """
    faults: list[RowFault] = []
    lines: dict[str, ResponsibilityShape] = {}
    for sheet in sheets:
        wrong = [*sheet.faults, *check_columns(sheet, LINE_NEEDS, LINE_COLUMNS)]
        faults += wrong
        for line in () if wrong else sheet.lines:
            row = Reader(sheet.name, line)
            shape = _line(row, places)
            key = line_key(shape.matters, shape.area)
            if key in lines:
                row.note("matters", Wrong.NAMED_TWICE)
            lines[key] = shape
            faults += row.faults
    told = tuple(lines.values())
    return LineFile(told, frozenset(scheme_of(one.matters) for one in told), tuple(faults))


def _line(row: Reader, places: Places) -> ResponsibilityShape:
    matters = "" if row.text("matters") in ALL_MATTERS else row.value("matters", Matters, "")
    if matters and matters not in places.matters:
        row.note("matters", Wrong.UNKNOWN_MATTERS)
    area = row.text("area")
    where = row.named("area", area, places.areas, Wrong.UNKNOWN_AREA) if area else None
    lead = row.text("lead")
    if not lead:
        row.note("lead", Wrong.EMPTY)
    leading = row.named("lead", lead, places.orgs, Wrong.UNKNOWN_ORG) if lead else ""
    helping = {name: row.named("assist", name, places.orgs, Wrong.UNKNOWN_ORG) for name in parts(row.text("assist"))}
    path = places.district if where is None else places.paths.get(where)
    for column, name, org in (("lead", lead, leading), *(("assist", name, org) for name, org in helping.items())):
        office = places.offices.get(org)
        if office is not None and path is not None and not works_in(office.level, office.path, path):
            row.note(column, Wrong.OUTSIDE_AREA, name)
    return ResponsibilityShape(
        matters=matters, area=where, lead=leading, assist=tuple(helping.values()), note=row.value("note", Line, "")
    )


def plan_lines(file: LineFile, standing: Sequence[Responsibility], places: Places) -> LinePlan:
    """What a file without faults would change. What it leaves out of a scheme that it speaks of ends."""
    newest = {row.key: row for row in sorted(standing, key=lambda row: row.number)}
    there = {row.key: row for row in open_rows(newest.values())}
    told = {line_key(shape.matters, shape.area): shape for shape in file.lines}
    entries = [_entry(key, shape, there.get(key), places) for key, shape in told.items()]
    gone = [row for key, row in sorted(there.items()) if row.scheme in file.covers and key not in told]
    return LinePlan(
        (*entries, *(retired("line", row, _name(row.matters, row.path)) for row in gone)),
        tuple(shape for shape, entry in zip(file.lines, entries, strict=True) if entry.change is not Change.SAME),
        tuple(ResponsibilityKey(matters=row.matters, area=row.area) for row in gone),
    )


def _entry(key: str, shape: ResponsibilityShape, before: Responsibility | None, places: Places) -> Entry:
    path = places.district if shape.area is None else places.paths[shape.area]
    row = Responsibility(
        id="",
        matters=shape.matters,
        scheme=scheme_of(shape.matters),
        area=shape.area,
        path=path,
        lead=shape.lead,
        assist=shape.assist,
        note=shape.note,
    )
    return entry_of("line", key, _name(shape.matters, path), before, facts_of(row))


def _name(matters: str, path: str) -> str:
    return f"{matters or '*'} in {path}"
