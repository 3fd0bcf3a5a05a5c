"""A district small enough to be scripted: three scopes, one person, every command that can be read is applied.

It keeps the protocol; what misbehaves is the script around it. No HTTP, no clock.
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
from mobile_contract.commands import Lenient, Malformed, decode_json, decode_msgpack
from mobile_contract.media import AttachPhoto, NewUpload, PhotoRecord, UploadView
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import DwellingRecord, HouseholdRecord
from mobile_contract.sync import (
    PUT,
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
    Seen,
    Stamp,
    WipeProof,
    WipeReply,
)
from mobile_contract.visits import RecordVisit, VisitRecord
from sync.digest import bucket, bucket_sums, hex62, total

SELF, GRID = 1, 2
EPOCHS = ("e1", "e2", "e3")
HOUSEHOLDS = 12
_NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
Key = tuple[int, int, str]


def an_id(number: int) -> str:
    """An id of the district's own, counting up."""
    return f"0198c0de-0000-7000-8000-{number:012x}"


USER, GRID_ID, BUILDING = an_id(1), an_id(2), an_id(3)


class Cursor(Struct, frozen=True, array_like=True):
    """What a phone holds as opaque text."""

    epoch: str
    pos: int
    scopes: tuple[int, ...]


class Line(Struct, frozen=True):
    """A row in a scope: where it was last written, in which version, as what."""

    pos: int
    version: int
    record: bytes


class Saved(Struct, frozen=True):
    """What a backup has of a district."""

    pos: int
    lines: dict[Key, Line]
    receipts: dict[str, tuple[bytes, Receipt]]


class District:
    """One person's three scopes, and every command that came, with its bytes."""

    def __init__(self, page_rows: int = 500) -> None:
        self.epoch = EPOCHS[0]
        self.pos = 0
        self.durable = 0
        self.page_rows = page_rows
        self.lines: dict[Key, Line] = {}
        self.receipts: dict[str, tuple[bytes, Receipt]] = {}
        self.uploads: dict[str, tuple[NewUpload, bytes]] = {}
        self.verdict = Verdict.APPLIED
        self._fill()

    # --- the routes ------------------------------------------------------------------------------

    def push(self, asked: PushRequest, bodies: list[bytes], *, packed: bool) -> PushReply:
        """A receipt for each; the same bytes get the same one."""
        if self._lost(asked.seen):
            return PushReply([], self.stamp(asked.seen), self.durable, reset="epoch")
        self.pos += 1
        receipts = [self._receive(body, packed=packed) for body in bodies]
        return PushReply(receipts, self.stamp(asked.seen), self.durable)

    def pull(self, asked: PullRequest) -> PullReply:
        """A page."""
        at = self._cursor(asked.cursor)
        if self._lost(asked.seen) or at.epoch != self.epoch:
            return self._reset(asked)
        due = sorted((line.pos, key) for key, line in self.lines.items() if key[0] in at.scopes and line.pos > at.pos)
        limit = min(asked.limit, self.page_rows)
        chosen = [one for one in due if one[0] <= due[limit - 1][0]] if len(due) > limit else due
        more = len(chosen) < len(due)
        end = chosen[-1][0] if more else self.pos
        return PullReply(
            answers=asked.cursor,
            cursor=written(Cursor(self.epoch, end, at.scopes)),
            stamp=self.stamp(asked.seen),
            durable=self.durable,
            more=more,
            rows=[self.row(key) for _, key in chosen],
            boot=[self._info(scope) for scope in (SELF, GRID) if scope not in at.scopes],
            digests={} if more else {str(scope): self.digest(scope) for scope in at.scopes},
            next_in=60,
        )

    def boot(self, asked: BootRequest) -> BootReply:
        """A chunk of a scope."""
        at = self._cursor(asked.cursor)
        if self._lost(asked.seen) or at.epoch != self.epoch:
            return BootReply(stamp=self.stamp(asked.seen), durable=self.durable, rows=[], after=None, reset="epoch")
        keys = sorted(key for key in self.lines if key[0] == asked.scope and _text(key) > asked.after)
        chunk = keys[: min(asked.limit, self.page_rows)]
        last = len(chunk) == len(keys)
        cursor = written(replace(at, scopes=tuple(sorted({*at.scopes, asked.scope})))) if last else ""
        return BootReply(
            stamp=self.stamp(asked.seen),
            durable=self.durable,
            rows=[self.row(key) for key in chunk],
            after=None if last else _text(chunk[-1]),
            cursor=cursor,
        )

    def compare(self, asked: DigestRequest) -> DigestReply:
        """Sums, lists, or the rows that differ."""
        at, stamp = self._cursor(asked.cursor), self.stamp(asked.seen)
        moved = any(line.pos > at.pos for key, line in self.lines.items() if key[0] == asked.scope)
        reply = DigestReply(answers=asked.cursor, stamp=stamp, durable=self.durable, moved=moved)
        if moved:
            return reply
        told = self._versions(asked.scope)
        if asked.differs:
            keys = [(asked.scope, one.kind, one.id) for one in asked.differs]
            return replace(reply, rows=[self.row(key) for key in keys])
        if not asked.buckets:
            return replace(reply, sums=list(bucket_sums(told)))
        ids = {str(number): [one for one in told if bucket(one[1]) == number] for number in asked.buckets}
        return replace(reply, ids=ids)

    def wipe(self, asked: WipeProof) -> WipeReply:
        """A proof is believed."""
        return WipeReply(stamp=self.stamp(asked.seen), durable=self.durable)

    def promise(self, asked: NewUpload) -> UploadView:
        """Bytes are expected."""
        _, there = self.uploads.setdefault(asked.upload, (asked, b""))
        done = hashlib.sha256(there).hexdigest() == asked.sha256
        return UploadView(asked.upload, len(there), asked.size_bytes, done)

    def add(self, upload: str, content: bytes) -> int:
        """Bytes came, at the end of those that are there."""
        promised, there = self.uploads[upload]
        self.uploads[upload] = promised, there + content
        return len(there) + len(content)

    # --- what a script does ----------------------------------------------------------------------

    def put(self, scope: int, kind: int, record: Record) -> None:
        """A row is written, in a commit of its own."""
        self.pos += 1
        self._write(scope, kind, record)

    def save(self) -> Saved:
        """A backup of now."""
        return Saved(self.pos, dict(self.lines), dict(self.receipts))

    def set_back(self, saved: Saved) -> None:
        """The district is restored, and tells nobody."""
        self.pos, self.lines, self.receipts = saved.pos, dict(saved.lines), dict(saved.receipts)

    def digest(self, scope: int) -> Digest:
        """The sums of a scope."""
        count, sum_a, sum_b = total(self._versions(scope))
        return Digest(count, hex62(sum_a), hex62(sum_b))

    def row(self, key: Key) -> Row:
        """A row as it goes out; an exit of what is not there."""
        line = self.lines.get(key)
        if line is None:
            return Row(*key, 2, 0, Raw(b"null"))
        return Row(*key, PUT, line.version, Raw(line.record))

    def stamp(self, seen: Seen | None) -> Stamp:
        """The head."""
        holds = seen.pos if seen is not None and seen.epoch == self.epoch else None
        return Stamp(self.epoch, self.pos, f"t{self.epoch}-{self.pos}", self._mac(self.epoch, self.pos), holds)

    # --- private ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        for number in range(HOUSEHOLDS):
            dwelling = DwellingRecord(id=an_id(100 + number), building=BUILDING, room=f"{101 + number}")
            self.put(GRID, kinds.DWELLING, dwelling)
            household = HouseholdRecord(id=an_id(200 + number), dwelling=dwelling.id, note="as it was")
            self.put(GRID, kinds.HOUSEHOLD, household)

    def _receive(self, body: bytes, *, packed: bool) -> Receipt:
        hashed = hashlib.sha256(body).digest()
        try:
            command = (decode_msgpack if packed else decode_json)(body)
        except Malformed:
            told = msgspec.json.decode(body, type=Lenient) if not packed else Lenient()
            return Receipt(str(told.id or an_id(9)), Verdict.PARKED, why="malformed_command")
        known = self.receipts.get(command.id)
        if known is not None:
            return known[1] if known[0] == hashed else Receipt(command.id, Verdict.REFUSED, why="id_reuse")
        verdict = self.verdict
        receipt = Receipt(command.id, verdict, pos=self.pos, version=1)
        if verdict is Verdict.HELD:
            receipt = replace(receipt, missing=(an_id(8),))
        if verdict is Verdict.RETRY:
            return replace(receipt, pos=0, version=0)
        if verdict is Verdict.APPLIED:
            self._do(command)
        self.receipts[command.id] = hashed, receipt
        return receipt

    def _do(self, command: Command) -> None:
        if isinstance(command, ReportMatter):
            case = CaseRecord(id=command.entity, state=CaseState.REPORTED, title=command.title, reported_at=_NOON)
            self._write(GRID, kinds.CASE, case)
        elif isinstance(command, RecordVisit):
            told: dict[str, Any] = {"household": command.household, "worker": USER, "visited_at": _NOON}
            visit = VisitRecord(id=command.entity, channel=command.channel, outcome=command.outcome, **told)
            self._write(GRID, kinds.VISIT, visit)
        elif isinstance(command, AttachPhoto):
            facts = msgspec.structs.asdict(command)
            named = {name: facts[name] for name in PhotoRecord.__struct_fields__ if name in facts and name != "id"}
            self._write(GRID, kinds.PHOTO, PhotoRecord(id=command.entity, **named))

    def _write(self, scope: int, kind: int, record: Record) -> None:
        key = (scope, kind, record.id)
        before = self.lines.get(key)
        version = 1 if before is None else before.version + 1
        self.lines[key] = Line(self.pos, version, msgspec.json.encode(record))

    def _versions(self, scope: int) -> list[tuple[int, str, int]]:
        return [(kind, row_id, line.version) for (of, kind, row_id), line in self.lines.items() if of == scope]

    def _cursor(self, text: str) -> Cursor:
        return msgspec.json.decode(text, type=Cursor) if text else Cursor(self.epoch, self.pos, ())

    def _info(self, scope: int) -> ScopeInfo:
        count = len(self._versions(scope))
        if scope == SELF:
            return ScopeInfo(SELF, "self", USER, "Kit", count)
        return ScopeInfo(GRID, "grid", GRID_ID, "Kit 网格", count)

    def _mac(self, epoch: str, pos: int) -> str:
        return hashlib.sha256(f"kit|{epoch}|{pos}".encode()).hexdigest()[:32]

    def _lost(self, seen: Seen | None) -> bool:
        """Whether what a phone has seen proves that commits are lost (9.3); then a new epoch begins, once."""
        if seen is None or seen.mac != self._mac(seen.epoch, seen.pos):
            return False
        if seen.epoch != self.epoch:
            return True
        if seen.pos <= self.pos:
            return False
        self.epoch = EPOCHS[EPOCHS.index(self.epoch) + 1]
        return True

    def _reset(self, asked: PullRequest) -> PullReply:
        return PullReply(
            answers=asked.cursor,
            cursor="",
            stamp=self.stamp(asked.seen),
            durable=self.durable,
            more=False,
            rows=[],
            reset="epoch",
        )


def written(cursor: Cursor) -> str:
    """A cursor as it crosses."""
    return msgspec.json.encode(cursor).decode()


def held_of(text: str) -> tuple[int, ...]:
    """The scopes that a cursor of this district holds."""
    return msgspec.json.decode(text, type=Cursor).scopes


def _text(key: Key) -> str:
    return f"{key[1]:06}:{key[2]}"
