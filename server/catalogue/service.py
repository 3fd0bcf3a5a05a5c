"""The catalogue for those who look at it: what is in force, what was, who changed it, and who answers for what."""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from mobile_contract.catalogue import (
    CaseClassRecord,
    CatalogueView,
    ClassHistory,
    EditionList,
    EditionView,
    FilingConditionRecord,
    ResponsibilityTable,
    ResponsibilityView,
    SchemeView,
)
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of
from server.catalogue import queries
from server.catalogue.entities import CaseClass, ClassScheme, Edition, FilingCondition, Responsibility
from server.catalogue.proposal import Matter, parts_of
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import shown

_ENCODER = msgspec.msgpack.Encoder()


class Marked(NamedTuple):
    """A view, and a mark that is the same for as long as what it says is, whenever and by whichever process."""

    view: CatalogueView
    mark: str


async def read_catalogue(door: Door) -> Marked:
    """What is in force now."""
    at = clock.now()
    view = await door.database.read(lambda tx: view_at(tx, door, at))
    told = _ENCODER.encode((view.schemes, view.classes, view.conditions))
    return Marked(view, sha256(told).hexdigest()[:32])


async def read_class(door: Door, class_code: str) -> ClassHistory:
    """A class through all its versions. Refuses NOT_FOUND for one that never was."""
    history = await door.database.read(lambda tx: history_of(tx, door, class_code))
    if not history.classes:
        raise Problem(ProblemCode.NOT_FOUND)
    return history


async def list_editions(door: Door) -> EditionList:
    """Who changed the catalogue and the responsibility table when, and why, the latest first."""
    return await door.database.read(lambda tx: editions_of(tx, door))


async def read_table(door: Door, class_code: str | None) -> ResponsibilityTable:
    """The responsibility table as it is in force now; of a class, the lines that may speak of it or its conditions."""
    at = clock.now()
    return await door.database.read(lambda tx: table_at(tx, door, class_code, at))


async def view_at(tx: ReadTx, door: Door, at: datetime) -> CatalogueView:
    """What is in force at an instant: schemes and classes by key, conditions by class and ordinal. Three queries."""
    schemes = await queries.list_in_force(tx, door, ClassScheme, at)
    classes = await queries.list_in_force(tx, door, CaseClass, at)
    conditions = await queries.list_in_force(tx, door, FilingCondition, at)
    classes.sort(key=lambda row: row.code)
    conditions.sort(key=lambda row: (row.class_code, row.ordinal))
    return CatalogueView(
        at=at,
        schemes=tuple(map(_scheme, sorted(schemes, key=lambda row: row.code))),
        classes=tuple(shown(door, row, CaseClassRecord) for row in classes),
        conditions=tuple(shown(door, row, FilingConditionRecord) for row in conditions),
    )


async def history_of(tx: ReadTx, door: Door, class_code: str) -> ClassHistory:
    """A class through all its versions; without any where it never was."""
    classes, conditions = await queries.list_versions(tx, door, class_code)
    return ClassHistory(
        code=class_code,
        classes=tuple(shown(door, row, CaseClassRecord) for row in classes),
        conditions=tuple(shown(door, row, FilingConditionRecord) for row in conditions),
    )


async def editions_of(tx: ReadTx, door: Door) -> EditionList:
    """Every edition, the latest first. Two queries."""
    rows = await queries.list_all(tx, door, Edition)
    rows.sort(key=lambda row: (row.made_at, row.id), reverse=True)
    names = await list_names(tx, door.district, {row.editor for row in rows})
    return EditionList(editions=tuple(map(_edition, rows)), names=names)


async def table_at(tx: ReadTx, door: Door, class_code: str | None, at: datetime) -> ResponsibilityTable:
    """The responsibility table at an instant; of a class, the lines that may speak of it or of its conditions."""
    rows = await queries.list_in_force(tx, door, Responsibility, at)
    if class_code is not None:
        parts, own = parts_of(Matter(class_code)), f"{class_code}:"
        rows = [row for row in rows if row.matters in parts or row.matters.startswith(own)]
    rows.sort(key=lambda row: (row.matters, row.path))
    directory = await directory_of(tx, door)
    orgs = {org for row in rows for org in (row.lead, *row.assist)}
    names = {org: known.name for org in sorted(orgs) if (known := directory.org(org)) is not None}
    return ResponsibilityTable(at=at, lines=tuple(map(_line, rows)), names=names)


def _scheme(row: ClassScheme) -> SchemeView:
    return SchemeView(
        scheme=row.code,
        name=row.name,
        name_en=row.name_en,
        edition=row.edition,
        minor_digits=row.minor_digits,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _edition(row: Edition) -> EditionView:
    return EditionView(
        id=row.id,
        editor=row.editor,
        reason=row.reason,
        made_at=row.made_at,
        valid_from=row.valid_from,
        made=row.made,
        ended=row.ended,
    )


def _line(row: Responsibility) -> ResponsibilityView:
    return ResponsibilityView(
        matters=row.matters,
        path=row.path,
        lead=row.lead,
        area=row.area,
        assist=row.assist,
        note=row.note,
        line_version=row.number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
