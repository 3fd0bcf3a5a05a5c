"""The tables of cases. The words of a report lie sealed under the case's own key."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from server.core.columns import Big, Blob, Real, Small, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

cases = Table(
    "cases",
    metadata,
    *entity_columns(),
    Column("state", Words, nullable=False),
    Column("state_seq", Big, nullable=False),
    Column("generation", Big, nullable=False),
    Column("case_no", Words),
    Column("class_code", Words),
    Column("source", Words, nullable=False),
    Column("reported_at", UtcInstant, nullable=False),
    Column("clock_quality", Words, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("cell", Big),
    Column("grid", Uuid),
    Column("grid_version", Uuid),
    Column("claimed_grid", Uuid),
    Column("urgent", Truth, nullable=False),
    Column("photos_promised", Small, nullable=False),
    Column("department", Uuid),
    Column("handler", Uuid),
    Column("checker", Uuid),
    Column("round", Small, nullable=False),
    Column("due_at", UtcInstant),
    Column("closed_at", UtcInstant),
    Column("personal", Blob, nullable=False),
    UniqueConstraint("district_id", "case_no", name="uq_cases_case_no"),
    Index("ix_cases_state", "district_id", "state", "reported_at"),
    Index("ix_cases_grid", "district_id", "grid", "state"),
    Index("ix_cases_reported", "district_id", "reported_at", "id"),
    Index("ix_cases_department", "district_id", "department", "state"),
    Index("ix_cases_handler", "district_id", "handler"),
    Index("ix_cases_checker", "district_id", "checker"),
    **STRICT,
)

case_events = Table(
    "case_events",
    metadata,
    *entity_columns(),
    Column("case_id", Uuid, nullable=False),
    Column("command", Words, nullable=False),
    Column("from_state", Words),
    Column("to_state", Words),
    Column("actor", Uuid, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("clock_quality", Words, nullable=False),
    Column("applied", Truth, nullable=False),
    Column("seq", Big, nullable=False),
    Column("grid", Uuid),
    Column("handler", Uuid),
    Column("checker", Uuid),
    Column("personal", Blob, nullable=False),
    ForeignKeyConstraint(["district_id", "case_id"], ["cases.district_id", "cases.id"]),
    Index("ix_case_events_case", "district_id", "case_id", "seq"),
    **STRICT,
)

case_grants = Table(
    "case_grants",
    metadata,
    *entity_columns(),
    Column("case_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("from_at", UtcInstant, nullable=False),
    Column("until_at", UtcInstant),
    ForeignKeyConstraint(["district_id", "case_id"], ["cases.district_id", "cases.id"]),
    Index("ix_case_grants_case", "district_id", "case_id"),
    Index("ix_case_grants_user", "district_id", "user_id"),
    **STRICT,
)

case_classes = Table(
    "case_classes",
    metadata,
    *entity_columns(),
    Column("code", Words, nullable=False),
    Column("scheme", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("major", Words, nullable=False),
    Column("minor", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("photos_before", Small, nullable=False),
    Column("photos_after", Small, nullable=False),
    Column("limit_value", Small, nullable=False),
    Column("limit_unit", Words, nullable=False),
    UniqueConstraint("district_id", "code", name="uq_case_classes_code"),
    **STRICT,
)

case_counters = Table(
    "case_counters",
    metadata,
    *entity_columns(),
    Column("day", Words, nullable=False),
    Column("last", Big, nullable=False),
    **STRICT,
)
