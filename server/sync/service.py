"""Push, pull and boot without HTTP: what comes in at the door, and what of the feed a phone is to have.

A phone never chooses its scopes.
"""

from collections.abc import Sequence
from datetime import datetime

from mobile_contract.problems import ProblemCode
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    ScopeInfo,
)
from server.accounts import service as accounts
from server.core import feed
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor, Directory
from server.core.door import Door, Reading
from server.core.entities import ScopeRef, district_scope, grid_scope, scope_id, self_scope
from server.core.ids import is_id
from server.core.intake import Submission
from server.core.intake import read as read_command
from server.core.loading import Head, head_of
from server.core.problems import Problem
from server.sync.cursor import Cursor, WrongCursor, read, written
from sync.scopes import plan

RESET_EPOCH = "epoch"


async def push(door: Door, actor: Actor, envelope: PushRequest, raws: Sequence[bytes], encoding: str) -> PushReply:
    """Judge a batch: one receipt per command, in the order of the commands, and the head after them."""
    sent = [read_command(raw, encoding, actor) for raw in raws]
    outcome = await door.submit(Submission(actor, sent, envelope.now, envelope.contract, envelope.queue))
    return PushReply(
        receipts=outcome.receipts,
        stamp=door.stamp(outcome.head),
        durable=outcome.head.durable_pos,
        rekey=outcome.rekey,
        retry_after=outcome.retry_after_s,
    )


async def pull(tx: ReadTx, door: Door, actor: Actor, request: PullRequest, at: datetime) -> PullReply:
    """A page of changes, and what to boot and drop: one consistent view of head, grants, feed and digests."""
    head = await head_of(tx, door.district)
    cursor = _cursor(request.cursor)
    if cursor is not None and cursor.epoch != head.epoch:
        return _reset(door, head, request.cursor)
    refs = await _granted(tx, door, actor, at)
    held: frozenset[int] = frozenset(() if cursor is None else cursor.scopes)
    keep, boot, drop = plan(held, frozenset(refs))
    after = head.pos if cursor is None else min(cursor.pos, head.pos)
    page = await feed.read_page(tx, door.district, door.seal, keep, after, head.pos, request.limit)
    sums = {} if page.more and not boot else await feed.list_sums(tx, door.district, (*keep, *boot))
    directory = await door.directory(tx, head)
    return PullReply(
        answers=request.cursor,
        cursor=written(Cursor(head.epoch, page.pos, keep)),
        stamp=door.stamp(head),
        durable=head.durable_pos,
        more=page.more,
        rows=page.rows,
        boot=[_info(refs[scope], sums, directory) for scope in boot],
        drop=list(drop),
        digests={} if page.more else {str(scope): sums[scope].digest for scope in keep if scope in sums},
    )


async def boot(tx: ReadTx, door: Door, actor: Actor, request: BootRequest, at: datetime) -> BootReply:
    """A chunk of one scope by (kind, id). Refuses NOT_FOUND for a scope that is not granted."""
    head = await head_of(tx, door.district)
    cursor = _cursor(request.cursor) or Cursor(head.epoch, head.pos, ())
    if cursor.epoch != head.epoch:
        return BootReply(stamp=door.stamp(head), durable=head.durable_pos, rows=[], after=None, reset=RESET_EPOCH)
    if request.scope not in await _granted(tx, door, actor, at):
        raise Problem(ProblemCode.NOT_FOUND)
    rows = await feed.read_chunk(tx, door.district, door.seal, request.scope, _after(request.after), request.limit)
    last = len(rows) < request.limit
    joined = Cursor(cursor.epoch, cursor.pos, tuple(sorted({*cursor.scopes, request.scope})))
    return BootReply(
        stamp=door.stamp(head),
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
        return await door.database.read(lambda tx: boot(tx, door, actor, request, at))

    async def begun(tx: Tx) -> tuple[BootReply, tuple[str, ...]]:
        return await boot(tx, door, actor, request, at), ()

    return await door.witnessed(Reading(actor, "sync", f"boot {request.scope}", actor.install), begun)


async def _granted(tx: ReadTx, door: Door, actor: Actor, at: datetime) -> dict[int, ScopeRef]:
    grids: Sequence[str] = await accounts.list_grids_of(tx, door.district, actor.user, at)
    refs = [*map(grid_scope, grids), self_scope(actor.user), district_scope()]
    return {scope_id(ref): ref for ref in refs}


def _info(ref: ScopeRef, sums: dict[int, feed.Held], directory: Directory) -> ScopeInfo:
    number = scope_id(ref)
    node = directory.grid(ref.ref) if ref.kind == "grid" else None
    count = sums[number].digest.count if number in sums else 0
    return ScopeInfo(id=number, kind=ref.kind, ref=ref.ref, label=node.name if node else ref.kind, count=count)


def _cursor(text: str) -> Cursor | None:
    try:
        return read(text)
    except WrongCursor as error:
        raise Problem(ProblemCode.MALFORMED, field="cursor") from error


def _after(text: str) -> tuple[int, str]:
    kind, _, identity = text.partition(":")
    if not text:
        return 0, "00000000-0000-0000-0000-000000000000"
    if not kind.isascii() or not kind.isdigit() or len(kind) > 4 or not is_id(identity):
        raise Problem(ProblemCode.MALFORMED, field="after")
    return int(kind), identity


def _reset(door: Door, head: Head, answers: str) -> PullReply:
    stamp = door.stamp(head)
    return PullReply(
        answers=answers, cursor="", stamp=stamp, durable=head.durable_pos, more=False, rows=[], reset=RESET_EPOCH
    )
