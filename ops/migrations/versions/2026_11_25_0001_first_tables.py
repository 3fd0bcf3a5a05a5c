"""Every table of the first release: the door's own, then the features', parents first."""

from ops.migrations.words import run

revision = "0001"
down_revision: str | None = None

_TABLES = """
CREATE TABLE conflicts (
    district_id BIGINT NOT NULL, id UUID NOT NULL, command UUID NOT NULL, reason TEXT NOT NULL, root UUID NOT NULL,
    kind TEXT NOT NULL, entity UUID NOT NULL, field TEXT NOT NULL, state TEXT NOT NULL, author UUID NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL, subject UUID NOT NULL, items BYTEA NOT NULL,
    CONSTRAINT pk_conflicts PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_conflicts_entity ON conflicts (district_id, entity);

CREATE TABLE consumers (
    district_id BIGINT NOT NULL, name TEXT NOT NULL, pos BIGINT NOT NULL,
    CONSTRAINT pk_consumers PRIMARY KEY (district_id, name)
);

CREATE TABLE feed (
    district_id BIGINT NOT NULL, scope BIGINT NOT NULL, kind SMALLINT NOT NULL, entity UUID NOT NULL,
    pos BIGINT NOT NULL, op SMALLINT NOT NULL, version BIGINT NOT NULL, subject UUID NOT NULL, record BYTEA,
    CONSTRAINT pk_feed PRIMARY KEY (district_id, scope, kind, entity)
);
CREATE INDEX ix_feed_pos ON feed (district_id, scope, pos);

CREATE TABLE heads (
    district_id BIGINT NOT NULL, epoch TEXT NOT NULL, pos BIGINT NOT NULL, link BYTEA NOT NULL,
    durable_pos BIGINT NOT NULL, directory BIGINT NOT NULL, name TEXT NOT NULL,
    CONSTRAINT pk_heads PRIMARY KEY (district_id)
);

CREATE TABLE held (
    district_id BIGINT NOT NULL, id UUID NOT NULL, missing UUID NOT NULL, actor UUID NOT NULL, install UUID NOT NULL,
    seq BIGINT, observed_at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL, raw BYTEA NOT NULL,
    CONSTRAINT pk_held PRIMARY KEY (district_id, id, missing)
);
CREATE INDEX ix_held_missing ON held (district_id, missing);

CREATE TABLE install_contacts (
    district_id BIGINT NOT NULL, install UUID NOT NULL, at TIMESTAMPTZ NOT NULL, contract BIGINT NOT NULL,
    last_seq BIGINT NOT NULL, observed_ms BIGINT NOT NULL, queue_length BIGINT NOT NULL, oldest_s BIGINT NOT NULL,
    photos BIGINT NOT NULL, free_bytes BIGINT NOT NULL, last_error TEXT NOT NULL,
    CONSTRAINT pk_install_contacts PRIMARY KEY (district_id, install)
);

CREATE TABLE journal (
    district_id BIGINT NOT NULL, pos BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL, entries BIGINT NOT NULL,
    link BYTEA NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (district_id, pos)
);

CREATE TABLE journal_entries (
    district_id BIGINT NOT NULL, pos BIGINT NOT NULL, n BIGINT NOT NULL, kind TEXT NOT NULL, entity UUID NOT NULL,
    version BIGINT NOT NULL, actor UUID NOT NULL, install UUID NOT NULL, observed_at TIMESTAMPTZ NOT NULL,
    subject UUID NOT NULL, digest BYTEA NOT NULL, salt BYTEA, body BYTEA,
    CONSTRAINT pk_journal_entries PRIMARY KEY (district_id, pos, n)
);
CREATE INDEX ix_journal_entries_entity ON journal_entries (district_id, entity, version);

CREATE TABLE parked (
    district_id BIGINT NOT NULL, id UUID NOT NULL, actor UUID NOT NULL, install UUID NOT NULL, seq BIGINT,
    received_at TIMESTAMPTZ NOT NULL, why TEXT NOT NULL, raw BYTEA NOT NULL,
    CONSTRAINT pk_parked PRIMARY KEY (district_id, id)
);

CREATE TABLE receipts (
    district_id BIGINT NOT NULL, id UUID NOT NULL, install UUID NOT NULL, seq BIGINT, kind TEXT NOT NULL,
    root UUID NOT NULL, body_hash BYTEA NOT NULL, verdict TEXT NOT NULL, result BYTEA NOT NULL, pos BIGINT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL, observed_at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL,
    CONSTRAINT pk_receipts PRIMARY KEY (district_id, id),
    CONSTRAINT uq_receipts_install_seq UNIQUE (district_id, install, seq)
);

CREATE TABLE scopes (
    district_id BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, count BIGINT NOT NULL,
    sum_a BIGINT NOT NULL, sum_b BIGINT NOT NULL,
    CONSTRAINT pk_scopes PRIMARY KEY (district_id, id)
);

CREATE TABLE subject_keys (
    district_id BIGINT NOT NULL, subject UUID NOT NULL, wrapped BYTEA, erased_at TIMESTAMPTZ,
    CONSTRAINT pk_subject_keys PRIMARY KEY (district_id, subject)
);

CREATE TABLE buildings (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL, grid UUID NOT NULL,
    name TEXT NOT NULL, number TEXT NOT NULL, estate TEXT NOT NULL, floors SMALLINT NOT NULL, lon DOUBLE PRECISION,
    lat DOUBLE PRECISION, cell BIGINT, life TEXT NOT NULL,
    CONSTRAINT pk_buildings PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_buildings_grid ON buildings (district_id, grid);

CREATE TABLE case_classes (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL, code TEXT NOT NULL,
    scheme TEXT NOT NULL, kind TEXT NOT NULL, major TEXT NOT NULL, minor TEXT NOT NULL, name TEXT NOT NULL,
    photos_before SMALLINT NOT NULL, photos_after SMALLINT NOT NULL, limit_value SMALLINT NOT NULL,
    limit_unit TEXT NOT NULL,
    CONSTRAINT pk_case_classes PRIMARY KEY (district_id, id),
    CONSTRAINT uq_case_classes_code UNIQUE (district_id, code)
);

CREATE TABLE case_counters (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL, day TEXT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT pk_case_counters PRIMARY KEY (district_id, id)
);

CREATE TABLE cases (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    state TEXT NOT NULL, state_seq BIGINT NOT NULL, generation BIGINT NOT NULL, case_no TEXT, class_code TEXT,
    source TEXT NOT NULL, reported_at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL, lon DOUBLE PRECISION,
    lat DOUBLE PRECISION, cell BIGINT, grid UUID, grid_version UUID, claimed_grid UUID, urgent BOOLEAN NOT NULL,
    photos_promised SMALLINT NOT NULL, department UUID, handler UUID, checker UUID, round SMALLINT NOT NULL,
    due_at TIMESTAMPTZ, closed_at TIMESTAMPTZ, personal BYTEA NOT NULL,
    CONSTRAINT pk_cases PRIMARY KEY (district_id, id),
    CONSTRAINT uq_cases_case_no UNIQUE (district_id, case_no)
);
CREATE INDEX ix_cases_checker ON cases (district_id, checker);
CREATE INDEX ix_cases_department ON cases (district_id, department, state);
CREATE INDEX ix_cases_grid ON cases (district_id, grid, state);
CREATE INDEX ix_cases_handler ON cases (district_id, handler);
CREATE INDEX ix_cases_reported ON cases (district_id, reported_at, id);
CREATE INDEX ix_cases_state ON cases (district_id, state, reported_at);

CREATE TABLE grid_versions (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    territory UUID NOT NULL, grid UUID NOT NULL, layer TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    org UUID NOT NULL, path TEXT NOT NULL, status TEXT NOT NULL, valid_from TIMESTAMPTZ, valid_until TIMESTAMPTZ,
    area_m2 DOUBLE PRECISION NOT NULL, checksum TEXT NOT NULL, geometry BYTEA NOT NULL, cells BYTEA NOT NULL,
    CONSTRAINT pk_grid_versions PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_grid_versions_grid ON grid_versions (district_id, grid, valid_from);
CREATE INDEX ix_grid_versions_status ON grid_versions (district_id, status, layer);
CREATE INDEX ix_grid_versions_territory ON grid_versions (district_id, territory);

CREATE TABLE orgs (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL, code TEXT NOT NULL,
    name TEXT NOT NULL, level TEXT NOT NULL, parent UUID, path TEXT NOT NULL,
    CONSTRAINT pk_orgs PRIMARY KEY (district_id, id),
    CONSTRAINT uq_orgs_path UNIQUE (district_id, path)
);

CREATE TABLE persons (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL, dwelling UUID,
    grid UUID, personal BYTEA NOT NULL, sensitive BYTEA NOT NULL, id_no_index BYTEA, phone_index BYTEA,
    life TEXT NOT NULL,
    CONSTRAINT pk_persons PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_persons_grid ON persons (district_id, grid);
CREATE INDEX ix_persons_id_no ON persons (district_id, id_no_index);
CREATE INDEX ix_persons_phone ON persons (district_id, phone_index);

CREATE TABLE photos (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    subject_kind TEXT NOT NULL, subject_id UUID NOT NULL, sealed_by UUID NOT NULL, phase TEXT NOT NULL,
    sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL, media_type TEXT NOT NULL, author UUID NOT NULL, grid UUID,
    handler UUID, checker UUID, arrived_at TIMESTAMPTZ, personal BYTEA NOT NULL,
    CONSTRAINT pk_photos PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_photos_sha256 ON photos (district_id, sha256);
CREATE INDEX ix_photos_subject ON photos (district_id, subject_id);

CREATE TABLE uploads (
    district_id BIGINT NOT NULL, id UUID NOT NULL, install UUID NOT NULL, owner UUID NOT NULL, command UUID NOT NULL,
    sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL, received_bytes BIGINT NOT NULL, state TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL, expires_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_uploads PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_uploads_sha256 ON uploads (district_id, sha256);

CREATE TABLE users (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    login TEXT NOT NULL, name TEXT NOT NULL, password_hash TEXT NOT NULL, closed BOOLEAN NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (district_id, id)
);

CREATE TABLE case_events (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, command TEXT NOT NULL, from_state TEXT, to_state TEXT, actor UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL, applied BOOLEAN NOT NULL, seq BIGINT NOT NULL, grid UUID,
    handler UUID, checker UUID, personal BYTEA NOT NULL,
    CONSTRAINT pk_case_events PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_events_district_id_case_id FOREIGN KEY(district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_events_case ON case_events (district_id, case_id, seq);

CREATE TABLE dwellings (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    building UUID NOT NULL, grid UUID NOT NULL, lon DOUBLE PRECISION, lat DOUBLE PRECISION, unit TEXT NOT NULL,
    floor SMALLINT NOT NULL, room TEXT NOT NULL, use TEXT NOT NULL, area_m2 DOUBLE PRECISION NOT NULL, note TEXT,
    life TEXT NOT NULL,
    CONSTRAINT pk_dwellings PRIMARY KEY (district_id, id),
    CONSTRAINT fk_dwellings_district_id_building FOREIGN KEY(district_id, building)
        REFERENCES buildings (district_id, id)
);
CREATE INDEX ix_dwellings_building ON dwellings (district_id, building);

CREATE TABLE enrolments (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    user_id UUID NOT NULL, code_hash TEXT NOT NULL, expires_at TIMESTAMPTZ NOT NULL, issued_by UUID NOT NULL,
    used_at TIMESTAMPTZ, install UUID, refused BIGINT NOT NULL,
    CONSTRAINT pk_enrolments PRIMARY KEY (district_id, id),
    CONSTRAINT uq_enrolments_code_hash UNIQUE (district_id, code_hash),
    CONSTRAINT fk_enrolments_district_id_user_id FOREIGN KEY(district_id, user_id) REFERENCES users (district_id, id)
);

CREATE TABLE grid_grants (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    user_id UUID NOT NULL, grid UUID NOT NULL, post TEXT NOT NULL, from_at TIMESTAMPTZ NOT NULL, until_at TIMESTAMPTZ,
    why TEXT NOT NULL,
    CONSTRAINT pk_grid_grants PRIMARY KEY (district_id, id),
    CONSTRAINT fk_grid_grants_district_id_user_id FOREIGN KEY(district_id, user_id) REFERENCES users (district_id, id)
);
CREATE INDEX ix_grid_grants_grid ON grid_grants (district_id, grid);
CREATE INDEX ix_grid_grants_user ON grid_grants (district_id, user_id);

CREATE TABLE grids (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL, code TEXT NOT NULL,
    name TEXT NOT NULL, layer TEXT NOT NULL, org UUID NOT NULL, path TEXT NOT NULL, shape UUID NOT NULL,
    geometry BYTEA NOT NULL, status TEXT NOT NULL, since_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_grids PRIMARY KEY (district_id, id),
    CONSTRAINT fk_grids_district_id_org FOREIGN KEY(district_id, org) REFERENCES orgs (district_id, id)
);
CREATE INDEX ix_grids_layer ON grids (district_id, layer);

CREATE TABLE installs (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    user_id UUID NOT NULL, secret_hash TEXT NOT NULL, platform TEXT NOT NULL, enrolled_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ, revoked_at TIMESTAMPTZ, revoked_why TEXT NOT NULL,
    CONSTRAINT pk_installs PRIMARY KEY (district_id, id),
    CONSTRAINT fk_installs_district_id_user_id FOREIGN KEY(district_id, user_id) REFERENCES users (district_id, id)
);
CREATE INDEX ix_installs_user ON installs (district_id, user_id);

CREATE TABLE logins (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    login TEXT NOT NULL, user_id UUID NOT NULL,
    CONSTRAINT pk_logins PRIMARY KEY (district_id, id),
    CONSTRAINT uq_logins_login UNIQUE (district_id, login),
    CONSTRAINT fk_logins_district_id_user_id FOREIGN KEY(district_id, user_id) REFERENCES users (district_id, id)
);

CREATE TABLE memberships (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    user_id UUID NOT NULL, org UUID NOT NULL, path TEXT NOT NULL, post TEXT NOT NULL, from_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ,
    CONSTRAINT pk_memberships PRIMARY KEY (district_id, id),
    CONSTRAINT fk_memberships_district_id_user_id FOREIGN KEY(district_id, user_id)
        REFERENCES users (district_id, id),
    CONSTRAINT fk_memberships_district_id_org FOREIGN KEY(district_id, org) REFERENCES orgs (district_id, id)
);
CREATE INDEX ix_memberships_org ON memberships (district_id, org, post);
CREATE INDEX ix_memberships_user ON memberships (district_id, user_id);

CREATE TABLE residencies (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    person UUID NOT NULL, dwelling UUID NOT NULL, household UUID, grid UUID, residency_kind TEXT NOT NULL,
    status TEXT NOT NULL, relation TEXT NOT NULL, hukou_consistent BOOLEAN NOT NULL, inflow_reason TEXT,
    inflow_on TEXT, origin TEXT, cert_until TEXT, from_on TEXT, until_on TEXT,
    CONSTRAINT pk_residencies PRIMARY KEY (district_id, id),
    CONSTRAINT fk_residencies_district_id_person FOREIGN KEY(district_id, person) REFERENCES persons (district_id, id)
);
CREATE INDEX ix_residencies_dwelling ON residencies (district_id, dwelling);
CREATE INDEX ix_residencies_person ON residencies (district_id, person);

CREATE TABLE households (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    dwelling UUID NOT NULL, grid UUID NOT NULL, lon DOUBLE PRECISION, lat DOUBLE PRECISION, number TEXT NOT NULL,
    head UUID, personal BYTEA NOT NULL, last_visited_at TIMESTAMPTZ, life TEXT NOT NULL,
    CONSTRAINT pk_households PRIMARY KEY (district_id, id),
    CONSTRAINT fk_households_district_id_dwelling FOREIGN KEY(district_id, dwelling)
        REFERENCES dwellings (district_id, id)
);
CREATE INDEX ix_households_dwelling ON households (district_id, dwelling);

CREATE TABLE visits (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    household UUID NOT NULL, grid UUID NOT NULL, worker UUID NOT NULL, channel TEXT NOT NULL, outcome TEXT NOT NULL,
    visited_at TIMESTAMPTZ NOT NULL, clock_quality TEXT NOT NULL, distance_m DOUBLE PRECISION, far BOOLEAN NOT NULL,
    minutes SMALLINT NOT NULL, personal BYTEA NOT NULL,
    CONSTRAINT pk_visits PRIMARY KEY (district_id, id),
    CONSTRAINT fk_visits_district_id_household FOREIGN KEY(district_id, household)
        REFERENCES households (district_id, id)
);
CREATE INDEX ix_visits_grid ON visits (district_id, grid, visited_at);
CREATE INDEX ix_visits_household ON visits (district_id, household, visited_at);
"""


def upgrade() -> None:
    run(_TABLES)
