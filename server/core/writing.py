"""What a judged batch leaves behind, written in bulk per table, the head last (sync.md 5)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, update

from mobile_contract.base import Record
from mobile_contract.receipts import Verdict
from mobile_contract.sync import EXIT, PUT
from server.core import tables as t
from server.core.columns import among, micros
from server.core.crashing import crashpoint
from server.core.database import Tx
from server.core.decisions import Actor
from server.core.entities import Entity, ScopeRef, scope_id
from server.core.installs import ANSWERED, said
from server.core.intake import Kept, Submission
from server.core.judging import Judged
from server.core.keyring import Keyring
from server.core.kinds import Codec, Kind, Kinds
from server.core.loading import Head, held_place, parked_place
from server.core.seal import DISTRICT_SUBJECT, Seal, chain_link, new_salts, salted_digest
from server.core.statements import Bulk, Row, Statement, bulk
from server.core.working import WorkingSet
from sync.digest import MASK, row_sums

_FEED = bulk(t.feed)
_ENTRIES = bulk(t.journal_entries)
_JOURNAL = bulk(t.journal)
_RECEIPTS = bulk(t.receipts)
_KEYS = bulk(t.subject_keys)
_HELD = bulk(t.held)
_PARKED = bulk(t.parked)
_PARKED_AGAIN = Bulk(t.parked, ("district_id", "id", "why", "tries"), ("district_id", "id"))
_SUMS = Bulk(
    t.scopes,
    tuple(column.name for column in t.scopes.columns),
    ("district_id", "id"),
    on_conflict=(
        "count = scopes.count + excluded.count, "
        f"sum_a = (scopes.sum_a + excluded.sum_a) & {MASK}, sum_b = (scopes.sum_b + excluded.sum_b) & {MASK}"
    ),
)
_JUDGED_AGAIN = Bulk(t.receipts, ("district_id", "id", "verdict", "result", "pos"), ("district_id", "id"))
_DIGEST = 7

_TAKE_HEAD = Statement(
    update(t.heads)
    .where(t.heads.c.district_id == bindparam("district"))
    .values(pos=t.heads.c.pos + 1, directory=t.heads.c.directory + bindparam("slow"))
    .returning(*(t.heads.c[name] for name in ("epoch", "pos", "link", "durable_pos", "directory", "name")))
)
_SET_LINK = Statement(
    update(t.heads).where(t.heads.c.district_id == bindparam("district")).values(link=bindparam("new_link"))
)
_UNHOLD = Statement(delete(t.held).where(t.held.c.district_id == bindparam("district"), among(t.held.c.id, "ids")))
_UNPARK = Statement(
    delete(t.parked).where(t.parked.c.district_id == bindparam("district"), among(t.parked.c.id, "ids"))
)

_PACK = msgspec.msgpack.Encoder()
_RECORD = msgspec.json.Encoder()

Touched = tuple[Entity | None, Entity]
"""A row as it was, and as it is now."""


def feed_place(number: int, entity: str) -> bytes:
    """What a feed record is bound to."""
    return f"feed|{number}|{entity}".encode()


def entry_place(kind: str, entity: str) -> bytes:
    """What a journal body is bound to."""
    return f"journal|{kind}|{entity}".encode()


def leaf(
    kind: str, entity: str, version: int, actor: str, install: str, observed: int, subject: str, body: bytes
) -> bytes:
    """What a journal entry's digest is over."""
    return _PACK.encode((kind, entity, version, actor, install, observed, subject, body))


def _unplaced(row: Any, _pos: int) -> Any:
    return row


@dataclass(slots=True)
class _Sums:
    count: int = 0
    a: int = 0
    b: int = 0

    def add(self, sums: tuple[int, int], sign: int) -> None:
        self.a += sign * sums[0]
        self.b += sign * sums[1]


@dataclass(slots=True)
class Writer:
    """Everything that one batch writes, in one district."""

    tx: Tx
    district: int
    kinds: Kinds
    seal: Seal
    keyring: Keyring
    now: datetime
    _sums: dict[ScopeRef, _Sums] = field(default_factory=lambda: defaultdict(_Sums))

    async def write(self, submission: Submission, judged: Sequence[Judged], working: WorkingSet) -> Head:
        """Write rows, then what waits, then the head and all that carries its position. Returns the new head."""
        touched = working.touched()
        feed: list[tuple[Any, ...]] = []
        placed: list[tuple[Codec[Any], list[Touched]]] = []
        for kind, pairs in groupby(touched, key=lambda pair: type(pair[1])):
            codec, those = self.kinds.of(kind), list(pairs)
            if codec.kind.placed is None:
                await self._rows(codec, those, feed)
            else:
                placed.append((codec, those))
        entries = self._entries(judged)
        await self.tx.insert(_KEYS, sorted(self.keyring.minted))
        await self._waiting(judged)
        slow = any(self.kinds.of(type(after)).kind.slow for _, after in touched)
        crashpoint("writing.rows-written")
        head = await self._finish(judged, feed, entries, placed, slow=slow)
        await self._contact(submission, judged, head.pos)
        return head

    async def _finish(
        self,
        judged: Sequence[Judged],
        feed: list[tuple[Any, ...]],
        entries: Sequence[Any],
        placed: Sequence[tuple[Codec[Any], list[Touched]]] = (),
        *,
        slow: bool,
    ) -> Head:
        before = Head(*(await self.tx.fetch(_TAKE_HEAD, district=self.district, slow=int(slow)))[0])
        pos = before.pos
        crashpoint("writing.head-taken")
        for codec, those in placed:
            at = codec.kind.placed or _unplaced
            await self._rows(codec, [(was, at(row, pos)) for was, row in those], feed)
        link = chain_link(before.link, pos, micros(self.now), [entry[_DIGEST] for entry in entries])
        await self.tx.upsert(_FEED, [(self.district, *row[:3], pos, *row[3:]) for row in feed])
        await self._add_sums()
        await self.tx.insert(_JOURNAL, [(self.district, pos, self.now, len(entries), link)])
        await self.tx.insert(_ENTRIES, [(self.district, pos, n, *entry) for n, entry in enumerate(entries)])
        crashpoint("writing.journal-written")
        await self._receipts(judged, pos)
        crashpoint("writing.receipts-written")
        await self.tx.execute(_SET_LINK, district=self.district, new_link=link)
        return msgspec.structs.replace(before, link=link)

    async def _rows(
        self, codec: Codec[Any], touched: Sequence[tuple[Entity | None, Entity]], feed: list[tuple[Any, ...]]
    ) -> None:
        """Write the rows of one kind; what phones are told of them goes into `feed`, while the database writes."""
        kind, record_of = codec.kind, codec.kind.record
        made: list[Row] = []
        moved: list[Row] = []
        for before, after in touched:
            row = codec.to_row(self.district, after, self.keyring.key(kind.subject(after)), self.seal.blind_index)
            (made if before is None else moved).append(row)
        await self.tx.insert(codec.bulk, made)
        await self.tx.update(codec.bulk, moved)
        if record_of is not None:
            told = (kind.number or 0, record_of, kind.scopes)
            for before, after in touched:
                feed.extend(self._feed(kind, *told, before, after))
        if kind.apart is not None:
            told = (kind.apart.number, kind.apart.record, kind.apart.scopes)
            for before, after in touched:
                feed.extend(self._feed(kind, *told, before, after))

    def _feed(
        self,
        kind: Kind[Any],
        number: int,
        record_of: Callable[[Any], Record],
        scopes_of: Callable[[Any], tuple[ScopeRef, ...]],
        before: Entity | None,
        after: Entity,
    ) -> list[tuple[Any, ...]]:
        old = scopes_of(before) if before is not None else ()
        new = scopes_of(after)
        if not old and not new:
            return []
        subject = kind.subject(after)
        rows: list[tuple[Any, ...]] = []
        now = row_sums(number, after.id, after.version)
        gone = (0, 0) if before is None else row_sums(number, before.id, before.version)
        if new:
            told = _RECORD.encode(record_of(after))
            record = self.keyring.key(subject).seal(told, feed_place(number, after.id))
            rows += [(scope_id(scope), number, after.id, PUT, after.version, subject, record) for scope in new]
        for scope in new:
            sums = self._sums[scope]
            sums.add(now, 1)
            if scope in old:
                sums.add(gone, -1)
            else:
                sums.count += 1
        for scope in old:
            if scope not in new:
                self.take_away(scope, gone)
                rows.append((scope_id(scope), number, after.id, EXIT, after.version, subject, None))
        return rows

    def told_again(self, codec: Codec[Any], rows: Sequence[Entity]) -> list[tuple[Any, ...]]:
        """What phones are told of rows that are as they were: for `note`, as this release encodes them."""
        kind = codec.kind
        if kind.record is None:
            return []
        told = (kind, kind.number or 0, kind.record, kind.scopes)
        return [fed for row in rows for fed in self._feed(*told, row, row)]

    def take_away(self, scope: ScopeRef, sums: tuple[int, int]) -> None:
        """A row leaves a scope for ever."""
        self._sums[scope].add(sums, -1)
        self._sums[scope].count -= 1

    def put_right(self, scope: ScopeRef, count: int, sums: tuple[int, int]) -> None:
        """What a scope's kept digest lacks of the right one."""
        self._sums[scope].add(sums, 1)
        self._sums[scope].count += count

    async def note(
        self, kind: str, entity: str, actor: Actor, body: bytes, feed: Sequence[tuple[Any, ...]] = ()
    ) -> Head:
        """One journal entry that is no command: what is personal was read, or erased. Sealed by the district's key."""
        fact = (kind, entity, 0, actor.user, actor.install, self.now, DISTRICT_SUBJECT, body)
        entries = self._sealed_entries([fact])
        await self.tx.insert(_KEYS, self.keyring.minted)
        return await self._finish((), list(feed), entries, slow=False)

    def _entries(self, judged: Sequence[Judged]) -> list[tuple[Any, ...]]:
        return self._sealed_entries([fact for one in judged for fact in self._entry_facts(one)])

    def _sealed_entries(self, facts: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        entries: list[tuple[Any, ...]] = []
        for salt, (kind, entity, version, actor, install, observed_at, subject, body) in zip(
            new_salts(len(facts)), facts, strict=True
        ):
            told = leaf(kind, entity, version, actor, install, micros(observed_at), subject, body)
            sealed = self.keyring.key(subject).seal(body, entry_place(kind, entity)) if body else b""
            digest = salted_digest(salt, told)
            entries.append((kind, entity, version, actor, install, observed_at, subject, digest, salt, sealed))
        return entries

    def _entry_facts(self, one: Judged) -> list[tuple[Any, ...]]:
        sent, decision = one.sent, one.decision
        told = decision.verdict is Verdict.GONE or one.waits_on  # said in its first entry, under that one's key
        raw = b"" if told else sent.raw
        body = _PACK.encode((sent.encoding, raw, one.receipt))
        own = sent.entity
        common = (sent.actor.user, sent.actor.install, one.observed_at, one.subject)
        facts: list[tuple[Any, ...]] = []
        version = 0
        for entity in (*decision.puts, *one.beside):
            if entity.id == own:
                version = entity.version
            else:
                facts.append((sent.kind, entity.id, entity.version, *common, b""))
        return [(sent.kind, own, version, *common, body), *facts]

    async def _waiting(self, judged: Sequence[Judged]) -> None:
        """Keep the bytes of what is held or parked."""
        held: list[Row] = []
        parked: list[Row] = []
        still: list[Row] = []
        district = self.district
        for one in judged:
            sent = one.sent
            who = (sent.actor.user, sent.actor.install)
            if one.decision.verdict is Verdict.HELD:
                body = self._sealed(one, held_place(sent.id))
                held.extend(
                    (district, sent.id, missing, *who, sent.seq, one.observed_at, one.clock_quality, body, one.subject)
                    for missing in one.decision.missing
                )
            if one.decision.verdict is Verdict.PARKED and sent.parked:
                still.append((district, sent.id, str(one.decision.why), sent.tries + 1))
            elif one.decision.verdict is Verdict.PARKED:
                body = self._sealed(one, parked_place(sent.id))
                why = str(one.decision.why)
                parked.append((district, sent.id, *who, sent.seq, self.now, why, body, 1, one.subject))
        await self.tx.insert_missing(_HELD, held)  # one that was released may wait again, and for something else
        await self.tx.insert(_PARKED, parked)
        await self.tx.update(_PARKED_AGAIN, still)

    def _sealed(self, one: Judged, place: bytes) -> bytes:
        """By the key that seals its entry in the journal: what is erased there opens nowhere."""
        sent = one.sent
        told = _PACK.encode(Kept(sent.encoding, sent.raw, sent.actor.system, sent.late))
        return self.keyring.key(one.subject).seal(told, place)

    async def _contact(self, submission: Submission, judged: Sequence[Judged], pos: int) -> None:
        queue = submission.queue
        if queue is None:
            return
        own = [one for one in judged if not one.sent.released]
        seqs = [one.sent.seq for one in own if one.sent.seq is not None]
        queue = msgspec.structs.replace(queue, last_seq=max([queue.last_seq, *seqs]))
        install, contract = submission.actor.install, submission.contract
        row = said(self.district, install, contract, queue, submission.clock, self.now)
        await self.tx.upsert(ANSWERED, [(*row, pos)])

    async def _add_sums(self) -> None:
        rows = [
            (self.district, scope_id(scope), scope.kind, scope.ref, sums.count, sums.a & MASK, sums.b & MASK)
            for scope, sums in sorted(self._sums.items(), key=lambda pair: scope_id(pair[0]))
            if sums.count or sums.a or sums.b
        ]
        await self.tx.upsert(_SUMS, rows)

    async def _receipts(self, judged: Sequence[Judged], pos: int) -> None:
        rows: list[Row] = []
        again: list[Row] = []
        for one in judged:
            sent, result = one.sent, _PACK.encode(one.receipt)
            if not sent.released:
                rows.append(
                    (
                        self.district, sent.id, sent.actor.install, sent.seq, sent.kind, sent.root, sent.body_hash,
                        one.receipt.verdict.value, result, pos, self.now, one.observed_at, one.clock_quality,
                    )
                )  # fmt: skip
            elif one.is_another_answer:
                again.append((self.district, sent.id, one.receipt.verdict.value, result, pos))
        await self.tx.insert(_RECEIPTS, rows)
        if again:
            await self.tx.update(_JUDGED_AGAIN, again)
            await self._let_go([one for one in judged if one.is_another_answer])

    async def _let_go(self, answered: Sequence[Judged]) -> None:
        unheld = [one.sent.id for one in answered if one.receipt.verdict is not Verdict.HELD]
        await self.tx.execute(_UNHOLD, district=self.district, ids=unheld)
        unparked = [one.sent.id for one in answered if one.sent.parked]
        if unparked:
            await self.tx.execute(_UNPARK, district=self.district, ids=unparked)
