"""What the whole life of a case needs beside its main path: one section a theme."""

from ops.migrations.words import run

revision = "0003"
down_revision: str | None = "0002"

_CASES = """
ALTER TABLE cases ADD COLUMN class_version SMALLINT;
ALTER TABLE cases ADD COLUMN condition TEXT;
ALTER TABLE cases ADD COLUMN component TEXT;
ALTER TABLE cases ADD COLUMN back_to TEXT;
ALTER TABLE cases ADD COLUMN returned_from UUID;
ALTER TABLE cases ADD COLUMN check_result TEXT;
ALTER TABLE cases ADD COLUMN owner UUID;
ALTER TABLE cases ADD COLUMN duplicate_of UUID;
ALTER TABLE cases ADD COLUMN whistle UUID;
ALTER TABLE cases ADD COLUMN card TEXT;
ALTER TABLE cases ADD COLUMN filed_at TIMESTAMPTZ;
ALTER TABLE cases ADD COLUMN handled_at TIMESTAMPTZ;
ALTER TABLE cases ADD COLUMN handled_by UUID;
ALTER TABLE cases ADD COLUMN suspended_until TIMESTAMPTZ;
ALTER TABLE cases ADD COLUMN reworks SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE cases ADD COLUMN returns SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE cases ADD COLUMN extensions SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE cases ADD COLUMN suspensions SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE cases ADD COLUMN reopenings SMALLINT DEFAULT 0 NOT NULL;
ALTER TABLE cases ADD COLUMN redispatched BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE cases ADD COLUMN self_handled BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE cases ADD COLUMN exempt BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE cases ADD COLUMN historic BOOLEAN DEFAULT FALSE NOT NULL;
CREATE INDEX ix_cases_suspended ON cases (district_id, suspended_until);

ALTER TABLE case_events ADD COLUMN round SMALLINT DEFAULT 1 NOT NULL;
ALTER TABLE case_events ADD COLUMN about TEXT;

CREATE TABLE case_timers (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, stage TEXT NOT NULL, round SMALLINT NOT NULL, unit TEXT NOT NULL,
    value SMALLINT NOT NULL, started_at TIMESTAMPTZ NOT NULL, due_at TIMESTAMPTZ NOT NULL,
    yellow_at TIMESTAMPTZ NOT NULL, state TEXT NOT NULL, extended SMALLINT NOT NULL, rests BYTEA NOT NULL,
    finished_at TIMESTAMPTZ, told_percent SMALLINT NOT NULL, org UUID,
    CONSTRAINT pk_case_timers PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_timers_district_id_case_id FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_timers_case ON case_timers (district_id, case_id);
CREATE INDEX ix_case_timers_due ON case_timers (district_id, state, due_at);
CREATE INDEX ix_case_timers_yellow ON case_timers (district_id, state, yellow_at);

CREATE TABLE case_tasks (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, of_kind TEXT NOT NULL, round SMALLINT NOT NULL, assignee UUID, org UUID,
    sent_by UUID NOT NULL, sent_at TIMESTAMPTZ NOT NULL, state TEXT NOT NULL, due_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ, result TEXT, personal BYTEA NOT NULL,
    CONSTRAINT pk_case_tasks PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_tasks_district_id_case_id FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_tasks_case ON case_tasks (district_id, case_id);
CREATE INDEX ix_case_tasks_assignee ON case_tasks (district_id, assignee, state);
CREATE INDEX ix_case_tasks_org ON case_tasks (district_id, org, state);

CREATE TABLE case_requests (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, of_kind TEXT NOT NULL, round SMALLINT NOT NULL, department UUID,
    asked_by UUID NOT NULL, asked_at TIMESTAMPTZ NOT NULL, turn TEXT NOT NULL, state TEXT NOT NULL,
    until_at TIMESTAMPTZ, first_by UUID, first_at TIMESTAMPTZ, decided_by UUID, decided_at TIMESTAMPTZ,
    personal BYTEA NOT NULL,
    CONSTRAINT pk_case_requests PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_requests_district_id_case_id
        FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_requests_case ON case_requests (district_id, case_id);
CREATE INDEX ix_case_requests_turn ON case_requests (district_id, state, turn, asked_at);

CREATE TABLE case_supervisions (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, level TEXT NOT NULL, round SMALLINT NOT NULL, points SMALLINT NOT NULL,
    department UUID, given_by UUID NOT NULL, given_at TIMESTAMPTZ NOT NULL, reply_due_at TIMESTAMPTZ,
    replied_by UUID, replied_at TIMESTAMPTZ, cancelled_by UUID, cancelled_at TIMESTAMPTZ,
    personal BYTEA NOT NULL,
    CONSTRAINT pk_case_supervisions PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_supervisions_district_id_case_id
        FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_supervisions_case ON case_supervisions (district_id, case_id);
CREATE INDEX ix_case_supervisions_department ON case_supervisions (district_id, department, given_at);

CREATE TABLE case_links (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, into_case UUID NOT NULL, linked_by UUID NOT NULL, linked_at TIMESTAMPTZ NOT NULL,
    undone_at TIMESTAMPTZ,
    CONSTRAINT pk_case_links PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_links_district_id_case_id FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_links_case ON case_links (district_id, case_id);
CREATE INDEX ix_case_links_into ON case_links (district_id, into_case);

CREATE TABLE case_ratings (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, round SMALLINT NOT NULL, contacted BOOLEAN, solved BOOLEAN,
    satisfaction SMALLINT NOT NULL, at TIMESTAMPTZ NOT NULL, personal BYTEA NOT NULL,
    CONSTRAINT pk_case_ratings PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_ratings_district_id_case_id FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_ratings_case ON case_ratings (district_id, case_id);

CREATE TABLE case_whistles (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, of_kind TEXT NOT NULL, blown_by UUID NOT NULL, blown_at TIMESTAMPTZ NOT NULL,
    join_by_at TIMESTAMPTZ NOT NULL, ended_at TIMESTAMPTZ, personal BYTEA NOT NULL,
    CONSTRAINT pk_case_whistles PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_whistles_district_id_case_id
        FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_whistles_case ON case_whistles (district_id, case_id);
CREATE INDEX ix_case_whistles_join_by ON case_whistles (district_id, ended_at, join_by_at);

CREATE TABLE whistle_duties (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, whistle UUID NOT NULL, department UUID NOT NULL, joined_by UUID,
    joined_at TIMESTAMPTZ, distance_m DOUBLE PRECISION, on_site BOOLEAN, left_at TIMESTAMPTZ, score SMALLINT,
    scored_by UUID,
    CONSTRAINT pk_whistle_duties PRIMARY KEY (district_id, id),
    CONSTRAINT fk_whistle_duties_district_id_case_id
        FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id)
);
CREATE INDEX ix_whistle_duties_whistle ON whistle_duties (district_id, whistle);
CREATE INDEX ix_whistle_duties_department ON whistle_duties (district_id, department, left_at);

CREATE TABLE case_settings (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    shift_leader BOOLEAN NOT NULL, return_needs_approval BOOLEAN NOT NULL,
    accept_pauses_in_verify BOOLEAN NOT NULL, return_restarts_accept BOOLEAN NOT NULL,
    may_appeal_again BOOLEAN NOT NULL, rework_renews_limit BOOLEAN NOT NULL, yellow_card_at_150 BOOLEAN NOT NULL,
    reports_skip_acceptor BOOLEAN NOT NULL, accept_minutes BIGINT NOT NULL, dispatch_minutes BIGINT NOT NULL,
    task_minutes BIGINT NOT NULL, normal_points SMALLINT NOT NULL, yellow_points SMALLINT NOT NULL,
    red_points SMALLINT NOT NULL,
    CONSTRAINT pk_case_settings PRIMARY KEY (district_id, id)
);
"""

# A class was one row; from now on each of its versions is.
_CATALOGUE = """
CREATE TEMPORARY TABLE former_classes AS SELECT * FROM case_classes;
DROP TABLE case_classes;
CREATE TABLE case_classes (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    code TEXT NOT NULL, scheme TEXT NOT NULL, kind TEXT NOT NULL, major TEXT NOT NULL, minor TEXT NOT NULL,
    name TEXT NOT NULL, photos_before SMALLINT NOT NULL, photos_after SMALLINT NOT NULL, limit_value SMALLINT NOT NULL,
    limit_unit TEXT NOT NULL, name_en TEXT NOT NULL, major_name TEXT NOT NULL, ext BOOLEAN NOT NULL,
    may_self_handle BOOLEAN NOT NULL, check_waived BOOLEAN NOT NULL, number SMALLINT NOT NULL, valid_from TIMESTAMPTZ,
    valid_until TIMESTAMPTZ,
    CONSTRAINT pk_case_classes PRIMARY KEY (district_id, id),
    CONSTRAINT uq_case_classes_code UNIQUE (district_id, code, number)
);
CREATE INDEX ix_case_classes_scheme ON case_classes (district_id, scheme);
INSERT INTO case_classes
    SELECT district_id, id, version, stamps, code, scheme, kind, major, minor, name, photos_before, photos_after,
        limit_value, limit_unit, '', '', FALSE, FALSE, FALSE, 1, NULL, NULL
    FROM former_classes;
DROP TABLE former_classes;

CREATE TABLE filing_conditions (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    class_code TEXT NOT NULL, scheme TEXT NOT NULL, ordinal SMALLINT NOT NULL, text TEXT NOT NULL,
    closing_text TEXT NOT NULL, limit_value SMALLINT NOT NULL, limit_unit TEXT NOT NULL, level TEXT NOT NULL,
    duty TEXT NOT NULL, photos_before SMALLINT NOT NULL, photos_after SMALLINT NOT NULL, overrides BYTEA NOT NULL,
    number SMALLINT NOT NULL, valid_from TIMESTAMPTZ, valid_until TIMESTAMPTZ,
    CONSTRAINT pk_filing_conditions PRIMARY KEY (district_id, id),
    CONSTRAINT uq_filing_conditions_class_code UNIQUE (district_id, class_code, ordinal, number)
);
CREATE INDEX ix_filing_conditions_scheme ON filing_conditions (district_id, scheme);

CREATE TABLE class_schemes (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    code TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT NOT NULL, edition TEXT NOT NULL,
    minor_digits SMALLINT NOT NULL, valid_from TIMESTAMPTZ, valid_until TIMESTAMPTZ,
    CONSTRAINT pk_class_schemes PRIMARY KEY (district_id, id),
    CONSTRAINT uq_class_schemes_code UNIQUE (district_id, code)
);

CREATE TABLE catalogue_editions (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    editor UUID NOT NULL, reason TEXT NOT NULL, made_at TIMESTAMPTZ NOT NULL, valid_from TIMESTAMPTZ NOT NULL,
    made SMALLINT NOT NULL, ended SMALLINT NOT NULL,
    CONSTRAINT pk_catalogue_editions PRIMARY KEY (district_id, id)
);

CREATE TABLE responsibilities (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    matters TEXT NOT NULL, scheme TEXT NOT NULL, area UUID, path TEXT NOT NULL, lead UUID NOT NULL,
    assist BYTEA NOT NULL, note TEXT NOT NULL, number SMALLINT NOT NULL, valid_from TIMESTAMPTZ,
    valid_until TIMESTAMPTZ,
    CONSTRAINT pk_responsibilities PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_responsibilities_scheme ON responsibilities (district_id, scheme);
"""

_COMPONENTS = """
CREATE TABLE components (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    code TEXT NOT NULL, class_code TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    lon DOUBLE PRECISION NOT NULL, lat DOUBLE PRECISION NOT NULL, cell BIGINT NOT NULL,
    raw_lon DOUBLE PRECISION NOT NULL, raw_lat DOUBLE PRECISION NOT NULL, datum TEXT NOT NULL,
    accuracy_m DOUBLE PRECISION NOT NULL, grid UUID, owner UUID, property UUID, maintenance UUID,
    unit_grid TEXT NOT NULL, recorded_on TEXT, changed_on TEXT, source TEXT NOT NULL, accuracy TEXT NOT NULL,
    note TEXT NOT NULL, retired_at TIMESTAMPTZ,
    CONSTRAINT pk_components PRIMARY KEY (district_id, id),
    CONSTRAINT uq_components_code UNIQUE (district_id, code)
);
CREATE INDEX ix_components_cell ON components (district_id, cell);
CREATE INDEX ix_components_grid ON components (district_id, grid, code);
CREATE INDEX ix_cases_cell ON cases (district_id, cell, state);
CREATE INDEX ix_cases_component ON cases (district_id, component);
"""

_INTAKE = """
CREATE TABLE reporters (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, code_hash TEXT NOT NULL, pin_hash TEXT NOT NULL, privacy_note TEXT,
    expected_at TIMESTAMPTZ, given BOOLEAN NOT NULL, personal BYTEA NOT NULL,
    CONSTRAINT pk_reporters PRIMARY KEY (district_id, id),
    CONSTRAINT fk_reporters_district_id_case_id FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id),
    CONSTRAINT uq_reporters_code_hash UNIQUE (district_id, code_hash)
);
CREATE INDEX ix_reporters_case ON reporters (district_id, case_id);

CREATE TABLE hotline_orders (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, source TEXT NOT NULL, number TEXT NOT NULL, template TEXT NOT NULL, nature TEXT NOT NULL,
    category TEXT NOT NULL, received_at TIMESTAMPTZ NOT NULL, sign_due_at TIMESTAMPTZ NOT NULL,
    reply_due_at TIMESTAMPTZ NOT NULL, stage TEXT NOT NULL, placed_at TIMESTAMPTZ, signed_by UUID,
    signed_at TIMESTAMPTZ, contacted_at TIMESTAMPTZ, reached BOOLEAN, replied_by UUID, replied_at TIMESTAMPTZ,
    surveyed_at TIMESTAMPTZ, solved BOOLEAN, satisfaction SMALLINT, personal BYTEA NOT NULL,
    CONSTRAINT pk_hotline_orders PRIMARY KEY (district_id, id),
    CONSTRAINT fk_hotline_orders_district_id_case_id
        FOREIGN KEY (district_id, case_id) REFERENCES cases (district_id, id),
    CONSTRAINT uq_hotline_orders_number UNIQUE (district_id, source, number)
);
CREATE INDEX ix_hotline_orders_case ON hotline_orders (district_id, case_id);
CREATE INDEX ix_hotline_orders_received ON hotline_orders (district_id, received_at, id);

CREATE TABLE partners (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    name TEXT NOT NULL, key_hash TEXT NOT NULL, purpose TEXT NOT NULL, classes BYTEA NOT NULL,
    daily_quota BIGINT NOT NULL, live BOOLEAN NOT NULL, made_at TIMESTAMPTZ NOT NULL, revoked_at TIMESTAMPTZ,
    CONSTRAINT pk_partners PRIMARY KEY (district_id, id)
);

CREATE TABLE intake_meters (
    district_id BIGINT NOT NULL, meter TEXT NOT NULL, free_at_ms BIGINT NOT NULL, at_ms BIGINT NOT NULL,
    step_ms BIGINT NOT NULL, span_ms BIGINT NOT NULL, passed BOOLEAN NOT NULL,
    CONSTRAINT pk_intake_meters PRIMARY KEY (district_id, meter)
);
CREATE INDEX ix_intake_meters_free ON intake_meters (district_id, free_at_ms);

CREATE TABLE intake_tries (
    district_id BIGINT NOT NULL, what TEXT NOT NULL, tries BIGINT NOT NULL, at_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL, passed BOOLEAN NOT NULL,
    CONSTRAINT pk_intake_tries PRIMARY KEY (district_id, what)
);
CREATE INDEX ix_intake_tries_at ON intake_tries (district_id, at_ms);
"""


# What is counted; all of it can be made again from the tables of cases (`hexward kpi rebuild`).
_INDICATORS = """
CREATE TABLE case_facts (
    district_id BIGINT NOT NULL, id UUID NOT NULL, case_id UUID NOT NULL, unit SMALLINT NOT NULL,
    reported_day BIGINT, filed_day BIGINT, due_day BIGINT, closed_day BIGINT, sent_day BIGINT, grid UUID,
    grid_then UUID, area UUID, department UUID, class_code TEXT, major TEXT, reporter UUID, acceptor UUID, filer UUID,
    dispatcher UUID, handler UUID, worker UUID, open_due_at TIMESTAMPTZ, signature BIGINT NOT NULL,
    CONSTRAINT pk_case_facts PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_case_facts_case ON case_facts (district_id, case_id);
CREATE INDEX ix_case_facts_reported ON case_facts (district_id, reported_day);
CREATE INDEX ix_case_facts_filed ON case_facts (district_id, filed_day);
CREATE INDEX ix_case_facts_due ON case_facts (district_id, due_day);
CREATE INDEX ix_case_facts_closed ON case_facts (district_id, closed_day);
CREATE INDEX ix_case_facts_sent ON case_facts (district_id, sent_day);
CREATE INDEX ix_case_facts_open ON case_facts (district_id, open_due_at);

CREATE TABLE indicator_counts (
    district_id BIGINT NOT NULL, cohort SMALLINT NOT NULL, month BIGINT NOT NULL, area UUID NOT NULL,
    cut SMALLINT NOT NULL, value TEXT NOT NULL, signature BIGINT NOT NULL, n BIGINT NOT NULL,
    CONSTRAINT pk_indicator_counts PRIMARY KEY (district_id, cohort, month, area, cut, value, signature)
);
CREATE INDEX ix_indicator_counts_empty ON indicator_counts (district_id, n) WHERE n = 0;
"""

_DISPATCH = """
CREATE TABLE district_calendars (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    shape BYTEA NOT NULL, set_by UUID NOT NULL, set_at TIMESTAMPTZ NOT NULL, reason TEXT NOT NULL,
    CONSTRAINT pk_district_calendars PRIMARY KEY (district_id, id)
);

CREATE TABLE ladders (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    rungs BYTEA NOT NULL, set_by UUID NOT NULL, set_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_ladders PRIMARY KEY (district_id, id)
);

CREATE TABLE case_reminders (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    case_id UUID NOT NULL, timer UUID NOT NULL, stage TEXT NOT NULL, round SMALLINT NOT NULL,
    percent SMALLINT NOT NULL, reached_at TIMESTAMPTZ NOT NULL, told_at TIMESTAMPTZ NOT NULL, tells BYTEA NOT NULL,
    CONSTRAINT pk_case_reminders PRIMARY KEY (district_id, id),
    CONSTRAINT fk_case_reminders_district_id_case_id FOREIGN KEY (district_id, case_id)
        REFERENCES cases (district_id, id)
);
CREATE INDEX ix_case_reminders_case ON case_reminders (district_id, case_id);
CREATE INDEX ix_case_reminders_told ON case_reminders (district_id, told_at, id);

CREATE TABLE duties (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    roster UUID NOT NULL, user_id UUID NOT NULL, grid UUID NOT NULL, from_at TIMESTAMPTZ NOT NULL,
    until_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_duties PRIMARY KEY (district_id, id),
    CONSTRAINT fk_duties_district_id_user_id FOREIGN KEY (district_id, user_id) REFERENCES users (district_id, id),
    CONSTRAINT fk_duties_district_id_grid FOREIGN KEY (district_id, grid) REFERENCES grids (district_id, id)
);
CREATE INDEX ix_duties_roster ON duties (district_id, roster);
CREATE INDEX ix_duties_grid ON duties (district_id, grid, until_at);

CREATE TABLE last_places (
    district_id BIGINT NOT NULL, user_id UUID NOT NULL, cell BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_last_places PRIMARY KEY (district_id, user_id)
);
CREATE INDEX ix_last_places_at ON last_places (district_id, at);

-- The board: each index ends in its order.
DROP INDEX ix_cases_grid;
CREATE INDEX ix_cases_grid ON cases (district_id, grid, state, reported_at, id);
DROP INDEX ix_cases_department;
CREATE INDEX ix_cases_department ON cases (district_id, department, state, reported_at, id);
CREATE INDEX ix_cases_grid_reported ON cases (district_id, grid, reported_at, id);
CREATE INDEX ix_cases_department_reported ON cases (district_id, department, reported_at, id);
CREATE INDEX ix_cases_class_reported ON cases (district_id, class_code, reported_at, id);
"""


def upgrade() -> None:
    run(_CASES)
    run(_CATALOGUE)
    run(_DISPATCH)
    run(_COMPONENTS)
    run(_INTAKE)
    run(_INDICATORS)
