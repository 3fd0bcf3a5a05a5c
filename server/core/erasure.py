"""Erasing a subject: key destroyed, bodies and rows gone, the chain holds, phones are told. It judges no request."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update

from mobile_contract.base import Command
from mobile_contract.sync import ERASE, PUT
from server.core import tables as t
from server.core.columns import among
from server.core.database import Database, DatabaseFault, ReadTx, Tx
from server.core.decisions import Actor
from server.core.entities import ScopeRef
from server.core.journal import ERASE_KIND, blank_bodies
from server.core.kinds import Kinds
from server.core.loading import Head
from server.core.statements import Row, Statement, bulk
from server.core.writing import Writer
from sync.digest import row_sums

TRIES = 3
_KEYS = bulk(t.subject_keys)
_DESTROY = Statement(
    update(t.subject_keys)
    .where(t.subject_keys.c.district_id == bindparam("district"), t.subject_keys.c.subject == bindparam("gone"))
    .values(wrapped=None, erased_at=bindparam("at"))
)
_UNCLAIM = Statement(
    delete(t.claims).where(t.claims.c.district_id == bindparam("district"), t.claims.c.entity == bindparam("gone"))
)
_OTHERS = Statement(
    select(t.conflicts.c.id)
    .where(
        t.conflicts.c.district_id == bindparam("district"),
        t.conflicts.c.entity == bindparam("gone"),
        t.conflicts.c.meant == bindparam("gone"),
        t.conflicts.c.subject != bindparam("gone"),
    )
    .order_by(t.conflicts.c.id)
    .with_for_update()
)
_OWNED = tuple(
    Statement(
        update(table)
        .where(table.c.district_id == bindparam("district"), among(column, "ids"))
        .values(subject=bindparam("gone"))
    )
    for table, column in ((t.conflicts, t.conflicts.c.id), (t.feed, t.feed.c.entity))
)
_SHOWN = Statement(
    select(t.feed.c.scope, t.feed.c.kind, t.feed.c.entity, t.feed.c.version, t.scopes.c.kind, t.scopes.c.ref)
    .select_from(
        t.feed.join(t.scopes, (t.scopes.c.district_id == t.feed.c.district_id) & (t.scopes.c.id == t.feed.c.scope))
    )
    .where(t.feed.c.district_id == bindparam("district"), t.feed.c.subject == bindparam("gone"), t.feed.c.op == PUT)
    .order_by(t.feed.c.scope, t.feed.c.kind, t.feed.c.entity)
)


async def list_partings(tx: ReadTx, kinds: Kinds, district: int, subject: str) -> list[Command]:
    """What takes the subject out of whatever it went into by a merge, the outermost first.

    Whose record is part of somebody else's would outlive an erasure there.
    """
    partings: list[Command] = []
    for kind in (codec.kind for codec in kinds.codecs.values()):
        loser: str | None = subject if kind.parts is not None else None
        while loser is not None and kind.parts is not None:
            rows = await tx.fetch(_joined(kind.table), district=district, loser=loser)
            joined = next(((row[0], row[1], row[2]) for row in rows if not row[3]), None)
            loser = None if joined is None else joined[1]
            if joined is not None:
                partings.append(kind.parts(*joined))
    return partings[::-1]


async def with_merged(tx: ReadTx, kinds: Kinds, district: int, subject: str) -> list[str]:
    """The subject, and whoever was merged into it, and into those: records of one person go together."""
    found = [subject]
    merging = [codec.kind for codec in kinds.codecs.values() if codec.kind.into]
    for one in found:
        for kind in merging:
            rows = await tx.fetch(_merged_into(kind.table, kind.into), district=district, winner=one)
            found += [row[0] for row in rows if row[0] not in found]
    return found


async def erase(
    database: Database, open_writer: Callable[[Tx], Awaitable[Writer]], actor: Actor, subjects: Sequence[str], why: str
) -> Head | None:
    """As `erase_in`, and once more where somebody held a row for too long: the ledger has it already, so it must be."""
    for left in reversed(range(TRIES)):
        try:
            return await database.write(lambda tx: erase_in(tx, open_writer, actor, subjects, why))
        except DatabaseFault as fault:
            if not (fault.transient and left):
                raise
    raise AssertionError("unreachable: the loop returns or raises")


async def erase_in(
    tx: Tx, open_writer: Callable[[Tx], Awaitable[Writer]], actor: Actor, subjects: Sequence[str], why: str
) -> Head | None:
    """Erase residents, households or cases for ever, in one commit with the entries that say so.

    What was sealed with a subject's key cannot be opened any more, in no backup either whose keys are kept apart; its
    rows are deleted; every phone that holds them is told to erase; a key is never made again for the subject, so a late
    command gets `gone`. None, and nothing is done: somebody else was merged into one of them meanwhile.
    """
    writers = {subject: await open_writer(tx) for subject in subjects}
    kinds, district = writers[subjects[0]].kinds, writers[subjects[0]].district
    await _lock_rows(tx, kinds, district, subjects)
    if {*await with_merged(tx, kinds, district, subjects[0])} != {*subjects}:
        return None
    feeds = [(subject, writer, await _clear(writer, subject)) for subject, writer in writers.items()]
    body = msgspec.msgpack.encode((why,))
    return [await writer.note(ERASE_KIND, subject, actor, body, feed) for subject, writer, feed in feeds][-1]


async def _clear(writer: Writer, subject: str) -> Sequence[Row]:
    """All of it that comes before the head; what the feed is to tell.

    Conflicts about it that are sealed by another key go with it as if they were its own: on what came late before there
    was such a subject, or was said of somebody who is part of it no more. No decision on them can be taken after this.
    """
    tx, district = writer.tx, writer.district
    others = [row[0] for row in await tx.fetch(_OTHERS, district=district, gone=subject)]
    for owned in _OWNED if others else ():
        await tx.execute(owned, district=district, gone=subject, ids=others)
    shown = await tx.fetch(_SHOWN, district=district, gone=subject)
    await _delete_rows(tx, writer.kinds, district, subject)
    await tx.execute(_UNCLAIM, district=district, gone=subject)
    await blank_bodies(tx, district, subject)
    await tx.insert_missing(_KEYS, [(district, subject, None, writer.now)])  # a subject of which no key is known, too
    await tx.execute(_DESTROY, district=district, gone=subject, at=writer.now)
    for _scope, number, entity, version, kind, ref in shown:
        writer.take_away(ScopeRef(kind, ref), row_sums(number, entity, version))
    return [(scope, number, entity, ERASE, version, subject, None) for scope, number, entity, version, _, _ in shown]


async def _lock_rows(tx: Tx, kinds: Kinds, district: int, subjects: Sequence[str]) -> None:
    """In the door's own order, so that whoever is at work on a subject has committed and nobody new begins.

    A photo that came in between would lie in the feed under a key that is gone, and stop the grid's every phone.
    """
    for codec in kinds.codecs.values():
        column = codec.kind.subject_column
        if column is not None:
            await tx.fetch(_locked_in(codec.kind.table, column), district=district, gone=list(subjects))


async def _delete_rows(tx: Tx, kinds: Kinds, district: int, subject: str) -> None:
    for codec in reversed(kinds.codecs.values()):
        column = codec.kind.subject_column
        if column is not None:
            await tx.execute(_delete_from(codec.kind.table, column), district=district, gone=subject)


def _joined(table: Any) -> Statement:
    return Statement(
        select(table.c.id, table.c.winner, table.c.loser, table.c.undone)
        .where(table.c.district_id == bindparam("district"), table.c.loser == bindparam("loser"))
        .order_by(table.c.id)
    )


def _merged_into(table: Any, column: str) -> Statement:
    return Statement(
        select(table.c.id)
        .where(table.c.district_id == bindparam("district"), table.c[column] == bindparam("winner"))
        .order_by(table.c.id)
    )


def _locked_in(table: Any, column: str) -> Statement:
    return Statement(
        select(table.c.id)
        .where(table.c.district_id == bindparam("district"), among(table.c[column], "gone"))
        .order_by(table.c.id)
        .with_for_update()
    )


def _delete_from(table: Any, column: str) -> Statement:
    return Statement(
        delete(table).where(table.c.district_id == bindparam("district"), table.c[column] == bindparam("gone"))
    )
