"""A phone's copy of its scopes, kept by boots, pulls and drops as `PROTOCOL.md` says; what it must be, by SELECT."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, or_, select

from mobile_contract.base import Clock
from mobile_contract.sync import PUT, BootRequest, PullReply, PullRequest, Row
from server.core import clock
from server.core.columns import among
from server.core.door import Door
from server.core.entities import ScopeRef, case_scope, grid_scope, scope_id
from server.core.statements import Statement
from server.sync import service
from tests.support.scene import APhone

_NOW = Clock(wall=0, boot="b", mono=0)
Held = set[tuple[str, str, int]]
"""Rows as (name of their kind, id, version)."""

_IN_GRID = ("building", "dwelling", "household", "person", "residency", "visit", "case", "case_event", "photo")
_OF_CASE = {"case": "id", "case_event": "case_id", "photo": "subject_id"}


@dataclass
class Copy:
    """What one phone holds, by scope. `dropped` are the scopes that it was told to let go of, in order."""

    door: Door
    phone: APhone
    cursor: str = ""
    held: dict[int, dict[tuple[int, str], Row]] = field(default_factory=dict[int, dict[tuple[int, str], Row]])
    booted: list[ScopeRef] = field(default_factory=list[ScopeRef])
    dropped: list[int] = field(default_factory=list[int])

    async def sync(self, limit: int = 500) -> "Copy":
        """Pull to the end; let go of what is dropped; boot what is new; and pull to the end again."""
        self.booted, self.dropped = [], []
        reply = await self._pull(limit)
        while reply.more or reply.boot:
            for info in reply.boot:
                self.booted.append(ScopeRef(info.kind, info.ref))
                await self._boot(info.id)
            reply = await self._pull(limit)
        return self

    async def _pull(self, limit: int) -> PullReply:
        asked = PullRequest(install=self.phone.actor.install, now=_NOW, cursor=self.cursor, limit=limit)
        door, actor = self.door, self.phone.actor
        reply = await door.database.read(lambda tx: service.pull(tx, door, actor, asked, clock.now()))
        for row in reply.rows:
            scope = self.held.setdefault(row.scope, {})
            if row.op == PUT:
                scope[row.kind, row.id] = row
            else:
                scope.pop((row.kind, row.id), None)
        for gone in reply.drop:
            self.held.pop(gone, None)
        self.dropped += reply.drop
        self.cursor = reply.cursor
        return reply

    async def _boot(self, scope: int) -> None:
        rows: list[Row] = []
        after: str | None = ""
        cursor = self.cursor
        while after is not None:
            install, door, actor = self.phone.actor.install, self.door, self.phone.actor
            asked = BootRequest(install=install, scope=scope, after=after, cursor=self.cursor, limit=50)
            reply = await service.boot_witnessed(door, actor, asked, clock.now())
            rows += reply.rows
            after, cursor = reply.after, reply.cursor
        self.cursor = cursor
        self.held[scope] = {(row.kind, row.id): row for row in rows}

    def content(self) -> dict[int, dict[tuple[int, str], tuple[int, bytes]]]:
        """Everything held, by scope: version and record."""
        return {
            scope: {key: (row.version, bytes(row.record)) for key, row in rows.items()}
            for scope, rows in self.held.items()
        }

    def of(self, ref: ScopeRef) -> Held:
        """What is held of a scope, of the kinds that lie in grids."""
        names = {number: codec.kind.name for number, codec in self.door.kinds.by_number.items()}
        rows = self.held.get(scope_id(ref), {}).values()
        return {(names[row.kind], row.id, row.version) for row in rows if names[row.kind] in _IN_GRID}


async def fresh(door: Door, phone: APhone) -> Copy:
    """The copy of a phone that has just joined."""
    return await Copy(door, phone).sync()


async def rows_of_grid(door: Door, grid: str) -> Held:
    """What lies in a grid, by SELECT and not by the feed."""
    found: Held = set()
    for name in _IN_GRID:
        table = door.kinds.by_name[name].kind.table
        here = table.c.grid == bindparam("grid")
        lying = or_(here, table.c.leaving == bindparam("grid")) if name == "building" else here
        query = select(table.c.id, table.c.version).where(table.c.district_id == bindparam("district"), lying)
        found |= await _rows(door, name, Statement(query), grid=grid)
    return found


async def rows_of_case(door: Door, case: str) -> Held:
    """A case, its events and its photos, by SELECT."""
    found: Held = set()
    for name, column in _OF_CASE.items():
        table = door.kinds.by_name[name].kind.table
        query = select(table.c.id, table.c.version).where(
            table.c.district_id == bindparam("district"), among(table.c[column], "cases")
        )
        found |= await _rows(door, name, Statement(query), cases=[case])
    return found


async def _rows(door: Door, name: str, statement: Statement, **params: object) -> Held:
    rows = await door.database.read(lambda tx: tx.fetch(statement, district=door.district, **params))
    return {(name, str(row[0]), int(row[1])) for row in rows}


async def holds_exactly(copy: Copy, grids: list[str], cases: list[str] | None = None) -> bool:
    """Whether a copy is what its scopes are, and what a phone that joins now would get."""
    joined = await fresh(copy.door, copy.phone)
    by_select = {grid: await rows_of_grid(copy.door, grid) for grid in grids}
    of_cases = {case: await rows_of_case(copy.door, case) for case in cases or []}
    return (
        copy.content() == joined.content()
        and {grid: copy.of(grid_scope(grid)) for grid in grids} == by_select
        and {case: copy.of(case_scope(case)) for case in cases or []} == of_cases
    )
