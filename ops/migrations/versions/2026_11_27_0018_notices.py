"""Push tokens, what people chose of notices, and the outbox. Of what happened before, nobody is told."""

from ops.migrations.words import run

revision = "0018"
down_revision: str | None = "0017"

_NOTICES = """
CREATE TABLE push_tokens (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    install UUID NOT NULL, user_id UUID NOT NULL, channel TEXT NOT NULL, registered_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ, removed_why TEXT, private BYTEA NOT NULL,
    CONSTRAINT pk_push_tokens PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_push_tokens_install ON push_tokens (district_id, install);
CREATE INDEX ix_push_tokens_user ON push_tokens (district_id, user_id);
CREATE TABLE notice_ways (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    user_id UUID NOT NULL, language TEXT NOT NULL, quiet BYTEA NOT NULL,
    CONSTRAINT pk_notice_ways PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_notice_ways_user ON notice_ways (district_id, user_id);
CREATE TABLE notice_choices (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    user_id UUID NOT NULL, cls TEXT NOT NULL, muted BYTEA NOT NULL,
    CONSTRAINT pk_notice_choices PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_notice_choices_user ON notice_choices (district_id, user_id);
CREATE TABLE notice_messages (
    district_id BIGINT NOT NULL, id UUID NOT NULL, cause TEXT NOT NULL, person UUID NOT NULL, channel TEXT NOT NULL,
    place UUID NOT NULL, cls TEXT NOT NULL, about TEXT NOT NULL, collapse TEXT NOT NULL, language TEXT NOT NULL,
    template BIGINT NOT NULL, urgency TEXT NOT NULL, planned_at TIMESTAMPTZ NOT NULL, until_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL, due_at TIMESTAMPTZ, lease UUID, tries BIGINT NOT NULL, told TEXT NOT NULL,
    ended_at TIMESTAMPTZ, dead_at TIMESTAMPTZ, replays BIGINT NOT NULL,
    CONSTRAINT pk_notice_messages PRIMARY KEY (district_id, id),
    CONSTRAINT uq_notice_messages_cause UNIQUE (district_id, cause, person, channel, place)
);
CREATE INDEX ix_notice_messages_due ON notice_messages (district_id, channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ix_notice_messages_open ON notice_messages (district_id, place) WHERE due_at IS NOT NULL;
CREATE INDEX ix_notice_messages_person ON notice_messages (district_id, person, channel, planned_at, id);
CREATE INDEX ix_notice_messages_dead ON notice_messages (district_id, dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX ix_notice_messages_ended ON notice_messages (district_id, ended_at);
INSERT INTO consumers (district_id, name, pos) SELECT district_id, 'notices', pos FROM heads;
INSERT INTO consumers (district_id, name, pos) SELECT district_id, 'notices planned', pos FROM heads;
"""


def upgrade() -> None:
    run(_NOTICES)
