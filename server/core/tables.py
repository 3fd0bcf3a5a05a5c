"""The tables of the door itself: head, journal, feed, scopes, receipts, and what waits for a person."""

from typing import Any

from sqlalchemy import Column, Index, Table, UniqueConstraint, text

from server.core.columns import Big, Blob, Small, UtcInstant, Uuid, Words, district, metadata
from server.core.seal import DISTRICT_SUBJECT

STRICT: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def entity_columns() -> list[Column[Any]]:
    """How the table of every kind of row begins."""
    return [
        district(),
        Column("id", Uuid, primary_key=True),
        Column("version", Big, nullable=False),
        Column("stamps", Blob, nullable=False),
    ]


heads = Table(
    "heads",
    metadata,
    district(),
    Column("epoch", Words, nullable=False),
    Column("pos", Big, nullable=False),
    Column("link", Blob, nullable=False),
    Column("durable_pos", Big, nullable=False),
    Column("directory", Big, nullable=False),
    Column("name", Words, nullable=False),
    **STRICT,
)

past_epochs = Table(
    "past_epochs",
    metadata,
    district(),
    Column("epoch", Words, primary_key=True),
    Column("ended_at", UtcInstant, nullable=False),
    Column("head_pos", Big, nullable=False),
    Column("followed_by", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("proved_by", Words, nullable=False),
    Column("proved_pos", Big, nullable=False),
    **STRICT,
)

journal = Table(
    "journal",
    metadata,
    district(),
    Column("pos", Big, primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("entries", Big, nullable=False),
    Column("link", Blob, nullable=False),
    **STRICT,
)

journal_entries = Table(
    "journal_entries",
    metadata,
    district(),
    Column("pos", Big, primary_key=True),
    Column("n", Big, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("entity", Uuid, nullable=False),
    Column("version", Big, nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("install", Uuid, nullable=False),
    Column("observed_at", UtcInstant, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("digest", Blob, nullable=False),
    Column("salt", Blob),
    Column("body", Blob),
    Index("ix_journal_entries_entity", "district_id", "entity", "version"),
    **STRICT,
)

IS_GONE = text("op <> 1")
"""A feed row that says what left: the words of the partial index, without which SQLite would not take it."""

feed = Table(
    "feed",
    metadata,
    district(),
    Column("scope", Big, primary_key=True),
    Column("kind", Small, primary_key=True),
    Column("entity", Uuid, primary_key=True),
    Column("pos", Big, nullable=False),
    Column("op", Small, nullable=False),
    Column("version", Big, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("record", Blob),
    Index("ix_feed_pos", "district_id", "scope", "pos"),
    Index("ix_feed_gone", "district_id", "pos", sqlite_where=IS_GONE, postgresql_where=IS_GONE),
    **STRICT,
)

left_scopes = Table(
    "left_scopes",
    metadata,
    district(),
    Column("scope", Big, primary_key=True),
    Column("entity", Uuid, primary_key=True),
    **STRICT,
)

scopes = Table(
    "scopes",
    metadata,
    district(),
    Column("id", Big, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("ref", Words, nullable=False),
    Column("count", Big, nullable=False),
    Column("sum_a", Big, nullable=False),
    Column("sum_b", Big, nullable=False),
    **STRICT,
)

receipts = Table(
    "receipts",
    metadata,
    district(),
    Column("id", Uuid, primary_key=True),
    Column("install", Uuid, nullable=False),
    Column("seq", Big),
    Column("kind", Words, nullable=False),
    Column("root", Uuid, nullable=False),
    Column("body_hash", Blob, nullable=False),
    Column("verdict", Words, nullable=False),
    Column("result", Blob, nullable=False),
    Column("pos", Big, nullable=False),
    Column("received_at", UtcInstant, nullable=False),
    Column("observed_at", UtcInstant, nullable=False),
    Column("clock_quality", Words, nullable=False),
    UniqueConstraint("district_id", "install", "seq", name="uq_receipts_install_seq"),
    **STRICT,
)

held = Table(
    "held",
    metadata,
    district(),
    Column("id", Uuid, primary_key=True),
    Column("missing", Uuid, primary_key=True),
    Column("actor", Uuid, nullable=False),
    Column("install", Uuid, nullable=False),
    Column("seq", Big),
    Column("observed_at", UtcInstant, nullable=False),
    Column("clock_quality", Words, nullable=False),
    Column("raw", Blob, nullable=False),
    Column("subject", Uuid, nullable=False, server_default=DISTRICT_SUBJECT),
    Index("ix_held_missing", "district_id", "missing"),
    **STRICT,
)

parked = Table(
    "parked",
    metadata,
    district(),
    Column("id", Uuid, primary_key=True),
    Column("actor", Uuid, nullable=False),
    Column("install", Uuid, nullable=False),
    Column("seq", Big),
    Column("received_at", UtcInstant, nullable=False),
    Column("why", Words, nullable=False),
    Column("raw", Blob, nullable=False),
    Column("tries", Big, nullable=False, server_default=text("1")),
    Column("subject", Uuid, nullable=False, server_default=DISTRICT_SUBJECT),
    **STRICT,
)

conflicts = Table(
    "conflicts",
    metadata,
    *entity_columns(),
    Column("command", Uuid, nullable=False),
    Column("reason", Words, nullable=False),
    Column("root", Uuid, nullable=False),
    Column("of_kind", Words, nullable=False),
    Column("entity", Uuid, nullable=False),
    Column("meant", Uuid, nullable=False),
    Column("field", Words, nullable=False),
    Column("author", Uuid, nullable=False),
    Column("install", Uuid, nullable=False),
    Column("opened_at", UtcInstant, nullable=False),
    Column("observed_at", UtcInstant, nullable=False),
    Column("clock_quality", Words, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("grid", Uuid),
    Column("scopes", Blob, nullable=False),
    Column("outcomes", Blob, nullable=False),
    Column("state", Words, nullable=False),
    Column("choice", Words),
    Column("settled_by", Uuid),
    Column("settled_at", UtcInstant),
    Column("items", Blob, nullable=False),
    Column("payload", Blob, nullable=False),
    Column("outcome", Blob, nullable=False),
    Index("ix_conflicts_command", "district_id", "command"),
    Index("ix_conflicts_entity", "district_id", "entity"),
    Index("ix_conflicts_grid", "district_id", "state", "grid", "id"),
    Index("ix_conflicts_subject", "district_id", "subject"),
    **STRICT,
)

later_receipts = Table(
    "later_receipts",
    metadata,
    *entity_columns(),
    Column("command", Uuid, nullable=False),
    Column("seq", Big),
    Column("user_id", Uuid, nullable=False),
    Column("of_kind", Words, nullable=False),
    Column("about", Uuid, nullable=False),
    Column("receipt", Blob, nullable=False),
    Column("answered_at", UtcInstant, nullable=False),
    **STRICT,
)

claims = Table(
    "claims",
    metadata,
    district(),
    Column("kind", Words, primary_key=True),
    Column("keyed_hash", Uuid, primary_key=True),
    Column("entity", Uuid, nullable=False),
    Index("ix_claims_entity", "district_id", "entity"),
    **STRICT,
)

subject_keys = Table(
    "subject_keys",
    metadata,
    district(),
    Column("subject", Uuid, primary_key=True),
    Column("wrapped", Blob),
    Column("erased_at", UtcInstant),
    **STRICT,
)

install_contacts = Table(
    "install_contacts",
    metadata,
    district(),
    Column("install", Uuid, primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("contract", Big, nullable=False),
    Column("last_seq", Big, nullable=False),
    Column("queue_length", Big, nullable=False),
    Column("oldest_s", Big, nullable=False),
    Column("photos", Big, nullable=False),
    Column("free_bytes", Big, nullable=False),
    Column("last_error", Words, nullable=False),
    Column("acked_pos", Big),
    Column("boot", Words, nullable=False, server_default=""),
    Column("offset_ms", Big, nullable=False, server_default=text("0")),
    Column("earlier_boot", Words, nullable=False, server_default=""),
    Column("earlier_offset_ms", Big, nullable=False, server_default=text("0")),
    **STRICT,
)

consumers = Table(
    "consumers",
    metadata,
    district(),
    Column("name", Words, primary_key=True),
    Column("pos", Big, nullable=False),
    **STRICT,
)
