"""Tasks with the list of what may be asked of grid workers; patrols by cell and day."""

from ops.migrations.words import run

revision = "0009"
down_revision: str | None = "0008"

_TASKS = """
CREATE TABLE task_types (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    name TEXT NOT NULL, description TEXT NOT NULL, questions BYTEA NOT NULL, sign_limit BYTEA NOT NULL,
    reply_limit BYTEA NOT NULL, admitted_from TEXT, admitted_until TEXT, admitted_by UUID, basis TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    CONSTRAINT pk_task_types PRIMARY KEY (district_id, id)
);
CREATE TABLE admission_wishes (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    task_type UUID NOT NULL, until_on TEXT NOT NULL, reason TEXT NOT NULL, asked_by UUID NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL, state TEXT NOT NULL, opinion TEXT NOT NULL, answered_by UUID,
    answered_at TIMESTAMPTZ,
    CONSTRAINT pk_admission_wishes PRIMARY KEY (district_id, id),
    CONSTRAINT fk_admission_wishes_district_id_task_type
        FOREIGN KEY (district_id, task_type) REFERENCES task_types (district_id, id)
);
CREATE INDEX ix_admission_wishes_asked ON admission_wishes (district_id, asked_at);
CREATE TABLE tasks (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    task_type UUID NOT NULL, grid UUID NOT NULL, about UUID NOT NULL, personal BYTEA NOT NULL, worker UUID,
    target_kind TEXT, target UUID, lon DOUBLE PRECISION, lat DOUBLE PRECISION, state TEXT NOT NULL,
    given_by UUID NOT NULL, given_at TIMESTAMPTZ NOT NULL, sign_by TIMESTAMPTZ, reply_by TIMESTAMPTZ,
    signed_by UUID, signed_at TIMESTAMPTZ, ended_by UUID, ended_at TIMESTAMPTZ, light TEXT NOT NULL,
    tell_at TIMESTAMPTZ,
    CONSTRAINT pk_tasks PRIMARY KEY (district_id, id),
    CONSTRAINT fk_tasks_district_id_task_type
        FOREIGN KEY (district_id, task_type) REFERENCES task_types (district_id, id)
);
CREATE INDEX ix_tasks_grid ON tasks (district_id, grid, id);
CREATE INDEX ix_tasks_tell_at ON tasks (district_id, tell_at);
CREATE TABLE patrol_days (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    worker UUID NOT NULL, grid UUID NOT NULL, on_day TEXT NOT NULL, personal BYTEA NOT NULL,
    CONSTRAINT pk_patrol_days PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_patrol_days_on_day ON patrol_days (district_id, on_day, grid);
"""


def upgrade() -> None:
    run(_TASKS)
