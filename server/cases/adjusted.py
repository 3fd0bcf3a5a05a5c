"""What is asked, ordered and said about a case, and the district's switches, as the rules see it. Pure."""

from datetime import datetime

from mobile_contract.case_adjustments import (
    JointMatter,
    RequestKind,
    RequestState,
    Reviewer,
    Supervision,
    WhistleKind,
)
from mobile_contract.duty import Audience
from server.cases.entities import TimerStage
from server.core.entities import Entity


class CaseRequest(Entity, frozen=True, kw_only=True):
    """Something asked for that others decide. `turn` is whose turn it is, or who decided.

    It counts for the round and the department in which it was asked. `until_at` is the end that a suspension wants.
    `first_*` is the review before the last, of a request that two look at. The words are sealed.
    """

    case_id: str
    of_kind: RequestKind
    round: int
    department: str | None
    asked_by: str
    asked_at: datetime
    turn: Reviewer
    state: RequestState = RequestState.OPEN
    until_at: datetime | None = None
    first_by: str | None = None
    first_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""
    first_words: str = ""
    words: str = ""


class CaseSupervision(Entity, frozen=True, kw_only=True):
    """A card, an instruction or a reminder, with the reply to it. A cancelled one stays, and counts no points."""

    case_id: str
    level: Supervision
    round: int
    points: int
    department: str | None
    given_by: str
    given_at: datetime
    reply_due_at: datetime | None = None
    replied_by: str | None = None
    replied_at: datetime | None = None
    cancelled_by: str | None = None
    cancelled_at: datetime | None = None
    words: str = ""
    reply: str = ""
    cancel_reason: str = ""


class CaseLink(Entity, frozen=True, kw_only=True):
    """A duplicate and the case that goes on for it; its reporter follows that one. One that was undone stays."""

    case_id: str
    into_case: str
    linked_by: str
    linked_at: datetime
    undone_at: datetime | None = None


class CaseRating(Entity, frozen=True, kw_only=True):
    """What the reporter said of one round."""

    case_id: str
    round: int
    contacted: bool | None
    solved: bool | None
    satisfaction: int
    at: datetime
    words: str = ""


class CaseWhistle(Entity, frozen=True, kw_only=True):
    """A street's call to the place of a case, over with `ended_at`. `joint_matter` is a code of the district's list."""

    case_id: str
    of_kind: WhistleKind
    blown_by: str
    blown_at: datetime
    join_by_at: datetime
    ended_at: datetime | None = None
    matter: str = ""
    joint_matter: str | None = None


class WhistleDuty(Entity, frozen=True, kw_only=True):
    """A department that a whistle calls: when it came and where to, when it left, how it was scored.

    `on_site`: it checked in at the place; None where it sent no place, or the case has none.
    """

    case_id: str
    whistle: str
    department: str
    joined_by: str | None = None
    joined_at: datetime | None = None
    distance_m: float | None = None
    on_site: bool | None = None
    left_at: datetime | None = None
    score: int | None = None
    scored_by: str | None = None


class CaseCorrection(Entity, frozen=True, kw_only=True):
    """What of a case was put right, by the event of that name: the old value of each field, as text; sealed."""

    case_id: str
    event: str
    corrected_by: str
    at: datetime
    was: dict[str, str]
    reason: str = ""


class JointList(Entity, frozen=True, kw_only=True):
    """What a district's departments enforce together, in its order; there is one row, or none: then our own list."""

    matters: tuple[JointMatter, ...]
    set_by: str
    set_at: datetime


class CaseReminder(Entity, frozen=True, kw_only=True):
    """That a clock came to a part of its limit: when it did, when the ladder told of it, and whom it tells.

    There is one for each part of a limit; an extension makes another limit. Who they are is asked when it is sent:
    posts change hands.
    """

    case_id: str
    timer: str
    stage: TimerStage
    round: int
    percent: int
    reached_at: datetime
    told_at: datetime
    tells: tuple[Audience, ...]


class CaseSettings(Entity, frozen=True, kw_only=True):
    """How the district runs its cases; there is one row, and `CaseSwitches` is what rules see of it."""

    shift_leader: bool
    return_needs_approval: bool
    accept_pauses_in_verify: bool
    return_restarts_accept: bool
    may_appeal_again: bool
    rework_renews_limit: bool
    yellow_card_at_150: bool
    reports_skip_acceptor: bool
    accept_minutes: int
    dispatch_minutes: int
    task_minutes: int
    normal_points: int
    yellow_points: int
    red_points: int
    level_minutes: int = 1440
    emergency_join_minutes: int = 30
    daily_join_minutes: int = 1440
    key_join_minutes: int = 4320
