"""Digests asked for: bucket sums of a scope, lists of bad buckets, rows that differ; and sums that are wrong here.

A difference is a bug of ours, not weather: each is logged with both lists, and each reading of rows is in the journal.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog
from msgspec.structs import replace

from mobile_contract.problems import ProblemCode
from mobile_contract.sync import EXIT, DigestReply, DigestRequest, Row
from server.core import feed
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door, Reading
from server.core.entities import ScopeRef, scope_id
from server.core.epochs import head_for
from server.core.loading import Head, hold_head
from server.core.problems import Problem
from server.core.renewal import in_step
from server.sync.asked import RESET_EPOCH, cursor_of, list_granted
from sync.digest import bucket, bucket_sums, total

log = structlog.get_logger()

RECOUNT_KIND = "recount"
"""The journal's entries of sums that were put right: no command."""

_SHOWN = 50
"""How many rows of each side a log line names."""

_NULL = msgspec.Raw(b"null")


Sums = tuple[int, int, int]


async def answer(door: Door, actor: Actor, request: DigestRequest, at: datetime) -> DigestReply:
    """What a scope holds, as far as it was asked for. Refuses NOT_FOUND for a scope that is not granted.

    Where the kept sums are the fault, they are put right, and the phone's next pull agrees.
    """
    if request.differs:
        return await in_step(door, actor.install, lambda: _rows(door, actor, request, at))
    reply, wrong = await in_step(
        door, actor.install, lambda: door.database.read(lambda tx: _listed(tx, door, actor, request, at))
    )
    if wrong is not None:
        await recount(door, wrong)
    return reply


async def recount(door: Door, ref: ScopeRef) -> None:
    """Put the kept digest of a scope right, with the head held: nobody writes to the feed meanwhile."""

    async def unit(tx: Tx) -> None:
        await hold_head(tx, door.district)
        writer = await door.writer(tx)
        kept = await _kept(tx, door, ref)
        there = total(await feed.list_versions(tx, door.district, scope_id(ref)))
        if kept == there:
            return
        log.error("DIGEST WRONG: the sums of a scope were not those of its rows", scope=ref, kept=kept, rows=there)
        writer.put_right(ref, there[0] - kept[0], (there[1] - kept[1], there[2] - kept[2]))
        await writer.note(RECOUNT_KIND, SYSTEM.user, SYSTEM, msgspec.msgpack.encode((ref, kept, there)))

    await door.database.write(unit)


async def _rows(door: Door, actor: Actor, request: DigestRequest, at: datetime) -> DigestReply:
    """The rows that differ: a read that counts, as a boot does."""

    async def work(tx: Tx) -> tuple[DigestReply, Sequence[str]]:
        reply, _ = await _begun(tx, door, actor, request, at)
        if reply.moved or reply.reset:
            return reply, ()
        asked = {(one.kind, one.id) for one in request.differs}
        ids = sorted({identity for _, identity in asked})
        named = await feed.list_named(tx, door.district, door.seal, request.scope, ids)
        there = {(row.kind, row.id): row for row in named if (row.kind, row.id) in asked}
        absent = [Row(request.scope, kind, identity, EXIT, 0, _NULL) for kind, identity in sorted(asked - there.keys())]
        _alert(actor, request, named)
        return replace(reply, rows=[*there.values(), *absent]), ids

    reading = Reading(actor, "sync", f"repair {request.scope}", actor.install)
    return await door.witnessed(reading, work)


async def _listed(
    tx: ReadTx, door: Door, actor: Actor, request: DigestRequest, at: datetime
) -> tuple[DigestReply, ScopeRef | None]:
    """Sums or lists; and the scope, if it is its kept digest that is wrong."""
    reply, ref = await _begun(tx, door, actor, request, at)
    if reply.moved or reply.reset:
        return reply, None
    rows = await feed.list_versions(tx, door.district, request.scope)
    if not request.buckets:
        wrong = await _kept(tx, door, ref) != total(rows)
        return replace(reply, sums=list(bucket_sums(rows))), ref if wrong else None
    ids: dict[str, list[tuple[int, str, int]]] = {str(number): [] for number in request.buckets}
    for row in rows:
        ids.get(str(bucket(row[1])), []).append(row)
    return replace(reply, ids=ids), None


async def _begun(
    tx: ReadTx, door: Door, actor: Actor, request: DigestRequest, at: datetime
) -> tuple[DigestReply, ScopeRef]:
    """The reply before anything is in it: whether there is anything to say at this cursor."""
    head, outdated = await head_for(tx, door, request.seen)
    refs = await list_granted(tx, door, actor, at)
    if request.scope not in refs:
        raise Problem(ProblemCode.NOT_FOUND)
    cursor = cursor_of(request.cursor)
    if outdated or (cursor is not None and cursor.epoch != head.epoch):
        return _reply(door, head, request, reset=RESET_EPOCH), refs[request.scope]
    moved = cursor is None or await feed.has_moved(tx, door.district, request.scope, cursor.pos)
    return _reply(door, head, request, moved=moved), refs[request.scope]


def _reply(door: Door, head: Head, request: DigestRequest, **facts: Any) -> DigestReply:
    return DigestReply(answers=request.cursor, stamp=door.stamp(head, request.seen), durable=head.durable_pos, **facts)


async def _kept(tx: ReadTx, door: Door, ref: ScopeRef) -> Sums:
    held = (await feed.list_sums(tx, door.district, [scope_id(ref)])).get(scope_id(ref))
    return (0, 0, 0) if held is None else (held.digest.count, int(held.digest.sum_a, 16), int(held.digest.sum_b, 16))


def _alert(actor: Actor, request: DigestRequest, there: Sequence[Row]) -> None:
    log.error(
        "DIGEST MISMATCH: a phone held a scope otherwise than the district",
        install=actor.install,
        scope=request.scope,
        phone=[(one.kind, one.id, one.version) for one in request.differs[:_SHOWN]],
        district=[(row.kind, row.id, row.op, row.version) for row in there[:_SHOWN]],
        rows=len(request.differs),
    )
