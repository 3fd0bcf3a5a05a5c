"""The register's tables. What is personal lies in sealed columns; equal numbers meet in a blind index."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, text

from server.core.columns import Big, Blob, Real, Small, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

HAS_CERT = text("cert_until IS NOT NULL")
"""The words of a partial index: few stays have a certificate, and those that run out are looked for each week."""

buildings = Table(
    "buildings",
    metadata,
    *entity_columns(),
    Column("grid", Uuid, nullable=False),
    Column("name", Words, nullable=False),
    Column("number", Words, nullable=False),
    Column("estate", Words, nullable=False),
    Column("floors", Small, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("cell", Big),
    Column("life", Words, nullable=False),
    Column("leaving", Uuid),
    Index("ix_buildings_grid", "district_id", "grid"),
    **STRICT,
)

dwellings = Table(
    "dwellings",
    metadata,
    *entity_columns(),
    Column("building", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("unit", Words, nullable=False),
    Column("floor", Small, nullable=False),
    Column("room", Words, nullable=False),
    Column("use", Words, nullable=False),
    Column("area_m2", Real, nullable=False),
    Column("note", Words),
    Column("life", Words, nullable=False),
    ForeignKeyConstraint(["district_id", "building"], ["buildings.district_id", "buildings.id"]),
    Index("ix_dwellings_building", "district_id", "building"),
    **STRICT,
)

households = Table(
    "households",
    metadata,
    *entity_columns(),
    Column("dwelling", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("lon", Real),
    Column("lat", Real),
    Column("number", Words, nullable=False),
    Column("head", Uuid),
    Column("personal", Blob, nullable=False),
    Column("last_visited_at", UtcInstant),
    Column("life", Words, nullable=False),
    ForeignKeyConstraint(["district_id", "dwelling"], ["dwellings.district_id", "dwellings.id"]),
    Index("ix_households_dwelling", "district_id", "dwelling"),
    Index("ix_households_grid", "district_id", "grid"),
    **STRICT,
)

persons = Table(
    "persons",
    metadata,
    *entity_columns(),
    Column("dwelling", Uuid),
    Column("grid", Uuid),
    Column("personal", Blob, nullable=False),
    Column("sensitive", Blob, nullable=False),
    Column("id_no_index", Blob),
    Column("phone_index", Blob),
    Column("life", Words, nullable=False),
    Column("merged_into", Uuid),
    Index("ix_persons_grid", "district_id", "grid"),
    Index("ix_persons_id_no", "district_id", "id_no_index"),
    Index("ix_persons_phone", "district_id", "phone_index"),
    **STRICT,
)

residencies = Table(
    "residencies",
    metadata,
    *entity_columns(),
    Column("person", Uuid, nullable=False),
    Column("dwelling", Uuid, nullable=False),
    Column("household", Uuid),
    Column("grid", Uuid),
    Column("residency_kind", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("relation", Words, nullable=False),
    Column("hukou_consistent", Truth, nullable=False),
    Column("inflow_reason", Words),
    Column("inflow_on", Words),
    Column("origin", Words),
    Column("cert_until", Words),
    Column("from_on", Words),
    Column("until_on", Words),
    Column("left_by", Uuid),
    ForeignKeyConstraint(["district_id", "person"], ["persons.district_id", "persons.id"]),
    Index("ix_residencies_person", "district_id", "person"),
    Index("ix_residencies_dwelling", "district_id", "dwelling"),
    Index("ix_residencies_cert", "district_id", "grid", "cert_until", sqlite_where=HAS_CERT, postgresql_where=HAS_CERT),
    **STRICT,
)

merges = Table(
    "merges",
    metadata,
    *entity_columns(),
    Column("winner", Uuid, nullable=False),
    Column("loser", Uuid, nullable=False),
    Column("moved", Blob, nullable=False),
    Column("loser_life", Words, nullable=False),
    Column("merged_ms", Big, nullable=False),
    Column("undone", Truth, nullable=False),
    Column("personal", Blob, nullable=False),
    Index("ix_merges_winner", "district_id", "winner"),
    Index("ix_merges_loser", "district_id", "loser"),
    **STRICT,
)
