"""The tables of tasks, their types, and wishes for urgent additions."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from server.core.columns import Blob, Real, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

task_types = Table(
    "task_types",
    metadata,
    *entity_columns(),
    Column("name", Words, nullable=False),
    Column("description", Words, nullable=False),
    Column("questions", Blob, nullable=False),
    Column("sign_limit", Blob, nullable=False),
    Column("reply_limit", Blob, nullable=False),
    Column("admitted_from", Words),
    Column("admitted_until", Words),
    Column("admitted_by", Uuid),
    Column("basis", Words, nullable=False),
    Column("urgent", Truth, nullable=False),
    **STRICT,
)

admission_wishes = Table(
    "admission_wishes",
    metadata,
    *entity_columns(),
    Column("task_type", Uuid, nullable=False),
    Column("until_on", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("asked_by", Uuid, nullable=False),
    Column("asked_at", UtcInstant, nullable=False),
    Column("state", Words, nullable=False),
    Column("opinion", Words, nullable=False),
    Column("answered_by", Uuid),
    Column("answered_at", UtcInstant),
    ForeignKeyConstraint(["district_id", "task_type"], ["task_types.district_id", "task_types.id"]),
    Index("ix_admission_wishes_asked", "district_id", "asked_at"),
    **STRICT,
)

tasks = Table(
    "tasks",
    metadata,
    *entity_columns(),
    Column("task_type", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("about", Uuid, nullable=False),
    Column("personal", Blob, nullable=False),
    Column("worker", Uuid),
    Column("target_kind", Words),
    Column("target", Uuid),
    Column("lon", Real),
    Column("lat", Real),
    Column("state", Words, nullable=False),
    Column("given_by", Uuid, nullable=False),
    Column("given_at", UtcInstant, nullable=False),
    Column("sign_by", UtcInstant),
    Column("reply_by", UtcInstant),
    Column("signed_by", Uuid),
    Column("signed_at", UtcInstant),
    Column("ended_by", Uuid),
    Column("ended_at", UtcInstant),
    Column("light", Words, nullable=False),
    Column("tell_at", UtcInstant),
    ForeignKeyConstraint(["district_id", "task_type"], ["task_types.district_id", "task_types.id"]),
    Index("ix_tasks_grid", "district_id", "grid", "id"),
    Index("ix_tasks_tell_at", "district_id", "tell_at"),
    **STRICT,
)
