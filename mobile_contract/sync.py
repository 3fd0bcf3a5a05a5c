"""Push, pull and boot: the messages between a phone and the district (sync.md 15). Shapes alone, no behaviour."""

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


class Stamp(Wire, frozen=True):
    """A signed witness of the head: `tag` names the journal's content at `pos`, `mac` is the server's alone to make."""

    epoch: str
    pos: int
    tag: str
    mac: str


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
    cursor: Annotated[str, Meta(max_length=4096)] = ""
    limit: Annotated[int, Meta(ge=1, le=PAGE_ROWS)] = PAGE_ROWS


PUT = 1
EXIT = 2
ERASE = 3


class Row(Struct, frozen=True, array_like=True):
    """A row of the feed: `op` is PUT, EXIT or ERASE; `record` is an encoded record, or an encoded null."""

    scope: int
    kind: int
    id: str
    op: int
    version: int
    record: Raw


class ScopeInfo(Wire, frozen=True):
    """A scope that the phone is to boot: `kind` grid, self or dist; `ref` what it is the scope of."""

    id: int
    kind: str
    ref: str
    label: str
    count: int


class PullReply(Wire, frozen=True, kw_only=True):
    """A page; `answers` echoes the cursor that it answers, digests come when `more` is false, for exactly its `pos`."""

    answers: str
    cursor: str
    stamp: Stamp
    durable: int
    more: bool
    rows: list[Row]
    boot: list[ScopeInfo] = field(default_factory=list[ScopeInfo])
    drop: list[int] = field(default_factory=list[int])
    digests: dict[str, Digest] = field(default_factory=dict[str, Digest])
    next_in: int = NEXT_IN_S
    reset: str = ""


class BootRequest(Request, frozen=True, kw_only=True):
    """Ask for one scope, in chunks by (kind, id); `after` is the last chunk's answer, empty at first."""

    install: Id
    contract: Annotated[int, Meta(ge=1, le=10_000)] = CONTRACT
    seen: Seen | None = None
    cursor: Annotated[str, Meta(max_length=4096)] = ""
    scope: Annotated[int, Meta(ge=1, le=2**53)]
    after: Annotated[str, Meta(max_length=128)] = ""
    limit: Annotated[int, Meta(ge=1, le=2000)] = BOOT_ROWS


class BootReply(Wire, frozen=True, kw_only=True):
    """A chunk. The last one has `after` None and a `cursor` that holds the scope from the position before the first."""

    stamp: Stamp
    durable: int
    rows: list[Row]
    after: str | None
    cursor: str = ""
    reset: str = ""
