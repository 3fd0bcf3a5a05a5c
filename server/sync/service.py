"""Push, pull and boot without HTTP: what comes in at the door, and what of the feed a phone is to have.

A phone never chooses its scopes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mobile_contract.kinds import PHOTO
from mobile_contract.problems import ProblemCode
from mobile_contract.sync import (
    BUCKETS,
    MOST_SCOPE_ROWS,
    BootReply,
    BootRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Row,
    ScopeInfo,
)
from mobile_contract.versions import may_pull
from server.core import feed
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor, Directory
from server.core.door import Door, Reading
from server.core.entities import ScopeRef, scope_id
from server.core.epochs import head_for
from server.core.ids import is_id
from server.core.intake import Submission
from server.core.intake import read as read_command
from server.core.loading import Head
from server.core.problems import Problem
from server.core.renewal import in_step
from server.sync import wipes
from server.sync.asked import RESET_EPOCH, RESET_TOO_OLD, RESET_UPGRADE, cursor_of, list_granted
from server.sync.cursor import Cursor, written
from server.sync.idle import pull_idle
from server.uploads.losses import list_wanted
from sync.digest import bucket_sums
from sync.scopes import plan


async def push(door: Door, actor: Actor, envelope: PushRequest, raws: Sequence[bytes], encoding: str) -> PushReply:
    """Judge a batch: one receipt per command, in the order of the commands, and the head after them."""
    sent = [read_command(raw, encoding, actor) for raw in raws]
    batch = Submission(actor, sent, envelope.now, envelope.contract, envelope.queue, envelope.seen)
    outcome = await in_step(door, actor.install, lambda: door.submit(batch))
    return PushReply(
        receipts=outcome.receipts,
        stamp=door.stamp(outcome.head, envelope.seen),
        durable=outcome.head.durable_pos,
        rekey=outcome.rekey,
        retry_after=outcome.retry_after_s,
        reset=RESET_EPOCH if outcome.outdated else "",
    )


async def pull(tx: ReadTx, door: Door, actor: Actor, request: PullRequest, at: datetime) -> PullReply:
    """A page of changes, and what to boot and drop: one consistent view of head, grants, feed and digests.

    What is wanted of photos is asked only where some are known to be on their way: the phone says so, or the page
    brings the row of one, as it does when the store has lost its bytes.

    Raises LossProved: see `server.core.renewal.in_step`.
    """
    head, outdated = await head_for(tx, door, request.seen)
    cursor = cursor_of(request.cursor)
    if outdated or (cursor is not None and cursor.epoch != head.epoch):
        return _reset(door, head, request, RESET_EPOCH)
    if not may_pull(request.contract):
        return _reset(door, head, request, RESET_UPGRADE)
    refs = await list_granted(tx, door, actor, at)
    held: frozenset[int] = frozenset(() if cursor is None else cursor.scopes)
    keep, boot, drop = plan(held, frozenset(refs))
    after = head.pos if cursor is None else min(cursor.pos, head.pos)
    page = await feed.read_page(tx, door.district, door.seal, keep, after, head.pos, request.limit)
    sums = {} if page.more and not boot else await feed.list_sums(tx, door.district, (*keep, *boot))
    if cursor is not None and await _is_past(tx, door, cursor, keep, sums):
        return _reset(door, head, request, RESET_TOO_OLD)
    directory = await door.directory(tx, head)
    sizes = await feed.list_sizes(tx, door.district, [one for one in boot if _rows_of(sums, one) > MOST_SCOPE_ROWS])
    awaits = request.queue.photos > 0 or any(row.kind == PHOTO for row in page.rows)
    return PullReply(
        answers=request.cursor,
        cursor=written(Cursor(head.epoch, page.pos, keep)),
        stamp=door.stamp(head, request.seen),
        durable=head.durable_pos,
        more=page.more,
        rows=page.rows,
        boot=[_info(refs[scope], sums, directory, sizes) for scope in boot],
        drop=list(drop),
        digests={} if page.more else {str(scope): feed.digest_in(sums, scope) for scope in keep},
        want=await list_wanted(tx, door.district, actor.install) if awaits else [],
    )


async def boot(tx: ReadTx, door: Door, actor: Actor, request: BootRequest, at: datetime) -> BootReply:
    """A chunk of one scope by (kind, id). Refuses NOT_FOUND for a scope that is not granted. Raises LossProved."""
    head, outdated = await head_for(tx, door, request.seen)
    cursor = cursor_of(request.cursor) or Cursor(head.epoch, head.pos, ())
    if outdated or cursor.epoch != head.epoch:
        return BootReply(
            stamp=door.stamp(head, request.seen), durable=head.durable_pos, rows=[], after=None, reset=RESET_EPOCH
        )
    if request.scope not in await list_granted(tx, door, actor, at):
        raise Problem(ProblemCode.NOT_FOUND)
    rows, last = await _chunk(tx, door, request)
    joined = Cursor(cursor.epoch, cursor.pos, tuple(sorted({*cursor.scopes, request.scope})))
    return BootReply(
        stamp=door.stamp(head, request.seen),
        durable=head.durable_pos,
        rows=rows,
        after=None if last else f"{rows[-1].kind}:{rows[-1].id}",
        cursor=written(joined) if last else "",
    )


async def boot_witnessed(door: Door, actor: Actor, request: BootRequest, at: datetime) -> BootReply:
    """A chunk as `boot` gives it. The first leaves an entry in the journal: from then on this install holds the scope,
    and that is the read which counts (ops/decisions/0005).
    """
    if request.after:
        return await in_step(
            door, actor.install, lambda: door.database.read(lambda tx: boot(tx, door, actor, request, at))
        )

    async def begun(tx: Tx) -> tuple[BootReply, tuple[str, ...]]:
        reply = await boot(tx, door, actor, request, at)
        if not reply.reset:
            await wipes.note_boot(tx, door.district, actor, request.scope, at)
        return reply, ()

    reading = Reading(actor, "sync", f"boot {request.scope}", actor.install)
    return await in_step(door, actor.install, lambda: door.witnessed(reading, begun))


async def pull_in_step(door: Door, actor: Actor, request: PullRequest, at: datetime) -> PullReply:
    """A page as `pull` gives it, to a phone that may hold what was lost."""
    idle = await pull_idle(door, actor, request, at)
    if idle is not None:
        return idle
    return await in_step(door, actor.install, lambda: door.database.read(lambda tx: pull(tx, door, actor, request, at)))


def _info(ref: ScopeRef, sums: Mapping[int, feed.Held], directory: Directory, sizes: Mapping[int, int]) -> ScopeInfo:
    """A scope on offer; `sizes` are those of the scopes that are too big for a phone."""
    number = scope_id(ref)
    node = directory.grid(ref.ref) if ref.kind in ("grid", "sensitive") else None
    return ScopeInfo(
        id=number,
        kind=ref.kind,
        ref=ref.ref,
        label=node.name if node else ref.kind,
        count=_rows_of(sums, number),
        size_bytes=sizes.get(number, 0),
        too_big=number in sizes,
    )


def _rows_of(sums: Mapping[int, feed.Held], scope: int) -> int:
    return sums[scope].digest.count if scope in sums else 0


async def _chunk(tx: ReadTx, door: Door, request: BootRequest) -> tuple[list[Row], bool]:
    """The rows of a chunk, and whether it is the last one."""
    after = _after(request.after)
    if len(request.have) != BUCKETS:
        rows = await feed.read_chunk(tx, door.district, door.seal, request.scope, after, request.limit)
        return rows, len(rows) < request.limit
    sums = bucket_sums(await feed.list_versions(tx, door.district, request.scope))
    agreed = {number for number in range(BUCKETS) if sums[number] == request.have[number]}
    return await feed.read_lean_chunk(tx, door.district, door.seal, request.scope, after, request.limit, agreed)


async def _is_past(tx: ReadTx, door: Door, cursor: Cursor, keep: Sequence[int], sums: Mapping[int, feed.Held]) -> bool:
    """Whether the phone may have missed an exit or an erasure. A cursor without scopes never has."""
    if not keep:
        return False
    told = [sums[scope].horizon for scope in keep if scope in sums]
    return cursor.pos < (told[0] if told else await feed.horizon_of(tx, door.district))


def _after(text: str) -> tuple[int, str]:
    kind, _, identity = text.partition(":")
    if not text:
        return 0, "00000000-0000-0000-0000-000000000000"
    if not kind.isascii() or not kind.isdigit() or len(kind) > 4 or not is_id(identity):
        raise Problem(ProblemCode.MALFORMED, field="after")
    return int(kind), identity


def _reset(door: Door, head: Head, request: PullRequest, why: str) -> PullReply:
    stamp, answers = door.stamp(head, request.seen), request.cursor
    return PullReply(answers=answers, cursor="", stamp=stamp, durable=head.durable_pos, more=False, rows=[], reset=why)
