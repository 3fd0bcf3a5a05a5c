"""Mending a scope whose digest does not agree: its sums, lists of the bad buckets, the rows that differ (sync.md 11).

It sends nothing. What is under way is kept in memory alone: after a restart the next complete pull finds it again.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import CONTRACT
from mobile_contract.sync import BUCKETS, MAX_BUCKETS, MAX_DIFFERS, PUT, Differing, DigestReply, DigestRequest, Row
from sync import boots, digest, intake
from sync.ports import BaseRow, Member, Mended, PhoneState, PhoneStore

DAY_MS = 24 * 3600 * 1000
MOST_REPAIRS = 3
"""After so many repairs in a day a scope is booted again, once a day: what keeps breaking is not to be patched."""

Version = tuple[int, str, int]


class Underway(Struct, frozen=True):
    """How far the repair of a scope is: which buckets are bad (None: not known yet), which rows differ."""

    scope: int
    cursor: str
    bad: tuple[int, ...] | None = None
    differs: tuple[Differing, ...] = ()


class Repairs:
    """The repairs of one phone. Every method but `next_request` is called within a commit of its store."""

    def __init__(self, store: PhoneStore) -> None:
        self._store = store
        self._underway: dict[int, Underway] = {}

    def begin(self, state: PhoneState, scopes: Iterable[int], cursor: str, wall: int) -> PhoneState:
        """A complete pull ended at this cursor, and these scopes do not agree; the phone's row after it."""
        self._underway.clear()
        for scope in scopes:
            known = self._store.mended.find(scope) or Mended(scope)
            recent = sum(abs(wall - at) < DAY_MS for at in known.repairs)
            if recent >= MOST_REPAIRS and (known.booted is None or abs(wall - known.booted) >= DAY_MS):
                self._store.mended.put(replace(known, booted=wall))
                state = boots.again(self._store, state, scope)
            else:
                self._underway[scope] = Underway(scope, cursor)
        return state

    def forget(self) -> None:
        """Give up what is under way."""
        self._underway.clear()

    def next_request(self) -> DigestRequest | None:
        """What to ask next; None when nothing is under way."""
        state = self._store.state()
        for scope in sorted(self._underway):
            if self._underway[scope].cursor == state.cursor:
                return _request(state, self._underway[scope])
            del self._underway[scope]
        return None

    def take(self, request: DigestRequest, reply: DigestReply, wall: int) -> int | None:
        """Take an answer; how many rows it put right, None if it is not the one that is waited for.

        Nothing is put right by an answer to another cursor than the present one: what was pulled since knows better.
        """
        under = self._underway.get(request.scope)
        state = self._store.state()
        if under is None or request != replace(_request(state, under), seen=request.seen):
            return None
        if reply.answers != state.cursor or reply.moved:
            del self._underway[request.scope]
            return 0 if reply.moved else None
        done = 0
        if under.bad is None:
            under = replace(under, bad=bad_buckets(self._store.members.versions(under.scope), reply.sums))
        elif under.bad:
            found = differences(self._store.members.versions(under.scope), request.buckets, reply.ids)
            under = replace(under, bad=under.bad[MAX_BUCKETS:], differs=under.differs + found)
        else:
            done = self._mend(under.scope, request.differs, reply.rows, wall)
            under = replace(under, differs=under.differs[MAX_DIFFERS:])
        self._underway[under.scope] = under
        if not under.bad and not under.differs:
            self._finish(under.scope, wall)
        return done

    def _mend(self, scope: int, asked: Sequence[Differing], rows: Iterable[Row], wall: int) -> int:
        told = {(one.kind, one.id): one.version for one in asked}
        count = 0
        for row in rows:
            version = told.get((row.kind, row.id))
            if version is not None and row.scope == scope:
                count += _put_right(self._store, row, version, wall)
        intake.part_with_orphans(self._store, scope)
        intake.sweep(self._store)
        return count

    def _finish(self, scope: int, wall: int) -> None:
        del self._underway[scope]
        known = self._store.mended.find(scope) or Mended(scope)
        self._store.mended.put(replace(known, repairs=(*known.repairs, wall)[-MOST_REPAIRS:]))


def bad_buckets(own: Iterable[Version], told: Sequence[str]) -> tuple[int, ...]:
    """The buckets whose sums here are not those that the district told; all of them if it told no 256."""
    mine = digest.bucket_sums(own)
    if len(told) != BUCKETS:
        return tuple(range(BUCKETS))
    return tuple(number for number in range(BUCKETS) if mine[number] != told[number])


def differences(
    own: Iterable[Version], buckets: Sequence[int], told: Mapping[str, Iterable[Version]]
) -> tuple[Differing, ...]:
    """The rows of some buckets that are not alike here and there, each with its version here (0: not here)."""
    asked = frozenset(buckets)
    mine = {(kind, row_id): version for kind, row_id, version in own if digest.bucket(row_id) in asked}
    theirs = {(kind, row_id): version for rows in told.values() for kind, row_id, version in rows}
    unlike = sorted(key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key))
    return tuple(Differing(kind, row_id, mine.get((kind, row_id), 0)) for kind, row_id in unlike)


def _request(state: PhoneState, under: Underway) -> DigestRequest:
    return DigestRequest(
        install=state.install,
        contract=CONTRACT,
        seen=state.seen,
        cursor=under.cursor,
        scope=under.scope,
        buckets=(under.bad or ())[:MAX_BUCKETS],
        differs=() if under.bad else under.differs[:MAX_DIFFERS],
    )


def _put_right(store: PhoneStore, row: Row, told: int, wall: int) -> bool:
    """Make a row what the district says, unless it is another one by now than that which the district was told of.

    A version that was told and is too high goes down: whatever put it there, the district never made it.
    """
    held = store.base.find((row.kind, row.id))
    is_member = row.scope in store.members.scopes_of(row.kind, row.id)
    version = held.version if held is not None and is_member else 0
    if version != told:
        return False
    if row.op == PUT and told:
        store.members.put(Member(row.scope, row.kind, row.id, 0))
        store.base.put(BaseRow(row.kind, row.id, row.version, bytes(row.record)))
        store.leaving.drop((row.kind, row.id))
    else:
        intake.take(store, row, wall=wall)
    return True
