"""The words of the case machine's table: states, guards, clocks, and what one row says. Pure; no row is here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.case_adjustments import Reviewer
from mobile_contract.cases import CaseCommand, CaseState
from server.cases.entities import TimerStage

PATH = (
    CaseState.REPORTED,
    CaseState.PENDING_FILING,
    CaseState.PENDING_DISPATCH,
    CaseState.PENDING_HANDLE,
    CaseState.HANDLING,
    CaseState.SUSPENDED,
    CaseState.PENDING_CONFIRM,
    CaseState.PENDING_CHECK,
    CaseState.CHECKING,
    CaseState.PENDING_CLOSE,
    CaseState.CLOSED,
)
"""The way of a case, from its report to its closing."""

TERMINAL = frozenset(
    {
        CaseState.CLOSED,
        CaseState.FORCED_CLOSED,
        CaseState.REFUSED,
        CaseState.NOT_FILED,
        CaseState.VOIDED,
        CaseState.MERGED,
    }
)
"""States that a case does not leave by itself."""

ALL = frozenset(CaseState)
OPEN = ALL - TERMINAL
UNHANDLED = frozenset(
    {
        CaseState.REPORTED,
        CaseState.VERIFYING,
        CaseState.PENDING_FILING,
        CaseState.PENDING_DISPATCH,
        CaseState.PENDING_HANDLE,
    }
)
"""States before anybody works on it: from these a case may be voided."""

COLLECTED = frozenset({CaseState.REPORTED, CaseState.VERIFYING, CaseState.PENDING_FILING})
"""States before a case is filed: its class is still anybody's guess."""

GIVEN_OUT = frozenset(
    {
        CaseState.PENDING_HANDLE,
        CaseState.HANDLING,
        CaseState.SUSPENDED,
        CaseState.PENDING_CONFIRM,
        CaseState.PENDING_CHECK,
        CaseState.CHECKING,
        CaseState.PENDING_CLOSE,
    }
)
"""States in which a department has a case, and others may assist it."""

IN_HAND = frozenset({CaseState.PENDING_HANDLE, CaseState.HANDLING})
ENDED = frozenset({CaseState.CLOSED, CaseState.FORCED_CLOSED})

STAGES: dict[CaseState, str] = {
    CaseState.REPORTED: "collect",
    CaseState.VERIFYING: "collect",
    CaseState.PENDING_FILING: "file",
    CaseState.PENDING_DISPATCH: "dispatch",
    CaseState.PENDING_HANDLE: "handle",
    CaseState.HANDLING: "handle",
    CaseState.SUSPENDED: "handle",
    CaseState.PENDING_CONFIRM: "feedback",
    CaseState.PENDING_CHECK: "check",
    CaseState.CHECKING: "check",
    CaseState.PENDING_CLOSE: "close",
    CaseState.SELF_AUDIT: "close",
}
"""The stage that an open state belongs to (domain.md 3.1)."""

CLOCKS: dict[CaseState, TimerStage] = {
    CaseState.REPORTED: TimerStage.ACCEPT,
    CaseState.VERIFYING: TimerStage.VERIFY,
    CaseState.PENDING_DISPATCH: TimerStage.DISPATCH,
    CaseState.PENDING_HANDLE: TimerStage.HANDLE,
    CaseState.HANDLING: TimerStage.HANDLE,
    CaseState.PENDING_CONFIRM: TimerStage.HANDLE,
    CaseState.CHECKING: TimerStage.CHECK,
}
"""Whose due instant is the case's own in a state; in the other states no clock runs."""

ALL_WHO_WORK = frozenset(
    {
        Post.GRID_WORKER,
        Post.GRID_CHIEF,
        Post.GRID_ADVISER,
        Post.ACCEPTOR,
        Post.SHIFT_LEADER,
        Post.DISPATCHER,
        Post.DEPARTMENT,
        Post.HANDLER,
        Post.COMMITTEE,
        Post.SUPERVISOR,
    }
)
"""Whoever may be concerned with a case; residents read and rate by other ways."""


ABSORBED = "absorbed"
"""The fact of a receipt that tells in which state a step came too late, so that it is kept and changed nothing."""


class Where(StrEnum):
    """Over what the actor must have a post: the case's grid, its lead department, or either of the two.

    `party` is either of them, or an organisation that was ever asked to help. `street` is that of the case's grid, or
    the district without one. `owner` is who has the case, its grid where nobody above has.
    """

    GRID = "grid"
    DEPARTMENT = "department"
    CONCERNED = "concerned"
    PARTY = "party"
    STREET = "street"
    OWNER = "owner"


class Guard(StrEnum):
    """A fact that must hold for a step to be applied; guards.py asks for it and refuses without it."""

    REASON = "reason"
    CLASS_IN_FORCE = "class_in_force"
    HAS_CLASS = "has_class"
    ORGS_THERE = "orgs_there"
    NOT_JUST_RETURNED = "not_just_returned"
    FILED = "filed"
    HANDLER_THERE = "handler_there"
    CHECKER_THERE = "checker_there"
    OTHER_PERSON = "other_person"
    PHOTOS_AFTER = "photos_after"
    PHOTOS_ARRIVED = "photos_arrived"
    PHOTO_OF_CHECK = "photo_of_check"
    PHOTO_OR_REASON = "photo_or_reason"
    MAY_SELF_HANDLE = "may_self_handle"
    PHOTOS_BOTH = "photos_both"
    CLOSING_CONDITION = "closing_condition"
    CHECKED = "checked"
    SAME_MATTER = "same_matter"
    ID_FREE = "id_free"
    NOT_ASKED_YET = "not_asked_yet"
    NOT_OVERDUE = "not_overdue"
    EXTENDABLE = "extendable"
    SUSPENDABLE = "suspendable"
    WAS_OVERDUE = "was_overdue"
    APPEALABLE = "appealable"
    SECOND_PERSON = "second_person"
    REOPENABLE = "reopenable"
    NOT_RATED = "not_rated"
    LEVEL_ABOVE = "level_above"
    LEVEL_BELOW = "level_below"
    UNANSWERED = "unanswered"
    UNCANCELLED = "uncancelled"
    WHISTLE_OPEN = "whistle_open"
    NO_WHISTLE = "no_whistle"
    ON_DUTY = "on_duty"
    JOIN_TIME = "join_time"
    JOINT_MATTER = "joint_matter"
    ALL_BACK = "all_back"
    ASSISTING = "assisting"
    CORRECTABLE = "correctable"


class Op(StrEnum):
    """What a step does to a clock. `again` lets one go on that was stopped, `drop` ends all for nothing."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    AGAIN = "again"
    DROP = "drop"


class Tick(NamedTuple):
    """A step's effect on a clock: always, or only if, or unless, a switch of the district is on."""

    op: Op
    stage: TimerStage | None = None
    if_on: str = ""
    if_off: str = ""

    def __str__(self) -> str:
        when = f" if {self.if_on}" if self.if_on else f" unless {self.if_off}" if self.if_off else ""
        return f"{self.op} {self.stage or 'all'}{when}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the table: a command leads from `sources` to `to`, or `back` to the one of these that the case was in
    before; with neither nothing moves.

    `variant` tells the rows of one command apart. `absorbed` are the states in which it comes too late to matter; where
    `agrees` names a field, it is too late only if the case has the command's own value there: two departments, say, are
    a conflict. `by` names the field with the only person who may, `also` the field with one who may beside the posts'
    area. A `bound` step counts for the assignment that its
    author saw, and not for a later one. `turn` is whose review it is. `folded` is the shift leader's: of acceptors too,
    in a district without shift leaders. `offline` says that a phone may queue it.
    """

    command: type[CaseCommand]
    posts: frozenset[Post]
    where: Where
    sources: frozenset[CaseState]
    to: CaseState | None = None
    back: frozenset[CaseState] = frozenset()
    absorbed: frozenset[CaseState] = frozenset()
    variant: str = ""
    agrees: str = ""
    by: str = ""
    also: str = ""
    bound: bool = False
    guards: tuple[Guard, ...] = ()
    ticks: tuple[Tick, ...] = ()
    turn: Reviewer | None = None
    folded: bool = False
    offline: bool = False

    @property
    def kind(self) -> str:
        """The command's name on the wire."""
        return str(self.command.__struct_config__.tag)

    @property
    def event(self) -> str:
        """The machine's name for it: the command's kind, and which of its rows."""
        return event_name(self.kind, self.variant)


def event_name(kind: str, variant: str) -> str:
    """The name of a row: of the only one of its command, or of one of several."""
    return f"{kind}:{variant}" if variant else kind


def since(state: CaseState) -> frozenset[CaseState]:
    """The states of the way from one on."""
    return frozenset(PATH[PATH.index(state) :])


def at(*states: CaseState) -> frozenset[CaseState]:
    """These states."""
    return frozenset(states)
