"""Scopes on their way in: what a page tells of them, the chunks of a boot and its end. Sends nothing.

Every function that changes the store is called within one of its commits, but for `next_chunk`, which makes its own.
"""

from msgspec.structs import replace

from mobile_contract.base import CONTRACT
from mobile_contract.sync import BOOT_ROWS, SAME, BootReply, BootRequest, PullReply, Row, Stamp
from sync import digest, intake
from sync.ports import Booting, PhoneState, PhoneStore

SAME_ROWS = 2000
"""How many rows a chunk may have that comes mostly without records."""


def rows_key(stamp: Stamp) -> str:
    """What rows come in: only within one epoch and one contract do equal versions mean equal content."""
    return f"{stamp.epoch}|{CONTRACT}"


def is_of_another_app(state: PhoneState) -> bool:
    """Whether what is held came to an app of another contract: rows of this very version may lack fields (sync.md 14).

    False where that is not known, and where everything is about to be loaded anyway.
    """
    rows = state.rows_due or state.rows_of
    return bool(state.cursor and rows) and rows.rpartition("|")[2] != str(CONTRACT)


def note_scopes(store: PhoneStore, state: PhoneState, reply: PullReply) -> PhoneState:
    """Note the scopes that a page tells to drop and to boot; the phone's row after it.

    A fresh cursor holds nothing: what is not to be booted is not granted. A boot whose scope is on offer no more is
    called off, unless the cursor holds the scope. One that is too big is named and not booted, unless it is here.
    """
    told = {info.id for info in reply.boot}
    dropped = set(reply.drop)
    has = state.rows_of == rows_key(reply.stamp)
    if not state.cursor:
        dropped |= {info.id for info in store.scopes.rows()} - told
        state = replace(state, rows_due=rows_key(reply.stamp))
    if not reply.more:
        dropped |= {boot.scope for boot in store.booting.rows() if not boot.again} - told
    for scope in sorted(dropped):
        intake.drop_scope(store, scope)
    for boot in store.booting.rows() if dropped else ():
        if boot.start is not None:  # its cursor may name the dropped scope, and would bring it back without rows
            state = _put(store, state, replace(boot, start=None, after=""))
    for info in reply.boot:
        store.scopes.put(info)
        store.dropping.drop(info.id)
        too_big = info.too_big and not store.members.of_scope(info.id)
        if store.booting.find(info.id) is None and not too_big:
            state = _put(store, state, Booting(info.id, 0, has=has))
    return state


def again(store: PhoneStore, state: PhoneState, scope: int) -> PhoneState:
    """Boot a scope that the cursor holds: whatever is wrong with it here is replaced at the end."""
    return _put(store, state, Booting(scope, 0, again=True))


def next_chunk(store: PhoneStore) -> BootRequest | None:
    """The next chunk of the scope under way, or of the next one; see `Phone.next_boot`."""
    waiting = store.booting.rows()
    state = store.state()
    if not waiting or not state.cursor:
        return None
    boot = next((entry for entry in waiting if entry.start is not None), waiting[0])
    start = state.cursor if boot.start is None else boot.start
    if boot.start is None:
        with store.commit():
            store.booting.put(replace(boot, start=start))
    held = list(store.members.versions(boot.scope)) if boot.has else []
    return BootRequest(
        install=state.install,
        contract=CONTRACT,
        seen=state.seen,
        cursor=start,
        scope=boot.scope,
        after=boot.after,
        limit=SAME_ROWS if held else BOOT_ROWS,
        have=digest.bucket_sums(held) if held else (),
    )


def take_chunk(store: PhoneStore, boot: Booting, reply: BootReply, cursor: str, wall: int) -> str:
    """Take a chunk and how far it came; the cursor after it, which the last one joins to the scope.

    A row that the server believes to be here and that is not: the chunk is asked for once more, with all records.
    """
    if boot.has and any(row.op == SAME and not _holds(store, row) for row in reply.rows):
        store.booting.put(replace(boot, has=False))
        return cursor
    for row in reply.rows:
        intake.take(store, row, mark=boot.mark, wall=wall)
    if reply.after is not None:
        store.booting.put(replace(boot, after=reply.after))
        return cursor
    intake.swap(store, boot)
    intake.sweep(store)
    return reply.cursor


def marks(store: PhoneStore) -> dict[int, int]:
    """By scope the mark of its boot: what a page brings meanwhile must outlive the boot's end."""
    return {boot.scope: boot.mark for boot in store.booting.rows()}


def _holds(store: PhoneStore, row: Row) -> bool:
    held = store.base.find((row.kind, row.id))
    return held is not None and held.version == row.version


def _put(store: PhoneStore, state: PhoneState, boot: Booting) -> PhoneState:
    store.booting.put(replace(boot, mark=state.next_mark))
    return replace(state, next_mark=state.next_mark + 1)
