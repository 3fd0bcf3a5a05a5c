"""One person registered twice: putting the two together and taking them apart again; and records that are retired."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Id, Line, Wire
from mobile_contract.pairs import Alike, PairState
from mobile_contract.register_views import PersonView
from mobile_contract.residents import Labels, PersonEdits


class MergePersons(Command, frozen=True, kw_only=True, tag="merge_persons"):
    """Two records are one person: `entity` is the merge, `root` and `winner` the record that stays (sync.md 12).

    `set` is the choice per field: what was seen of the winner, and what it is to be; a field that it does not name
    stays the winner's. `add_labels` are the loser's that the winner takes on, `take_id` its identity number. Of the
    loser's stays only those that `moved` names go along; the others stay with the loser, unseen.
    """

    winner: Id
    loser: Id
    set: PersonEdits = PersonEdits()
    add_labels: Labels = ()
    take_id: bool = False
    moved: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()


class UnmergePersons(Command, frozen=True, kw_only=True, tag="unmerge_persons"):
    """They are two after all: `entity` is the merge to undo, `root` and `winner` the record that stayed.

    Both get back what they had. What somebody wrote on the winner since the merge stays there; where that is a field
    that needs a person's eye, it is a conflict.
    """

    winner: Id
    loser: Id
    reason: Line = ""


class Register(StrEnum):
    """What a record of the register is of."""

    BUILDING = "building"
    DWELLING = "dwelling"
    HOUSEHOLD = "household"
    PERSON = "person"


class RetireRecord(Command, frozen=True, kw_only=True, tag="retire_record"):
    """A record of the register is of use no more: demolished, dissolved, moved away, dead. It is no deletion."""

    register: Register
    reason: Line = ""


class RestoreRecord(Command, frozen=True, kw_only=True, tag="restore_record"):
    """A retired record is of use again."""

    register: Register
    reason: Line = ""


class DuplicateView(Wire, frozen=True):
    """A person and one who may be the same, both masked: `why` tells what they have in common.

    `twin` is not there where it lies outside of the reader's area: then `twin_grid` is the code of the grid to ask.
    `state` is what was said of the pair; one that is decided later comes back after `until_on`.
    """

    person: PersonView
    twin_grid: str
    twin: PersonView | None = None
    why: tuple[Alike, ...] = ()
    state: PairState = PairState.OPEN
    until_on: str | None = None


class DuplicatePage(Wire, frozen=True):
    """`GET /v1/duplicates`: pairs of which one lies in the grid, by its id; `next` is what to ask for `after`.

    Only those that are to be decided, or with `all=true` those of which somebody has said something too.
    """

    pairs: tuple[DuplicateView, ...]
    next: str | None = None


class MergeView(Wire, frozen=True):
    """A merge that somebody may want to undo: which record went into which, and the stays that went along."""

    id: str
    winner: str
    loser: str
    moved: tuple[str, ...] = ()
    undone: bool = False


class MergePage(Wire, frozen=True):
    """`GET /v1/persons/{id}/merges`: what was merged into a person."""

    merges: tuple[MergeView, ...]
