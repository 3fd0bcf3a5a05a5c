"""Public warnings, their templates and counters, and how far each came in each grid."""

from ops.migrations.words import run

revision = "0019"
down_revision: str | None = "0018"

_WARNINGS = """
CREATE TABLE warning_templates (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    name TEXT NOT NULL, category TEXT NOT NULL, event TEXT NOT NULL, fields BYTEA NOT NULL, texts BYTEA NOT NULL,
    agency TEXT NOT NULL,
    CONSTRAINT pk_warning_templates PRIMARY KEY (district_id, id)
);
CREATE TABLE warning_counters (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    second TEXT NOT NULL, ordinal BIGINT NOT NULL,
    CONSTRAINT pk_warning_counters PRIMARY KEY (district_id, id)
);
CREATE TABLE warnings (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    level TEXT NOT NULL, category TEXT NOT NULL, event TEXT NOT NULL, texts BYTEA NOT NULL, area BYTEA NOT NULL,
    grids BYTEA NOT NULL, agency TEXT NOT NULL, drafted_by UUID NOT NULL, drafted_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL, onset_at TIMESTAMPTZ, drill BOOLEAN NOT NULL, updates UUID, source TEXT NOT NULL,
    state TEXT NOT NULL, number TEXT, cancel_number TEXT, approved_by UUID, approved_at TIMESTAMPTZ, issued_by UUID,
    issued_at TIMESTAMPTZ, review_due BOOLEAN NOT NULL, reviewed_by UUID, reviewed_at TIMESTAMPTZ, review TEXT,
    review_words TEXT NOT NULL, ended_by UUID, ended_at TIMESTAMPTZ, words TEXT NOT NULL,
    CONSTRAINT pk_warnings PRIMARY KEY (district_id, id),
    CONSTRAINT uq_warnings_number UNIQUE (district_id, number),
    CONSTRAINT uq_warnings_cancel_number UNIQUE (district_id, cancel_number),
    CONSTRAINT fk_warnings_district_id_updates
        FOREIGN KEY (district_id, updates) REFERENCES warnings (district_id, id)
);
CREATE INDEX ix_warnings_state ON warnings (district_id, state, expires_at);
CREATE TABLE warning_reaches (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    warning UUID NOT NULL, grid UUID NOT NULL, drill BOOLEAN NOT NULL, reached BYTEA NOT NULL, calls BYTEA NOT NULL,
    rung SMALLINT NOT NULL, escalate_at TIMESTAMPTZ, acknowledged_by UUID, acknowledged_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    CONSTRAINT pk_warning_reaches PRIMARY KEY (district_id, id),
    CONSTRAINT fk_warning_reaches_district_id_warning
        FOREIGN KEY (district_id, warning) REFERENCES warnings (district_id, id),
    CONSTRAINT uq_warning_reaches_grid UNIQUE (district_id, warning, grid)
);
CREATE INDEX ix_warning_reaches_escalate_at ON warning_reaches (district_id, escalate_at);
"""


def upgrade() -> None:
    run(_WARNINGS)
