"""Rows on their way into a phone and out of it: memberships, versions, exits, erasures, digests. Sends nothing.

Every function that changes the store is called within one of its commits.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.kinds import CASE_EVENT, CONFLICT, OWN_CONFLICT, PHOTO, RECEIPT, RESIDENCY, VISIT
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import ERASE, EXIT, PUT, SAME, Digest, Removed, Row, WipeProof
from sync import digest, inbox
from sync.ports import Answered, BaseRow, Booting, Dropping, Leaving, Member, PhoneStore, Queued, Sent

# Children travel in their root's lane; everything else is a lane of its own.
_ROOT_FIELD = {
    RESIDENCY: "person",
    VISIT: "household",
    CASE_EVENT: "case",
    PHOTO: "subject",
    CONFLICT: "root",
    OWN_CONFLICT: "root",
}


class _Roots(Struct):
    person: str = ""
    household: str = ""
    case: str = ""
    subject: str = ""
    root: str = ""


class _Tag(Struct):
    kind: str = ""


def take(store: PhoneStore, row: Row, *, mark: int = 0, wall: int = 0) -> None:
    """Take one row of a page (mark 0) or of a boot, at a reading of the wall clock. A lower version changes no row.

    An exit removes the membership, and the row with its last one; an erasure removes the row, what was
    written about it and its photos, and each command so lost gets the receipt `gone`. What is the same as here must be
    here at its very version, or nothing is taken.
    """
    if row.op == PUT:
        store.members.put(Member(row.scope, row.kind, row.id, mark))
        held = store.base.find((row.kind, row.id))
        if held is None or row.version >= held.version:
            store.base.put(BaseRow(row.kind, row.id, row.version, bytes(row.record)))
            if row.kind == RECEIPT:
                inbox.take_answer(store, bytes(row.record), wall)
        store.leaving.drop((row.kind, row.id))
    elif row.op == SAME:
        held = store.base.find((row.kind, row.id))
        if held is not None and held.version == row.version:
            store.members.put(Member(row.scope, row.kind, row.id, mark))
            store.leaving.drop((row.kind, row.id))
    elif row.op == EXIT:
        leave(store, row.scope, row.kind, row.id)
    elif row.op == ERASE:
        _erase(store, row.kind, row.id, wall)


def leave(store: PhoneStore, scope: int, kind: int, row_id: str) -> None:
    """End a membership. The row goes with its last one, but never before its lane has been judged (law 6)."""
    store.members.drop(scope, kind, row_id)
    held = store.base.find((kind, row_id))
    if held is not None and not store.members.scopes_of(kind, row_id):
        store.leaving.put(Leaving(kind, row_id, _lane_of(held), scope))


def drop_scope(store: PhoneStore, scope: int) -> None:
    """End all memberships of a scope that is granted no more; what waits for a verdict stays until it is there."""
    if store.dropping.find(scope) is None:
        had = own_digest(store, scope)
        store.dropping.put(Dropping(scope, Removed(had.count, had.sum_a, had.sum_b)))
    store.booting.drop(scope)
    store.scopes.drop(scope)
    for member in store.members.of_scope(scope):
        leave(store, scope, member.kind, member.id)
    part_with_orphans(store, scope)


def part_with_orphans(store: PhoneStore, scope: int) -> None:
    """Send off the rows that no scope shows any more, for this scope's account: a bug has lost their memberships."""
    for row in store.members.orphans():
        if store.leaving.find((row.kind, row.id)) is None:
            store.leaving.put(Leaving(row.kind, row.id, _lane_of(row), scope))


def sweep(store: PhoneStore) -> None:
    """Delete the rows that have left and wait for no verdict any more, then the keys of the scopes that are through.

    The order is that of sync.md 9; each step may be the last one before a crash, and is taken again.
    """
    leaving = store.leaving.rows()
    if leaving:
        unjudged = {name for entry in store.queue.rows() for name in (entry.lane, entry.entity)}
        for row in leaving:
            if row.id not in unjudged and row.lane not in unjudged:
                if store.members.scopes_of(row.kind, row.id):  # a bug brought one back: the digests will tell of it
                    store.leaving.drop((row.kind, row.id))
                    continue
                if row.kind == RECEIPT and (held := store.base.find((row.kind, row.id))) is not None:
                    inbox.take_back(store, held.record)
                store.base.drop((row.kind, row.id))
                store.leaving.drop((row.kind, row.id))
    waiting = {row.scope for row in store.leaving.rows()}
    for entry in store.dropping.rows():
        if not entry.gone and entry.scope not in waiting:
            store.shred(entry.scope)
            store.dropping.put(replace(entry, gone=True))


def swap(store: PhoneStore, boot: Booting) -> None:
    """End a boot: what it did not bring loses this membership, and not before (sync.md 10)."""
    for member in store.members.of_scope(boot.scope):
        if member.mark != boot.mark:
            leave(store, boot.scope, member.kind, member.id)
    part_with_orphans(store, boot.scope)
    store.booting.drop(boot.scope)


def send_again(store: PhoneStore, wanted: Iterable[str]) -> str:
    """Photos whose bytes the district has not, by their hash, go again from their first byte; which of them are here
    no more, as a word for the district.
    """
    here = store.photos.rows()
    gone: list[str] = []
    for sha256 in wanted:
        those = [photo for photo in here if photo.sha256 == sha256]
        for photo in those:
            if photo.done:
                store.photos.put(replace(photo, offset=0, done=False, done_pos=None))
        if not those:
            gone.append(sha256[:8])
    return f"photo gone: {', '.join(gone)}" if gone else ""


def next_proof(store: PhoneStore, now: Clock) -> WipeProof | None:
    """The proof of a scope whose rows and key are no more, and of which the server is yet to be told."""
    state = store.state()
    gone = next((entry for entry in store.dropping.rows() if entry.gone), None)
    if gone is None:
        return None
    return WipeProof(
        install=state.install, contract=CONTRACT, seen=state.seen, scope=gone.scope, digest=gone.held, at=now
    )


def close_dropped(store: PhoneStore, proof: WipeProof) -> bool:
    """The server has this proof; False if the scope is on its way in again, or out anew."""
    entry = store.dropping.find(proof.scope)
    if entry is None or not entry.gone or entry.held != proof.digest:
        return False
    store.dropping.drop(proof.scope)
    return True


def own_digest(store: PhoneStore, scope: int) -> Digest:
    """What this phone holds of a scope, rows of unknown kinds included."""
    count, sum_a, sum_b = digest.total(store.members.versions(scope))
    return Digest(count, digest.hex62(sum_a), digest.hex62(sum_b))


def mismatches(store: PhoneStore, told: Mapping[str, Digest]) -> tuple[int, ...]:
    """The scopes whose digest here is not the one that a complete pull told, sorted: each is a bug to report.

    A scope that is booted for it is no news.
    """
    known = {boot.scope for boot in store.booting.rows()}
    held = (scope for scope in map(int, told) if scope not in known)
    return tuple(sorted(scope for scope in held if own_digest(store, scope) != told[str(scope)]))


def record_answer(store: PhoneStore, entry: Queued | Sent, receipt: Receipt, wall: int) -> None:
    """Keep a receipt where the person can look it up."""
    try:
        kind = msgspec.json.decode(entry.body, type=_Tag).kind
    except (msgspec.MsgspecError, RecursionError):  # a broken store: the receipt is kept all the same
        kind = ""
    store.answered.put(Answered(entry.seq, entry.id, kind, entry.entity, msgspec.json.encode(receipt), wall))


def _erase(store: PhoneStore, kind: int, row_id: str, wall: int) -> None:
    for scope in store.members.scopes_of(kind, row_id):
        store.members.drop(scope, kind, row_id)
    store.base.drop((kind, row_id))
    store.leaving.drop((kind, row_id))
    lost: list[Queued | Sent] = [*store.queue.rows(), *store.sent.rows()]
    for entry in lost:
        if row_id not in {entry.entity, entry.lane}:
            continue
        if isinstance(entry, Queued):
            store.queue.drop(entry.seq)
            record_answer(store, entry, Receipt(entry.id, Verdict.GONE), wall)
        else:
            store.sent.drop(entry.seq)
        for photo in store.photos.rows():
            if photo.command == entry.id:
                store.photos.drop(photo.upload)


def _lane_of(row: BaseRow) -> str:
    field = _ROOT_FIELD.get(row.kind)
    if field is None:
        return row.id
    try:
        root: str = getattr(msgspec.json.decode(row.record, type=_Roots), field)
    except msgspec.MsgspecError:  # a shape of another contract: the row is its own lane
        return row.id
    return root or row.id
