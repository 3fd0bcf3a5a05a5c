"""What the simulator asks of a server, and what it is told of the town it plays in. Decides nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from mobile_contract.base import Command
from mobile_contract.receipts import Receipt
from mobile_contract.rezoning import MergeGrids, SplitGrid
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    WipeProof,
    WipeReply,
)
from sync.ports import PhotoFile

Rezone = SplitGrid | MergeGrids

Key = tuple[int, str]
"""A record: the number of its kind, and its id."""


class Refused(Exception):
    """An answer that is no 200; `max_batch` is what a 413 says fits."""

    def __init__(self, status: int, code: str, max_batch: int = 0) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.max_batch = max_batch


class VirtualTime:
    """What time it is, in milliseconds since 1970. It passes when the simulator says so."""

    def __init__(self, ms: int) -> None:
        self.ms = ms


class Town(Struct, frozen=True):
    """The ids of a small district. `workers` have a phone each; `dwellings` are by the grid where they were built.

    `office` is the committee with the offices of its street, `admin` whoever draws grids.
    """

    grids: tuple[str, ...]
    workers: tuple[str, ...]
    office: str
    head: str
    admin: str
    department: str
    community: str
    dwellings: dict[str, tuple[str, ...]]
    class_code: str


class CaseFacts(NamedTuple):
    """A case as an office sees it."""

    id: str
    state: str
    generation: int
    handler: str | None
    checker: str | None


class Assignment(NamedTuple):
    """A worker on a grid, without an end."""

    id: str
    user: str
    grid: str


class Stay(NamedTuple):
    """A stay, and whose it is."""

    id: str
    person: str


class MergeFacts(NamedTuple):
    """A merge that is in force."""

    id: str
    winner: str
    loser: str


class GridFacts(NamedTuple):
    """A grid in force: a rectangle, from its south-west to its north-east corner."""

    id: str
    code: str
    west: float
    south: float
    east: float
    north: float


class Glance(Struct, frozen=True):
    """What offices have before them, each sorted by id. `conflicts` are open; `rezonings` still move rows."""

    cases: tuple[CaseFacts, ...]
    persons: tuple[str, ...]
    households: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    stays: tuple[Stay, ...] = ()
    merges: tuple[MergeFacts, ...] = ()
    grids: tuple[GridFacts, ...] = ()
    conflicts: tuple[str, ...] = ()
    rezonings: tuple[str, ...] = ()


class Settled(Struct, frozen=True):
    """A stored receipt, of what kind of command and for whom, when that came, and when its work is said to be done."""

    receipt: Receipt
    kind: str
    install: str
    seq: int | None
    received_ms: int
    observed_ms: int
    clock_quality: str


class Entry(Struct, frozen=True):
    """A journal entry, opened. Without a receipt it is about a row that a command wrote beside its own.

    `gone`: its body went with an erased subject, whoever its author thought that they wrote about.
    """

    pos: int
    kind: str
    entity: str
    version: int
    raw: bytes
    receipt: Receipt | None
    actor: str
    observed_ms: int
    gone: bool = False


class Item(Struct, frozen=True):
    """What a person must decide."""

    id: str
    command: str
    reason: str
    entity: str
    field: str
    base: Any
    mine: Any
    theirs: Any


Fields = Mapping[str, Any]


class Truth(Struct, frozen=True):
    """What the district's tables hold, read by nothing that judged or fed it.

    `holds` says by user and scope which records a phone must have: version and content as plain values. `rows` are the
    register's rows by table and id. Instants are microseconds since 1970.
    """

    holds: Mapping[str, Mapping[int, Mapping[Key, tuple[int, Fields]]]]
    rows: Mapping[str, Mapping[str, Fields]]
    receipts: Mapping[str, Settled]
    entries: Sequence[Entry]
    inbox: Mapping[str, Item]
    kept: Mapping[str, bytes]
    """The bytes of commands that are held or parked, by id."""
    erased: frozenset[str]
    epochs: Sequence[tuple[int, str]]
    """Each epoch with the position of the commit that began it, in order; the first began at 0."""


class Server(Protocol):
    """One district's server. Raises Refused for what HTTP would refuse."""

    def push(self, user: str, body: bytes) -> PushReply:
        """The body of a push, as its bytes."""
        ...

    def pull(self, user: str, request: PullRequest) -> PullReply:
        """A page."""
        ...

    def boot(self, user: str, request: BootRequest) -> BootReply:
        """A chunk."""
        ...

    def digest(self, user: str, request: DigestRequest) -> DigestReply:
        """What a scope holds."""
        ...

    def wipe(self, user: str, proof: WipeProof) -> WipeReply:
        """Keep a proof that a scope is gone."""
        ...

    def take_photo(self, user: str, photo: PhotoFile) -> None:
        """The bytes of a photo, all of them."""
        ...

    def lacks(self, photo: str) -> bool:
        """Whether the bytes of a photo, named by their hash, are not here."""
        ...

    def order(self, user: str, command: Command) -> Receipt:
        """A command from a desk."""
        ...

    def rezone(self, user: str, order: Rezone, most_rows: int) -> Receipt:
        """Split or merge grids as the preview shows it now; what fits into so many rows moves at once.

        A rezoning that is there already is told as `merged`.
        """
        ...

    def carry_on(self, rezoning: str, most_rows: int) -> bool:
        """One commit of the job that moves the rows of a rezoning; False when nothing is left, or it failed."""
        ...

    def named(self, cursor: str) -> frozenset[int]:
        """The scopes of which a cursor says that everything was read up to its position."""
        ...

    def erase(self, user: str, subject: str) -> None:
        """Erase a subject for ever."""
        ...

    def restart(self) -> None:
        """The process ends and begins again: what was only in memory is gone."""
        ...

    def back_up(self, *, drilled: bool) -> None:
        """Take a backup. Drilled: it was restored for a trial, and phones are told that what it holds is durable."""
        ...

    def set_back(self, which: int) -> bool:
        """In silence, restore one of the backups that hold what is durable; False if there is none."""
        ...

    def compact(self, percent: int) -> int:
        """Move the horizon so far on its way to the head; where it is then."""
        ...

    def miscount(self, which: int) -> int:
        """Let the kept sums of one of the scopes be wrong; its number."""
        ...

    def trouble(self, fault: str, times: int) -> None:
        """Let the next transactions fail (`transient`, `twin`, `full`), or large pushes be refused (`narrow`)."""
        ...

    def glance(self) -> Glance:
        """What offices have before them."""
        ...

    def look(self, kind: int, identity: str) -> tuple[int, Fields] | None:
        """A record as it is now, with its version."""
        ...

    def truth(self) -> Truth:
        """Everything, for the checks at the end."""
        ...
