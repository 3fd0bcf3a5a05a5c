"""A district small enough to read: the wire messages of sync over dictionaries, for tests of the phone.

It knows households, visits, reports and photos alone. Scopes are numbers; a household is in those of its dwelling.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.base import Command, Record
from mobile_contract.cases import CaseRecord, CaseState, ReportMatter
from mobile_contract.commands import Malformed, decode_json
from mobile_contract.media import AttachPhoto, PhotoRecord
from mobile_contract.policies import policies_of
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddHousehold, ChangeHousehold, HouseholdRecord
from mobile_contract.sync import (
    BUCKETS,
    ERASE,
    EXIT,
    PUT,
    SAME,
    BootReply,
    BootRequest,
    Digest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Row,
    ScopeInfo,
    Stamp,
    WipeProof,
    WipeReply,
)
from mobile_contract.visits import RecordVisit, VisitRecord
from sync.digest import bucket, bucket_sums, hex62, total
from sync.judge import FieldState, edits_of, judge

Key = tuple[int, str]
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Cursor(Struct, frozen=True):
    """What the phone holds as opaque text."""

    epoch: str
    pos: int
    scopes: tuple[int, ...]


class Entity(Struct):
    record: Record
    version: int
    scopes: set[int]
    states: dict[str, FieldState]


class Lenient(Struct):
    id: str = ""
    seq: int = 0


class TinyServer:
    """One district with one user. `retry` holds ids that get `retry`; `page_rows` is the most that a page brings."""

    def __init__(self, *, page_rows: int = 500, epoch: str = "e1") -> None:
        self.epoch = epoch
        self.pos = 0
        self.durable = 0
        self.page_rows = page_rows
        self.granted: set[int] = set()
        self.homes: dict[str, set[int]] = {}
        self.entities: dict[Key, Entity] = {}
        self.feed: dict[tuple[int, int, str], tuple[int, int]] = {}
        self.receipts: dict[str, tuple[bytes, Receipt]] = {}
        self.bodies: list[bytes] = []
        self.retry: set[str] = set()
        self.reset = ""
        self.rekey = False
        self.horizon = 0
        self.proofs: list[WipeProof] = []
        self.differed: list[tuple[int, str, int]] = []
        self.wrong_digests: set[int] = set()
        self.want: list[str] = []
        self.too_big: dict[int, int] = {}

    # --- the routes ------------------------------------------------------------------------------

    def push(self, body: bytes) -> PushReply:
        """Judge each line alone; the same id and bytes get the same receipt."""
        lines = body.rstrip(b"\n").split(b"\n")
        msgspec.json.decode(lines[0], type=PushRequest)
        if self.reset or self.rekey:
            return PushReply([], self.stamp(), self.durable, rekey=self.rekey, reset=self.reset)
        self.pos += 1
        return PushReply([self._receive(line) for line in lines[1:]], self.stamp(), self.durable)

    def pull(self, request: PullRequest) -> PullReply:
        """One page, ended at a position; digests with the last one."""
        at = self._cursor(request.cursor)
        keep = [scope for scope in at.scopes if scope in self.granted]
        reset = self.reset or ("too_old" if keep and at.pos < self.horizon else "")
        limit = min(request.limit, self.page_rows)
        due = sorted(
            (pos, scope, kind, row_id)
            for (scope, kind, row_id), (pos, _) in self.feed.items()
            if scope in keep and pos > at.pos
        )
        end = due[limit - 1][0] if len(due) > limit else self.pos
        more = len(due) > limit and due[-1][0] > end
        rows = [self._row(scope, kind, row_id) for pos, scope, kind, row_id in due if pos <= end]
        end = end if more else self.pos
        return PullReply(
            answers=request.cursor,
            cursor=self._text(Cursor(self.epoch, end, tuple(keep))),
            stamp=self.stamp(),
            durable=self.durable,
            more=more,
            rows=rows,
            boot=[self._info(scope) for scope in sorted(self.granted - set(keep))],
            drop=[scope for scope in at.scopes if scope not in self.granted],
            digests={} if more else {str(scope): self._told(scope) for scope in keep},
            reset=reset,
            want=self.want,
        )

    def boot(self, request: BootRequest) -> BootReply:
        """One chunk by (kind, id), of what the scope holds now."""
        at = self._cursor(request.cursor)
        kind, _, row_id = request.after.partition("|")
        after = (int(kind), row_id) if request.after else (0, "")
        held = sorted(key for key, entity in self.entities.items() if request.scope in entity.scopes)
        due = [key for key in held if key > after]
        chunk = due[: min(request.limit, self.page_rows)]
        last = len(chunk) == len(due)
        return BootReply(
            stamp=self.stamp(),
            durable=self.durable,
            rows=[self._row_but(request, key) for key in chunk],
            after=None if last else f"{chunk[-1][0]}|{chunk[-1][1]}",
            cursor=self._text(replace(at, scopes=tuple(sorted({*at.scopes, request.scope})))) if last else "",
            reset=self.reset,
        )

    def answer(self, request: DigestRequest) -> DigestReply:
        """Sums of a scope, lists of buckets, or the rows that differ."""
        at = self._cursor(request.cursor)
        moved = any(pos > at.pos for (scope, _, _), (pos, _) in self.feed.items() if scope == request.scope)
        reply = DigestReply(answers=request.cursor, stamp=self.stamp(), durable=self.durable, moved=moved)
        if moved:
            return reply
        if request.differs:
            self.differed += [(one.kind, one.id, one.version) for one in request.differs]
            return replace(reply, rows=[self._row_of(request.scope, one.kind, one.id) for one in request.differs])
        rows = self._versions(request.scope)
        if not request.buckets:
            self.wrong_digests.discard(request.scope)
            return replace(reply, sums=list(bucket_sums(rows)))
        ids = {str(number): [row for row in rows if bucket(row[1]) == number] for number in request.buckets}
        return replace(reply, ids=ids)

    def prove(self, proof: WipeProof) -> WipeReply:
        """Keep a proof."""
        self.proofs.append(proof)
        return WipeReply(stamp=self.stamp(), durable=self.durable, reset=self.reset)

    def forget_exits(self) -> None:
        """The horizon moves up to the head."""
        self.horizon = self.pos
        self.feed = {key: told for key, told in self.feed.items() if told[1] == PUT}

    # --- what others do --------------------------------------------------------------------------

    def put(self, kind: int, record: Record, scopes: set[int]) -> None:
        """Somebody else makes or replaces a row."""
        self.pos += 1
        self._write(kind, record, scopes, set(record.__struct_fields__))

    def edit(self, kind: int, row_id: str, **values: Any) -> None:
        """Somebody else changes fields of a row."""
        self.pos += 1
        entity = self.entities[kind, row_id]
        self._write(kind, replace(entity.record, **values), entity.scopes, set(values))

    def move(self, household: str, scopes: set[int]) -> None:
        """A household and its visits move to other scopes, in one commit."""
        self.pos += 1
        for (kind, row_id), entity in list(self.entities.items()):
            if row_id == household or getattr(entity.record, "household", "") == household:
                self._write(kind, entity.record, scopes, set())

    def erase(self, kind: int, row_id: str) -> None:
        """A person has the row erased."""
        self.pos += 1
        for scope in self.entities.pop((kind, row_id)).scopes:
            self.feed[scope, kind, row_id] = (self.pos, ERASE)

    def rows_of(self, scopes: set[int]) -> dict[Key, tuple[int, bytes]]:
        """What a phone with these scopes must hold: version and encoded record by key. Does not use the feed."""
        return {
            key: (entity.version, msgspec.json.encode(entity.record))
            for key, entity in self.entities.items()
            if entity.scopes & scopes
        }

    def digest(self, scope: int) -> Digest:
        """The digest of a scope, from its rows."""
        count, sum_a, sum_b = total(self._versions(scope))
        return Digest(count, hex62(sum_a), hex62(sum_b))

    def stamp(self) -> Stamp:
        """The head."""
        return Stamp(self.epoch, self.pos, f"t{self.pos}", "m")

    # --- private ---------------------------------------------------------------------------------

    def _info(self, scope: int) -> ScopeInfo:
        size_bytes = self.too_big.get(scope, 0)
        return ScopeInfo(scope, "grid", f"g{scope}", f"Grid {scope}", 0, size_bytes, size_bytes > 0)

    def _receive(self, line: bytes) -> Receipt:
        told = msgspec.json.decode(line, type=Lenient)
        body_hash = hashlib.blake2b(line).digest()
        known = self.receipts.get(told.id)
        if known is not None:
            return known[1] if known[0] == body_hash else Receipt(told.id, Verdict.REFUSED, why="id_reuse")
        if told.id in self.retry:
            return Receipt(told.id, Verdict.RETRY)
        try:
            receipt = self._decide(decode_json(line))
        except Malformed:
            receipt = Receipt(told.id, Verdict.PARKED, why="malformed_command")
        self.bodies.append(line)
        receipt = replace(receipt, pos=self.pos)
        self.receipts[told.id] = (body_hash, receipt)
        return receipt

    def _decide(self, command: Command) -> Receipt:
        if isinstance(command, AddHousehold):
            made = HouseholdRecord(id=command.entity, dwelling=command.dwelling, number=command.number)
            scopes = self.homes[command.dwelling]
            return self._made(command, kinds.HOUSEHOLD, made, scopes)
        if isinstance(command, RecordVisit):
            home = self.entities.get((kinds.HOUSEHOLD, command.household))
            if home is None:
                return Receipt(command.id, Verdict.HELD, missing=(command.household,))
            visit = VisitRecord(
                id=command.entity,
                household=command.household,
                worker="w",
                channel=command.channel,
                outcome=command.outcome,
                visited_at=_NOON,
                note=command.note,
            )
            return self._made(command, kinds.VISIT, visit, home.scopes)
        if isinstance(command, ChangeHousehold):
            return self._changed(command)
        if isinstance(command, ReportMatter):
            case = CaseRecord(
                id=command.entity,
                state=CaseState.REPORTED,
                title=command.title,
                reported_at=_NOON,
                address=command.address,
            )
            return self._made(command, kinds.CASE, case, self.granted)
        if isinstance(command, AttachPhoto):
            photo = PhotoRecord(
                id=command.entity,
                subject_kind=command.subject_kind,
                subject=command.subject,
                phase=command.phase,
                sha256=command.sha256,
                size_bytes=command.size_bytes,
                media_type=command.media_type,
            )
            return self._made(command, kinds.PHOTO, photo, self.granted)
        return Receipt(command.id, Verdict.REFUSED, why="not_allowed")

    def _made(self, command: Command, kind: int, record: Record, scopes: set[int]) -> Receipt:
        if not scopes & self.granted:
            return Receipt(command.id, Verdict.CONFLICT, why="late_scope")
        self._write(kind, record, scopes, set(record.__struct_fields__))
        return Receipt(command.id, Verdict.APPLIED, version=1)

    def _changed(self, command: ChangeHousehold) -> Receipt:
        entity = self.entities.get((kinds.HOUSEHOLD, command.entity))
        if entity is None:
            return Receipt(command.id, Verdict.HELD, missing=(command.entity,))
        if not entity.scopes & self.granted:
            return Receipt(command.id, Verdict.CONFLICT, why="late_scope")
        result = judge(
            msgspec.structs.asdict(entity.record),
            entity.states,
            edits_of(command.set),
            policies=policies_of(HouseholdRecord),
            base=command.base,
            base_holds=command.epoch == self.epoch,
            observed_ms=command.made.wall,
        )
        if result.values:
            self._write(kinds.HOUSEHOLD, replace(entity.record, **result.values), entity.scopes, set(result.values))
        verdict = Verdict.CONFLICT if result.conflicts else Verdict.MERGED if result.merged else Verdict.APPLIED
        return Receipt(command.id, verdict, version=entity.version, fields=result.outcomes)

    def _write(self, kind: int, record: Record, scopes: set[int], written: set[str]) -> None:
        entity = self.entities.setdefault((kind, record.id), Entity(record, 0, set(), {}))
        for scope in entity.scopes - scopes:
            self.feed[scope, kind, record.id] = (self.pos, EXIT)
        entity.record = record
        entity.version += 1
        entity.scopes = set(scopes)
        entity.states |= {name: FieldState(entity.version, self.pos) for name in written}
        for scope in scopes:
            self.feed[scope, kind, record.id] = (self.pos, PUT)

    def _row(self, scope: int, kind: int, row_id: str) -> Row:
        entity = self.entities.get((kind, row_id))
        op = PUT if (scope, kind, row_id) not in self.feed else self.feed[scope, kind, row_id][1]
        if entity is None or op != PUT:
            return Row(scope, kind, row_id, op, 0, Raw(b"null"))
        return Row(scope, kind, row_id, PUT, entity.version, Raw(msgspec.json.encode(entity.record)))

    def _row_but(self, request: BootRequest, key: Key) -> Row:
        """A row of a boot; without its record if the phone has its bucket."""
        row, number = self._row(request.scope, *key), bucket(key[1])
        if len(request.have) == BUCKETS and request.have[number] == self._sums(request.scope)[number]:
            return replace(row, op=SAME, record=Raw(b"null"))
        return row

    def _row_of(self, scope: int, kind: int, row_id: str) -> Row:
        entity = self.entities.get((kind, row_id))
        there = entity is not None and scope in entity.scopes
        return self._row(scope, kind, row_id) if there else Row(scope, kind, row_id, EXIT, 0, Raw(b"null"))

    def _versions(self, scope: int) -> list[tuple[int, str, int]]:
        return [(*key, entity.version) for key, entity in self.entities.items() if scope in entity.scopes]

    def _sums(self, scope: int) -> tuple[str, ...]:
        return bucket_sums(self._versions(scope))

    def _told(self, scope: int) -> Digest:
        digest = self.digest(scope)
        return replace(digest, count=digest.count + 1) if scope in self.wrong_digests else digest

    def _cursor(self, text: str) -> Cursor:
        return msgspec.json.decode(text, type=Cursor) if text else Cursor(self.epoch, self.pos, ())

    def _text(self, cursor: Cursor) -> str:
        return msgspec.json.encode(cursor).decode()
