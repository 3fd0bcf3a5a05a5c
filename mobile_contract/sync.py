"""Push, pull, boot, digest and wipe: the messages of a phone and its district (sync.md 15). Shapes, no behaviour."""

from typing import Annotated

from msgspec import Meta, Raw, Struct, field

from mobile_contract.base import CONTRACT, Clock, Id, Request, Version, Wire
from mobile_contract.receipts import Receipt

MAX_BATCH = 200
MAX_PUSH_BYTES = 256 * 1024
MAX_COMMAND_BYTES = 1024 * 1024
PAGE_ROWS = 500
BOOT_ROWS = 500
NEXT_IN_S = 300
MAX_WAIT_S = 25
"""How long a phone's question for news may stay open."""
MAX_CURSOR_CHARS = 16_384
"""Room for the scopes of a phone that has every grid of a large district; 400 take 4,836."""
BUCKETS = 256
MAX_BUCKETS = 32
MAX_DIFFERS = 200
MAX_WANT = 20
MOST_SCOPE_ROWS = 50_000
"""What a phone may be asked to hold of one scope (sync.md 10)."""


class Stamp(Wire, frozen=True):
    """A signed witness of the head: `tag` names the journal's content at `pos`, `mac` is the server's alone to make.

    `holds` is the position of the `seen` that came with the request: up to there this history is the phone's own.
    """

    epoch: str
    pos: int
    tag: str
    mac: str
    holds: int | None = None


class Seen(Request, frozen=True):
    """The highest stamp that a phone has, sent back with every request."""

    epoch: Annotated[str, Meta(max_length=64)]
    pos: Version
    tag: Annotated[str, Meta(max_length=64)]
    mac: Annotated[str, Meta(max_length=128)]


class Digest(Wire, frozen=True):
    """What a scope holds: rows and two sums modulo 2^62 over (kind, id, version), in hex (sync.md 11)."""

    count: int
    sum_a: str
    sum_b: str


class QueueState(Request, frozen=True):
    """How a phone is doing, told with every contact, so that a stuck phone is seen."""

    length: Annotated[int, Meta(ge=0, le=2**31)] = 0
    last_seq: Version = 0
    oldest_s: Annotated[int, Meta(ge=0, le=2**40)] = 0
    photos: Annotated[int, Meta(ge=0, le=2**31)] = 0
    last_error: Annotated[str, Meta(max_length=500)] = ""
    free_bytes: Annotated[int, Meta(ge=0, le=2**53)] = 0


class PushRequest(Request, frozen=True, kw_only=True):
    """The envelope of a push. In MessagePack it carries the commands as `bin`; in JSON they follow, one a line."""

    install: Id
    contract: Annotated[int, Meta(ge=1, le=10_000)] = CONTRACT
    now: Clock
    seen: Seen | None = None
    queue: QueueState = QueueState()
    commands: tuple[bytes, ...] = ()


class PushReply(Wire, frozen=True):
    """One receipt per command, in the order of the commands."""

    receipts: list[Receipt]
    stamp: Stamp
    durable: int
    rekey: bool = False
    max_batch: int = MAX_BATCH
    retry_after: int = 0
    reset: str = ""


class PullRequest(Request, frozen=True, kw_only=True):
    """Ask for what changed after `cursor`, which is the server's own text; empty on a fresh phone."""

    install: Id
    contract: Annotated[int, Meta(ge=1, le=10_000)] = CONTRACT
    now: Clock
    seen: Seen | None = None
    queue: QueueState = QueueState()
    cursor: Annotated[str, Meta(max_length=MAX_CURSOR_CHARS)] = ""
    limit: Annotated[int, Meta(ge=1, le=PAGE_ROWS)] = PAGE_ROWS


PUT = 1
EXIT = 2
ERASE = 3
SAME = 4
"""Told to a boot that said what it has: the row is there at this version, as you have it."""


class Row(Struct, frozen=True, array_like=True):
    """A row of the feed: `op` is PUT, EXIT, ERASE or SAME; `record` is an encoded record, or an encoded null."""

    scope: int
    kind: int
    id: str
    op: int
    version: int
    record: Raw


class ScopeInfo(Wire, frozen=True):
    """A scope that the phone is to boot: `kind` grid, sensitive, self, case or dist; `ref` what it is the scope of.

    One that is `too_big` for a phone (more than MOST_SCOPE_ROWS) is named with the `size_bytes` of its records, and not
    booted: its office divides it.
    """

    id: int
    kind: str
    ref: str
    label: str
    count: int
    size_bytes: int = 0
    too_big: bool = False


class PullReply(Wire, frozen=True, kw_only=True):
    """A page; `answers` echoes the cursor that it answers, digests come when `more` is false, for exactly its `pos`.

    `want` are the SHA-256 of photos that this install has promised and whose bytes are not here, MAX_WANT at most.
    """

    answers: str
    cursor: str
    stamp: Stamp
    durable: int
    more: bool
    rows: list[Row]
    boot: list[ScopeInfo] = field(default_factory=list[ScopeInfo])
    drop: list[int] = field(default_factory=list[int])
    digests: dict[str, Digest] = field(default_factory=dict[str, Digest])
    want: list[str] = field(default_factory=list[str])
    next_in: int = NEXT_IN_S
    reset: str = ""


_SUMS = "^([0-9a-f]{32})?$(?!\\n)"
BucketSums = Annotated[str, Meta(pattern=_SUMS, description="sum_a and sum_b of a bucket; empty where nothing is")]


class BootRequest(Request, frozen=True, kw_only=True):
    """Ask for one scope, in chunks by (kind, id); `after` is the last chunk's answer, empty at first.

    `have` is what the phone holds of the scope, bucket by bucket, all 256 or none: rows of buckets that agree come as
    SAME, without their record. It counts no row of another epoch or of another contract: their versions say nothing.
    """

    install: Id
    contract: Annotated[int, Meta(ge=1, le=10_000)] = CONTRACT
    seen: Seen | None = None
    cursor: Annotated[str, Meta(max_length=MAX_CURSOR_CHARS)] = ""
    scope: Annotated[int, Meta(ge=1, le=2**53)]
    after: Annotated[str, Meta(max_length=128)] = ""
    limit: Annotated[int, Meta(ge=1, le=2000)] = BOOT_ROWS
    have: Annotated[tuple[BucketSums, ...], Meta(max_length=BUCKETS)] = ()


class BootReply(Wire, frozen=True, kw_only=True):
    """A chunk. The last one has `after` None and a `cursor` that holds the scope from the position before the first."""

    stamp: Stamp
    durable: int
    rows: list[Row]
    after: str | None
    cursor: str = ""
    reset: str = ""


_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$(?!\\n)"
RowId = Annotated[str, Meta(pattern=_UUID, description="a UUID in canonical lower-case form")]
Kind = Annotated[int, Meta(ge=1, le=9999)]
Bucket = Annotated[int, Meta(ge=0, lt=BUCKETS)]


class Differing(Request, frozen=True, array_like=True):
    """A row that a phone holds otherwise than its district: at this version, or not at all (0)."""

    kind: Kind
    id: RowId
    version: Version


class DigestRequest(Request, frozen=True, kw_only=True):
    """Ask what a scope holds, to find what differs here (sync.md 11): first its sums, then lists of the bad buckets.

    Last come the rows that differ, as this phone has them. `cursor` is that of the pull whose digest did not agree.
    """

    install: Id
    contract: Annotated[int, Meta(ge=1, le=10_000)] = CONTRACT
    seen: Seen | None = None
    cursor: Annotated[str, Meta(max_length=MAX_CURSOR_CHARS)]
    scope: Annotated[int, Meta(ge=1, le=2**53)]
    buckets: Annotated[tuple[Bucket, ...], Meta(max_length=MAX_BUCKETS)] = ()
    differs: Annotated[tuple[Differing, ...], Meta(max_length=MAX_DIFFERS)] = ()


class DigestReply(Wire, frozen=True, kw_only=True):
    """What was asked for, of one moment. `moved`: the scope has changed since the cursor, so pull first; nothing else.

    `sums` are the 256 buckets'; `ids` by bucket the (kind, id, version) of what it holds; `rows` are those that differ,
    as the scope has them: PUT, or EXIT or ERASE for what it does not hold.
    """

    answers: str
    stamp: Stamp
    durable: int
    moved: bool = False
    sums: list[BucketSums] = field(default_factory=list[str])
    ids: dict[str, list[tuple[int, str, int]]] = field(default_factory=dict[str, list[tuple[int, str, int]]])
    rows: list[Row] = field(default_factory=list[Row])
    reset: str = ""


class Removed(Request, frozen=True):
    """The digest of the rows that were removed."""

    count: Annotated[int, Meta(ge=0, le=2**31)]
    sum_a: Annotated[str, Meta(pattern="^[0-9a-f]{16}$(?!\\n)")]
    sum_b: Annotated[str, Meta(pattern="^[0-9a-f]{16}$(?!\\n)")]


class WipeProof(Request, frozen=True, kw_only=True):
    """A phone's word that what it held through a scope is gone and the scope's key destroyed (sync.md 9).

    `digest` is that of the scope on this phone when it was told to drop it. What the person wrote stays as long as the
    server could still lose it.
    """

    install: Id
    contract: Annotated[int, Meta(ge=1, le=10_000)] = CONTRACT
    seen: Seen | None = None
    scope: Annotated[int, Meta(ge=1, le=2**53)]
    digest: Removed
    at: Clock


class WipeReply(Wire, frozen=True, kw_only=True):
    """The proof is on record, unless there is a `reset`."""

    stamp: Stamp
    durable: int
    reset: str = ""


class Wake(Wire, frozen=True):
    """Something of the phone's may have changed, up to the position `w`; where that is the one asked about, nothing."""

    w: int
