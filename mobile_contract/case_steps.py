"""Commands beside the main path: self-handling, verifying, returning, reworking, merging, reopening, rating."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Id, Instant, Key, Line, Point, Record, Text
from mobile_contract.cases import CaseCommand
from mobile_contract.policies import APPEND, SERVER


class TaskKind(StrEnum):
    """What somebody is sent to a case for: to look before filing, to look after handling, or to help to handle it."""

    VERIFY = "verify"
    CHECK = "check"
    CO_HANDLE = "co_handle"


class CaseTaskState(StrEnum):
    """How far a task is; `withdrawn` says that the case went on without it."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class SelfHandle(CaseCommand, frozen=True, kw_only=True, tag="self_handle"):
    """The worker put it right on the spot (自行处置); photos before and after are attached first."""


class AuditSelfHandled(CaseCommand, frozen=True, kw_only=True, tag="audit_self_handled"):
    """The acceptor takes what a worker did as done, or voids it with a reason."""

    accepted: bool


class SendVerify(CaseCommand, frozen=True, kw_only=True, tag="send_verify"):
    """The acceptor sends somebody to look before the case is filed (核实); `told` is what to look for."""

    checker: Id
    told: Text = ""


class SubmitVerify(CaseCommand, frozen=True, kw_only=True, tag="submit_verify"):
    """Whoever was sent tells whether it is there: with a photo, or with words where none can be taken."""

    found: bool


class MergeCase(CaseCommand, frozen=True, kw_only=True, tag="merge_case"):
    """The case is another report of `duplicate_of`, which goes on for both (合并). Its reporter follows that one."""

    duplicate_of: Id


class UnmergeCase(CaseCommand, frozen=True, kw_only=True, tag="unmerge_case"):
    """It was no duplicate after all: the case goes on where it stood."""


class RevokeAssignment(CaseCommand, frozen=True, kw_only=True, tag="revoke_assignment"):
    """The department takes the case back from its handler before they finish; with a reason."""


class ReturnToDispatcher(CaseCommand, frozen=True, kw_only=True, tag="return_to_dispatcher"):
    """The department says that it is not theirs (回退). Where the district wants it, the dispatcher approves first:
    then `request` is the id of what they decide.
    """

    request: Id


class ReturnToDepartment(CaseCommand, frozen=True, kw_only=True, tag="return_to_department"):
    """The handler gives it back before finishing; with a reason."""


class ReturnToAcceptor(CaseCommand, frozen=True, kw_only=True, tag="return_to_acceptor"):
    """The dispatcher sends it back to the acceptor; with a reason."""


class ReworkDepartment(CaseCommand, frozen=True, kw_only=True, tag="rework_department"):
    """Not good enough (返工): the same department does it again, in a new round; with a reason."""


class ResumeCase(CaseCommand, frozen=True, kw_only=True, tag="resume_case"):
    """A suspended case goes on: by the dispatcher, or by the clock at the end of the chosen day (恢复)."""


class ReopenCase(CaseCommand, frozen=True, kw_only=True, tag="reopen_case"):
    """A closed case begins a new round, once: a supervisor's order, or the citizen's within seven days."""


class RateCase(CaseCommand, frozen=True, kw_only=True, tag="rate_case"):
    """The reporter answers the three questions, once a round: was I heard, is it solved, am I content (评价)."""

    contacted: bool | None = None
    solved: bool | None = None
    satisfaction: Annotated[int, Meta(ge=1, le=5)]


class EscalateCase(CaseCommand, frozen=True, kw_only=True, tag="escalate_case"):
    """The case moves one level up: grid, community, street, district (上报); with a reason."""


class AssignDown(CaseCommand, frozen=True, kw_only=True, tag="assign_down"):
    """The organisation that has the case gives it to one right below it (交办); with a reason."""

    owner: Id


class RecallChecker(CaseCommand, frozen=True, kw_only=True, tag="recall_checker"):
    """The acceptor takes back whom they sent to verify or to check (撤回), with a reason, and may send another."""


class FinishAssisting(CaseCommand, frozen=True, kw_only=True, tag="finish_assisting"):
    """A department that was asked to assist has done its part; what it did is the opinion (协办办结)."""

    department: Id


class CorrectCase(CaseCommand, frozen=True, kw_only=True, tag="correct_case"):
    """What was written down wrongly is put right before anybody works on it (更正); with a reason.

    What is not named stays. A point or `claimed_grid` finds the grid anew, as a report does; the class may be corrected
    before filing. The old words stay beside the case.
    """

    title: Line | None = None
    description: Text | None = None
    point: Point | None = None
    address: Line | None = None
    claimed_grid: Id | None = None
    class_code: Key | None = None


class SetUrgency(CaseCommand, frozen=True, kw_only=True, tag="set_urgency"):
    """The case is urgent, or is not any more (加急)."""

    urgent: bool


class SetHistoric(CaseCommand, frozen=True, kw_only=True, tag="set_historic"):
    """The case is a matter left from long ago, or is not after all (历史遗留)."""

    historic: bool


class CaseTaskRecord(Record, frozen=True, kw_only=True, tag="case_task"):
    """What a worker was sent to a case for; on their phone while it is open."""

    case: Annotated[str, APPEND]
    of_kind: Annotated[TaskKind, APPEND]
    sent_at: Annotated[Instant, SERVER]
    state: Annotated[CaseTaskState, SERVER] = CaseTaskState.OPEN
    round: Annotated[int, SERVER] = 1
    due_at: Annotated[Instant | None, SERVER] = None
    told: Annotated[str, APPEND] = ""
