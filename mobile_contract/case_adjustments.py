"""What may be asked, ordered and said about a case while it stands where it is, and how a district sets its machine."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Day, Id, Instant, Key, Line, Point, Request, Wire, require_usual
from mobile_contract.cases import CaseCommand

Minutes = Annotated[int, Meta(ge=1, le=100_000)]
Points = Annotated[int, Meta(ge=0, le=1_000)]


class RequestKind(StrEnum):
    """What is asked for and decided by others (domain.md 3.3)."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"
    RETURN = "return"
    VOID = "void"
    FORCED_CLOSE = "forced_close"
    APPEAL = "appeal"


class RequestState(StrEnum):
    """How a request stands; `lapsed` says that the case had gone on before it was decided."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Reviewer(StrEnum):
    """Whose turn it is to review a request."""

    DEPARTMENT = "department"
    DISPATCHER = "dispatcher"
    ACCEPTOR = "acceptor"
    SHIFT_LEADER = "shift_leader"
    SUPERVISOR = "supervisor"


class CaseRequestCommand(CaseCommand, frozen=True, kw_only=True):
    """A command that asks for something: `request` becomes the id of what is decided; the reason is its opinion."""

    request: Id


class RequestExtension(CaseRequestCommand, frozen=True, kw_only=True, tag="request_extension"):
    """More time: one original limit beyond the present deadline (延期)."""


class RequestSuspension(CaseRequestCommand, frozen=True, kw_only=True, tag="request_suspension"):
    """The case is to rest, its clock with it, until the end of a day (挂账)."""

    until_on: Day


class RequestVoid(CaseRequestCommand, frozen=True, kw_only=True, tag="request_void"):
    """The case should never have been one (作废)."""


class RequestForcedClose(CaseRequestCommand, frozen=True, kw_only=True, tag="request_forced_close"):
    """A supervisor wants it closed as it is (强制结案); another supervisor must agree."""


class AppealTimeout(CaseRequestCommand, frozen=True, kw_only=True, tag="appeal_timeout"):
    """The department holds that its overdue handling should not count against it (申诉)."""


class ReviewRequest(CaseRequestCommand, frozen=True, kw_only=True, tag="review_request"):
    """Whoever's turn it is approves a request, or declines it with a reason."""

    approved: bool


class Supervision(StrEnum):
    """What was ordered or asked about a case: cards with points, a leader's instruction, a reminder."""

    NORMAL = "normal"
    YELLOW = "yellow"
    RED = "red"
    INSTRUCTION = "instruction"
    URGE = "urge"


class SuperviseCase(CaseCommand, frozen=True, kw_only=True, tag="supervise_case"):
    """A supervisor supervises the case (督办), or passes a leader's instruction on (领导批示); a reply may be due.

    `entity` is the case, `supervision` becomes the id of what is replied to and cancelled.
    """

    supervision: Id
    level: Supervision
    reply_due_at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.reply_due_at)


class UrgeCase(CaseCommand, frozen=True, kw_only=True, tag="urge_case"):
    """Somebody concerned asks for it to go on (催办)."""

    supervision: Id


class AnswerSupervision(CaseCommand, frozen=True, kw_only=True, tag="answer_supervision"):
    """The department replies; the reply is the opinion."""

    supervision: Id


class CancelSupervision(CaseCommand, frozen=True, kw_only=True, tag="cancel_supervision"):
    """The supervisor takes it back, with a reason; what was said stays visible."""

    supervision: Id


class WhistleKind(StrEnum):
    """What a street blows its whistle for (domain.md 3.5)."""

    DAILY = "daily"
    KEY = "key"
    EMERGENCY = "emergency"


class BlowWhistle(CaseCommand, frozen=True, kw_only=True, tag="blow_whistle"):
    """A street calls departments to the place (吹哨); `whistle` becomes its id.

    They come within `join_minutes`: half an hour where none are told, or less where the district allows no more.
    `joint_matter` is one of the district's list of what several enforce together.
    """

    whistle: Id
    whistle_kind: WhistleKind
    departments: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=20)]
    join_minutes: Minutes | None = None
    matter: Line = ""
    joint_matter: Key | None = None


class JoinWhistle(CaseCommand, frozen=True, kw_only=True, tag="join_whistle"):
    """A department reports for duty at the place (报到)."""

    whistle: Id
    department: Id
    point: Point | None = None


class LeaveWhistle(CaseCommand, frozen=True, kw_only=True, tag="leave_whistle"):
    """A department leaves: when it is done, or earlier with a reason."""

    whistle: Id
    department: Id


class ScoreWhistle(CaseCommand, frozen=True, kw_only=True, tag="score_whistle"):
    """The street scores how a department took part."""

    whistle: Id
    department: Id
    score: Annotated[int, Meta(ge=0, le=100)]


class EndWhistle(CaseCommand, frozen=True, kw_only=True, tag="end_whistle"):
    """The street and those who came hold that it is done; while some are absent or still there, with a reason."""

    whistle: Id


class JointMatter(Request, frozen=True, kw_only=True):
    """A matter that several departments enforce together."""

    code: Key
    name: Line


class SetJointMatters(Command, frozen=True, kw_only=True, tag="set_joint_matters"):
    """What this district's departments enforce together, from now on; `entity` is the id of this edition."""

    matters: Annotated[tuple[JointMatter, ...], Meta(min_length=1, max_length=200)]


class JointMatters(Wire, frozen=True, kw_only=True):
    """`GET /v1/whistles/matters`: what a whistle may name. `is_default`: the district has set no list of its own."""

    matters: tuple[JointMatter, ...]
    is_default: bool = False


class SetCaseSwitches(Command, frozen=True, kw_only=True, tag="set_case_switches"):
    """How this district runs its cases; `entity` is the id of this edition. What is not named stays as it is."""

    shift_leader: bool | None = None
    return_needs_approval: bool | None = None
    accept_pauses_in_verify: bool | None = None
    return_restarts_accept: bool | None = None
    may_appeal_again: bool | None = None
    rework_renews_limit: bool | None = None
    yellow_card_at_150: bool | None = None
    reports_skip_acceptor: bool | None = None
    accept_minutes: Minutes | None = None
    dispatch_minutes: Minutes | None = None
    task_minutes: Minutes | None = None
    level_minutes: Minutes | None = None
    emergency_join_minutes: Minutes | None = None
    daily_join_minutes: Minutes | None = None
    key_join_minutes: Minutes | None = None
    normal_points: Points | None = None
    yellow_points: Points | None = None
    red_points: Points | None = None
