"""Doors and transactions with a bug each, for `ops.simulate.planted`: they break one of the rules of sync.md 5."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.sql.dml import Update
from sqlalchemy.sql.selectable import Select

from ops.simulate.faulty import ChokingTx
from ops.simulate.port import Build
from server.core import clock
from server.core import tables as t
from server.core.authority import Holding
from server.core.database import DatabaseFault, ReadTx, Tx
from server.core.door import FIRST, Door, Last, Outcome
from server.core.intake import Sent, Submission
from server.core.loading import head_of
from server.core.statements import Bulk, Row, Statement
from sync.scopes import GRACE

_WAITING = ("held", "parked", "conflicts", "subject_keys", "install_contacts", "receipts")


class _Forgetful(ChokingTx):
    """Nobody remembers which commands were judged."""

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        construct: Any = statement.construct
        if isinstance(construct, Select) and any(
            getattr(column, "table", None) is t.receipts for column in construct.selected_columns
        ):
            return []
        return await super().fetch(statement, **params)

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        if bulk.table is t.receipts:
            await self.upsert(bulk, rows)
        else:
            await super().insert(bulk, rows)


class _NoBump(ChokingTx):
    """A commit that changed no row leaves head and journal as they are."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._changed = False
        self._silent = False

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        if not isinstance(statement.construct, Update) or self._changed:
            return await super().fetch(statement, **params)
        self._silent = True
        head = await head_of(self.tx, params["district"])
        return [(head.epoch, head.pos, head.link, head.durable_pos, head.directory, head.name)]

    async def execute(self, statement: Statement, /, **params: Any) -> None:
        if not (self._silent and isinstance(statement.construct, Update)):
            await super().execute(statement, **params)

    async def insert(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._note(bulk, rows)
        if not (self._silent and bulk.table in (t.journal, t.journal_entries)):
            await super().insert(bulk, rows)

    async def update(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._note(bulk, rows)
        await super().update(bulk, rows)

    def _note(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        self._changed = self._changed or (bool(rows) and bulk.table.name not in _WAITING)


class _NoFloor(ChokingTx):
    """Nobody looks up when an install's work before this was done."""

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        rows = await super().fetch(statement, **params)
        return [(*row[:-1], None) for row in rows] if {"install", "first"} <= params.keys() else rows


class _FloorByArrival(ChokingTx):
    """What came last is taken for what was written before."""

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        if {"install", "first"} <= params.keys():  # the one read of what an install has done before
            params["first"] = 2**53
        return await super().fetch(statement, **params)


class _LateRefuse(Door):
    """Whoever has a grid no longer never had it."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        load = self.load_holdings

        async def present(tx: ReadTx, district: int, users: Sequence[str]) -> Mapping[str, Sequence[Holding]]:
            since = clock.now() - GRACE
            held = await load(tx, district, users)
            return {
                user: [one for one in those if one.until_at is None or one.until_at > since]
                for user, those in held.items()
            }

        self.load_holdings = present


class _NoRekey(Door):
    """Two phones with one name are one phone."""

    async def _cloned(self, tx: Tx, submission: Submission, fresh: Sequence[Sent]) -> bool:  # noqa: ARG002 - as it is called
        return False


class _TwinParked(Door):
    """Another transaction did the same a moment ago, and the command is blamed."""

    async def _together(self, submission: Submission, last: Last = FIRST) -> Outcome:
        try:
            return await self._in_order(lambda tx, last: self._pass(tx, submission, last), last)
        except DatabaseFault as fault:
            raise DatabaseFault(str(fault), transient=fault.transient) from fault


class _TransientParked(Door):
    """The database was busy, and the command is blamed."""

    async def _together(self, submission: Submission, last: Last = FIRST) -> Outcome:
        try:
            return await self._in_order(lambda tx, last: self._pass(tx, submission, last), last)
        except DatabaseFault as fault:
            raise DatabaseFault(str(fault), twin=fault.twin) from fault


class Unbounded:
    """A view of a district that has no horizon."""

    def __init__(self, tx: ReadTx) -> None:
        self.tx = tx
        self.dialect = tx.dialect

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        """See ReadTx."""
        rows = await self.tx.fetch(statement, **params)
        construct: Any = statement.construct
        last = [*construct.selected_columns][-1] if isinstance(construct, Select) else None
        return [(*row[:-1], 0) for row in rows] if "consumers" in str(last) else rows


class _WeakTag(Door):
    """Two histories of the same length look alike."""

    def tag(self, pos: int, _link: bytes, /) -> str:
        return f"{pos:016x}"


WEAK_TAG = Build(door=_WeakTag)
NO_FLOOR = Build(tx=_NoFloor)
FLOOR_BY_ARRIVAL = Build(tx=_FloorByArrival)
NO_DEDUPE = Build(tx=_Forgetful)
NO_BUMP = Build(tx=_NoBump)
LATE_REFUSE = Build(door=_LateRefuse)
NO_REKEY = Build(door=_NoRekey)
TWIN_PARKED = Build(door=_TwinParked)
TRANSIENT_PARKED = Build(door=_TransientParked)
