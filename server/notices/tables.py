"""The tables of notices: whose tokens, what people chose, and the outbox, which is the record of deliveries too.

A message of the outbox goes to one place on one channel and is one row from plan to end: so there is one record of its
delivery, whatever is repeated. It holds no token, no number and no word about a person.
"""

from sqlalchemy import Column, Index, Table, UniqueConstraint, text

from server.core.columns import Big, Blob, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT, entity_columns

IS_OPEN = text("due_at IS NOT NULL")
"""A message for which there is something to do: the words of the partial index."""

IS_DEAD = text("dead_at IS NOT NULL")

push_tokens = Table(
    "push_tokens",
    metadata,
    *entity_columns(),
    Column("install", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("channel", Words, nullable=False),
    Column("registered_at", UtcInstant, nullable=False),
    Column("removed_at", UtcInstant),
    Column("removed_why", Words),
    Column("private", Blob, nullable=False),
    Index("ix_push_tokens_install", "district_id", "install"),
    Index("ix_push_tokens_user", "district_id", "user_id"),
    **STRICT,
)

notice_ways = Table(
    "notice_ways",
    metadata,
    *entity_columns(),
    Column("user_id", Uuid, nullable=False),
    Column("language", Words, nullable=False),
    Column("quiet", Blob, nullable=False),
    Index("ix_notice_ways_user", "district_id", "user_id"),
    **STRICT,
)

notice_choices = Table(
    "notice_choices",
    metadata,
    *entity_columns(),
    Column("user_id", Uuid, nullable=False),
    Column("cls", Words, nullable=False),
    Column("muted", Blob, nullable=False),
    Index("ix_notice_choices_user", "district_id", "user_id"),
    **STRICT,
)

notice_messages = Table(
    "notice_messages",
    metadata,
    district(),
    Column("id", Uuid, primary_key=True),
    Column("cause", Words, nullable=False),
    Column("person", Uuid, nullable=False),
    Column("channel", Words, nullable=False),
    Column("place", Uuid, nullable=False),
    Column("cls", Words, nullable=False),
    Column("about", Words, nullable=False),
    Column("collapse", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("template", Big, nullable=False),
    Column("urgency", Words, nullable=False),
    Column("planned_at", UtcInstant, nullable=False),
    Column("until_at", UtcInstant, nullable=False),
    Column("status", Words, nullable=False),
    Column("due_at", UtcInstant),
    Column("lease", Uuid),
    Column("tries", Big, nullable=False),
    Column("told", Words, nullable=False),
    Column("ended_at", UtcInstant),
    Column("dead_at", UtcInstant),
    Column("replays", Big, nullable=False),
    UniqueConstraint("district_id", "cause", "person", "channel", "place", name="uq_notice_messages_cause"),
    Index("ix_notice_messages_due", "district_id", "channel", "due_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("ix_notice_messages_open", "district_id", "place", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("ix_notice_messages_person", "district_id", "person", "channel", "planned_at", "id"),
    Index("ix_notice_messages_dead", "district_id", "dead_at", sqlite_where=IS_DEAD, postgresql_where=IS_DEAD),
    Index("ix_notice_messages_ended", "district_id", "ended_at"),
    **STRICT,
)
