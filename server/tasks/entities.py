"""Task types, wishes and tasks as the rules see them. Pure."""

from datetime import datetime
from enum import StrEnum

from mobile_contract.tasks import TargetKind, TaskAnswer, TaskLimit, TaskQuestion, TaskState
from server.core.entities import Entity


class TaskType(Entity, frozen=True, kw_only=True):
    """What may be asked of grid workers. It is admitted from a day until another; `urgent` by a wish, for its term."""

    name: str
    description: str = ""
    questions: tuple[TaskQuestion, ...] = ()
    sign_limit: TaskLimit | None = None
    reply_limit: TaskLimit | None = None
    admitted_from: str | None = None
    admitted_until: str | None = None
    admitted_by: str | None = None
    basis: str = ""
    urgent: bool = False


class WishState(StrEnum):
    """What became of a wish."""

    ASKED = "asked"
    ADMITTED = "admitted"
    REFUSED = "refused"


class AdmissionWish(Entity, frozen=True, kw_only=True):
    """An urgent addition that somebody asked for."""

    task_type: str
    until_on: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: WishState = WishState.ASKED
    opinion: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None


class Task(Entity, frozen=True, kw_only=True):
    """A task. Its words are sealed by the key of `about`: the person or household that it is about, or its own.

    `lon` and `lat` are its target's when it was given; `tell_at` is when its light changes next.
    """

    task_type: str
    grid: str
    about: str
    title: str
    text: str = ""
    worker: str | None = None
    target_kind: TargetKind | None = None
    target: str | None = None
    lon: float | None = None
    lat: float | None = None
    state: TaskState = TaskState.GIVEN
    given_by: str
    given_at: datetime
    sign_by: datetime | None = None
    reply_by: datetime | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    answers: tuple[TaskAnswer, ...] = ()
    words: str = ""
    light: str = "green"
    tell_at: datetime | None = None
