"""The tables of organisations, people and phones."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from server.core.columns import Big, Truth, UtcInstant, Uuid, Words, metadata
from server.core.tables import STRICT, entity_columns

orgs = Table(
    "orgs",
    metadata,
    *entity_columns(),
    Column("code", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("level", Words, nullable=False),
    Column("parent", Uuid),
    Column("path", Words, nullable=False),
    UniqueConstraint("district_id", "path", name="uq_orgs_path"),
    **STRICT,
)

users = Table(
    "users",
    metadata,
    *entity_columns(),
    Column("login", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("closed", Truth, nullable=False),
    **STRICT,
)

logins = Table(
    "logins",
    metadata,
    *entity_columns(),
    Column("login", Words, nullable=False),
    Column("user_id", Uuid, nullable=False),
    UniqueConstraint("district_id", "login", name="uq_logins_login"),
    ForeignKeyConstraint(["district_id", "user_id"], ["users.district_id", "users.id"]),
    **STRICT,
)

memberships = Table(
    "memberships",
    metadata,
    *entity_columns(),
    Column("user_id", Uuid, nullable=False),
    Column("org", Uuid, nullable=False),
    Column("path", Words, nullable=False),
    Column("post", Words, nullable=False),
    Column("from_at", UtcInstant, nullable=False),
    Column("until_at", UtcInstant),
    ForeignKeyConstraint(["district_id", "user_id"], ["users.district_id", "users.id"]),
    ForeignKeyConstraint(["district_id", "org"], ["orgs.district_id", "orgs.id"]),
    Index("ix_memberships_user", "district_id", "user_id"),
    Index("ix_memberships_org", "district_id", "org", "post"),
    **STRICT,
)

grid_grants = Table(
    "grid_grants",
    metadata,
    *entity_columns(),
    Column("user_id", Uuid, nullable=False),
    Column("grid", Uuid, nullable=False),
    Column("post", Words, nullable=False),
    Column("from_at", UtcInstant, nullable=False),
    Column("until_at", UtcInstant),
    Column("why", Words, nullable=False),
    ForeignKeyConstraint(["district_id", "user_id"], ["users.district_id", "users.id"]),
    Index("ix_grid_grants_user", "district_id", "user_id"),
    Index("ix_grid_grants_grid", "district_id", "grid"),
    **STRICT,
)

enrolments = Table(
    "enrolments",
    metadata,
    *entity_columns(),
    Column("user_id", Uuid, nullable=False),
    Column("code_hash", Words, nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Column("issued_by", Uuid, nullable=False),
    Column("used_at", UtcInstant),
    Column("install", Uuid),
    Column("refused", Big, nullable=False),
    UniqueConstraint("district_id", "code_hash", name="uq_enrolments_code_hash"),
    ForeignKeyConstraint(["district_id", "user_id"], ["users.district_id", "users.id"]),
    **STRICT,
)

installs = Table(
    "installs",
    metadata,
    *entity_columns(),
    Column("user_id", Uuid, nullable=False),
    Column("secret_hash", Words, nullable=False),
    Column("platform", Words, nullable=False),
    Column("enrolled_at", UtcInstant, nullable=False),
    Column("until_at", UtcInstant),
    Column("revoked_at", UtcInstant),
    Column("revoked_why", Words, nullable=False),
    Column("former", Uuid),
    ForeignKeyConstraint(["district_id", "user_id"], ["users.district_id", "users.id"]),
    Index("ix_installs_user", "district_id", "user_id"),
    Index("ix_installs_former", "district_id", "former"),
    **STRICT,
)
