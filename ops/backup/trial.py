"""Whether a restored copy is what its backup promised: the chain, the head, the sums, every row. It changes nothing."""

from collections.abc import AsyncIterator, Callable
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Table, bindparam, select, tuple_

from mobile_contract.sync import PUT
from ops.backup.manifest import Manifest
from ops.commands.opening import revision_of
from server.core import tables as t
from server.core.columns import Uuid
from server.core.door import Door
from server.core.entities import Entity, scope_id
from server.core.journal import verify
from server.core.kinds import Codec
from server.core.loading import Head, head_of
from server.core.reading import columns_of, list_entities
from server.core.seal import SealBroken
from server.core.statements import Statement
from sync.digest import MASK, row_sums

_PAGE = 2000
_NOBODY = "00000000-0000-0000-0000-000000000000"
_SHOWN = 5
_key = (t.feed.c.scope, t.feed.c.kind, t.feed.c.entity)
_FEED = Statement(
    select(*_key, t.feed.c.version, t.feed.c.op)
    .where(
        t.feed.c.district_id == bindparam("district"),
        tuple_(*_key) > tuple_(bindparam("scope"), bindparam("kind"), bindparam("entity", type_=Uuid())),
    )
    .order_by(*_key)
    .limit(bindparam("page"))
)
_SCOPES = Statement(
    select(*(t.scopes.c[name] for name in ("id", "count", "sum_a", "sum_b"))).where(
        t.scopes.c.district_id == bindparam("district")
    )
)

Sums = dict[int, list[int]]
"""Count and two sums, by scope."""


class Trial(Struct, frozen=True):
    """What was found; `faults` empty means that the copy is whole. `head` is the copy's own."""

    head: Head
    commits: int
    entries: int
    rows: int
    faults: tuple[str, ...]


async def examine(door: Door, manifest: Manifest, progress: Callable[[int], None]) -> Trial:
    """Try a restored copy through a door of its own. `progress` hears the commits that are done."""
    head = await door.database.read(lambda tx: head_of(tx, door.district))
    faults: list[str] = []
    if (head.epoch, head.pos, head.link.hex()) != (manifest.epoch, manifest.pos, manifest.link):
        faults.append(f"its head is at {head.pos} of epoch {head.epoch}, and the manifest says otherwise")
    revision = await revision_of(door.database)
    if revision != manifest.revision:
        faults.append(f"its schema is {revision}, and the manifest says {manifest.revision}")
    chain = await verify(door.database, door.district, door.seal, progress)
    faults += [f"journal, position {fault.pos}: {fault.why}" for fault in chain.faults[:_SHOWN]]
    rows = 0
    if revision == manifest.revision and not faults:
        rows, found = await _compare(door)
        faults += found
    return Trial(head, chain.commits, chain.entries, rows, tuple(faults))


async def _compare(door: Door) -> tuple[int, list[str]]:
    """Three tellings of what each scope holds must be one: its kept sums, the feed's rows, and the rows themselves."""
    kept: Sums = {row[0]: list(row[1:]) for row in await _all(door, _SCOPES)}
    fed: Sums = {}
    fed_of_rows: Sums = {}
    async for scope, kind, entity, version, op in _feed(door):
        if op == PUT:
            _add(fed, scope, kind, entity, version)
            if kind in door.kinds.by_number:
                _add(fed_of_rows, scope, kind, entity, version)
    there: Sums = {}
    counted = 0
    faults: list[str] = []
    for codec in door.kinds.codecs.values():
        try:
            async for entity in _entities(door, codec):
                counted += 1
                for scope in codec.kind.scopes(entity) if codec.kind.record is not None else ():
                    _add(there, scope_id(scope), codec.kind.number or 0, entity.id, entity.version)
        except SealBroken as broken:
            faults.append(f"{codec.kind.table.name}: a row does not open with this district's key: {broken}")
    faults += _differ("the kept sums and the feed", kept, fed)
    faults += _differ("the feed and the rows", fed_of_rows, there)
    return counted, faults


def _differ(what: str, one: Sums, other: Sums) -> list[str]:
    nothing = [0, 0, 0]
    bad = sorted(scope for scope in one.keys() | other.keys() if one.get(scope, nothing) != other.get(scope, nothing))
    return [f"{what} tell different things of scope {scope}" for scope in bad[:_SHOWN]]


def _add(sums: Sums, scope: int, kind: int, entity: str, version: int) -> None:
    a, b = row_sums(kind, entity, version)
    told = sums.setdefault(scope, [0, 0, 0])
    sums[scope] = [told[0] + 1, (told[1] + a) & MASK, (told[2] + b) & MASK]


async def _all(door: Door, statement: Statement, **params: Any) -> list[tuple[Any, ...]]:
    return await door.database.read(lambda tx: tx.fetch(statement, district=door.district, **params))


async def _feed(door: Door) -> AsyncIterator[tuple[Any, ...]]:
    after: dict[str, Any] = {"scope": -1, "kind": 0, "entity": _NOBODY}
    while rows := await _all(door, _FEED, page=_PAGE, **after):
        for row in rows:
            yield row
        after = dict(zip(after, rows[-1][:3], strict=True))


async def _entities(door: Door, codec: Codec[Any]) -> AsyncIterator[Entity]:
    """Every row of a kind, opened; those of erased subjects are not there."""
    statement, ids, after = _page_of(codec.kind.table), _ids_of(codec.kind.table), _NOBODY
    while page := await _all(door, ids, after=after, page=_PAGE):
        last = page[-1][0]

        async def opened(tx: Any, after: str = after, last: str = last) -> list[Entity]:
            return await list_entities(tx, door, codec.kind.entity, statement, after=after, last=last)

        for entity in await door.database.read(opened):
            yield entity
        after = last


@cache
def _ids_of(table: Table) -> Statement:
    return Statement(
        select(table.c.id)
        .where(table.c.district_id == bindparam("district"), table.c.id > bindparam("after"))
        .order_by(table.c.id)
        .limit(bindparam("page"))
    )


@cache
def _page_of(table: Table) -> Statement:
    return Statement(
        select(*columns_of(table))
        .where(
            table.c.district_id == bindparam("district"),
            table.c.id > bindparam("after"),
            table.c.id <= bindparam("last"),
        )
        .order_by(table.c.id)
    )
