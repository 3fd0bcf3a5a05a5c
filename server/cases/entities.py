"""Cases and their events, tasks, clocks, classes and numbers, as the rules see them. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mobile_contract.case_steps import CaseTaskState, TaskKind
from mobile_contract.cases import CaseSource, CaseState, CheckResult, LimitUnit
from server.core.entities import Entity


class Case(Entity, frozen=True, kw_only=True):
    """A case. Where it is: canonical WGS-84, the raw pair as it came, and the grid that answers for the place.

    `grid_version` is the shape that held the point when it was observed, or holds it now where none did. `checker` is
    who was sent to look last, before filing or after handling. `back_to` is where a suspended or merged case goes on.
    `owner` is the organisation that has it, None while the grid itself has. `card` is the highest that is in force.
    `due_at` is the present stage's, None where no clock runs. `helpers` are the organisations beside the lead
    department that were ever asked to help, to assist or by a whistle: their evidence is never at risk.
    """

    state: CaseState
    state_seq: int
    generation: int
    case_no: str | None
    title: str
    description: str
    class_code: str | None
    source: CaseSource
    reporter: str
    reported_at: datetime
    clock_quality: str
    address: str
    lon: float | None
    lat: float | None
    raw_lon: float | None
    raw_lat: float | None
    datum: str | None
    accuracy_m: float | None
    cell: int | None
    grid: str | None
    claimed_grid: str | None
    urgent: bool
    photos_promised: int
    grid_version: str | None = None
    department: str | None = None
    handler: str | None = None
    checker: str | None = None
    round: int = 1
    due_at: datetime | None = None
    closed_at: datetime | None = None
    class_version: int | None = None
    condition: str | None = None
    component: str | None = None
    back_to: CaseState | None = None
    returned_from: str | None = None
    check_result: CheckResult | None = None
    owner: str | None = None
    duplicate_of: str | None = None
    whistle: str | None = None
    card: str | None = None
    filed_at: datetime | None = None
    handled_at: datetime | None = None
    handled_by: str | None = None
    suspended_until: datetime | None = None
    reworks: int = 0
    returns: int = 0
    extensions: int = 0
    suspensions: int = 0
    reopenings: int = 0
    redispatched: bool = False
    self_handled: bool = False
    exempt: bool = False
    historic: bool = False
    helpers: tuple[str, ...] | None = None


class CaseEvent(Entity, frozen=True, kw_only=True):
    """One event of a case: append-only, also when it was not applied. It carries the case's grid and handler.

    `about` is what the command names beside the case: a department, a person, a request. `absorbed`: the case had gone
    past it, so that it changed nothing; it stays as late evidence, and is no deed of the case's way.
    """

    case_id: str
    command: str
    from_state: CaseState | None
    to_state: CaseState | None
    actor: str
    at: datetime
    clock_quality: str
    applied: bool
    opinion: str
    seq: int
    grid: str | None
    handler: str | None
    checker: str | None = None
    round: int = 1
    about: str | None = None
    absorbed: bool = False


class TimerStage(StrEnum):
    """What a clock runs for (domain.md 5)."""

    ACCEPT = "accept"
    VERIFY = "verify"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    CHECK = "check"
    LEVEL = "level"


class TimerState(StrEnum):
    """Whether a clock runs, stands still, was stopped by the step that it waits for, or came to nothing."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DROPPED = "dropped"


class Rest(NamedTuple):
    """A time in which a clock stood still; without an end it still does."""

    from_at: datetime
    until_at: datetime | None


class CaseTimer(Entity, frozen=True, kw_only=True):
    """A clock of one stage of a case. Its limit is `value` units, and as many again for each extension.

    `due_at` is when the limit ends as things stand, `yellow_at` when 80 % of it are used; both are of no meaning while
    it is paused. `told_percent` is up to where the ladder of warnings has been told. `org` is whose time it is: the
    department's that handles, the level's that has the case.
    """

    case_id: str
    stage: TimerStage
    round: int
    unit: LimitUnit
    value: int
    started_at: datetime
    due_at: datetime
    yellow_at: datetime
    state: TimerState = TimerState.RUNNING
    extended: int = 0
    rests: tuple[Rest, ...] = ()
    finished_at: datetime | None = None
    told_percent: int = 0
    org: str | None = None


class CaseTask(Entity, frozen=True, kw_only=True):
    """What a person, or an assisting department, was sent to a case for. `told` are the sender's words."""

    case_id: str
    of_kind: TaskKind
    round: int
    assignee: str | None
    org: str | None
    sent_by: str
    sent_at: datetime
    state: CaseTaskState = CaseTaskState.OPEN
    due_at: datetime | None = None
    finished_at: datetime | None = None
    result: str | None = None
    told: str = ""


class CaseGrant(Entity, frozen=True, kw_only=True):
    """The fact that a person works, or worked, on a case: the grant of the case's scope."""

    case_id: str
    user_id: str
    from_at: datetime
    until_at: datetime | None


class CaseCounter(Entity, frozen=True, kw_only=True):
    """The last case number given, and on which day; there is one, and its day never goes back."""

    day: str
    last: int
