"""How tasks are kept, sealed, scoped and shown to phones."""

from mobile_contract import tasks as wire
from server.core.entities import district_scope, in_grids
from server.core.kinds import Kind
from server.tasks import tables
from server.tasks.entities import AdmissionWish, Task, TaskType


def _type(row: TaskType) -> wire.TaskTypeRecord:
    return wire.TaskTypeRecord(
        id=row.id,
        name=row.name,
        description=row.description,
        questions=row.questions,
        admitted_from=row.admitted_from,
        admitted_until=row.admitted_until,
        urgent=row.urgent,
    )


def _task(row: Task) -> wire.TaskRecord:
    return wire.TaskRecord(
        id=row.id,
        task_type=row.task_type,
        grid=row.grid,
        title=row.title,
        state=row.state,
        given_at=row.given_at,
        given_by=row.given_by,
        text=row.text,
        worker=row.worker,
        target_kind=row.target_kind,
        target=row.target,
        sign_by=row.sign_by,
        reply_by=row.reply_by,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        answers=row.answers,
        words=row.words,
        light=row.light,
    )


KINDS = (
    Kind("task_type", TaskType, tables.task_types, 28, _type, lambda _row: (district_scope(),)),
    Kind("admission_wish", AdmissionWish, tables.admission_wishes),
    Kind(
        "task",
        Task,
        tables.tasks,
        29,
        _task,
        lambda row: in_grids(row.grid),
        subject_column="about",
        sealed={"personal": ("title", "text", "answers", "words")},
    ),
)
