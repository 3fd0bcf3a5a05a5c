"""The tables of intake. Who called and what they said lies sealed under the case's own key; no address is kept."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from server.core.columns import Big, Blob, Small, Truth, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT, entity_columns


def _of_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["district_id", "case_id"], ["cases.district_id", "cases.id"])


reporters = Table(
    "reporters",
    metadata,
    *entity_columns(),
    Column("case_id", Uuid, nullable=False),
    Column("code_hash", Words, nullable=False),
    Column("pin_hash", Words, nullable=False),
    Column("privacy_note", Words),
    Column("expected_at", UtcInstant),
    Column("given", Truth, nullable=False),
    Column("personal", Blob, nullable=False),
    _of_case(),
    UniqueConstraint("district_id", "code_hash", name="uq_reporters_code_hash"),
    Index("ix_reporters_case", "district_id", "case_id"),
    **STRICT,
)

hotline_orders = Table(
    "hotline_orders",
    metadata,
    *entity_columns(),
    Column("case_id", Uuid, nullable=False),
    Column("source", Words, nullable=False),
    Column("number", Words, nullable=False),
    Column("template", Words, nullable=False),
    Column("nature", Words, nullable=False),
    Column("category", Words, nullable=False),
    Column("received_at", UtcInstant, nullable=False),
    Column("sign_due_at", UtcInstant, nullable=False),
    Column("reply_due_at", UtcInstant, nullable=False),
    Column("stage", Words, nullable=False),
    Column("placed_at", UtcInstant),
    Column("signed_by", Uuid),
    Column("signed_at", UtcInstant),
    Column("contacted_at", UtcInstant),
    Column("reached", Truth),
    Column("replied_by", Uuid),
    Column("replied_at", UtcInstant),
    Column("surveyed_at", UtcInstant),
    Column("solved", Truth),
    Column("satisfaction", Small),
    Column("personal", Blob, nullable=False),
    _of_case(),
    UniqueConstraint("district_id", "source", "number", name="uq_hotline_orders_number"),
    Index("ix_hotline_orders_case", "district_id", "case_id"),
    Index("ix_hotline_orders_received", "district_id", "received_at", "id"),
    **STRICT,
)

partners = Table(
    "partners",
    metadata,
    *entity_columns(),
    Column("name", Words, nullable=False),
    Column("key_hash", Words, nullable=False),
    Column("purpose", Words, nullable=False),
    Column("classes", Blob, nullable=False),
    Column("daily_quota", Big, nullable=False),
    Column("live", Truth, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("revoked_at", UtcInstant),
    **STRICT,
)

intake_meters = Table(
    "intake_meters",
    metadata,
    district(),
    Column("meter", Words, primary_key=True),
    Column("free_at_ms", Big, nullable=False),
    Column("at_ms", Big, nullable=False),
    Column("step_ms", Big, nullable=False),
    Column("span_ms", Big, nullable=False),
    Column("passed", Truth, nullable=False),
    Index("ix_intake_meters_free", "district_id", "free_at_ms"),
    **STRICT,
)

intake_tries = Table(
    "intake_tries",
    metadata,
    district(),
    Column("what", Words, primary_key=True),
    Column("tries", Big, nullable=False),
    Column("at_ms", Big, nullable=False),
    Column("until_ms", Big, nullable=False),
    Column("passed", Truth, nullable=False),
    Index("ix_intake_tries_at", "district_id", "at_ms"),
    **STRICT,
)
