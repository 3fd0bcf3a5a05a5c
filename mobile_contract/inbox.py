"""What waits for a person and what became of it: conflicts, how they are settled, receipts that change later."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from mobile_contract.base import Command, Instant, Record, Text, Wire
from mobile_contract.care import ChangeHelp, ChangeServiceTag
from mobile_contract.components import ChangeComponent
from mobile_contract.policies import SERVER
from mobile_contract.premises import ChangeOrganisation, ChangeRentedHouse, ChangeSite
from mobile_contract.receipts import Receipt
from mobile_contract.residents import ChangeDwelling, ChangeHousehold, ChangePerson, ChangeResidency

Value: TypeAlias = Any
"""A field's value as JSON has it, of whatever type its record declares; of a command, its text or what it names."""

Number = Annotated[float, Meta(ge=-(2**53), le=2**53)]
Typed = Text | Number | bool | None
"""A field's value as a person typed it; it is converted to the field's own type when it is judged. No lists: sets have
no conflicts, and msgspec 0.22 frees memory twice where texts with a limit and lists of them are in one union.
"""

CHANGES: Mapping[str, type[Command]] = {
    "person": ChangePerson,
    "dwelling": ChangeDwelling,
    "household": ChangeHousehold,
    "residency": ChangeResidency,
    "component": ChangeComponent,
    "site": ChangeSite,
    "organisation": ChangeOrganisation,
    "rented_house": ChangeRentedHouse,
    "service_tag": ChangeServiceTag,
    "help": ChangeHelp,
}
"""By kind of record: the command that changes fields of it."""


class ConflictState(StrEnum):
    """Whether somebody has decided."""

    OPEN = "open"
    SETTLED = "settled"


class Choice(StrEnum):
    """How a person decides (sync.md 7, 8, 9).

    Of two values of a field: `keep_mine` is the author's, `keep_theirs` what stands, `keep_both` leaves what stands and
    keeps the other beside it on the conflict's record, `edit` is a third one. Late work, or a step that a case has
    moved on from, is done after all (`apply`) or not (`dismiss`, with a reason). What was done already and only
    has to be known is noted: `keep_both`, or `dismiss`.
    """

    KEEP_MINE = "keep_mine"
    KEEP_THEIRS = "keep_theirs"
    KEEP_BOTH = "keep_both"
    EDIT = "edit"
    APPLY = "apply"
    DISMISS = "dismiss"


class SettleConflict(Command, frozen=True, kw_only=True, tag="settle_conflict"):
    """Decide a conflict: `entity` is the conflict, `root` the conflict's root.

    `was` is what the field in dispute showed when the person decided, and `base` the version of its row then: what
    somebody else wrote since is not overwritten. `value` is for `edit`, `reason` for `dismiss`.
    """

    choice: Choice
    was: Typed = None
    value: Typed = None
    reason: Text = ""


class ConflictRecord(Record, frozen=True, kw_only=True, tag="conflict"):
    """What a person must decide, seen wherever its entity is seen. It stays when it is settled.

    `kind` and `entity` name the row in dispute; of work that came late, the kind of command and what that is about.
    `mine` is what the author of `command` wrote (late work: the whole command as JSON, what is sensitive left out),
    `theirs` what stood when the conflict was opened, `base` what the author saw. A `value` was typed to settle it.
    """

    command: Annotated[str, SERVER]
    reason: Annotated[str, SERVER]
    root: Annotated[str, SERVER]
    of_kind: Annotated[str, SERVER]
    entity: Annotated[str, SERVER]
    author: Annotated[str, SERVER]
    opened_at: Annotated[Instant, SERVER]
    field: Annotated[str, SERVER] = ""
    base: Annotated[Value, SERVER] = None
    mine: Annotated[Value, SERVER] = None
    theirs: Annotated[Value, SERVER] = None
    state: Annotated[ConflictState, SERVER] = ConflictState.OPEN
    choice: Annotated[Choice | None, SERVER] = None
    value: Annotated[Value, SERVER] = None
    settled_by: Annotated[str | None, SERVER] = None
    settled_at: Annotated[Instant | None, SERVER] = None
    told: Annotated[str, SERVER] = ""


class OwnConflictRecord(Record, frozen=True, kw_only=True, tag="own_conflict"):
    """A conflict as its author alone sees it, under the conflict's id and version: the own values, nobody else's.

    Whoever has the entity's scope holds the whole one beside it.
    """

    command: Annotated[str, SERVER]
    reason: Annotated[str, SERVER]
    root: Annotated[str, SERVER]
    of_kind: Annotated[str, SERVER]
    entity: Annotated[str, SERVER]
    opened_at: Annotated[Instant, SERVER]
    field: Annotated[str, SERVER] = ""
    base: Annotated[Value, SERVER] = None
    mine: Annotated[Value, SERVER] = None
    state: Annotated[ConflictState, SERVER] = ConflictState.OPEN
    choice: Annotated[Choice | None, SERVER] = None
    settled_at: Annotated[Instant | None, SERVER] = None
    told: Annotated[str, SERVER] = ""


class ReceiptRecord(Record, frozen=True, kw_only=True, tag="receipt"):
    """The answer that a command has now, in place of the one that its push brought.

    The record's id is its own; the command's is the receipt's. `seq` is the command's number on its install, 0 where
    its bytes told none; `of_kind` its kind, `about` its entity.
    """

    receipt: Annotated[Receipt, SERVER]
    of_kind: Annotated[str, SERVER]
    about: Annotated[str, SERVER]
    answered_at: Annotated[Instant, SERVER]
    seq: Annotated[int, SERVER] = 0


class ConflictView(Wire, frozen=True, kw_only=True):
    """A conflict in an office's list: the values are masked where they are a person's."""

    id: str
    version: int
    reason: str
    of_kind: str
    entity: str
    root: str
    author: str
    opened_at: Instant
    field: str = ""
    grid: str | None = None
    mine: Value = None
    theirs: Value = None
    state: ConflictState = ConflictState.OPEN
    choice: Choice | None = None
    settled_by: str | None = None
    settled_at: Instant | None = None


class ConflictPage(Wire, frozen=True):
    """`GET /v1/conflicts`: conflicts of the asker's area by id; `next`, if any, is what to ask for `after`.

    `names` tells what their grids and people are called, by id.
    """

    conflicts: tuple[ConflictView, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class ConflictDetail(Wire, frozen=True):
    """`GET /v1/conflicts/{id}`: one conflict with its values, and the choices that are open to the asker."""

    conflict: ConflictRecord
    version: int
    choices: tuple[Choice, ...] = ()
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default
