"""Tasks for grid workers: types on the admission list, urgent additions with an approver and a term, the tasks.

A matter that is not on the list may not be given to grid workers (domain.md 7.7).
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Day, Id, Instant, Key, Line, Record, Request, Text, Wire
from mobile_contract.cases import LimitUnit
from mobile_contract.policies import APPEND, MACHINE, SERVER


class AnswerKind(StrEnum):
    """What a question of a task is answered with."""

    TEXT = "text"
    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"


class TaskQuestion(Request, frozen=True, kw_only=True):
    """A question that a worker answers; `choices` are for CHOICE alone."""

    key: Key
    text: Line
    kind: AnswerKind = AnswerKind.TEXT
    choices: Annotated[tuple[Line, ...], Meta(max_length=30)] = ()
    required: bool = False


class TaskLimit(Request, frozen=True):
    """How long something may take, by the work calendar."""

    value: Annotated[int, Meta(ge=1, le=10_000)]
    unit: LimitUnit


class TaskState(StrEnum):
    """What a task is: given, signed for, and then done with in one of three ways."""

    GIVEN = "given"
    SIGNED = "signed"
    FINISHED = "finished"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class TaskLight(StrEnum):
    """What the clock tells."""

    YELLOW = "yellow"
    RED = "red"


class TargetKind(StrEnum):
    """What of the register a task may be about."""

    BUILDING = "building"
    DWELLING = "dwelling"
    HOUSEHOLD = "household"
    PERSON = "person"


class DefineTaskType(Command, frozen=True, kw_only=True, tag="define_task_type"):
    """What may be asked of grid workers once it is admitted: `entity` is the type. Defined again, it is as told now."""

    name: Line
    description: Text = ""
    questions: Annotated[tuple[TaskQuestion, ...], Meta(max_length=40)] = ()
    sign_limit: TaskLimit | None = None
    reply_limit: TaskLimit | None = None


class AdmitTaskType(Command, frozen=True, kw_only=True, tag="admit_task_type"):
    """Put a type on the admission list, from a day, until another or for good; `basis` names the decision."""

    from_on: Day
    until_on: Day | None = None
    basis: Line


class WithdrawAdmission(Command, frozen=True, kw_only=True, tag="withdraw_admission"):
    """Take a type off the list: nothing new is given under it; what has been given goes on."""

    reason: Line


class AskUrgentAdmission(Command, frozen=True, kw_only=True, tag="ask_urgent_admission"):
    """Ask for a type that is not on the list, for a term: `entity` is the wish."""

    task_type: Id
    until_on: Day
    reason: Line


class AdmitUrgently(Command, frozen=True, kw_only=True, tag="admit_urgently"):
    """The grid agency consents to a wish, until a day that is not later than was asked; it is not one's own wish."""

    task_type: Id
    until_on: Day
    opinion: Line


class RefuseAdmission(Command, frozen=True, kw_only=True, tag="refuse_admission"):
    """The grid agency does not consent."""

    opinion: Line


class GiveTask(Command, frozen=True, kw_only=True, tag="give_task"):
    """Give a task to a grid, or to one of its workers. Its type must be admitted when it is given."""

    task_type: Id
    grid: Id
    worker: Id | None = None
    target_kind: TargetKind | None = None
    target: Id | None = None
    title: Line
    text: Text = ""


class SignTask(Command, frozen=True, kw_only=True, tag="sign_task"):
    """A worker takes it on."""


class TaskAnswer(Request, frozen=True):
    """What was answered to a question: text, `yes` or `no`, a number in digits, or one of the choices."""

    key: Key
    value: Text


class FinishTask(Command, frozen=True, kw_only=True, tag="finish_task"):
    """It is done; every required question is answered."""

    answers: Annotated[tuple[TaskAnswer, ...], Meta(max_length=40)] = ()
    note: Text = ""


class ReturnTask(Command, frozen=True, kw_only=True, tag="return_task"):
    """It cannot be done here; why."""

    reason: Line


class CancelTask(Command, frozen=True, kw_only=True, tag="cancel_task"):
    """Whoever gives tasks takes it back."""

    reason: Line


class TellTask(Command, frozen=True, kw_only=True, tag="tell_task"):
    """The server's own clock: a limit is nearly used up (yellow) or has passed (red)."""

    light: TaskLight


class TaskTypeRecord(Record, frozen=True, kw_only=True, tag="task_type"):
    """A type as phones hold it, and until when it is admitted; without `admitted_from` it is not."""

    name: Annotated[str, SERVER]
    description: Annotated[str, SERVER] = ""
    questions: Annotated[tuple[TaskQuestion, ...], SERVER] = ()
    admitted_from: Annotated[str | None, SERVER] = None
    admitted_until: Annotated[str | None, SERVER] = None
    urgent: Annotated[bool, SERVER] = False


class TaskRecord(Record, frozen=True, kw_only=True, tag="task"):
    """A task as phones hold it."""

    task_type: Annotated[str, APPEND]
    grid: Annotated[str, SERVER]
    title: Annotated[str, APPEND]
    state: Annotated[TaskState, MACHINE]
    given_at: Annotated[Instant, APPEND]
    given_by: Annotated[str, APPEND]
    text: Annotated[str, APPEND] = ""
    worker: Annotated[str | None, APPEND] = None
    target_kind: Annotated[TargetKind | None, APPEND] = None
    target: Annotated[str | None, APPEND] = None
    sign_by: Annotated[Instant | None, APPEND] = None
    reply_by: Annotated[Instant | None, APPEND] = None
    signed_by: Annotated[str | None, MACHINE] = None
    signed_at: Annotated[Instant | None, MACHINE] = None
    ended_by: Annotated[str | None, MACHINE] = None
    ended_at: Annotated[Instant | None, MACHINE] = None
    answers: Annotated[tuple[TaskAnswer, ...], MACHINE] = ()
    words: Annotated[str, MACHINE] = ""
    light: Annotated[str, MACHINE] = "green"


class TaskTypeList(Wire, frozen=True):
    """`GET /v1/task-types`: what may be asked of grid workers, and what is admitted now."""

    types: tuple[TaskTypeRecord, ...]
    admitted: tuple[str, ...]


class AdmissionWishView(Wire, frozen=True):
    """A wish for an urgent addition, and what became of it."""

    id: str
    task_type: str
    until_on: str
    reason: str
    asked_by: str
    asked_at: Instant
    state: str
    opinion: str = ""
    answered_by: str | None = None


class AdmissionWishList(Wire, frozen=True):
    """`GET /v1/task-wishes`: wishes, the newest first."""

    wishes: tuple[AdmissionWishView, ...]


class TaskPage(Wire, frozen=True):
    """`GET /v1/tasks`: tasks of one's area in the order of their ids; `next`, if any, is what to ask for `after`."""

    tasks: tuple[TaskRecord, ...]
    next: str | None = None
