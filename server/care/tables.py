"""The tables of care. What is said of a person lies in sealed columns; where and whose it is lies open."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from server.core.columns import Blob, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

service_tags = Table(
    "service_tags",
    metadata,
    *entity_columns(),
    Column("person", Uuid, nullable=False),
    Column("grid", Uuid),
    Column("status", Words, nullable=False),
    Column("sensitive", Blob, nullable=False),
    Column("same_as", Uuid),
    Column("came_by", Blob, nullable=False),
    ForeignKeyConstraint(["district_id", "person"], ["persons.district_id", "persons.id"]),
    Index("ix_service_tags_person", "district_id", "person"),
    Index("ix_service_tags_grid", "district_id", "grid", "status"),
    **STRICT,
)

helps = Table(
    "helps",
    metadata,
    *entity_columns(),
    Column("person", Uuid, nullable=False),
    Column("grid", Uuid),
    Column("recorded_by", Uuid, nullable=False),
    Column("sensitive", Blob, nullable=False),
    Column("voided_at", UtcInstant),
    Column("came_by", Blob, nullable=False),
    ForeignKeyConstraint(["district_id", "person"], ["persons.district_id", "persons.id"]),
    Index("ix_helps_person", "district_id", "person"),
    Index("ix_helps_grid", "district_id", "grid"),
    **STRICT,
)
