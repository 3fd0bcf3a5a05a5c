"""The kinds of rows: which table holds an entity, who sees it, whose key seals it, and what phones hold of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args

import msgspec
from sqlalchemy import Table, bindparam, or_, select

from mobile_contract.base import Command, Record
from server.core.columns import Blob, among
from server.core.entities import Entity, ScopeRef
from server.core.seal import DISTRICT_SUBJECT, SubjectKey
from server.core.statements import Bulk, Row, Statement, bulk

E = TypeVar("E", bound=Entity)

_PACK = msgspec.msgpack.Encoder()


def nowhere(_entity: Any) -> tuple[ScopeRef, ...]:
    """No phone sees it."""
    return ()


@dataclass(frozen=True)
class Apart(Generic[E]):
    """A second record of the same row, under a number and in scopes of its own: what is sensitive of it.

    `scopes` tells none while there is nothing to tell; the row's version is its version.
    """

    number: int
    record: Callable[[E], Record]
    scopes: Callable[[E], tuple[ScopeRef, ...]]


@dataclass(frozen=True)
class Kind(Generic[E]):
    """One kind of row. `sealed` maps a column to the fields in it; `blind` a column to the value it indexes.

    A sealed column that may be empty is so while its fields are as in an entity of which nothing was said of them: a
    later release adds fields to a kind by such a column, never to one that is there (its tuple has a fixed length).

    `grants` names the kind of scope that its rows grant: to `user_id`, of what `<grants>_id` names. `into` names the
    column that says into which row of its kind a row was merged. `claims` are the numbers, each with what it is, that
    no two rows should have. `parts` makes the command that undoes a row which joined a `winner` and a `loser`, of its
    id and theirs; such a table tells by `undone` which are in force no more. `placed` gives a row the position of its
    commit: such rows are written after the head.
    """

    name: str
    entity: type[E]
    table: Table
    number: int | None = None
    record: Callable[[E], Record] | None = None
    scopes: Callable[[E], tuple[ScopeRef, ...]] = nowhere
    subject_column: str | None = None
    sealed: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    blind: Mapping[str, Callable[[E], str | None]] = field(default_factory=dict[str, Callable[[Any], str | None]])
    slow: bool = False
    children: tuple[str, ...] = ()
    grants: str = ""
    apart: Apart[E] | None = None
    into: str = ""
    claims: Callable[[E], tuple[tuple[str, str], ...]] | None = None
    parts: Callable[[str, str, str], Command] | None = None
    placed: Callable[[E, int], E] | None = None

    def subject(self, entity: E) -> str:
        """Whose key seals this row: a resident's, a household's, a case's, or the district's."""
        return DISTRICT_SUBJECT if self.subject_column is None else str(getattr(entity, self.subject_column))


class Codec(Generic[E]):
    """Rows to entities and back, sealing on the way. Made once per kind."""

    def __init__(self, kind: Kind[E]) -> None:
        self.kind = kind
        names = [column.name for column in kind.table.columns if column.name != "district_id"]
        self.names = tuple(names)
        self.at_id = names.index("id")
        self.bulk: Bulk = bulk(kind.table)
        self.by_id = self._select(("id",))
        self._by: dict[tuple[str, ...], Statement] = {("id",): self.by_id}
        self._at_subject = None if kind.subject_column is None else names.index(kind.subject_column)
        types = msgspec.structs.fields(kind.entity)
        annotated = {told.name: told.type for told in types}
        in_cells = [*kind.sealed, *kind.blind]
        # One call fetches all columns; what is sealed, blind or packed is then put in its place.
        self._values = attrgetter(*("id" if name in in_cells else name for name in names))
        self._packed = [
            at for at, name in enumerate(names, 1) if name not in in_cells and isinstance(kind.table.c[name].type, Blob)
        ]
        defaults = {told.name: told.default for told in types}
        self._seals = [
            (names.index(column) + 1, place_of(kind, column), fields, self._emptiness(column, fields, defaults))
            for column, fields in kind.sealed.items()
        ]
        self._blinds = [(names.index(column) + 1, column, value_of) for column, value_of in kind.blind.items()]
        self._plain = [
            (at, name, _converter(annotated[name], packed=isinstance(kind.table.c[name].type, Blob)))
            for at, name in enumerate(names)
            if name not in kind.sealed and name not in kind.blind
        ]
        self._sealed = [
            (names.index(column), place_of(kind, column), fields, _unpacker(tuple[tuple(annotated[f] for f in fields)]))  # type: ignore[misc] # a type made at run time
            for column, fields in kind.sealed.items()
        ]

    def _emptiness(self, column: str, fields: Sequence[str], defaults: Mapping[str, Any]) -> list[Any] | None:
        """What a sealed column that may be empty says when it is; None for one that may not."""
        if not self.kind.table.c[column].nullable:
            return None
        missing = [name for name in fields if defaults[name] is msgspec.NODEFAULT]
        if missing:
            raise TypeError(f"{self.kind.name}.{column} may be empty, and {missing} would have no value then")
        return [defaults[name] for name in fields]

    def by(self, columns: tuple[str, ...]) -> Statement:
        """Rows whose id, or parent, is one of those bound as `ids` and `of_<column>`: locked by id, all in one order.

        Two queries of one kind would lock in two orders, and phones that move the same people wait for each other.
        """
        known = self._by.get(columns)
        if known is None:
            known = self._by[columns] = self._select(columns)
        return known

    def _select(self, columns: tuple[str, ...]) -> Statement:
        table = self.kind.table
        chosen = [table.c[name] for name in self.names]
        any_of = (among(table.c[name], "ids" if name == "id" else f"of_{name}") for name in columns)
        return Statement(
            select(*chosen)
            .where(table.c.district_id == bindparam("district"), or_(*any_of))
            .order_by(table.c.id)
            .with_for_update()
        )

    def to_row(self, district: int, entity: E, key: SubjectKey, blind: Callable[[str, str], bytes]) -> Row:
        """The entity as a row of its table, sealed."""
        row = [district, *self._values(entity)]
        for at in self._packed:
            row[at] = _PACK.encode(row[at])
        for at, place, fields, empty in self._seals:
            told = [getattr(entity, name) for name in fields]
            row[at] = None if told == empty else key.seal(_PACK.encode(told), place + entity.id.encode())
        for at, column, value_of in self._blinds:
            value = value_of(entity)
            row[at] = None if value is None else blind(column, value)
        return tuple(row)

    def subject_of(self, row: Row) -> str:
        """Whose key a row needs, from the row itself."""
        return DISTRICT_SUBJECT if self._at_subject is None else str(row[self._at_subject])

    def from_row(self, row: Row, key: SubjectKey | None) -> E:
        """The entity of a row. Raises SealBroken; `key` may be None for a kind that seals nothing."""
        values: dict[str, Any] = {}
        for at, name, convert in self._plain:
            value = row[at]
            values[name] = value if convert is None or value is None else convert(value)
        for at, place, fields, unpack in self._sealed:
            if row[at] is None:
                continue
            if key is None:
                raise KeyError(f"{self.kind.name} needs its subject's key")
            values.update(zip(fields, unpack(key.open(row[at], place + values["id"].encode())), strict=True))
        return self.kind.entity(**values)


def place_of(kind: Kind[Any], column: str) -> bytes:
    """The place that a sealed value is bound to, but for the id of its row, which comes last."""
    return f"{kind.table.name}|{column}|".encode()


def _unpacker(told: Any) -> Callable[[bytes], Any]:
    return msgspec.msgpack.Decoder(told).decode


def _converter(told: Any, *, packed: bool) -> Callable[[Any], Any] | None:
    if packed:
        return _unpacker(told)
    for choice in (told, *get_args(told)):
        if isinstance(choice, type) and issubclass(choice, StrEnum):
            by_value = {member.value: member for member in choice}
            return by_value.__getitem__  # a call of the type costs five times as much
    return None


class Kinds:
    """All kinds of the running system, by entity type, by name and by number."""

    def __init__(self, kinds: Iterable[Kind[Any]]) -> None:
        self.codecs: dict[type[Entity], Codec[Any]] = {kind.entity: Codec(kind) for kind in kinds}
        self.order = {entity: place for place, entity in enumerate(self.codecs)}
        self.by_name = {codec.kind.name: codec for codec in self.codecs.values()}
        self.claiming = {entity: codec.kind for entity, codec in self.codecs.items() if codec.kind.claims is not None}
        self.by_number = {c.kind.number: c for c in self.codecs.values() if c.kind.number is not None}
        if len(self.by_name) != len(self.codecs):
            raise ValueError("two kinds have one name")

    def of(self, entity: type[Entity]) -> Codec[Any]:
        """The codec of an entity type. Raises KeyError for a type that was never registered."""
        return self.codecs[entity]
