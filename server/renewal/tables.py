"""The tables of the weekly renewal. Nothing in them is personal but that they name rows of the register."""

from sqlalchemy import Column, Index, Table, text

from server.core.columns import Big, Blob, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

IS_OPEN = text("state = 'pending'")
"""The words of the partial index of open items, without which SQLite would not take it."""

IS_DONE = text("done_at IS NOT NULL")
"""The same of those that were answered: what a week has just found costs no entry there."""

renewal_cycles = Table(
    "renewal_cycles",
    metadata,
    *entity_columns(),
    Column("grid", Uuid, nullable=False),
    Column("week", Words, nullable=False),
    Column("opened_at", UtcInstant, nullable=False),
    Column("found", Big, nullable=False),
    Column("carried", Big, nullable=False),
    Column("listed", Truth, nullable=False),
    Column("closed_at", UtcInstant),
    Column("expected", Big, nullable=False),
    Column("done", Big, nullable=False),
    Index("ix_renewal_cycles_week", "district_id", "week", "grid"),
    Index("ix_renewal_cycles_grid", "district_id", "grid", "closed_at"),
    **STRICT,
)

renewal_items = Table(
    "renewal_items",
    metadata,
    *entity_columns(),
    Column("grid", Uuid, nullable=False),
    Column("cycle", Uuid, nullable=False),
    Column("week", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("target_kind", Words, nullable=False),
    Column("target", Uuid, nullable=False),
    Column("dwelling", Uuid, nullable=False),
    Column("household", Uuid),
    Column("subject", Uuid, nullable=False),
    Column("state", Words, nullable=False),
    Column("answer", Uuid),
    Column("answered_by", Uuid),
    Column("answered_at", UtcInstant),
    Column("done_at", UtcInstant),
    Column("late", Truth, nullable=False),
    Index("ix_renewal_items_target", "district_id", "target"),
    Index("ix_renewal_items_subject", "district_id", "subject"),
    Index("ix_renewal_items_open", "district_id", "grid", "week", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("ix_renewal_items_done", "district_id", "grid", "done_at", sqlite_where=IS_DONE, postgresql_where=IS_DONE),
    **STRICT,
)

renewal_answers = Table(
    "renewal_answers",
    metadata,
    *entity_columns(),
    Column("item", Uuid, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("state", Words, nullable=False),
    Column("answered_by", Uuid, nullable=False),
    Column("answered_at", UtcInstant, nullable=False),
    Column("received_at", UtcInstant, nullable=False),
    Column("late", Truth, nullable=False),
    Column("edit", Uuid),
    Column("until_on", Words),
    Column("ended", Blob, nullable=False),
    Column("withdrawn_at", UtcInstant),
    Index("ix_renewal_answers_item", "district_id", "item"),
    Index("ix_renewal_answers_subject", "district_id", "subject"),
    **STRICT,
)
