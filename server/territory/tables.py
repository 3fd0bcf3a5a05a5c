"""The tables of grids."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from server.core.columns import Blob, Real, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

grids = Table(
    "grids",
    metadata,
    *entity_columns(),
    Column("code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("layer", Words, nullable=False),
    Column("org", Uuid, nullable=False),
    Column("path", Words, nullable=False),
    Column("shape", Uuid, nullable=False),
    Column("geometry", Blob, nullable=False),
    Column("status", Words, nullable=False),
    Column("since_at", UtcInstant, nullable=False),
    ForeignKeyConstraint(["district_id", "org"], ["orgs.district_id", "orgs.id"]),
    Index("ix_grids_layer", "district_id", "layer"),
    **STRICT,
)

grid_versions = Table(
    "grid_versions",
    metadata,
    *entity_columns(),
    Column("territory", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("layer", Words, nullable=False),
    Column("code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("org", Uuid, nullable=False),
    Column("path", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("valid_from", UtcInstant),
    Column("valid_until", UtcInstant),
    Column("area_m2", Real, nullable=False),
    Column("checksum", Words, nullable=False),
    Column("geometry", Blob, nullable=False),
    Column("cells", Blob, nullable=False),
    Index("ix_grid_versions_grid", "district_id", "grid", "valid_from"),
    Index("ix_grid_versions_status", "district_id", "status", "layer"),
    Index("ix_grid_versions_territory", "district_id", "territory"),
    **STRICT,
)
