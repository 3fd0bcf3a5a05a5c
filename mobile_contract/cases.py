"""Cases: states, commands of the main path, what phones hold and boards show of them (domain.md 3)."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Id, Instant, Key, Line, Point, Record, Text, Wire
from mobile_contract.media import PhotoRecord
from mobile_contract.policies import APPEND, MACHINE, SERVER


class CaseState(StrEnum):
    """All states of a case (domain.md 3.1)."""

    REPORTED = "reported"
    VERIFYING = "verifying"
    PENDING_FILING = "pending_filing"
    PENDING_DISPATCH = "pending_dispatch"
    PENDING_HANDLE = "pending_handle"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    PENDING_CONFIRM = "pending_confirm"
    PENDING_CHECK = "pending_check"
    CHECKING = "checking"
    PENDING_CLOSE = "pending_close"
    SELF_AUDIT = "self_audit"
    CLOSED = "closed"
    FORCED_CLOSED = "forced_closed"
    REFUSED = "refused"
    NOT_FILED = "not_filed"
    VOIDED = "voided"
    MERGED = "merged"


class CaseSource(StrEnum):
    """Where a report came from."""

    WORKER = "worker"
    COMMITTEE = "committee"
    RESIDENT = "resident"
    HOTLINE = "hotline"
    PARTNER = "partner"
    SYSTEM = "system"


class CheckResult(StrEnum):
    """What a check after handling found."""

    PASSED = "passed"
    FAILED = "failed"


class LimitUnit(StrEnum):
    """What a limit counts in: `urgent_*` runs day and night, `work_*` in working periods only (domain.md 5)."""

    URGENT_MINUTE = "urgent_minute"
    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    NATURAL_DAY = "natural_day"


class CaseCommand(Command, frozen=True, kw_only=True):
    """An event on a case: `entity` and `root` are the case, `saw` is the state that the person saw."""

    saw: CaseState | None = None
    generation: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    opinion: Text = ""


class ReportMatter(Command, frozen=True, kw_only=True, tag="report_matter"):
    """Report a matter: a case begins. The class may still be corrected at filing; a place or an address is needed."""

    title: Line
    description: Text = ""
    class_code: Key | None = None
    point: Point | None = None
    address: Line = ""
    claimed_grid: Id | None = None
    urgent: bool = False
    photos: Annotated[int, Meta(ge=0, le=20)] = 0
    source: CaseSource = CaseSource.WORKER
    component: Key | None = None


class AcceptCase(CaseCommand, frozen=True, kw_only=True, tag="accept_case"):
    """The acceptor takes the report on (受理)."""


class RefuseCase(CaseCommand, frozen=True, kw_only=True, tag="refuse_case"):
    """The acceptor does not take it on; the reason is told."""


class FileCase(CaseCommand, frozen=True, kw_only=True, tag="file_case"):
    """The shift leader files the case (立案): it gets its number, its class, and the condition that sets its limit.

    A class that has filing conditions in force is filed under one of them.
    """

    class_code: Key
    condition: Key | None = None


class NotFileCase(CaseCommand, frozen=True, kw_only=True, tag="not_file_case"):
    """The shift leader does not file it; the reason is told."""


class DispatchCase(CaseCommand, frozen=True, kw_only=True, tag="dispatch_case"):
    """The dispatcher gives it to a lead department (派遣), and asks others to assist.

    `forced` sends it, with a reason, to the department that has just returned it.
    """

    department: Id
    assisting: Annotated[tuple[Id, ...], Meta(max_length=10)] = ()
    forced: bool = False


class AssignCase(CaseCommand, frozen=True, kw_only=True, tag="assign_case"):
    """The department gives it to one of its handlers (指派)."""

    handler: Id


class RecordProgress(CaseCommand, frozen=True, kw_only=True, tag="record_progress"):
    """The handler tells how it goes; nothing moves."""


class FinishHandling(CaseCommand, frozen=True, kw_only=True, tag="finish_handling"):
    """The handler has done the work (处置). The handle clock goes on until the department confirms."""


class ConfirmHandling(CaseCommand, frozen=True, kw_only=True, tag="confirm_handling"):
    """The department confirms the work and sends the case on (反馈)."""


class ReworkHandling(CaseCommand, frozen=True, kw_only=True, tag="rework_handling"):
    """The department sends it back to the handler: not good enough."""


class SendCheck(CaseCommand, frozen=True, kw_only=True, tag="send_check"):
    """The acceptor sends somebody who did not handle it to look (核查)."""

    checker: Id
    told: Text = ""


class SubmitCheck(CaseCommand, frozen=True, kw_only=True, tag="submit_check"):
    """The checker tells what there is to see."""

    result: CheckResult


class CloseCase(CaseCommand, frozen=True, kw_only=True, tag="close_case"):
    """The shift leader closes the case (结案); `condition_met` says that its closing condition is."""

    condition_met: bool = False


class CommentCase(CaseCommand, frozen=True, kw_only=True, tag="comment_case"):
    """Anybody concerned adds words; nothing moves."""


class CaseRecord(Record, frozen=True, kw_only=True, tag="case"):
    """A case as phones hold it: what was reported, where it stands, whose turn it is."""

    state: Annotated[CaseState, MACHINE]
    title: Annotated[str, MACHINE]
    reported_at: Annotated[Instant, SERVER]
    state_seq: Annotated[int, SERVER] = 0
    generation: Annotated[int, SERVER] = 0
    case_no: Annotated[str | None, SERVER] = None
    description: Annotated[str, MACHINE] = ""
    class_code: Annotated[str | None, MACHINE] = None
    address: Annotated[str, MACHINE] = ""
    lon: Annotated[float | None, SERVER] = None
    lat: Annotated[float | None, SERVER] = None
    grid: Annotated[str | None, SERVER] = None
    urgent: Annotated[bool, SERVER] = False
    source: Annotated[CaseSource, SERVER] = CaseSource.WORKER
    department: Annotated[str | None, MACHINE] = None
    handler: Annotated[str | None, MACHINE] = None
    checker: Annotated[str | None, MACHINE] = None
    due_at: Annotated[Instant | None, SERVER] = None
    closed_at: Annotated[Instant | None, SERVER] = None
    condition: Annotated[str | None, SERVER] = None
    component: Annotated[str | None, SERVER] = None
    round: Annotated[int, SERVER] = 1
    check_result: Annotated[CheckResult | None, SERVER] = None
    card: Annotated[str | None, SERVER] = None
    suspended_until: Annotated[Instant | None, SERVER] = None
    duplicate_of: Annotated[str | None, SERVER] = None
    owner: Annotated[str | None, SERVER] = None
    whistle: Annotated[str | None, SERVER] = None
    self_handled: Annotated[bool, SERVER] = False
    exempt: Annotated[bool, SERVER] = False
    historic: Annotated[bool, SERVER] = False


class CaseEventRecord(Record, frozen=True, kw_only=True, tag="case_event"):
    """One event of a case, kept for ever, also when it could not be applied (`applied` false).

    `absorbed`: it came when the case had gone past it, is kept as late evidence, and waits for nobody.
    """

    case: Annotated[str, APPEND]
    command: Annotated[Code, APPEND]
    from_state: Annotated[CaseState | None, SERVER]
    to_state: Annotated[CaseState | None, SERVER]
    actor: Annotated[str, SERVER]
    at: Annotated[Instant, SERVER]
    applied: Annotated[bool, SERVER] = True
    opinion: Annotated[str, APPEND] = ""
    round: Annotated[int, SERVER] = 1
    about: Annotated[str | None, SERVER] = None
    absorbed: Annotated[bool, SERVER] = False


class CaseListItem(Wire, frozen=True, kw_only=True):
    """A case on an office's board. `light` is how its present stage stands to its limit: green, from `yellow_at` on
    yellow, after `due_at` red; without a clock there is none. `owner` is the organisation that has the case, None
    while the grid itself has.
    """

    id: str
    version: int
    state: CaseState
    title: str
    reported_at: Instant
    source: CaseSource
    case_no: str | None = None
    class_code: str | None = None
    grid: str | None = None
    urgent: bool = False
    department: str | None = None
    handler: str | None = None
    due_at: Instant | None = None
    round: int = 1
    card: str | None = None
    yellow_at: Instant | None = None
    light: str | None = None
    owner: str | None = None


class CasePage(Wire, frozen=True):
    """`GET /v1/cases`: cases of the asker's area, the latest report first; `next`, if any, is what to ask for `after`.

    `names` tells what their grids, departments and people are called, by id.
    """

    cases: tuple[CaseListItem, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class CaseDetail(Wire, frozen=True):
    """`GET /v1/cases/{id}`: a case, its events in order, its photos.

    `commands` are the kinds of command that the asker may issue on it now. A photo without `arrived_at` is still
    awaited. `names` is as in the list.
    """

    case: CaseRecord
    version: int
    events: tuple[CaseEventRecord, ...]
    photos: tuple[PhotoRecord, ...] = ()
    commands: tuple[str, ...] = ()
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class BoardCounts(Wire, frozen=True):
    """`GET /v1/board/counts`: how many open cases of the asker's area are in each state and under each light; a state
    or light without any is left out. `mine` wait for the asker to handle, verify or check them.
    """

    states: dict[CaseState, int]
    lights: dict[str, int] = {}  # noqa: RUF012 - msgspec copies an empty default
    mine: int = 0
