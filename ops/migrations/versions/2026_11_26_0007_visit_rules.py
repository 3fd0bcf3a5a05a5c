"""The district's visit rules: every edition of them, in one row."""

from ops.migrations.words import run

revision = "0007"
down_revision: str | None = "0004"

_RULES = """
CREATE TABLE visit_rules (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    editions BYTEA NOT NULL, published_by UUID NOT NULL, published_at TIMESTAMPTZ NOT NULL, reason TEXT NOT NULL,
    CONSTRAINT pk_visit_rules PRIMARY KEY (district_id, id)
);
"""


def upgrade() -> None:
    run(_RULES)
