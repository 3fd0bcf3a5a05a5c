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
    ForeignKeyConstraint(["district_id", "org"], ["orgs.district_id", "orgs.id"]),
    Index("ix_grids_layer", "district_id", "layer"),
    **STRICT,
)

grid_versions = Table(
    "grid_versions",
    metadata,
    *entity_columns(),
    Column("grid", Uuid, nullable=False),
    Column("layer", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("valid_from", UtcInstant, nullable=False),
    Column("valid_until", UtcInstant),
    Column("area_m2", Real, nullable=False),
    Column("checksum", Words, nullable=False),
    Column("geometry", Blob, nullable=False),
    Column("cells", Blob, nullable=False),
    Index("ix_grid_versions_grid", "district_id", "grid", "valid_from"),
    **STRICT,
)
