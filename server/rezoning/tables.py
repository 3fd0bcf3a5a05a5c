"""The table of splits and merges."""

from sqlalchemy import Column, Index, Table

from server.core.columns import Blob, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

rezonings = Table(
    "rezonings",
    metadata,
    *entity_columns(),
    Column("sources", Blob, nullable=False),
    Column("targets", Blob, nullable=False),
    Column("rest", Uuid, nullable=False),
    Column("status", Words, nullable=False),
    Column("begun_at", UtcInstant, nullable=False),
    Column("done_at", UtcInstant),
    Index("ix_rezonings_status", "district_id", "status"),
    **STRICT,
)
