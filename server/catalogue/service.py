"""The catalogue for those who look at it: what is in force, and the mark by which a reader knows that it still is."""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from mobile_contract.catalogue import CaseClassRecord, CatalogueView, FilingConditionRecord, SchemeView
from server.catalogue import queries
from server.catalogue.entities import CaseClass, ClassScheme, FilingCondition
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
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
