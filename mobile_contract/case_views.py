"""What an office sees beside a case: what was asked for and who decides, cards, clocks, tasks, ratings; what waits."""

from mobile_contract.base import Instant, Wire
from mobile_contract.case_adjustments import RequestKind, RequestState, Reviewer, Supervision
from mobile_contract.case_steps import CaseTaskState, TaskKind
from mobile_contract.cases import CaseRecord, CaseState
from mobile_contract.duty import LadderRung


class RequestView(Wire, frozen=True, kw_only=True):
    """Something that was asked for. `turn` is whose review it awaits, or who decided; `stale` says that the case has
    gone to another round or department since, so that an approval would change nothing.
    """

    request: str
    of_kind: RequestKind
    state: RequestState
    turn: Reviewer
    round: int
    asked_by: str
    asked_at: Instant
    reason: str
    department: str | None = None
    until_at: Instant | None = None
    first_by: str | None = None
    first_at: Instant | None = None
    first_words: str = ""
    decided_by: str | None = None
    decided_at: Instant | None = None
    words: str = ""
    stale: bool = False


class SupervisionView(Wire, frozen=True, kw_only=True):
    """A card, an instruction or a reminder, and the reply to it. A cancelled one counts no points."""

    supervision: str
    level: Supervision
    points: int
    given_by: str
    given_at: Instant
    words: str
    department: str | None = None
    reply_due_at: Instant | None = None
    replied_by: str | None = None
    replied_at: Instant | None = None
    reply: str = ""
    cancelled_by: str | None = None
    cancelled_at: Instant | None = None
    cancel_reason: str = ""


class ClockView(Wire, frozen=True, kw_only=True):
    """A clock of a stage: its limit in its own unit, and when that ends as things stand. `state` is running, paused,
    done or dropped; `extended` is how many limits were added.
    """

    stage: str
    state: str
    round: int
    value: int
    unit: str
    started_at: Instant
    due_at: Instant
    yellow_at: Instant
    extended: int = 0
    finished_at: Instant | None = None


class TaskView(Wire, frozen=True, kw_only=True):
    """What somebody, or an assisting department, was sent for, and what came of it."""

    task: str
    of_kind: TaskKind
    state: CaseTaskState
    round: int
    sent_by: str
    sent_at: Instant
    assignee: str | None = None
    org: str | None = None
    due_at: Instant | None = None
    finished_at: Instant | None = None
    result: str | None = None
    told: str = ""


class CorrectionView(Wire, frozen=True, kw_only=True):
    """What was put right: the old value of each field that was corrected, as text."""

    event: str
    at: Instant
    by: str
    was: dict[str, str]
    reason: str = ""


class RatingView(Wire, frozen=True, kw_only=True):
    """What the reporter said of a round."""

    round: int
    satisfaction: int
    at: Instant
    contacted: bool | None = None
    solved: bool | None = None
    words: str = ""


class CaseBeside(Wire, frozen=True):
    """`GET /v1/cases/{id}/beside`: what stands beside a case, each in its order in time. `names` is as in the list."""

    case: CaseRecord
    requests: tuple[RequestView, ...] = ()
    supervisions: tuple[SupervisionView, ...] = ()
    clocks: tuple[ClockView, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    ratings: tuple[RatingView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class WaitingRequest(Wire, frozen=True, kw_only=True):
    """A request that waits for the asker's review, and the case that it is about."""

    case: str
    title: str
    state: CaseState
    request: RequestView
    case_no: str | None = None
    grid: str | None = None
    due_at: Instant | None = None


class WaitingRequests(Wire, frozen=True):
    """`GET /v1/requests`: what waits for the asker's review, the longest first; `next` is what to ask for `after`."""

    requests: tuple[WaitingRequest, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class CaseSwitchesView(Wire, frozen=True, kw_only=True):
    """`GET /v1/case-switches`: how this district runs its cases, as `set_case_switches` and `set_ladder` have it.

    `ladder_is_default`: the district has set no ladder of its own.
    """

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
    level_minutes: int
    emergency_join_minutes: int
    daily_join_minutes: int
    key_join_minutes: int
    ladder: tuple[LadderRung, ...]
    ladder_is_default: bool = False
