"""The district's visit rules: every edition of them, in one row; an index that finds the latest visits of a grid."""

from ops.migrations.words import run

revision = "0007"
down_revision: str | None = "0006"

_RULES = """
CREATE TABLE visit_rules (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    editions BYTEA NOT NULL, published_by UUID NOT NULL, published_at TIMESTAMPTZ NOT NULL, reason TEXT NOT NULL,
    CONSTRAINT pk_visit_rules PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_visits_latest ON visits (district_id, grid, household, channel, outcome, visited_at);
"""


def upgrade() -> None:
    run(_RULES)
