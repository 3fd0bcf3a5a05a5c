"""The tables of the ladder, of duties, and of where somebody was last, by cell."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from server.core.columns import Big, Blob, UtcInstant, Uuid, district, metadata
from server.core.tables import STRICT, entity_columns

ladders = Table(
    "ladders",
    metadata,
    *entity_columns(),
    Column("rungs", Blob, nullable=False),
    Column("set_by", Uuid, nullable=False),
    Column("set_at", UtcInstant, nullable=False),
    **STRICT,
)

duties = Table(
    "duties",
    metadata,
    *entity_columns(),
    Column("roster", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("from_at", UtcInstant, nullable=False),
    Column("until_at", UtcInstant, nullable=False),
    ForeignKeyConstraint(["district_id", "user_id"], ["users.district_id", "users.id"]),
    ForeignKeyConstraint(["district_id", "grid"], ["grids.district_id", "grids.id"]),
    Index("ix_duties_roster", "district_id", "roster"),
    Index("ix_duties_grid", "district_id", "grid", "until_at"),
    **STRICT,
)

last_places = Table(
    "last_places",
    metadata,
    district(),
    Column("user_id", Uuid, primary_key=True),
    Column("cell", Big, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Index("ix_last_places_at", "district_id", "at"),
    **STRICT,
)
"""One cell a person, that of their last visit or report: no row has a past, so it can never become a track."""
