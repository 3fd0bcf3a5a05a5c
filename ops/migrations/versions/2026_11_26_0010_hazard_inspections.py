"""Check lists, inspections, dangers with what became of them, and the numbers of rectification notices."""

from ops.migrations.words import run

revision = "0010"
down_revision: str | None = "0009"

_HAZARDS = """
CREATE TABLE check_templates (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    scheme TEXT NOT NULL, site_type TEXT NOT NULL, edition BIGINT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,
    items BYTEA NOT NULL, levels BYTEA NOT NULL, period_days SMALLINT NOT NULL, valid_from TIMESTAMPTZ NOT NULL,
    valid_until TIMESTAMPTZ, applies_to BYTEA NOT NULL, unit TEXT NOT NULL, case_class TEXT,
    CONSTRAINT pk_check_templates PRIMARY KEY (district_id, id),
    CONSTRAINT uq_check_templates_edition UNIQUE (district_id, scheme, site_type, edition)
);
CREATE INDEX ix_check_templates_site_type ON check_templates (district_id, site_type);
CREATE TABLE inspections (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    subject_kind TEXT NOT NULL, subject UUID NOT NULL, grid UUID NOT NULL, template UUID NOT NULL,
    site_type TEXT NOT NULL, inspector UUID NOT NULL, inspected_at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL,
    checked BYTEA NOT NULL, dangers BYTEA NOT NULL, distance_m DOUBLE PRECISION, far BOOLEAN NOT NULL,
    personal BYTEA NOT NULL,
    CONSTRAINT pk_inspections PRIMARY KEY (district_id, id),
    CONSTRAINT fk_inspections_district_id_template
        FOREIGN KEY (district_id, template) REFERENCES check_templates (district_id, id)
);
CREATE INDEX ix_inspections_subject ON inspections (district_id, subject, inspected_at);
CREATE INDEX ix_inspections_grid ON inspections (district_id, grid, inspected_at);
CREATE TABLE dangers (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    inspection UUID NOT NULL, subject_kind TEXT NOT NULL, subject UUID NOT NULL, grid UUID NOT NULL,
    template UUID NOT NULL, item TEXT NOT NULL, level TEXT NOT NULL, asks BYTEA NOT NULL, unit TEXT NOT NULL,
    state TEXT NOT NULL, found_at TIMESTAMPTZ NOT NULL, found_by UUID NOT NULL, clock_quality TEXT NOT NULL,
    case_class TEXT, lon DOUBLE PRECISION, lat DOUBLE PRECISION, round SMALLINT NOT NULL,
    photos_promised SMALLINT NOT NULL, notice_no TEXT, due_on TEXT, handled_at TIMESTAMPTZ, noticed_at TIMESTAMPTZ,
    rectified_at TIMESTAMPTZ, reinspected_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, overdue_at TIMESTAMPTZ, case_id UUID,
    repeats UUID, personal BYTEA NOT NULL,
    CONSTRAINT pk_dangers PRIMARY KEY (district_id, id),
    CONSTRAINT fk_dangers_district_id_inspection
        FOREIGN KEY (district_id, inspection) REFERENCES inspections (district_id, id),
    CONSTRAINT fk_dangers_district_id_template
        FOREIGN KEY (district_id, template) REFERENCES check_templates (district_id, id)
);
CREATE INDEX ix_dangers_inspection ON dangers (district_id, inspection);
CREATE INDEX ix_dangers_subject ON dangers (district_id, subject, found_at);
CREATE INDEX ix_dangers_grid ON dangers (district_id, grid, found_at, id);
CREATE INDEX ix_dangers_due ON dangers (district_id, state, due_on, id);
CREATE TABLE danger_events (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    danger UUID NOT NULL, inspection UUID NOT NULL, command TEXT NOT NULL, from_state TEXT, to_state TEXT,
    actor UUID NOT NULL, at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL, applied BOOLEAN NOT NULL,
    round SMALLINT NOT NULL, absorbed BOOLEAN NOT NULL, notice_no TEXT, due_on TEXT, personal BYTEA NOT NULL,
    CONSTRAINT pk_danger_events PRIMARY KEY (district_id, id),
    CONSTRAINT fk_danger_events_district_id_danger
        FOREIGN KEY (district_id, danger) REFERENCES dangers (district_id, id),
    CONSTRAINT uq_danger_events_notice_no UNIQUE (district_id, notice_no)
);
CREATE INDEX ix_danger_events_danger ON danger_events (district_id, danger);
CREATE TABLE notice_counters (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    year TEXT NOT NULL, last BIGINT NOT NULL,
    CONSTRAINT pk_notice_counters PRIMARY KEY (district_id, id)
);
"""


def upgrade() -> None:
    run(_HAZARDS)
