"""Whose key seals what waits, an install's last two clocks, photos by round, who has a case and what was put right."""

from ops.migrations.words import run

revision = "0004"
down_revision: str | None = "0003"

_WAITING = """
ALTER TABLE held ADD COLUMN subject UUID DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;
ALTER TABLE parked ADD COLUMN subject UUID DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;
"""

_CLOCKS = """
ALTER TABLE install_contacts DROP COLUMN observed_ms;
ALTER TABLE install_contacts ADD COLUMN boot TEXT DEFAULT '' NOT NULL;
ALTER TABLE install_contacts ADD COLUMN offset_ms BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE install_contacts ADD COLUMN earlier_boot TEXT DEFAULT '' NOT NULL;
ALTER TABLE install_contacts ADD COLUMN earlier_offset_ms BIGINT DEFAULT 0 NOT NULL;
"""

_CASES = """
ALTER TABLE photos ADD COLUMN round SMALLINT DEFAULT 1 NOT NULL;
ALTER TABLE cases ADD COLUMN helpers BYTEA;
CREATE INDEX ix_cases_owner ON cases (district_id, owner, reported_at, id) WHERE owner IS NOT NULL;
ALTER TABLE case_events ADD COLUMN absorbed BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE case_whistles ADD COLUMN joint_matter TEXT;
ALTER TABLE case_settings ADD COLUMN level_minutes BIGINT DEFAULT 1440 NOT NULL;
ALTER TABLE case_settings ADD COLUMN emergency_join_minutes BIGINT DEFAULT 30 NOT NULL;
ALTER TABLE case_settings ADD COLUMN daily_join_minutes BIGINT DEFAULT 1440 NOT NULL;
ALTER TABLE case_settings ADD COLUMN key_join_minutes BIGINT DEFAULT 4320 NOT NULL;
ALTER TABLE case_facts ADD COLUMN reply_due_day BIGINT;
CREATE INDEX ix_case_facts_reply_due ON case_facts (district_id, reply_due_day);
CREATE TABLE case_corrections (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, event UUID NOT NULL, corrected_by UUID NOT NULL, at TIMESTAMPTZ NOT NULL,
    personal BYTEA NOT NULL,
    CONSTRAINT pk_case_corrections PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_corrections_district_id_case_id
        FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_corrections_case ON case_corrections (district_id, case_id);
CREATE TABLE joint_lists (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    matters BYTEA NOT NULL, set_by UUID NOT NULL, set_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_joint_lists PRIMARY KEY (district_id, id)
);
"""


_UPLOADS = """
CREATE INDEX ix_uploads_install ON uploads (district_id, install, state);
"""


def upgrade() -> None:
    run(_CASES)
    run(_UPLOADS)
    run(_WAITING)
    run(_CLOCKS)
