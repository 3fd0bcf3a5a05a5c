"""A case at every step of its way, and the people round it, for tests of case rules."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import OrgLevel, Post
from mobile_contract.base import Command
from mobile_contract.case_adjustments import RequestKind, Reviewer, Supervision, WhistleKind
from mobile_contract.case_steps import TaskKind
from mobile_contract.cases import CaseCommand, CaseSource, CaseState, CheckResult, LimitUnit
from mobile_contract.media import PhotoPhase, PhotoSubject
from server.accounts import kinds as accounts_kinds
from server.accounts.entities import GridGrant, Membership, Org, User
from server.cases import kinds as cases_kinds
from server.cases.adjusted import CaseRequest, CaseSupervision, CaseWhistle, WhistleDuty
from server.cases.asking import duty_id
from server.cases.entities import Case, CaseEvent, CaseTask, CaseTimer, TimerStage, TimerState
from server.cases.machine import STEPS, Step
from server.cases.requests import APPROVED
from server.cases.rules import HANDLERS
from server.cases.way import ACCEPTED, ASKED, UNACCEPTED, UNFILED
from server.core.decisions import Area, CaseSwitches, ClassNode, Context, Decision, GridNode, Handler
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.inbox import kinds as inbox_kinds
from server.uploads import kinds as uploads_kinds
from server.uploads.entities import Photo
from server.visits import kinds as visits_kinds
from tests.support.judging import NOW, ADirectory, a_context, an_id, command_facts, judge

KINDS = Kinds(
    (*accounts_kinds.KINDS, *cases_kinds.KINDS, *inbox_kinds.KINDS, *visits_kinds.KINDS, *uploads_kinds.KINDS)
)

WORKER, HANDLER, CHECKER, OTHER = an_id(101), an_id(102), an_id(103), an_id(104)
CASE, GRID, NEXT_GRID, DEPARTMENT, OTHER_DEPARTMENT = an_id(111), an_id(112), an_id(113), an_id(114), an_id(115)
DISTRICT, STREET, COMMUNITY, LEAD = an_id(116), an_id(117), an_id(118), an_id(119)
REQUEST, SUPERVISION, WHISTLE = an_id(121), an_id(122), an_id(123)
POTHOLE = ClassNode("pothole", "B-event-01-13", "道路破损", 1, 2, 5, "work_day", may_self_handle=True)
NOISE = ClassNode("noise", "B-event-03-01", "施工扰民", 0, 0, 2, "urgent_hour", check_waived=True)


def a_directory(here: str | None = GRID, **more: Any) -> ADirectory:
    """Two grids of a community in a street, and two classes; every point lies in the grid `here`."""
    facts: dict[str, Any] = {
        "grids": {grid: GridNode(grid, "g", "网格", COMMUNITY, "320114/001/001/g") for grid in (GRID, NEXT_GRID)},
        "orgs": {DISTRICT: "320114", STREET: "320114/001", COMMUNITY: "320114/001/001", DEPARTMENT: "320114/114"},
        "above": {COMMUNITY: STREET, STREET: DISTRICT, DEPARTMENT: DISTRICT},
        "classes": {known.code: known for known in (POTHOLE, NOISE)},
        "here": here,
    }
    return ADirectory(**(facts | more))


def a_scene(user: str = WORKER, **more: Any) -> Context:
    """The district as one person acts in it; `switches` are the district's that differ from the usual."""
    directory = a_directory(case_switches=CaseSwitches(**more.pop("switches", {})))
    facts: dict[str, Any] = {"directory": directory, **more}
    return a_context(user=user, **facts)


def a_case(state: CaseState = CaseState.REPORTED, **more: Any) -> Case:
    """A case in a state, with all facts that a case there has; each can be given."""
    facts: dict[str, Any] = {
        "id": CASE,
        "version": 7,
        "state": state,
        "state_seq": 4,
        "generation": 2,
        "case_no": "2026112300001",
        "title": "路面有坑",
        "description": "",
        "class_code": POTHOLE.code,
        "source": CaseSource.WORKER,
        "reporter": WORKER,
        "reported_at": NOW,
        "clock_quality": "exact",
        "address": "雨花路 1 号",
        "lon": 118.78,
        "lat": 31.99,
        "raw_lon": 118.78,
        "raw_lat": 31.99,
        "datum": "wgs84",
        "accuracy_m": 8.0,
        "cell": 1,
        "grid": GRID,
        "claimed_grid": GRID,
        "urgent": False,
        "photos_promised": 1,
        "department": DEPARTMENT,
        "handler": HANDLER,
        "checker": CHECKER,
        "back_to": CaseState.HANDLING if state is CaseState.SUSPENDED else None,
    }
    return Case(**(facts | more))


def a_photo(phase: PhotoPhase, **more: Any) -> Photo:
    """A photo of the case."""
    facts: dict[str, Any] = {
        "id": an_id(),
        "subject_kind": PhotoSubject.CASE,
        **dict.fromkeys(("subject_id", "sealed_by"), CASE),
        "phase": phase,
        "sha256": sha256(an_id().encode()).hexdigest(),
        "size_bytes": 1000,
        "media_type": "image/jpeg",
        "caption": "",
        "author": WORKER,
        "grid": GRID,
        "handler": None,
        "arrived_at": NOW,
    }
    return Photo(**(facts | more))


def an_event(**more: Any) -> CaseEvent:
    """An earlier event of the case, from before it had a handler."""
    facts: dict[str, Any] = {
        "id": an_id(),
        "case_id": CASE,
        "command": "report_matter",
        "from_state": None,
        "to_state": CaseState.REPORTED,
        "actor": WORKER,
        "at": NOW,
        "clock_quality": "exact",
        "applied": True,
        "opinion": "",
        "seq": 1,
        "grid": GRID,
        "handler": None,
    }
    return CaseEvent(**(facts | more))


def a_department(identity: str = DEPARTMENT) -> Org:
    """A department that cases can be dispatched to."""
    path = f"320114/{identity[-3:]}"
    return Org(id=identity, code="900", name="市政所", level=OrgLevel.DEPARTMENT, parent=None, path=path)


def a_user(identity: str) -> User:
    """A person who works with the system."""
    return User(id=identity, login=identity[-8:], name="王", password_hash="")


def a_membership(user: str, org: str = DEPARTMENT, **more: Any) -> Membership:
    """A handler's post at a department since yesterday."""
    facts: dict[str, Any] = {"path": a_directory().orgs[org], "from_at": NOW - timedelta(days=1), "until_at": None}
    return Membership(id=an_id(), user_id=user, org=org, post=Post.HANDLER, **(facts | more))


def a_grid_post(user: str, grid: str = GRID, **more: Any) -> GridGrant:
    """A worker's post on a grid since yesterday."""
    facts: dict[str, Any] = {"from_at": NOW - timedelta(days=1), "until_at": None, "why": ""}
    return GridGrant(id=an_id(), user_id=user, grid=grid, post=Post.GRID_WORKER, **(facts | more))


def handler_of(handlers: tuple[Handler, ...], command: object) -> Handler:
    """The one handler of a command."""
    [found] = [handler for handler in handlers if handler.command is type(command)]
    return found


def one_put(decision: Decision, kind: type[Entity]) -> Any:
    """The only row of a kind that a decision puts."""
    [found] = [row for row in decision.puts if type(row) is kind]
    return found


def a_timer(stage: TimerStage = TimerStage.HANDLE, **more: Any) -> CaseTimer:
    """A clock of the case: of handling, five days that began an hour ago, as it runs by day and night."""
    facts: dict[str, Any] = {
        "id": an_id(),
        "case_id": CASE,
        "stage": stage,
        "round": 1,
        "unit": LimitUnit.URGENT_DAY,
        "value": 5,
        "started_at": NOW - timedelta(hours=1),
        "due_at": NOW - timedelta(hours=1) + timedelta(days=5),
        "yellow_at": NOW - timedelta(hours=1) + timedelta(days=4),
        "org": DEPARTMENT if stage is TimerStage.HANDLE else None,
    }
    return CaseTimer(**(facts | more))


def a_late_timer(**more: Any) -> CaseTimer:
    """A clock of handling that was stopped a day too late."""
    late: dict[str, Any] = {"state": TimerState.DONE, "due_at": NOW - timedelta(days=1), "finished_at": NOW, **more}
    return a_timer(**late)


def a_request(
    kind: RequestKind = RequestKind.EXTENSION, turn: Reviewer = Reviewer.DEPARTMENT, **more: Any
) -> CaseRequest:
    """Something that the handler asked for, of which it is somebody's turn to review it."""
    facts: dict[str, Any] = {
        "id": REQUEST,
        "case_id": CASE,
        "of_kind": kind,
        "round": 1,
        "department": DEPARTMENT,
        "asked_by": HANDLER,
        "asked_at": NOW - timedelta(hours=1),
        "turn": turn,
        "until_at": NOW + timedelta(days=10) if kind is RequestKind.SUSPENSION else None,
        "reason": "需要时间",
    }
    return CaseRequest(**(facts | more))


def a_task(kind: TaskKind = TaskKind.CHECK, **more: Any) -> CaseTask:
    """What the checker was sent for."""
    facts: dict[str, Any] = {
        "id": an_id(),
        "case_id": CASE,
        "of_kind": kind,
        "round": 1,
        "assignee": None if kind is TaskKind.CO_HANDLE else CHECKER,
        "org": OTHER_DEPARTMENT if kind is TaskKind.CO_HANDLE else None,
        "sent_by": WORKER,
        "sent_at": NOW,
    }
    return CaseTask(**(facts | more))


def a_supervision(level: Supervision = Supervision.YELLOW, **more: Any) -> CaseSupervision:
    """A card that the department was given."""
    facts: dict[str, Any] = {
        "id": SUPERVISION,
        "case_id": CASE,
        "level": level,
        "round": 1,
        "points": 5,
        "department": DEPARTMENT,
        "given_by": OTHER,
        "given_at": NOW,
        "words": "请抓紧",
    }
    return CaseSupervision(**(facts | more))


def a_whistle(**more: Any) -> CaseWhistle:
    """A street's call."""
    facts: dict[str, Any] = {
        "id": WHISTLE,
        "case_id": CASE,
        "of_kind": WhistleKind.EMERGENCY,
        "blown_by": OTHER,
        "blown_at": NOW,
        "join_by_at": NOW + timedelta(minutes=30),
    }
    return CaseWhistle(**(facts | more))


def a_duty(**more: Any) -> WhistleDuty:
    """The department's part in the street's call."""
    named = duty_id(WHISTLE, DEPARTMENT)
    facts: dict[str, Any] = {"id": named, "case_id": CASE, "whistle": WHISTLE, "department": DEPARTMENT}
    return WhistleDuty(**(facts | more))


_FACTS: dict[type[CaseCommand], dict[str, Any]] = {
    wire.FileCase: {"class_code": POTHOLE.code},
    wire.DispatchCase: {"department": DEPARTMENT},
    wire.AssignCase: {"handler": HANDLER},
    wire.SendCheck: {"checker": CHECKER},
    wire.SubmitCheck: {"result": CheckResult.PASSED},
    beside.SendVerify: {"checker": CHECKER},
    beside.SubmitVerify: {"found": True},
    beside.AuditSelfHandled: {"accepted": True},
    beside.MergeCase: {"duplicate_of": LEAD},
    beside.ReturnToDispatcher: {"request": REQUEST},
    beside.RateCase: {"satisfaction": 5},
    beside.FinishAssisting: {"department": OTHER_DEPARTMENT},
    beside.CorrectCase: {"title": "路面塌陷", "address": "雨花路 2 号"},
    beside.AssignDown: {"owner": COMMUNITY},
    beside.SetUrgency: {"urgent": True},
    beside.SetHistoric: {"historic": True},
    adjustments.RequestExtension: {"request": REQUEST},
    adjustments.RequestSuspension: {"request": REQUEST, "until_on": "2026-12-31"},
    adjustments.RequestVoid: {"request": REQUEST},
    adjustments.RequestForcedClose: {"request": REQUEST},
    adjustments.AppealTimeout: {"request": REQUEST},
    adjustments.ReviewRequest: {"request": REQUEST, "approved": True},
    adjustments.SuperviseCase: {"supervision": SUPERVISION, "level": Supervision.YELLOW},
    adjustments.UrgeCase: {"supervision": SUPERVISION},
    adjustments.AnswerSupervision: {"supervision": SUPERVISION},
    adjustments.CancelSupervision: {"supervision": SUPERVISION},
    adjustments.BlowWhistle: {"whistle": WHISTLE, "whistle_kind": WhistleKind.EMERGENCY, "departments": (DEPARTMENT,)},
    adjustments.JoinWhistle: {"whistle": WHISTLE, "department": DEPARTMENT},
    adjustments.LeaveWhistle: {"whistle": WHISTLE, "department": DEPARTMENT},
    adjustments.ScoreWhistle: {"whistle": WHISTLE, "department": DEPARTMENT, "score": 90},
    adjustments.EndWhistle: {"whistle": WHISTLE},
}  # fmt: skip
_WHO = {"handler": HANDLER, "checker": CHECKER, "reporter": WORKER, "": WORKER}
AROUND: tuple[Entity, ...] = (
    a_department(),
    a_department(OTHER_DEPARTMENT),
    *(a_user(user) for user in (HANDLER, CHECKER, OTHER)),
    a_membership(HANDLER),
    a_grid_post(CHECKER),
    a_grid_post(OTHER, NEXT_GRID),
    a_photo(PhotoPhase.REPORT),
    a_photo(PhotoPhase.HANDLE),
    a_photo(PhotoPhase.HANDLE),
    a_photo(PhotoPhase.CHECK, author=CHECKER),
    a_case(id=LEAD, case_no="2026112300002"),
)
"""All that any step of the way asks for beside the case."""


def around(step: Step) -> tuple[Entity, ...]:
    """All that a row of the table asks for beside its case, so that it applies where the table says so."""
    match step.command:
        case adjustments.ReviewRequest:
            kind, turn, _ = step.variant.split(":")
            return (*AROUND, a_request(RequestKind(kind), Reviewer(turn)), a_timer())
        case adjustments.AppealTimeout:
            return (*AROUND, a_late_timer())
        case adjustments.AnswerSupervision | adjustments.CancelSupervision:
            return (*AROUND, a_supervision())
        case beside.FinishAssisting:
            return (*AROUND, a_task(TaskKind.CO_HANDLE))
        case adjustments.JoinWhistle | adjustments.EndWhistle:
            return (*AROUND, a_whistle(), a_duty())
        case adjustments.LeaveWhistle | adjustments.ScoreWhistle:
            return (*AROUND, a_whistle(), a_duty(joined_at=NOW))
        case _:
            return (*AROUND, a_timer())


def as_it_was(step: Step, state: CaseState, **more: Any) -> Case:
    """A case in a state, with what it must have for a row of the table to apply, or to come too late, there."""
    facts: dict[str, Any] = {}
    if state is CaseState.MERGED:
        facts = {"back_to": CaseState.HANDLING, "duplicate_of": LEAD}
    if step.command is beside.AssignDown:
        facts["owner"] = STREET
    if step.variant == UNFILED:
        facts["case_no"] = None
    if step.command is wire.CloseCase and state is CaseState.PENDING_CHECK:
        facts["class_code"] = NOISE.code
    return a_case(state, **(facts | more))


def switches_for(step: Step) -> dict[str, Any]:
    """The switches with which a command is this very row."""
    return {"return_needs_approval": step.variant == ASKED, "reports_skip_acceptor": step.variant == UNACCEPTED}


def a_command(kind: type[CaseCommand], **more: Any) -> CaseCommand:
    """A command on the case that says all it must; each fact can be given."""
    facts: dict[str, Any] = {"opinion": "理由", **_FACTS.get(kind, {}), **more}
    return kind(**command_facts(CASE), **facts)


def as_in(step: Step, **more: Any) -> CaseCommand:
    """The command of a row of the table."""
    facts: dict[str, Any] = {}
    if step.command is wire.SubmitCheck:
        facts = {"result": CheckResult(step.variant)}
    elif step.command is beside.AuditSelfHandled:
        facts = {"accepted": step.variant == ACCEPTED}
    elif step.command is adjustments.ReviewRequest:
        facts = {"approved": step.variant.endswith(APPROVED)}
    return a_command(step.command, **(facts | more))


def judged(
    command: CaseCommand, *rows: Entity, user: str | None = None, around: tuple[Entity, ...] = AROUND, **more: Any
) -> Decision:
    """What becomes of it, by default as the only person who may and with all that it asks for."""
    handler = handler_of(HANDLERS, command)
    [only] = {step.by or step.also for step in STEPS if step.command is type(command)}
    return judge(handler, command, (*rows, *around), KINDS, a_scene(user=user or _WHO[only], **more))


def whole(step: Step, state: CaseState, **more: Any) -> Decision:
    """What becomes of a row of the table in a state, with all that it asks for."""
    facts: dict[str, Any] = {"around": around(step), "switches": switches_for(step), **more}
    return judged(as_in(step, saw=state), as_it_was(step, state), **facts)


def area_of(
    handlers: tuple[Handler, ...], command: Command, *rows: Entity, directory: ADirectory | None = None
) -> Area:
    """Where a command acts, given the rows that there are."""
    handler = handler_of(handlers, command)
    working = WorkingSet(KINDS)
    working.declare(handler.needs(command))
    working.load(rows)
    return handler.area(command, working, directory or a_directory(here=NEXT_GRID))
