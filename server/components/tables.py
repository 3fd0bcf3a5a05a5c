"""The table of components. Nothing in it is personal: all lies open."""

from sqlalchemy import Column, Index, Table, UniqueConstraint

from server.core.columns import Big, Real, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

components = Table(
    "components",
    metadata,
    *entity_columns(),
    Column("code", Words, nullable=False),
    Column("class_code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("lon", Real, nullable=False),
    Column("lat", Real, nullable=False),
    Column("cell", Big, nullable=False),
    Column("raw_lon", Real, nullable=False),
    Column("raw_lat", Real, nullable=False),
    Column("datum", Words, nullable=False),
    Column("accuracy_m", Real, nullable=False),
    Column("grid", Uuid),
    Column("owner", Uuid),
    Column("property", Uuid),
    Column("maintenance", Uuid),
    Column("unit_grid", Words, nullable=False),
    Column("recorded_on", Words),
    Column("changed_on", Words),
    Column("source", Words, nullable=False),
    Column("accuracy", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("retired_at", UtcInstant),
    UniqueConstraint("district_id", "code", name="uq_components_code"),
    Index("ix_components_cell", "district_id", "cell"),
    Index("ix_components_grid", "district_id", "grid", "code"),
    **STRICT,
)
