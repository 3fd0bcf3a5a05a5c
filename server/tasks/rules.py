"""What becomes of a task: given under an admitted type, signed for, finished, returned or cancelled. Pure.

Work that was done offline counts by when it was done: a task that was finished first stays so, whatever arrives later.
"""

import re
from datetime import datetime
from typing import cast

from msgspec.structs import replace

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.tasks import (
    AnswerKind,
    CancelTask,
    FinishTask,
    GiveTask,
    ReturnTask,
    SignTask,
    TargetKind,
    TaskAnswer,
    TaskLight,
    TaskLimit,
    TaskQuestion,
    TaskState,
    TellTask,
)
from server.cases.workdays import NoCalendar, WorkCalendar
from server.cases.worktime import YELLOW_PERCENT, Light, due
from server.core.decisions import (
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, Needs, advanced
from server.residents.entities import Building, Dwelling, Household, Person
from server.tasks import admission
from server.tasks.admission import day_of, is_admitted
from server.tasks.entities import Task, TaskType

GIVERS = frozenset({Post.COMMITTEE, Post.DISPATCHER, Post.SUPERVISOR, Post.GRID_CHIEF})
WORKERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})
SYSTEM_ONLY: frozenset[Post] = frozenset()

TARGETS: dict[TargetKind, type[Building | Dwelling | Household | Person]] = {
    TargetKind.BUILDING: Building,
    TargetKind.DWELLING: Dwelling,
    TargetKind.HOUSEHOLD: Household,
    TargetKind.PERSON: Person,
}
_OPEN = frozenset({TaskState.GIVEN, TaskState.SIGNED})
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


# --- giving -----------------------------------------------------------------------------------------------------------


def _needs_of_new(command: GiveTask) -> Needs:
    yield Need(Task, command.entity)
    yield Need(TaskType, command.task_type)
    if command.target_kind is not None and command.target is not None:
        yield Need(TARGETS[command.target_kind], command.target)


@decides(GiveTask, posts=GIVERS, area=lambda c, _loaded, _directory: Area(grid=c.grid), needs=_needs_of_new)
def _give_task(command: GiveTask, loaded: Loaded, ctx: Context) -> Decision:
    """Give a task. Refuses `not_admitted` for a type that is not on the list when it is given.

    Refused too: a grid that is none, a target of another grid, a kind of target without one, a year of no calendar.
    """
    if loaded.find(Task, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    task_type = loaded.find(TaskType, command.task_type)
    if task_type is None:
        return wait_for(command.task_type)
    if not is_admitted(task_type, day_of(ctx.observed_at)):
        return refuse(ProblemCode.NOT_ADMITTED, task_type=task_type.name)
    if ctx.directory.grid(command.grid) is None:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    if (command.target is None) != (command.target_kind is None):
        return refuse(ProblemCode.CASE_NEEDS, needs="target")
    place = _place(command, loaded)
    if isinstance(place, Decision):
        return place
    try:
        sign_by, reply_by = _limit(task_type.sign_limit, ctx), _limit(task_type.reply_limit, ctx)
        yellow_at = _limit(task_type.sign_limit or task_type.reply_limit, ctx, YELLOW_PERCENT)
    except NoCalendar:
        return refuse(ProblemCode.NO_CALENDAR)
    about = command.target if command.target_kind in {TargetKind.PERSON, TargetKind.HOUSEHOLD} else None
    return put(
        Task(
            id=command.entity,
            task_type=task_type.id,
            grid=command.grid,
            about=about or command.entity,
            title=command.title,
            text=command.text,
            worker=command.worker,
            target_kind=command.target_kind,
            target=command.target,
            lon=place[0],
            lat=place[1],
            given_by=ctx.actor.user,
            given_at=ctx.observed_at,
            sign_by=sign_by,
            reply_by=reply_by,
            tell_at=yellow_at,
        )
    )


def _home_of(command: GiveTask, loaded: Loaded) -> Needs:
    """Where a person is."""
    if command.target_kind is TargetKind.PERSON and command.target is not None:
        person = loaded.find(Person, command.target)
        if person is not None and person.dwelling is not None:
            yield Need(Dwelling, person.dwelling)


give_task = replace(_give_task, brings=_home_of)


def _place(command: GiveTask, loaded: Loaded) -> tuple[float | None, float | None] | Decision:
    """Where the target lies; a person is where their dwelling is."""
    if command.target_kind is None or command.target is None:
        return None, None
    target = loaded.find(TARGETS[command.target_kind], command.target)
    if target is None:
        return wait_for(command.target)
    if target.grid != command.grid:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    if isinstance(target, Person):
        home = None if target.dwelling is None else loaded.find(Dwelling, target.dwelling)
        return (None, None) if home is None else (home.lon, home.lat)
    return target.lon, target.lat


# --- working ----------------------------------------------------------------------------------------------------------


def _area(command: SignTask | FinishTask | ReturnTask | CancelTask, loaded: Loaded, _directory: Directory) -> Area:
    task = loaded.find(Task, command.entity)
    if task is None:
        raise MissingSubject(command.entity)
    return Area(grid=task.grid)


def _needs(command: SignTask | FinishTask | ReturnTask | CancelTask | TellTask) -> Needs:
    yield Need(Task, command.entity)


@decides(SignTask, posts=WORKERS, area=_area, needs=_needs)
def sign_task(command: SignTask, loaded: Loaded, ctx: Context) -> Decision:
    """Take a task on. Signed already, or done with: `merged`. Refuses NOT_ALLOWED for another worker's task."""
    task = loaded.find(Task, command.entity)
    if task is None:
        return wait_for(command.entity)
    if not _is_theirs(task, ctx):
        return refuse(ProblemCode.NOT_ALLOWED)
    if task.state is not TaskState.GIVEN:
        return Decision(verdict=Verdict.MERGED, version=task.version)
    return put(
        advanced(
            task,
            state=TaskState.SIGNED,
            signed_by=ctx.actor.user,
            signed_at=ctx.observed_at,
            light=Light.GREEN.value,
            tell_at=_yellow(task.given_at, task.reply_by),
        )
    )


def _type_of(command: FinishTask, loaded: Loaded) -> Needs:
    """The questions that it has to answer."""
    task = loaded.find(Task, command.entity)
    if task is not None:
        yield Need(TaskType, task.task_type)


@decides(FinishTask, posts=WORKERS, area=_area, needs=_needs)
def _finish_task(command: FinishTask, loaded: Loaded, ctx: Context) -> Decision:
    """Finish a task, signed for or not. Of two who did, the earlier counts, and the other is `merged` and in history.

    What was cancelled or returned meanwhile is finished all the same when that was done before: work that was done is
    not undone by a word that came later. Refuses NOT_ALLOWED, and an answer that its question does not take.
    """
    task = loaded.find(Task, command.entity)
    if task is None:
        return wait_for(command.entity)
    if not _is_theirs(task, ctx):
        return refuse(ProblemCode.NOT_ALLOWED)
    task_type = loaded.find(TaskType, task.task_type)
    wrong = None if task_type is None else wrong_answer(task_type.questions, command.answers)
    if wrong is not None:
        return refuse(ProblemCode.CASE_NEEDS, needs=wrong)
    if not _may_end(task, ctx.observed_at):
        return Decision(verdict=Verdict.MERGED, version=task.version)
    return put(
        advanced(
            task,
            state=TaskState.FINISHED,
            ended_by=ctx.actor.user,
            ended_at=ctx.observed_at,
            answers=command.answers,
            words=command.note,
            tell_at=None,
        )
    )


finish_task = replace(_finish_task, brings=_type_of)


@decides(ReturnTask, posts=WORKERS, area=_area, needs=_needs)
def return_task(command: ReturnTask, loaded: Loaded, ctx: Context) -> Decision:
    """Give a task back. `merged` where it is done with. Refuses NOT_ALLOWED, and no reason."""
    task = loaded.find(Task, command.entity)
    if task is None:
        return wait_for(command.entity)
    if not _is_theirs(task, ctx):
        return refuse(ProblemCode.NOT_ALLOWED)
    return _ended(task, TaskState.RETURNED, command.reason, ctx)


@decides(CancelTask, posts=GIVERS, area=_area, needs=_needs)
def cancel_task(command: CancelTask, loaded: Loaded, ctx: Context) -> Decision:
    """Take a task back. `merged` where it is done with. Refuses no reason."""
    task = loaded.find(Task, command.entity)
    if task is None:
        return wait_for(command.entity)
    return _ended(task, TaskState.CANCELLED, command.reason, ctx)


@decides(TellTask, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _directory: Area(), needs=_needs)
def tell_task(command: TellTask, loaded: Loaded, ctx: Context) -> Decision:
    """Let the light of a task change when it is time; `merged` where it is not, or not any more."""
    task = loaded.find(Task, command.entity)
    if task is None:
        return wait_for(command.entity)
    if task.state not in _OPEN or task.tell_at is None or ctx.now < task.tell_at:
        return Decision(verdict=Verdict.MERGED, version=task.version)
    limit = task.sign_by if task.state is TaskState.GIVEN and task.sign_by is not None else task.reply_by
    red = command.light is TaskLight.RED
    return put(advanced(task, light=command.light.value, tell_at=None if red else limit))


def _ended(task: Task, state: TaskState, reason: str, ctx: Context) -> Decision:
    if not reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if task.state not in _OPEN:
        return Decision(verdict=Verdict.MERGED, version=task.version)
    return put(
        advanced(task, state=state, ended_by=ctx.actor.user, ended_at=ctx.observed_at, words=reason, tell_at=None)
    )


def _is_theirs(task: Task, ctx: Context) -> bool:
    return task.worker is None or task.worker == ctx.actor.user or Post.GRID_CHIEF in ctx.posts


def _may_end(task: Task, at: datetime) -> bool:
    if task.state in _OPEN:
        return True
    return task.ended_at is not None and at < task.ended_at


# --- limits and answers -----------------------------------------------------------------------------------------------


def _limit(limit: TaskLimit | None, ctx: Context, percent: int = 100) -> datetime | None:
    """When a limit ends that begins now, or when a part of it has run. Raises NoCalendar."""
    if limit is None:
        return None
    calendar = cast("WorkCalendar", ctx.directory.calendar)
    return due(calendar, ctx.observed_at, limit.unit, limit.value, percent=percent)


def _yellow(given_at: datetime, ends: datetime | None) -> datetime | None:
    """When the light of a reply turns yellow: after 80 of 100 parts of the time that there was."""
    return None if ends is None else given_at + (ends - given_at) * YELLOW_PERCENT // 100


def wrong_answer(questions: tuple[TaskQuestion, ...], answers: tuple[TaskAnswer, ...]) -> str | None:
    """The key of the first question that is not answered as it asks, or None."""
    told = {answer.key: answer.value for answer in answers}
    known = {question.key for question in questions}
    for key in told:
        if key not in known:
            return key
    for question in questions:
        value = told.get(question.key, "").strip()
        if (question.required and not value) or (value and not _fits(question, value)):
            return question.key
    return None


def _fits(question: TaskQuestion, value: str) -> bool:
    match question.kind:
        case AnswerKind.TEXT:
            return True
        case AnswerKind.YES_NO:
            return value in {"yes", "no"}
        case AnswerKind.NUMBER:
            return _NUMBER.fullmatch(value) is not None
        case AnswerKind.CHOICE:
            return value in question.choices


HANDLERS: tuple[Handler, ...] = (
    *admission.HANDLERS,
    give_task,
    sign_task,
    finish_task,
    return_task,
    cancel_task,
    tell_task,
)
