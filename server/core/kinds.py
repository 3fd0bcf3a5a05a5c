"""The kinds of rows: which table holds an entity, who sees it, whose key seals it, and what phones hold of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_args

import msgspec
from sqlalchemy import Table, bindparam, select

from mobile_contract.base import Record
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
class Kind(Generic[E]):
    """One kind of row. `sealed` maps a column to the fields in it; `blind` a column to the value it indexes."""

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

    def subject(self, entity: E) -> str:
        """Whose key seals this row: a resident's, a household's, a case's, or the district's."""
        return DISTRICT_SUBJECT if self.subject_column is None else str(getattr(entity, self.subject_column))


class Codec(Generic[E]):
    """Rows to entities and back, sealing on the way. Made once per kind."""

    def __init__(self, kind: Kind[E]) -> None:
        self.kind = kind
        names = [column.name for column in kind.table.columns if column.name != "district_id"]
        self.names = tuple(names)
        self.bulk: Bulk = bulk(kind.table)
        self.by_id = self._select("id")
        self.by_parent = {column: self._select(column) for column in kind.children}
        self._at_subject = None if kind.subject_column is None else names.index(kind.subject_column)
        types = msgspec.structs.fields(kind.entity)
        annotated = {told.name: told.type for told in types}
        self._writers = [self._writer(name) for name in names]
        self._plain = [
            (at, name, _converter(annotated[name], packed=isinstance(kind.table.c[name].type, Blob)))
            for at, name in enumerate(names)
            if name not in kind.sealed and name not in kind.blind
        ]
        self._sealed = [
            (names.index(column), column, fields, _unpacker(tuple[tuple(annotated[f] for f in fields)]))  # type: ignore[misc] # a type made at run time
            for column, fields in kind.sealed.items()
        ]

    def _select(self, column: str) -> Statement:
        table = self.kind.table
        chosen = [table.c[name] for name in self.names]
        return Statement(
            select(*chosen)
            .where(table.c.district_id == bindparam("district"), among(table.c[column], "ids"))
            .order_by(table.c.id)
            .with_for_update()
        )

    def _writer(self, name: str) -> Callable[[E, SubjectKey, Callable[[str, str], bytes]], Any]:
        kind = self.kind
        if name in kind.sealed:
            fields = kind.sealed[name]
            return lambda entity, key, _blind: key.seal(
                _PACK.encode([getattr(entity, field_name) for field_name in fields]), bound_to(kind, name, entity.id)
            )
        if name in kind.blind:
            value_of = kind.blind[name]
            return lambda entity, _key, blind: None if (v := value_of(entity)) is None else blind(name, v)
        if isinstance(kind.table.c[name].type, Blob):
            return lambda entity, _key, _blind: _PACK.encode(getattr(entity, name))
        return lambda entity, _key, _blind: getattr(entity, name)

    def to_row(self, district: int, entity: E, key: SubjectKey, blind: Callable[[str, str], bytes]) -> Row:
        """The entity as a row of its table, sealed."""
        return (district, *[write(entity, key, blind) for write in self._writers])

    def subject_of(self, row: Row) -> str:
        """Whose key a row needs, from the row itself."""
        return DISTRICT_SUBJECT if self._at_subject is None else str(row[self._at_subject])

    def from_row(self, row: Row, key: SubjectKey | None) -> E:
        """The entity of a row. Raises SealBroken; `key` may be None for a kind that seals nothing."""
        values: dict[str, Any] = {}
        for at, name, convert in self._plain:
            value = row[at]
            values[name] = value if convert is None or value is None else convert(value)
        for at, column, fields, unpack in self._sealed:
            if key is None:
                raise KeyError(f"{self.kind.name} needs its subject's key")
            values.update(
                zip(fields, unpack(key.open(row[at], bound_to(self.kind, column, values["id"]))), strict=True)
            )
        return self.kind.entity(**values)


def bound_to(kind: Kind[Any], column: str, entity: str) -> bytes:
    """The place that a sealed value is bound to."""
    return f"{kind.table.name}|{column}|{entity}".encode()


def _unpacker(told: Any) -> Callable[[bytes], Any]:
    return msgspec.msgpack.Decoder(told).decode


def _converter(told: Any, *, packed: bool) -> Callable[[Any], Any] | None:
    if packed:
        return _unpacker(told)
    for choice in (told, *get_args(told)):
        if isinstance(choice, type) and issubclass(choice, StrEnum):
            return choice
    return None


class Kinds:
    """All kinds of the running system, by entity type, by name and by number."""

    def __init__(self, kinds: Iterable[Kind[Any]]) -> None:
        self.codecs: dict[type[Entity], Codec[Any]] = {kind.entity: Codec(kind) for kind in kinds}
        self.order = {entity: place for place, entity in enumerate(self.codecs)}
        self.by_name = {codec.kind.name: codec for codec in self.codecs.values()}
        self.by_number = {c.kind.number: c for c in self.codecs.values() if c.kind.number is not None}
        if len(self.by_name) != len(self.codecs):
            raise ValueError("two kinds have one name")

    def of(self, entity: type[Entity]) -> Codec[Any]:
        """The codec of an entity type. Raises KeyError for a type that was never registered."""
        return self.codecs[entity]
