"""The table of patrols: one row a worker, grid and day."""

from sqlalchemy import Column, Index, Table

from server.core.columns import Blob, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

patrol_days = Table(
    "patrol_days",
    metadata,
    *entity_columns(),
    Column("worker", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("on_day", Words, nullable=False),
    Column("personal", Blob, nullable=False),
    Index("ix_patrol_days_on_day", "district_id", "on_day", "grid"),
    **STRICT,
)
