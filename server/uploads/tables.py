"""The tables of photos and of uploads under way."""

from sqlalchemy import Column, Index, Table, text

from server.core.columns import Big, Blob, Small, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT, entity_columns

photos = Table(
    "photos",
    metadata,
    *entity_columns(),
    Column("subject_kind", Words, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("sealed_by", Uuid, nullable=False),
    Column("phase", Words, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("size_bytes", Big, nullable=False),
    Column("media_type", Words, nullable=False),
    Column("author", Uuid, nullable=False),
    Column("grid", Uuid),
    Column("handler", Uuid),
    Column("checker", Uuid),
    Column("arrived_at", UtcInstant),
    Column("personal", Blob, nullable=False),
    Column("round", Small, nullable=False, server_default=text("1")),
    Column("hidden", Blob),
    Column("fingerprint", Words),
    Column("damage", Words),
    Column("alike", Uuid),
    Column("looked_at", UtcInstant),
    Column("evidence", Blob),
    Index("ix_photos_subject", "district_id", "subject_id"),
    Index("ix_photos_sha256", "district_id", "sha256"),
    **STRICT,
)

photo_prints = Table(
    "photo_prints",
    metadata,
    district(),
    Column("part", Small, primary_key=True),
    Column("value", Small, primary_key=True),
    Column("photo", Uuid, primary_key=True),
    Column("fingerprint", Words, nullable=False),
    Column("sha256", Words, nullable=False),
    Index("ix_photo_prints_sha256", "district_id", "sha256"),
    **STRICT,
)
"""The parts of photos' fingerprints: two that differ in fewer bits than there are parts share one of them."""

uploads = Table(
    "uploads",
    metadata,
    district(),
    Column("id", Uuid, primary_key=True),
    Column("install", Uuid, nullable=False),
    Column("owner", Uuid, nullable=False),
    Column("command", Uuid, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("size_bytes", Big, nullable=False),
    Column("received_bytes", Big, nullable=False),
    Column("state", Words, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Index("ix_uploads_sha256", "district_id", "sha256"),
    Index("ix_uploads_install", "district_id", "install", "state"),
    Index("ix_uploads_owner", "district_id", "owner", "created_at"),
    **STRICT,
)
