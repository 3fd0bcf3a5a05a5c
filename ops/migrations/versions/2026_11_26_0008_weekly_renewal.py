"""The weekly renewal: cycles, items and answers, and the register's rows by grid, which a worklist is made from."""

from ops.migrations.words import run

revision = "0008"
down_revision: str | None = "0007"

_RENEWAL = """
CREATE TABLE renewal_cycles (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    grid UUID NOT NULL, week TEXT NOT NULL, opened_at TIMESTAMPTZ NOT NULL, found BIGINT NOT NULL,
    carried BIGINT NOT NULL, listed BOOLEAN NOT NULL, closed_at TIMESTAMPTZ, expected BIGINT NOT NULL,
    done BIGINT NOT NULL,
    CONSTRAINT pk_renewal_cycles PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_renewal_cycles_week ON renewal_cycles (district_id, week, grid);
CREATE INDEX ix_renewal_cycles_grid ON renewal_cycles (district_id, grid, closed_at);
CREATE TABLE renewal_items (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    grid UUID NOT NULL, cycle UUID NOT NULL, week TEXT NOT NULL, source TEXT NOT NULL, target_kind TEXT NOT NULL,
    target UUID NOT NULL, dwelling UUID NOT NULL, household UUID, subject UUID NOT NULL, state TEXT NOT NULL,
    answer UUID, answered_by UUID, answered_at TIMESTAMPTZ, done_at TIMESTAMPTZ, late BOOLEAN NOT NULL,
    CONSTRAINT pk_renewal_items PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_renewal_items_target ON renewal_items (district_id, target);
CREATE INDEX ix_renewal_items_subject ON renewal_items (district_id, subject);
CREATE INDEX ix_renewal_items_open ON renewal_items (district_id, grid, week) WHERE state = 'pending';
CREATE INDEX ix_renewal_items_done ON renewal_items (district_id, grid, done_at) WHERE done_at IS NOT NULL;
CREATE TABLE renewal_answers (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    item UUID NOT NULL, subject UUID NOT NULL, state TEXT NOT NULL, answered_by UUID NOT NULL,
    answered_at TIMESTAMPTZ NOT NULL, received_at TIMESTAMPTZ NOT NULL, late BOOLEAN NOT NULL, edit UUID,
    until_on TEXT, ended BYTEA NOT NULL, withdrawn_at TIMESTAMPTZ,
    CONSTRAINT pk_renewal_answers PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_renewal_answers_item ON renewal_answers (district_id, item);
CREATE INDEX ix_renewal_answers_subject ON renewal_answers (district_id, subject);
"""

_REGISTER = """
CREATE INDEX ix_households_grid ON households (district_id, grid);
CREATE INDEX ix_residencies_cert ON residencies (district_id, grid, cert_until) WHERE cert_until IS NOT NULL;
"""


def upgrade() -> None:
    run(_RENEWAL)
    run(_REGISTER)
