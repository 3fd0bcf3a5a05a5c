"""What the district's tables hold, read row by row in a connection of its own. It never looks at the feed.

It has its own rule for who sees what, so that it can find the server wrong: a record of a grid is seen by that grid's
workers, what is sensitive apart from it, a case and what belongs to it by its handler and its checker where it lies in
none of their grids, a task by whom it is for while it is open, the catalogue by everybody.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import ColumnElement, bindparam, or_, select

from mobile_contract.base import Record
from mobile_contract.case_steps import CaseTaskState
from mobile_contract.kinds import CARE, OWN_CONFLICT
from mobile_contract.renewal import RenewalState
from mobile_contract.residents import CareRecord
from ops.selfcheck.checking import Failed
from server.accounts.tables import grid_grants
from server.app import make_door
from server.cases.tables import cases
from server.core import clock
from server.core import tables as t
from server.core.columns import Uuid, among
from server.core.database import Database, ReadTx, open_database
from server.core.door import Door
from server.core.entities import Conflict, Entity
from server.core.feed import HORIZON
from server.core.journal import READ_KIND, Entry, list_entries, list_entries_of
from server.core.keyring import Keyring
from server.core.kinds import Codec
from server.core.loading import head_of, load_keys
from server.core.reshaping import NOTED
from server.core.seal import Seal
from server.core.statements import Row, Statement
from server.core.writing import entry_place
from server.features import all_kinds
from server.residents.entities import Person
from server.settings import Settings, read_master
from server.territory.entities import PUBLISHED

E = TypeVar("E", bound=Entity)
T = TypeVar("T")
Key = tuple[int, str]
"""A record: the number of its kind, and its id."""
Scope = tuple[str, str]
"""A scope by kind and what it is the scope of."""

_OF_GRID = frozenset(
    {
        "building", "dwelling", "household", "person", "residency", "visit",
        "organisation", "site", "rented_house", "inspection", "danger", "task", "warning_reach",
    }
)  # fmt: skip
_UNLESS = {
    "component": "retired_at",
    "tenancy": "same_as",
    "service_tag": "same_as",
    "help": "voided_at",
    "renewal_cycle": "closed_at",
    "warning_reach": "closed_at",
}
_WHILE = {"renewal_item": ("state", "pending"), "case_task": ("state", "open"), "warning": ("state", "issued")}
_CARE = frozenset({"service_tag", "help"})
_OF_CASES = {"case": "id", "case_event": "case_id", "photo": "subject_id"}
_OF_ALL = frozenset({"case_class", "filing_condition", "check_template", "visit_rules", "task_type", "warning"})
_OF_ONE = {"receipt": "user_id", "case_task": "assignee"}
_KEPT = timedelta(days=90)
_PLANNED = "notices planned"
"""Up to where messages are planned: it stays where it is as long as there is nobody to tell."""
_SETTLE_S = 20.0
_POLL_S = 0.05

_GRANTED = Statement(
    select(grid_grants.c.grid, grid_grants.c.from_at, grid_grants.c.until_at).where(
        grid_grants.c.district_id == bindparam("district"), grid_grants.c.user_id == bindparam("user", type_=Uuid())
    )
)
_WORKED_ON = Statement(
    select(cases.c.id, cases.c.grid, cases.c.closed_at).where(
        cases.c.district_id == bindparam("district"),
        or_(
            cases.c.handler == bindparam("user", type_=Uuid()),
            cases.c.checker == bindparam("user", type_=Uuid()),
        ),
    )
)
_CURSORS = Statement(
    select(t.consumers.c.name, t.consumers.c.pos).where(
        t.consumers.c.district_id == bindparam("district"), t.consumers.c.name != HORIZON
    )
)


class Held(NamedTuple):
    """What somebody's phone has to hold: each record with version and content, and through which scopes it is seen."""

    records: dict[Key, tuple[int, Record]]
    scopes: dict[Scope, frozenset[Key]]


class Oracle:
    """A reader of one district. Every method opens a transaction of its own and keeps nothing of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.seal = Seal.from_master(read_master(settings))
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self.database: Database = self.run(open_database(settings.database, readers=1, pool=2))
        self._codecs = all_kinds()
        self._queries = {number: _query(codec) for number, codec in self._codecs.by_number.items()}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for a coroutine on the reader's own loop: the caller's, if it has one, is left alone."""
        return self._runner.run(work)

    def close(self) -> None:
        """Give the connections back."""
        self.run(self.database.close())
        self._runner.close()

    def head_pos(self) -> int:
        """Where the journal ends."""
        return self.run(self.database.read(lambda tx: head_of(tx, self.settings.district))).pos

    def door(self) -> Door:
        """A door of its own into the district."""
        return make_door(self.database, self.settings.district, self.seal)

    def one(self, entity: type[E], identity: str) -> E:
        """A row of the register that must be there."""
        found = self.children(entity, "id", identity)
        if not found:
            raise Failed(f"there is a {entity.__name__} {identity}")
        return found[0]

    def children(self, entity: type[E], column: str, parent: str) -> list[E]:
        """The rows of a kind whose column names a parent, by id."""
        codec = self._codecs.of(entity)

        async def read(tx: ReadTx) -> list[E]:
            rows = await tx.fetch(_where(codec, column), district=self.settings.district, ids=[parent])
            return await self._entities(tx, codec, rows)

        return self.run(self.database.read(read))

    def entries_of(self, identity: str) -> list[Entry]:
        """The journal's entries about one entity, in order."""
        return self.run(self.database.read(lambda tx: list_entries_of(tx, self.settings.district, [identity])))

    def granted(self, user: str) -> list[str]:
        """The grids that a user is on now, sorted."""
        rows = self.run(self.database.read(lambda tx: tx.fetch(_GRANTED, district=self.settings.district, user=user)))
        at = clock.now()
        return sorted({grid for grid, since, until in rows if since <= at and (until is None or at < until)})

    def held_by(self, user: str) -> Held:
        """What the phone of a user has to hold: these records and no other."""
        grids = self.granted(user)
        return self.run(self.database.read(lambda tx: self._held_by(tx, user, grids)))

    async def _held_by(self, tx: ReadTx, user: str, grids: Sequence[str]) -> Held:
        records: dict[Key, tuple[int, Record]] = {}
        scopes: dict[Scope, set[Key]] = defaultdict(set)
        found = await tx.fetch(_WORKED_ON, district=self.settings.district, user=user)
        kept = {case for case, grid, closed_at in found if grid not in grids and not _is_old(closed_at)}
        asked = {
            "grids": list(grids), "cases": sorted(kept), "published": PUBLISHED, "user": user,
            "open": CaseTaskState.OPEN.value, "pending": RenewalState.PENDING.value,
        }  # fmt: skip
        for number, codec in self._codecs.by_number.items():
            to_record = codec.kind.record
            if to_record is None:
                raise Failed(f"a {codec.kind.name} has a number and no record")
            statement, wanted = self._queries[number]
            told = {name: asked[name] for name in wanted}
            rows = await tx.fetch(statement, district=self.settings.district, **told)
            for entity in await self._entities(tx, codec, rows):
                key = number, entity.id
                for scope in _scopes_of(codec.kind.name, entity, grids, kept):
                    records[key] = entity.version, to_record(entity)
                    scopes[scope].add(key)
                if isinstance(entity, Conflict) and entity.author == user and codec.kind.apart is not None:
                    records[OWN_CONFLICT, entity.id] = entity.version, codec.kind.apart.record(entity)
                    scopes["self", user].add((OWN_CONFLICT, entity.id))
                if isinstance(entity, Person) and entity.care_labels and entity.grid in grids:
                    records[CARE, entity.id] = entity.version, CareRecord(id=entity.id, care_labels=entity.care_labels)
                    scopes["sensitive", str(entity.grid)].add((CARE, entity.id))
        return Held(records, {scope: frozenset(keys) for scope, keys in scopes.items()})

    async def _entities(self, tx: ReadTx, codec: Codec[Any], rows: Sequence[Row]) -> list[Any]:
        keyring = Keyring(self.seal, self.settings.district)
        await load_keys(tx, self.settings.district, keyring, {codec.subject_of(row) for row in rows})
        sealed = bool(codec.kind.sealed)
        return [codec.from_row(row, keyring.key(codec.subject_of(row)) if sealed else None) for row in rows]

    def looks_at(self, person: str) -> list[tuple[str, str]]:
        """Who was told of a person by a read that the journal keeps: for each its purpose, and what was read."""

        async def read(tx: ReadTx) -> list[tuple[str, str]]:
            district = self.settings.district
            head = await head_of(tx, district)
            keyring = Keyring(self.seal, district)
            await load_keys(tx, district, keyring, ())
            found = [one for one in await list_entries(tx, district, 0, head.pos) if one.kind == READ_KIND]
            opened = [
                keyring.key(one.subject).open(one.body or b"", entry_place(one.kind, one.entity)) for one in found
            ]
            told = [msgspec.msgpack.decode(body, type=tuple[str, str, list[str]]) for body in opened]
            return [(purpose, what) for purpose, what, ids in told if person in ids]

        return self.run(self.database.read(read))

    def settle(self) -> None:
        """Wait until every consumer has read the journal to its end. Raises TimeoutError."""
        deadline = time.monotonic() + _SETTLE_S
        behind: dict[str, int] = {}
        while time.monotonic() < deadline:
            rows = self.run(self.database.read(lambda tx: tx.fetch(_CURSORS, district=self.settings.district)))
            head = self.head_pos()
            behind = {name: head - pos for name, pos in rows if pos != head and not name.startswith((NOTED, _PLANNED))}
            if rows and not behind:
                return
            time.sleep(_POLL_S)
        raise TimeoutError(f"the consumers did not come to the end of the journal: {behind}")


def _columns(codec: Codec[Any]) -> list[Any]:
    return [codec.kind.table.c[name] for name in codec.names]


def _where(codec: Codec[Any], column: str) -> Statement:
    table = codec.kind.table
    return Statement(
        select(*_columns(codec))
        .where(table.c.district_id == bindparam("district"), among(table.c[column], "ids"))
        .order_by(table.c.id)
    )


def _query(codec: Codec[Any]) -> tuple[Statement, tuple[str, ...]]:
    """All rows of a kind that somebody may see, and the names of what the query asks for."""
    table = codec.kind.table
    clauses, wanted = _clauses(codec.kind.name, table.c)
    return Statement(select(*_columns(codec)).where(table.c.district_id == bindparam("district"), *clauses)), wanted


def _clauses(kind: str, columns: Any) -> tuple[list[ColumnElement[bool]], tuple[str, ...]]:
    if kind in _OF_GRID:
        return [among(columns.grid, "grids")], ("grids",)
    if kind in _OF_CASES:
        own = among(columns[_OF_CASES[kind]], "cases")
        return [or_(among(columns.grid, "grids"), own)], ("grids", "cases")
    if kind == "grid":
        return [among(columns.id, "grids"), columns.status == bindparam("published")], ("grids", "published")
    if kind in _OF_ALL:
        return [], ()
    if kind in _UNLESS:
        return [among(columns.grid, "grids"), columns[_UNLESS[kind]].is_(None)], ("grids",)
    if kind in _WHILE:
        column, state = _WHILE[kind]
        mine = (
            among(columns.grid, "grids") if "grid" in columns else columns.assignee == bindparam("user", type_=Uuid())
        )
        return [mine, columns[column] == bindparam(state)], ("grids" if "grid" in columns else "user", state)
    if kind == "conflict":
        own = columns.author == bindparam("user", type_=Uuid())
        return [or_(among(columns.grid, "grids"), among(columns.entity, "cases"), own)], ("grids", "cases", "user")
    if kind == "receipt":
        return [columns.user_id == bindparam("user", type_=Uuid())], ("user",)
    raise NotImplementedError(f"say here who sees a {kind}")


def _scopes_of(kind: str, entity: Any, grids: Sequence[str], cases: Collection[str]) -> list[Scope]:
    if kind in _OF_ALL:
        return [("dist", "all")]
    if kind in _OF_ONE:
        return [("self", getattr(entity, _OF_ONE[kind]))]
    grid = entity.id if kind == "grid" else entity.grid
    found = [("sensitive" if kind in _CARE else "grid", grid)] if grid in grids else []
    case = getattr(entity, _OF_CASES[kind]) if kind in _OF_CASES else None
    if kind == "conflict":
        case = entity.entity
    return [*found, ("case", str(case))] if case in cases else found


def _is_old(closed_at: datetime | None) -> bool:
    return closed_at is not None and closed_at + _KEPT <= clock.now()
