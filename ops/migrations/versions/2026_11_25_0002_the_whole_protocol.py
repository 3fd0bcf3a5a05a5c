"""What the complete protocol needs beside the first tables: one section a feature."""

from ops.migrations.words import run

revision = "0002"
down_revision: str | None = "0001"

_TABLES = """
CREATE INDEX ix_feed_gone ON feed (district_id, pos) WHERE op <> 1;

CREATE TABLE claims (
    district_id BIGINT NOT NULL, kind TEXT NOT NULL, keyed_hash UUID NOT NULL, entity UUID NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (district_id, kind, keyed_hash)
);
CREATE INDEX ix_claims_entity ON claims (district_id, entity);

ALTER TABLE persons ADD COLUMN merged_into UUID;
ALTER TABLE residencies ADD COLUMN left_by UUID;

CREATE TABLE merges (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    winner UUID NOT NULL, loser UUID NOT NULL, moved BYTEA NOT NULL, loser_life TEXT NOT NULL,
    merged_ms BIGINT NOT NULL, undone BOOLEAN NOT NULL, personal BYTEA NOT NULL,
    CONSTRAINT pk_merges PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_merges_winner ON merges (district_id, winner);
CREATE INDEX ix_merges_loser ON merges (district_id, loser);

CREATE TABLE left_scopes (
    district_id BIGINT NOT NULL, scope BIGINT NOT NULL, entity UUID NOT NULL,
    CONSTRAINT pk_left_scopes PRIMARY KEY (district_id, scope, entity)
);

CREATE TABLE booted_scopes (
    district_id BIGINT NOT NULL, install UUID NOT NULL, scope BIGINT NOT NULL, user_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_booted_scopes PRIMARY KEY (district_id, install, scope)
);

CREATE TABLE wipe_proofs (
    district_id BIGINT NOT NULL, install UUID NOT NULL, scope BIGINT NOT NULL, user_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL, wall BIGINT NOT NULL, count BIGINT NOT NULL, sum_a TEXT NOT NULL, sum_b TEXT NOT NULL,
    CONSTRAINT pk_wipe_proofs PRIMARY KEY (district_id, install, scope)
);

ALTER TABLE installs ADD COLUMN former UUID;
CREATE INDEX ix_installs_former ON installs (district_id, former);

CREATE TABLE past_epochs (
    district_id BIGINT NOT NULL, epoch TEXT NOT NULL, ended_at TIMESTAMPTZ NOT NULL, head_pos BIGINT NOT NULL,
    followed_by TEXT NOT NULL, why TEXT NOT NULL, proved_by TEXT NOT NULL, proved_pos BIGINT NOT NULL,
    CONSTRAINT pk_past_epochs PRIMARY KEY (district_id, epoch)
);

CREATE TABLE case_grants (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, user_id UUID NOT NULL, from_at TIMESTAMPTZ NOT NULL, until_at TIMESTAMPTZ,
    CONSTRAINT pk_case_grants PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_grants_district_id_case_id FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_grants_case ON case_grants (district_id, case_id);
CREATE INDEX ix_case_grants_user ON case_grants (district_id, user_id);

ALTER TABLE buildings ADD COLUMN leaving UUID;

CREATE TABLE rezonings (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    sources BYTEA NOT NULL, targets BYTEA NOT NULL, rest UUID NOT NULL, status TEXT NOT NULL,
    begun_at TIMESTAMPTZ NOT NULL, done_at TIMESTAMPTZ,
    CONSTRAINT pk_rezonings PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_rezonings_status ON rezonings (district_id, status);

DROP TABLE conflicts;
CREATE TABLE conflicts (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    command UUID NOT NULL, reason TEXT NOT NULL, root UUID NOT NULL, of_kind TEXT NOT NULL, entity UUID NOT NULL,
    meant UUID NOT NULL, field TEXT NOT NULL, author UUID NOT NULL, install UUID NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL, observed_at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL,
    subject UUID NOT NULL, grid UUID, scopes BYTEA NOT NULL, outcomes BYTEA NOT NULL, state TEXT NOT NULL, choice TEXT,
    settled_by UUID, settled_at TIMESTAMPTZ, items BYTEA NOT NULL, payload BYTEA NOT NULL, outcome BYTEA NOT NULL,
    CONSTRAINT pk_conflicts PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_conflicts_command ON conflicts (district_id, command);
CREATE INDEX ix_conflicts_entity ON conflicts (district_id, entity);
CREATE INDEX ix_conflicts_grid ON conflicts (district_id, state, grid, id);
CREATE INDEX ix_conflicts_subject ON conflicts (district_id, subject);

CREATE TABLE later_receipts (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    command UUID NOT NULL, seq BIGINT, user_id UUID NOT NULL, of_kind TEXT NOT NULL, about UUID NOT NULL,
    receipt BYTEA NOT NULL, answered_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_later_receipts PRIMARY KEY (district_id, id)
);

ALTER TABLE parked ADD COLUMN tries BIGINT DEFAULT 1 NOT NULL;

ALTER TABLE install_contacts ADD COLUMN acked_pos BIGINT;
"""


def upgrade() -> None:
    run(_TABLES)
