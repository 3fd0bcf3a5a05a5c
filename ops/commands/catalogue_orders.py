"""What `hexward catalogue` reads and orders: sheets, the catalogue as it is, one edition through the door."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from mobile_contract.accounts import OrgLevel
from mobile_contract.base import Command
from mobile_contract.catalogue import (
    CatalogueView,
    ClassHistory,
    DefineClasses,
    DefineResponsibilities,
    ResponsibilityTable,
)
from mobile_contract.commands import Malformed, decode_msgpack
from mobile_contract.receipts import Receipt, Verdict
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.accounts.entities import Org
from server.accounts.scope import directory_of
from server.catalogue import queries
from server.catalogue.entities import CaseClass, ClassScheme, FilingCondition, Responsibility
from server.catalogue.files import Remark, is_class_sheet, is_scheme_sheet, read_catalogue
from server.catalogue.line_files import Office, Places, is_line_sheet, matters_of, plan_lines, read_lines
from server.catalogue.plan import Change, Entry, open_rows, plan, standing_of, too_early
from server.catalogue.service import history_of, table_at, view_at
from server.catalogue.sheets import RowFault, Sheet, Wrong, read_sheet
from server.catalogue.starter import starter_sheets
from server.catalogue.words import COLUMN_WORDS
from server.catalogue.writing import write_classes, write_lines, write_schemes
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id
from server.core.reading import list_by

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward catalogue"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

_AS_SPREADSHEETS_READ = "utf-8-sig"


class Asked(NamedTuple):
    """Sheets, those of the starter catalogue among them, and how they are meant.

    `keeping`: what they leave out stays. `begins`: when the edition takes effect; None is at once.
    """

    files: tuple[Path, ...]
    starters: tuple[str, ...]
    keeping: bool
    begins: datetime | None


class Looked(NamedTuple):
    """What sheets would change; with faults nothing is to be done. `says` is the edition, but for its reason."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[RowFault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    early: tuple[Entry, ...] = ()
    kind: type[DefineClasses] | type[DefineResponsibilities] = DefineClasses
    says: Mapping[str, Any] = {}

    @property
    def same(self) -> bool:
        """Whether the sheets say nothing new."""
        return all(entry.change is Change.SAME for entry in self.entries)


class Made(NamedTuple):
    """A sheet that was made: how many schemes, classes or lines it tells, and its text."""

    rows: int
    text: str


class Register(NamedTuple):
    """All rows of the catalogue, and what its sheets may name."""

    schemes: list[ClassScheme]
    classes: list[CaseClass]
    conditions: list[FilingCondition]
    lines: list[Responsibility]
    places: Places
    codes: Mapping[str, str]
    """The name of each organisation and grid, by its id: its code, or its path where several have that code."""


async def look(door: Door, asked: Asked) -> Looked:
    """Read sheets and work out what they would change. Raises Refused for sheets that are no one edition."""
    sheets = [read_sheet(file.name, file.read_bytes(), COLUMN_WORDS) for file in asked.files]
    sheets += starter_sheets(*asked.starters) if asked.starters else []
    strange = [sheet for sheet in sheets if not (sheet.faults or _is_known(sheet))]
    faults = [fault for sheet in sheets for fault in sheet.faults]
    faults += [RowFault(sheet.name, 1, "", Wrong.UNKNOWN_SHEET) for sheet in strange]
    if faults:
        return Looked(faults=tuple(faults))
    lines = [sheet for sheet in sheets if is_line_sheet(sheet)]
    if lines and len(lines) < len(sheets):
        raise Refused("the responsibility table is an edition of its own: import its sheet alone")
    register = await door.database.read(lambda tx: _read_register(tx, door))
    looked = _look_at_lines(lines, register, asked) if lines else _look_at_classes(sheets, register, asked)
    begins = asked.begins or clock.now()
    return looked._replace(early=tuple(too_early(looked.entries, begins)))


def _is_known(sheet: Sheet) -> bool:
    return is_line_sheet(sheet) or is_class_sheet(sheet) or is_scheme_sheet(sheet)


def _look_at_classes(sheets: Sequence[Sheet], register: Register, asked: Asked) -> Looked:
    known = {scheme.code: scheme.minor_digits for scheme in register.schemes}
    file = read_catalogue(sheets, known, register.places.orgs)
    if file.faults:
        return Looked(faults=file.faults, remarks=file.remarks)
    if asked.keeping:
        file = file._replace(covers=frozenset())
    told = plan(file, standing_of(register.schemes, register.classes, register.conditions), register.places.paths)
    says = {name: getattr(told, name) for name in told.__struct_fields__ if name != "entries"}
    says["valid_from"] = asked.begins
    return Looked(told.entries, (), file.remarks, (), DefineClasses, says)


def _look_at_lines(sheets: Sequence[Sheet], register: Register, asked: Asked) -> Looked:
    file = read_lines(sheets, register.places)
    if file.faults:
        return Looked(faults=file.faults)
    if asked.keeping:
        file = file._replace(covers=frozenset())
    told = plan_lines(file, register.lines, register.places)
    says = {"lines": told.lines, "ended": told.ended, "valid_from": asked.begins}
    return Looked(told.entries, (), (), (), DefineResponsibilities, says)


async def carry_out(door: Door, looked: Looked, reason: str) -> Receipt:
    """Bring the edition, whole. Raises Refused with the door's reason; then nothing was changed."""
    command: Command = looked.kind(**facts_of(new_id()), **looked.says, reason=reason)
    try:
        checked = decode_msgpack(msgspec.msgpack.encode(command))
    except Malformed as error:
        raise Refused(str(error)) from error
    [receipt] = (await door.issue([checked], OPERATOR)).receipts
    if receipt.verdict is not Verdict.APPLIED:
        raise Refused(f"{receipt.why or receipt.verdict.value} {dict(receipt.facts)}; nothing was changed")
    return receipt


async def read_view(door: Door, at: datetime) -> CatalogueView:
    """What is in force at an instant."""
    return await door.database.read(lambda tx: view_at(tx, door, at))


async def read_class(door: Door, key: str) -> tuple[ClassHistory, ResponsibilityTable]:
    """A class through all its versions, and who answers for it now. Raises Refused for one that never was."""

    async def read(tx: ReadTx) -> tuple[ClassHistory, ResponsibilityTable]:
        return await history_of(tx, door, key), await table_at(tx, door, key, clock.now())

    history, table = await door.database.read(read)
    if not history.classes:
        raise Refused(f"there is no class {key}; `hexward catalogue list` lists them")
    return history, table


async def make_sheets(door: Door) -> dict[str, Made]:
    """What stands, but for what has ended, as sheets that can be imported, by file name."""
    register = await door.database.read(lambda tx: _read_register(tx, door))
    conditions, lines = open_rows(register.conditions), open_rows(register.lines)
    sheets = {"schemes.csv": Made(len(register.schemes), write_schemes(register.schemes))}
    for scheme in sorted({row.scheme for row in open_rows(register.classes)}):
        classes = [row for row in open_rows(register.classes) if row.scheme == scheme]
        below = [row for row in conditions if row.scheme == scheme]
        sheets[f"classes_{scheme}.csv"] = Made(len(classes), write_classes(classes, below, register.codes))
    sheets["responsibilities.csv"] = Made(len(lines), write_lines(lines, register.codes))
    return sheets


def keep_sheets(folder: Path, sheets: Mapping[str, Made]) -> None:
    """Write sheets into a folder. Raises Refused where one of them is there already; then none is written."""
    there = [name for name in sheets if (folder / name).exists()]
    if there:
        raise Refused(f"{folder} has {', '.join(there)} already")
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in sheets.items():
        (folder / name).write_text(made.text, encoding=_AS_SPREADSHEETS_READ, newline="")


async def _read_register(tx: ReadTx, door: Door) -> Register:
    classes = await queries.list_all(tx, door, CaseClass)
    conditions = await queries.list_all(tx, door, FilingCondition)
    orgs = await list_by(tx, door, Org, "level", [level.value for level in OrgLevel])
    directory = await directory_of(tx, door)
    places = [(org.id, org.code, org.path) for org in orgs]
    areas = [*places, *((grid.id, grid.code, grid.path) for grid in directory.district_grids())]
    names = _names(areas)
    return Register(
        await queries.list_all(tx, door, ClassScheme),
        classes,
        conditions,
        await queries.list_all(tx, door, Responsibility),
        Places(
            orgs=_names(places),
            areas=names,
            offices={org.id: Office(org.level, org.path) for org in orgs},
            paths={identity: path for identity, _, path in areas},
            matters=matters_of(row.key for row in (*open_rows(classes), *open_rows(conditions))),
            district=str(directory.district),
        ),
        {identity: code if len(names[code]) == 1 else path for identity, code, path in areas},
    )


def _names(places: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for identity, code, path in places:
        for name in sorted({code, path}):
            ids[name].append(identity)
    return ids
