"""The tables of what lies on phones: which install was given which scope, and what it says it wiped."""

from sqlalchemy import Column, Table

from server.core.columns import Big, UtcInstant, Uuid, Words, district, metadata
from server.core.tables import STRICT

booted_scopes = Table(
    "booted_scopes",
    metadata,
    district(),
    Column("install", Uuid, primary_key=True),
    Column("scope", Big, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("at", UtcInstant, nullable=False),
    **STRICT,
)

wipe_proofs = Table(
    "wipe_proofs",
    metadata,
    district(),
    Column("install", Uuid, primary_key=True),
    Column("scope", Big, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("wall", Big, nullable=False),
    Column("count", Big, nullable=False),
    Column("sum_a", Words, nullable=False),
    Column("sum_b", Words, nullable=False),
    **STRICT,
)
