"""Rows for a view: fetched without a lock and unsealed, and the words in which a reader asks. It checks no scope."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Column, Table, bindparam, literal, select

from mobile_contract.base import Record
from mobile_contract.problems import ProblemCode
from server.core import tables as t
from server.core.columns import Uuid, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import Entity
from server.core.ids import is_id
from server.core.keyring import Keyring
from server.core.kinds import Codec
from server.core.loading import load_keys
from server.core.problems import Problem
from server.core.seal import DISTRICT_SUBJECT
from server.core.statements import Row, Statement

E = TypeVar("E", bound=Entity)
R = TypeVar("R", bound=Record)

LARGEST_PAGE = 200

MADE = ""
"""Stands for every field that was never changed since its entity was made."""

PURPOSE_HEADER = "x-hexward-purpose"

_PURPOSE = re.compile("register|inbox|renewal:week|(case|visit-plan):(.*)")


class Page(NamedTuple, Generic[E]):
    """Entities of one page, and the columns of the row after which the next one begins (None: there is no more)."""

    entities: list[E]
    last: Mapping[str, Any] | None


class Write(NamedTuple):
    """A version of an entity as the journal knows it: whose command of which kind made it, and when they saw it so."""

    version: int
    actor: str
    command: str
    observed_at: datetime


_entries = t.journal_entries.c
_WRITES = Statement(
    select(_entries.version, _entries.actor, _entries.kind, _entries.observed_at).where(
        _entries.district_id == bindparam("district"),
        _entries.entity == bindparam("entity"),
        _entries.subject == bindparam("entity"),
        among(_entries.version, "versions"),
    )
)


def columns_of(table: Table) -> list[Column[Any]]:
    """What a statement must select, in this order, so that its rows can be unsealed."""
    return [column for column in table.columns if column.name != "district_id"]


async def list_entities(tx: ReadTx, door: Door, entity: type[E], statement: Statement, /, **params: Any) -> list[E]:
    """The entities of a statement that selects `columns_of` their table and binds `district`, in its order.

    A row whose subject's key was destroyed is not there.
    """
    return await _unsealed(tx, door, entity, await tx.fetch(statement, district=door.district, **params))


async def list_page(
    tx: ReadTx, door: Door, entity: type[E], statement: Statement, limit: int, /, **params: Any
) -> Page[E]:
    """One page of a statement as for `list_entities` that binds `page` as its limit too."""
    rows = await tx.fetch(statement, district=door.district, page=limit + 1, **params)
    kept = rows[:limit]
    last = dict(zip(door.kinds.of(entity).names, kept[-1], strict=True)) if len(rows) > limit else None
    return Page(await _unsealed(tx, door, entity, kept), last)


async def list_by(tx: ReadTx, door: Door, entity: type[E], column: str, values: Iterable[str]) -> list[E]:
    """The entities whose `column` is one of these ids, by their own id."""
    codec = door.kinds.of(entity)
    kind, ids = codec.kind, sorted(set(values))
    if not kind.sealed:
        return await list_entities(tx, door, entity, _by(kind.table, column), ids=ids)
    keyed = await tx.fetch(_keyed_by(kind.table, column, kind.subject_column), district=door.district, ids=ids)
    keyring = Keyring(door.seal, door.district)
    keyring.load((subject, wrapped) for *_, subject, wrapped in keyed if subject is not None)
    return _opened(codec, keyed, keyring)


async def find_entity(tx: ReadTx, door: Door, entity: type[E], id: str) -> E | None:  # noqa: A002 - the contract's word
    """An entity by its id, or None. Whoever asks must have shown that it is theirs to see."""
    return next(iter(await list_by(tx, door, entity, "id", [id])), None)


async def list_writes(tx: ReadTx, door: Door, entity: Entity) -> dict[str, Write]:
    """By stamped field: what last wrote it; under MADE what made the entity, and with it every other field.

    Only the versions asked for are read: every look at a person adds to their history too. The entity is one whose key
    is its own: what somebody else's key seals is no word about it, whatever id it names.
    """
    wanted = {MADE: 1, **{field: version for field, (version, _) in entity.stamps.items()}}
    rows = await tx.fetch(_WRITES, district=door.district, entity=entity.id, versions=sorted(set(wanted.values())))
    writes = {row[0]: Write(*row) for row in rows}
    return {field: writes[version] for field, version in wanted.items() if version in writes}


async def _unsealed(tx: ReadTx, door: Door, entity: type[E], rows: Sequence[Row]) -> list[E]:
    codec = door.kinds.of(entity)
    if not codec.kind.sealed:
        return [codec.from_row(row, None) for row in rows]
    keyring = Keyring(door.seal, door.district)
    await load_keys(tx, door.district, keyring, {codec.subject_of(row) for row in rows})
    return _opened(codec, rows, keyring)


def _opened(codec: Codec[E], rows: Sequence[Row], keyring: Keyring) -> list[E]:
    keyed = ((row, codec.subject_of(row)) for row in rows)
    return [codec.from_row(row, keyring.key(subject)) for row, subject in keyed if not keyring.erased(subject)]


@cache
def _by(table: Table, column: str) -> Statement:
    return Statement(
        select(*columns_of(table))
        .where(table.c.district_id == bindparam("district"), among(table.c[column], "ids"))
        .order_by(table.c.id)
    )


@cache
def _keyed_by(table: Table, column: str, subject_column: str | None) -> Statement:
    """As `_by`, each row with its subject and the subject's key behind it: one question instead of two."""
    keys = t.subject_keys.c
    subject = literal(DISTRICT_SUBJECT, Uuid) if subject_column is None else table.c[subject_column]
    return Statement(
        select(*columns_of(table), keys.subject.label("key_of"), keys.wrapped.label("key_wrapped"))
        .select_from(
            table.outerjoin(t.subject_keys, (keys.district_id == table.c.district_id) & (keys.subject == subject))
        )
        .where(table.c.district_id == bindparam("district"), among(table.c[column], "ids"))
        .order_by(table.c.id)
    )


def shown(door: Door, entity: Entity, told: type[R]) -> R:
    """What phones hold of an entity: the record that its kind makes. Raises TypeError for a record of another type."""
    make = door.kinds.of(type(entity)).kind.record
    record = None if make is None else make(entity)
    if not isinstance(record, told):
        raise TypeError(f"{type(entity).__name__} is not shown as {told.__name__}")
    return record


def one_id(text: str) -> str:
    """An id of an address. Refuses NOT_FOUND: what is no id names nothing."""
    if not is_id(text):
        raise Problem(ProblemCode.NOT_FOUND)
    return text


def one_purpose(text: str | None) -> str:
    """What personal data is read for (safety.md 6.2). Refuses MALFORMED: to read without a purpose is no reading."""
    told = None if text is None else _PURPOSE.fullmatch(text)
    if text is None or told is None or (told[1] and not is_id(told[2])):
        raise Problem(ProblemCode.MALFORMED, field="purpose")
    return text


def has_words(text: str) -> bool:
    """Whether a reason says anything to whoever reads the journal: it has a letter, a character or a digit.

    Signs that print as dots or as nothing at all are no words; U+200B and its like are no blanks either.
    """
    return any(sign.isalnum() for sign in text)


def one_after(text: str | None) -> str | None:
    """The id after which a page begins. Refuses MALFORMED."""
    if text is not None and not is_id(text):
        raise Problem(ProblemCode.MALFORMED, field="after")
    return text


def one_limit(limit: int) -> int:
    """How many rows a page may have. Refuses MALFORMED."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise Problem(ProblemCode.MALFORMED, field="limit")
    return limit
