"""A case at every step of its way, and the people round it, for tests of case rules."""

from typing import Any

from mobile_contract import cases as wire
from mobile_contract.accounts import OrgLevel
from mobile_contract.base import Command
from mobile_contract.cases import CaseCommand, CaseSource, CaseState, CheckResult
from mobile_contract.media import PhotoPhase, PhotoSubject
from server.accounts import kinds as accounts_kinds
from server.accounts.entities import Org, User
from server.cases import kinds as cases_kinds
from server.cases.entities import Case, CaseEvent
from server.cases.machine import STEPS, Step
from server.cases.rules import HANDLERS
from server.core.decisions import Area, ClassNode, Context, Decision, GridNode, Handler
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.uploads import kinds as uploads_kinds
from server.uploads.entities import Photo
from server.visits import kinds as visits_kinds
from tests.support.judging import NOW, ADirectory, a_context, an_id, command_facts, judge

KINDS = Kinds((*accounts_kinds.KINDS, *cases_kinds.KINDS, *visits_kinds.KINDS, *uploads_kinds.KINDS))

WORKER, HANDLER, CHECKER, OTHER = an_id(101), an_id(102), an_id(103), an_id(104)
CASE, GRID, NEXT_GRID, DEPARTMENT, OTHER_DEPARTMENT = an_id(111), an_id(112), an_id(113), an_id(114), an_id(115)
POTHOLE = ClassNode("pothole", "B-event-01-13", "道路破损", 1, 2, 5, "work_day")
NOISE = ClassNode("noise", "B-event-03-01", "施工扰民", 0, 0, 2, "urgent_hour")


def a_directory(here: str | None = GRID) -> ADirectory:
    """Two grids and two classes; every point lies in the grid `here`."""
    return ADirectory(
        grids={grid: GridNode(grid, "g", "网格", "org", "320114/001/001") for grid in (GRID, NEXT_GRID)},
        classes={known.code: known for known in (POTHOLE, NOISE)},
        here=here,
    )


def a_scene(user: str = WORKER, **more: Any) -> Context:
    """The district as one person acts in it."""
    facts: dict[str, Any] = {"directory": a_directory(), **more}
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
    }
    return Case(**(facts | more))


def a_photo(phase: PhotoPhase, **more: Any) -> Photo:
    """A photo of the case."""
    facts: dict[str, Any] = {
        "id": an_id(),
        "subject_kind": PhotoSubject.CASE,
        "subject_id": CASE,
        "sealed_by": CASE,
        "phase": phase,
        "sha256": "a" * 64,
        "size_bytes": 1000,
        "media_type": "image/jpeg",
        "caption": "",
        "author": WORKER,
        "grid": GRID,
        "handler": None,
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
    return Org(
        id=identity, code="900", name="市政所", level=OrgLevel.DEPARTMENT, parent=None, path=f"320114/{identity[-3:]}"
    )


def a_user(identity: str) -> User:
    """A person who works with the system."""
    return User(id=identity, login=identity[-8:], name="王", password_hash="")


def handler_of(handlers: tuple[Handler, ...], command: object) -> Handler:
    """The one handler of a command."""
    [found] = [handler for handler in handlers if handler.command is type(command)]
    return found


def one_put(decision: Decision, kind: type[Entity]) -> Any:
    """The only row of a kind that a decision puts."""
    [found] = [row for row in decision.puts if type(row) is kind]
    return found


_FACTS: dict[type[CaseCommand], dict[str, Any]] = {
    wire.FileCase: {"class_code": POTHOLE.code},
    wire.DispatchCase: {"department": DEPARTMENT},
    wire.AssignCase: {"handler": HANDLER},
    wire.SendCheck: {"checker": CHECKER},
    wire.SubmitCheck: {"result": CheckResult.PASSED},
}
_WHO = {"handler": HANDLER, "checker": CHECKER, "": WORKER}
AROUND: tuple[Entity, ...] = (
    a_department(),
    a_department(OTHER_DEPARTMENT),
    *(a_user(user) for user in (HANDLER, CHECKER, OTHER)),
    a_photo(PhotoPhase.HANDLE),
    a_photo(PhotoPhase.HANDLE),
    a_photo(PhotoPhase.CHECK, author=CHECKER),
)
"""All that any step asks for beside the case."""


def a_command(kind: type[CaseCommand], **more: Any) -> CaseCommand:
    """A command on the case that says all it must; each fact can be given."""
    facts: dict[str, Any] = {"opinion": "理由", **_FACTS.get(kind, {}), **more}
    return kind(**command_facts(CASE), **facts)


def as_in(step: Step, **more: Any) -> CaseCommand:
    """The command of a step of the table."""
    return a_command(step.command, **({} if step.result is None else {"result": step.result}), **more)


def judged(
    command: CaseCommand, *rows: Entity, user: str | None = None, around: tuple[Entity, ...] = AROUND, **more: Any
) -> Decision:
    """What becomes of it, by default as the only person who may and with all that it asks for."""
    handler = handler_of(HANDLERS, command)
    [step] = {step.by for step in STEPS if step.command is type(command)}
    return judge(handler, command, (*rows, *around), KINDS, a_scene(user=user or _WHO[step], **more))


def area_of(handlers: tuple[Handler, ...], command: Command, *rows: Entity) -> Area:
    """Where a command acts, given the rows that there are."""
    handler = handler_of(handlers, command)
    working = WorkingSet(KINDS)
    working.declare(handler.needs(command))
    working.load(rows)
    return handler.area(command, working, a_directory(here=NEXT_GRID))
