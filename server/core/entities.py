"""What a register row is to the rules: a frozen value with a version. Pure: no database, no clock."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.inbox import Choice, ConflictState
from mobile_contract.receipts import Receipt
from server.core.ids import uuid8

Stamps = dict[str, tuple[int, int]]
"""field -> (version that last wrote it, observed time in ms); a field that is missing was written at creation."""


class Entity(Struct, frozen=True, kw_only=True):
    """A row of the register. Its version rises with every change, through merges too."""

    id: str
    version: int = 1
    stamps: Stamps = {}


E = TypeVar("E", bound=Entity)


def changed(entity: E, observed_ms: int, /, **values: Any) -> E:
    """The entity with some fields set anew, one version up; each named field is stamped."""
    version = entity.version + 1
    stamps = {**entity.stamps, **dict.fromkeys(values, (version, observed_ms))}
    return replace(entity, version=version, stamps=stamps, **values)


def advanced(entity: E, /, **values: Any) -> E:
    """The entity with fields set by the server's own machine, one version up: such fields never merge, so no stamps."""
    return replace(entity, version=entity.version + 1, **values)


def named_id(text: str) -> str:
    """The id of what is known by a name alone: a UUIDv8 of the text's hash; the same text always gives the same id."""
    return uuid8(blake2b(text.encode(), digest_size=16).digest())


class ScopeRef(NamedTuple):
    """A set of rows that is visible as a whole: `grid`, `sensitive`, `case`, `self` or `dist`, and of what."""

    kind: str
    ref: str


@lru_cache(maxsize=8192)
def scope_id(scope: ScopeRef) -> int:
    """The number of a scope: 52 bits of its name's hash, so that nobody has to hand numbers out.

    Safe in JavaScript. Among 10,000 scopes of one district two meet with odds of 1 in 90 million.
    """
    return int.from_bytes(blake2b(f"{scope.kind}:{scope.ref}".encode(), digest_size=8).digest(), "big") >> 12 or 1


def grid_scope(grid: str) -> ScopeRef:
    """What the workers of a grid see."""
    return ScopeRef("grid", grid)


def sensitive_scope(grid: str) -> ScopeRef:
    """What is sensitive of a grid's people: `grid:<id>/sensitive` of sync.md 9, for those whose work needs it."""
    return ScopeRef("sensitive", grid)


def case_scope(case: str) -> ScopeRef:
    """One case whole, for whoever works on it outside of their own grids."""
    return ScopeRef("case", case)


def self_scope(user: str) -> ScopeRef:
    """What one person alone sees: their assignments and changed receipts."""
    return ScopeRef("self", user)


def district_scope() -> ScopeRef:
    """What everybody of the district sees: catalogues."""
    return ScopeRef("dist", "all")


def in_grids(*grids: str | None) -> tuple[ScopeRef, ...]:
    """The scopes of the named grids, sorted, each once."""
    if len(grids) == 1:  # nearly always
        return (grid_scope(grids[0]),) if grids[0] else ()
    return tuple(grid_scope(grid) for grid in sorted({grid for grid in grids if grid}))


def seen_with(case: str, grid: str | None, *people: str | None) -> tuple[ScopeRef, ...]:
    """The scopes of what belongs to a case: its grid's, and its own as soon as somebody works on it."""
    return (*in_grids(grid), case_scope(case)) if any(people) else in_grids(grid)


class Need(NamedTuple):
    """A row that must be loaded before a command can be judged."""

    entity: type[Entity]
    id: str


class NeedChildren(NamedTuple):
    """All rows of a kind whose `column` names `parent`."""

    entity: type[Entity]
    column: str
    parent: str


Needs = Iterable[Need | NeedChildren]


class Conflict(Entity, frozen=True, kw_only=True):
    """What a person must decide, with all values and the very bytes of the command that opened it.

    `entity` is what is in dispute now: it follows merges, `meant` is what the author said. It lies where that is seen
    (`grid`, `scopes`) and is sealed with the command, or with the second of two with one number (`subject`).
    `outcomes` are those of the command's fields; `value` and `told` were typed by whoever settled it.
    """

    command: str
    reason: str
    root: str
    of_kind: str
    entity: str
    meant: str
    field: str
    author: str
    install: str
    opened_at: datetime
    observed_at: datetime
    clock_quality: str
    subject: str
    encoding: str
    raw: bytes
    grid: str | None = None
    scopes: tuple[ScopeRef, ...] = ()
    outcomes: dict[str, str] = {}
    base: Any = None
    mine: Any = None
    theirs: Any = None
    state: ConflictState = ConflictState.OPEN
    choice: Choice | None = None
    settled_by: str | None = None
    settled_at: datetime | None = None
    value: Any = None
    told: str = ""


class LaterReceipt(Entity, frozen=True, kw_only=True):
    """The answer that a command has now, in place of the one that was given when it came."""

    command: str
    seq: int | None
    user_id: str
    of_kind: str
    about: str
    receipt: Receipt
    answered_at: datetime


def later_id(command: str) -> str:
    """The id of a command's LaterReceipt: events have the ids of their commands themselves."""
    return named_id(f"receipt|{command}")
