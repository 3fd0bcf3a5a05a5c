"""The tables of visits and of the rules of whom to visit. The rules name nobody: they lie open."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from server.core.columns import Blob, Real, Small, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

visits = Table(
    "visits",
    metadata,
    *entity_columns(),
    Column("household", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("worker", Uuid, nullable=False),
    Column("channel", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("visited_at", UtcInstant, nullable=False),
    Column("clock_quality", Words, nullable=False),
    Column("distance_m", Real),
    Column("far", Truth, nullable=False),
    Column("minutes", Small, nullable=False),
    Column("personal", Blob, nullable=False),
    ForeignKeyConstraint(["district_id", "household"], ["households.district_id", "households.id"]),
    Index("ix_visits_household", "district_id", "household", "visited_at"),
    Index("ix_visits_grid", "district_id", "grid", "visited_at"),
    Index("ix_visits_latest", "district_id", "grid", "household", "channel", "outcome", "visited_at"),
    **STRICT,
)

visit_rules = Table(
    "visit_rules",
    metadata,
    *entity_columns(),
    Column("editions", Blob, nullable=False),
    Column("published_by", Uuid, nullable=False),
    Column("published_at", UtcInstant, nullable=False),
    Column("reason", Words, nullable=False),
    **STRICT,
)
