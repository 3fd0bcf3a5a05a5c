"""The weekly renewal (domain.md 7): each Monday a grid's worklist of facts to look at once more, and what came of it.

A cycle is one grid's week; an item lives from the cycle that found it until it is answered, however many weeks that
takes. Both carry ids and words of the field alone, nothing personal.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Count, Day, Id, Instant, Record, Request, Wire
from mobile_contract.policies import MACHINE, SERVER

MOST_ITEMS = 2_000
"""In one command that opens a cycle; a longer worklist comes in several."""


class RenewalTarget(StrEnum):
    """What an item asks to look at."""

    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    RESIDENCY = "residency"


class RenewalState(StrEnum):
    """What is known of an item: how it was answered, or that what it asked about is not there any more (`lapsed`)."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    MOVED_OUT = "moved_out"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    LAPSED = "lapsed"


class RenewalAnswer(StrEnum):
    """The answers that take more than one tap."""

    CHANGED = "changed"
    MOVED_OUT = "moved_out"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


class StayRef(Request, frozen=True):
    """A stay and whose it is."""

    residency: Id
    person: Id


Stays = Annotated[tuple[StayRef, ...], Meta(max_length=50)]


class NewItem(Request, frozen=True):
    """What a worklist gains; `source` is why (a name of the renewal rules)."""

    id: Id
    source: Code
    target_kind: RenewalTarget
    target: Id


class OpenRenewal(Command, frozen=True, kw_only=True, tag="open_renewal"):
    """A week begins in a grid; `entity` is the cycle. `week` is its Monday. The server's alone.

    `carried` counts the items that earlier weeks left open: they stay as they are. A long worklist comes in several
    commands, of which one is the `last`.
    """

    grid: Id
    week: Day
    carried: Count = 0
    items: Annotated[tuple[NewItem, ...], Meta(max_length=MOST_ITEMS)] = ()
    last: bool = True


class CloseRenewal(Command, frozen=True, kw_only=True, tag="close_renewal"):
    """A week is over in a grid, with these figures as of its cut, for ever. The server's alone."""

    expected: Count
    done: Count


class LapseItem(Command, frozen=True, kw_only=True, tag="lapse_item"):
    """What an item asks about may be gone: if so nobody need answer it. The server's alone."""

    target_kind: RenewalTarget
    target: Id


class ConfirmItem(Command, frozen=True, kw_only=True, tag="confirm_item"):
    """Seen, and all is as the register says; `entity` is the item, `answer` becomes the id of this answer.

    No version of what was confirmed changes, so that nobody's edit collides with it.
    """

    answer: Id


class AnswerItem(Command, frozen=True, kw_only=True, tag="answer_item"):
    """What came of an item that was not as the register says; `answer` becomes the id of this answer.

    `changed` points with `edit` to the command that carried the change. `moved_out` ends the `stays`, all of them in
    the item's dwelling, as of `until_on` (the day of the answer, if it does not say).
    """

    answer: Id
    state: RenewalAnswer
    edit: Id | None = None
    until_on: Day | None = None
    stays: Stays = ()


class WithdrawAnswer(Command, frozen=True, kw_only=True, tag="withdraw_answer"):
    """An answer was a mistake: the next best one stands, or the item is open again. Stays that it ended go on.

    `stays` are those that the answer named.
    """

    answer: Id
    stays: Stays = ()


class RenewalCycleRecord(Record, frozen=True, kw_only=True, tag="renewal_cycle"):
    """The week that is open in a grid: how many items it found, and how many it took over still open.

    How many are done is `found + carried` less the items that the phone holds.
    """

    grid: Annotated[str, SERVER]
    week: Annotated[str, SERVER]
    opened_at: Annotated[Instant, SERVER]
    found: Annotated[int, MACHINE] = 0
    carried: Annotated[int, SERVER] = 0


class RenewalItemRecord(Record, frozen=True, kw_only=True, tag="renewal_item"):
    """An item that waits for its answer; one that was answered, or lapsed, leaves the phones.

    `week` is the Monday of the cycle that found it.
    """

    cycle: Annotated[str, SERVER]
    week: Annotated[str, SERVER]
    source: Annotated[str, SERVER]
    target_kind: Annotated[RenewalTarget, SERVER]
    target: Annotated[str, SERVER]
    dwelling: Annotated[str, SERVER]
    household: Annotated[str | None, SERVER] = None
    state: Annotated[RenewalState, MACHINE] = RenewalState.PENDING


class RenewalCycleView(Wire, frozen=True):
    """A grid's week. `done` of `expected`: as of now while it is open, as of its cut when it is closed.

    `percent` is empty where nothing was expected.
    """

    id: str
    grid: str
    grid_code: str
    week: str
    opened_at: Instant
    found: int
    carried: int
    expected: int
    done: int
    percent: float | None = None
    closed_at: Instant | None = None


class RenewalCycles(Wire, frozen=True):
    """`GET /v1/renewal/cycles`: the cycles of one week in one's area. `grids` is how many it has, `opened` of how many
    there is a cycle; `expected` and `done` are the sums; `as_of` is when they were counted.
    """

    week: str
    as_of: Instant
    grids: int
    opened: int
    expected: int
    done: int
    percent: float | None
    cycles: tuple[RenewalCycleView, ...]


class RenewalItemView(Wire, frozen=True):
    """An item as an office sees it: what it is about, and the answer that stands."""

    item: RenewalItemRecord
    grid: str
    answered_by: str | None = None
    answered_at: Instant | None = None
    done_at: Instant | None = None
    late: bool = False


class RenewalItemPage(Wire, frozen=True):
    """`GET /v1/renewal/items`: items of a grid by their ids; `next`, if any, is what to ask for `after`."""

    items: tuple[RenewalItemView, ...]
    next: str | None = None


class RenewalDebtView(Wire, frozen=True):
    """What a grid owes: of its `open` items those that are `weeks` old or older, by how many weeks they are.

    `ages` counts its active `households` by the days since somebody last saw that the facts are right: by a visit that
    reached somebody, or an answer. Keys are the upper bounds of `age_days` as text, `more`, and `never`.
    """

    grid: str
    grid_code: str
    open: int
    debt: int
    by_weeks: dict[str, int]
    households: int
    ages: dict[str, int]


class RenewalDebt(Wire, frozen=True):
    """`GET /v1/renewal/debt`: by grid of one's area, and their sums; `as_of` is when it was counted."""

    as_of: Instant
    scheme: str
    weeks: int
    age_days: tuple[int, ...]
    open: int
    debt: int
    households: int
    grids: tuple[RenewalDebtView, ...]
