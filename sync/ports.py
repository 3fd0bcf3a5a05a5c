"""What a phone's store must satisfy: plain tables and one local transaction. It decides nothing."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, TypeVar

from msgspec import Struct

from mobile_contract.sync import MAX_BATCH, NEXT_IN_S, Removed, ScopeInfo, Seen


class PhoneState(Struct, frozen=True, omit_defaults=True):
    """What a phone knows of itself and of the server, in one row.

    `cursor` is the server's own text; `cursor_pos` the head of the last complete pull, up to which the base
    rows are known to hold everything. `rows_of` names the epoch and the contract that every held row came in,
    where that is known; `rows_due` those of a boot of all scopes that is under way. `seen` is the highest stamp,
    `durable` the highest position that a proved backup holds. Times are the phone's wall clock in milliseconds,
    for people to read; `contact_boot` and `contact_mono` are its other clocks at the last contact.
    """

    install: str = ""
    user: str = ""
    cursor: str = ""
    cursor_pos: int = 0
    seen: Seen | None = None
    durable: int = 0
    next_seq: int = 1
    next_mark: int = 1
    max_batch: int = MAX_BATCH
    next_in_s: int = NEXT_IN_S
    failures: int = 0
    contact_wall: int = 0
    contact_boot: str = ""
    contact_mono: int = 0
    last_error: str = ""
    rekey: bool = False
    rows_of: str = ""
    rows_due: str = ""
    past_epochs: tuple[str, ...] = ()


class BaseRow(Struct, frozen=True):
    """A row as the server sent it; `record` is kept byte by byte, also of a kind that this build does not know."""

    kind: int
    id: str
    version: int
    record: bytes


class Member(NamedTuple):
    """The fact that a row is visible through a scope; `mark` names the boot that brought it, 0 a pull."""

    scope: int
    kind: int
    id: str
    mark: int


class Queued(Struct, frozen=True):
    """A command that waits for its receipt. Its bytes never change; `tries` counts the verdicts `retry`."""

    seq: int
    id: str
    lane: str
    entity: str
    body: bytes
    tries: int = 0


class Sent(Struct, frozen=True):
    """A command that has its receipt and may still be lost with a server that is not backed up.

    `ack_pos` is the position of the stamp that came with the receipt. Of what exceeds the phone's room only the hash is
    left.
    """

    seq: int
    id: str
    lane: str
    entity: str
    body: bytes
    receipt: bytes
    ack_pos: int
    sha256: bytes = b""


class Answered(Struct, frozen=True):
    """What a person may still look up about a command: its kind, subject, receipt, and when that came.

    `dismissed`: the person has read it and needs to be told no more.
    """

    seq: int
    id: str
    kind: str
    entity: str
    receipt: bytes
    wall: int
    dismissed: bool = False


class Booting(Struct, frozen=True):
    """A scope on its way in: `start` is the cursor before its first chunk, None until that is asked for.

    `has`: what is held already may be told, so that it comes without its records. `again`: the cursor holds the scope,
    and this boot replaces what could not be repaired.
    """

    scope: int
    mark: int
    start: str | None = None
    after: str = ""
    has: bool = False
    again: bool = False


NOTHING = Removed(0, "0" * 16, "0" * 16)
"""The digest of nothing."""


class Dropping(Struct, frozen=True):
    """A scope on its way out: its memberships are gone, some of its rows may wait for a verdict.

    `held` is what it had when the server said so. `gone`: rows and key are no more, and the server is yet to be told.
    """

    scope: int
    held: Removed = NOTHING
    gone: bool = False


class Mended(Struct, frozen=True):
    """A scope whose digest did not agree, and when it was repaired last and booted for it, by the wall clock."""

    scope: int
    repairs: tuple[int, ...] = ()
    booted: int | None = None


class Leaving(Struct, frozen=True):
    """A row without a membership that waits for the verdict on what was written in its lane."""

    kind: int
    id: str
    lane: str
    scope: int


class PhotoFile(Struct, frozen=True):
    """A photo's bytes on their own way: where they lie on this phone, and how many of them have arrived.

    `done`: all of them; `done_pos` is the position of the first complete pull after that, once there was one.
    """

    upload: str
    command: str
    subject: str
    sha256: str
    size_bytes: int
    media_type: str
    path: str
    offset: int = 0
    done: bool = False
    done_pos: int | None = None


Key_contra = TypeVar("Key_contra", contravariant=True)
Entry = TypeVar("Entry")


class Table(Protocol[Key_contra, Entry]):
    """Rows by a key that each row carries in itself. Writing outside of a commit is refused."""

    def find(self, key: Key_contra) -> Entry | None:
        """The row of a key, if there is one."""
        ...

    def rows(self) -> list[Entry]:
        """All rows, in the order of their keys."""
        ...

    def put(self, row: Entry) -> None:
        """Insert a row, or replace the one of its key."""
        ...

    def drop(self, key: Key_contra) -> None:
        """Delete a row; one that is not there is nothing."""
        ...


class Base(Table[tuple[int, str], BaseRow], Protocol):
    """The rows that the server sent, by kind and id."""

    def of_kind(self, kind: int) -> Iterable[BaseRow]:
        """All rows of a kind, by id."""
        ...


class Members(Protocol):
    """Which rows are visible through which scopes, by scope, kind and id."""

    def put(self, member: Member) -> None:
        """Keep a membership; a later mark replaces an earlier one."""
        ...

    def drop(self, scope: int, kind: int, id: str) -> None:  # noqa: A002  # the contract's own word
        """Delete a membership; one that is not there is nothing."""
        ...

    def of_scope(self, scope: int) -> list[Member]:
        """The memberships of a scope, by kind and id."""
        ...

    def scopes_of(self, kind: int, id: str) -> list[int]:  # noqa: A002  # the contract's own word
        """The scopes through which a row is visible, sorted."""
        ...

    def versions(self, scope: int) -> Iterable[tuple[int, str, int]]:
        """(kind, id, version) of each row of a scope: what its digest counts."""
        ...

    def orphans(self) -> Iterable[BaseRow]:
        """The base rows that are visible through no scope."""
        ...


class PhoneStore(Protocol):
    """The tables of sync.md 16, and the one local transaction that changes them."""

    @property
    def base(self) -> Base:
        """The rows that the server sent."""
        ...

    @property
    def members(self) -> Members:
        """Which rows are visible through which scopes."""
        ...

    @property
    def queue(self) -> Table[int, Queued]:
        """Commands without a receipt, by seq."""
        ...

    @property
    def sent(self) -> Table[int, Sent]:
        """Commands that are answered and not yet durable, by seq."""
        ...

    @property
    def answered(self) -> Table[int, Answered]:
        """Receipts to look up, by seq."""
        ...

    @property
    def scopes(self) -> Table[int, ScopeInfo]:
        """The scopes that this phone has or is getting, by number."""
        ...

    @property
    def booting(self) -> Table[int, Booting]:
        """The scopes on their way in, by number."""
        ...

    @property
    def dropping(self) -> Table[int, Dropping]:
        """The scopes on their way out, by number."""
        ...

    @property
    def mended(self) -> Table[int, Mended]:
        """The scopes that had to be repaired, by number."""
        ...

    @property
    def leaving(self) -> Table[tuple[int, str], Leaving]:
        """Rows on their way out, by kind and id."""
        ...

    @property
    def photos(self) -> Table[str, PhotoFile]:
        """Photos of this phone, by upload: in the order of their making."""
        ...

    def commit(self) -> AbstractContextManager[None]:
        """One local transaction: all writes of the block are kept, durably, or none of them is."""
        ...

    def shred(self, scope: int) -> None:
        """Destroy the key that rows were sealed with for a scope; what is here for another reason stays readable."""
        ...

    def state(self) -> PhoneState:
        """The phone's one row; its defaults on a fresh phone."""
        ...

    def put_state(self, state: PhoneState) -> None:
        """Replace the phone's one row."""
        ...
