"""The tables of warnings, their templates and counters, and how far they came in each grid."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from server.core.columns import Big, Blob, Small, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

warning_templates = Table(
    "warning_templates",
    metadata,
    *entity_columns(),
    Column("name", Words, nullable=False),
    Column("category", Words, nullable=False),
    Column("event", Words, nullable=False),
    Column("fields", Blob, nullable=False),
    Column("texts", Blob, nullable=False),
    Column("agency", Words, nullable=False),
    **STRICT,
)

warning_counters = Table(
    "warning_counters",
    metadata,
    *entity_columns(),
    Column("second", Words, nullable=False),
    Column("ordinal", Big, nullable=False),
    **STRICT,
)

warnings = Table(
    "warnings",
    metadata,
    *entity_columns(),
    Column("level", Words, nullable=False),
    Column("category", Words, nullable=False),
    Column("event", Words, nullable=False),
    Column("texts", Blob, nullable=False),
    Column("area", Blob, nullable=False),
    Column("grids", Blob, nullable=False),
    Column("agency", Words, nullable=False),
    Column("drafted_by", Uuid, nullable=False),
    Column("drafted_at", UtcInstant, nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Column("onset_at", UtcInstant),
    Column("drill", Truth, nullable=False),
    Column("updates", Uuid),
    Column("source", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("number", Words),
    Column("cancel_number", Words),
    Column("approved_by", Uuid),
    Column("approved_at", UtcInstant),
    Column("issued_by", Uuid),
    Column("issued_at", UtcInstant),
    Column("review_due", Truth, nullable=False),
    Column("reviewed_by", Uuid),
    Column("reviewed_at", UtcInstant),
    Column("review", Words),
    Column("review_words", Words, nullable=False),
    Column("ended_by", Uuid),
    Column("ended_at", UtcInstant),
    Column("words", Words, nullable=False),
    UniqueConstraint("district_id", "number", name="uq_warnings_number"),
    UniqueConstraint("district_id", "cancel_number", name="uq_warnings_cancel_number"),
    ForeignKeyConstraint(["district_id", "updates"], ["warnings.district_id", "warnings.id"]),
    Index("ix_warnings_state", "district_id", "state", "expires_at"),
    **STRICT,
)

warning_reaches = Table(
    "warning_reaches",
    metadata,
    *entity_columns(),
    Column("warning", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("drill", Truth, nullable=False),
    Column("reached", Blob, nullable=False),
    Column("calls", Blob, nullable=False),
    Column("rung", Small, nullable=False),
    Column("escalate_at", UtcInstant),
    Column("acknowledged_by", Uuid),
    Column("acknowledged_at", UtcInstant),
    Column("closed_at", UtcInstant),
    ForeignKeyConstraint(["district_id", "warning"], ["warnings.district_id", "warnings.id"]),
    UniqueConstraint("district_id", "warning", "grid", name="uq_warning_reaches_grid"),
    Index("ix_warning_reaches_escalate_at", "district_id", "escalate_at"),
    **STRICT,
)
