"""The table of the district's calendar: one row at most."""

from sqlalchemy import Column, Table

from server.core.columns import Blob, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

district_calendars = Table(
    "district_calendars",
    metadata,
    *entity_columns(),
    Column("shape", Blob, nullable=False),
    Column("set_by", Uuid, nullable=False),
    Column("set_at", UtcInstant, nullable=False),
    Column("reason", Words, nullable=False),
    **STRICT,
)
