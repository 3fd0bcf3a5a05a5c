"""Forms: what headings mean, and the marks of what each form told last."""

from ops.migrations.words import run

revision = "0012"
down_revision: str | None = "0011"

_FORMS = """
CREATE TABLE heading_answers (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    heading TEXT NOT NULL, field TEXT NOT NULL, answered_by UUID NOT NULL, answered_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_heading_answers PRIMARY KEY (district_id, id)
);
CREATE TABLE form_fillings (
    district_id BIGINT NOT NULL, form UUID NOT NULL, area UUID NOT NULL, filled_at TIMESTAMPTZ NOT NULL,
    filled_by UUID NOT NULL, told BYTEA NOT NULL,
    CONSTRAINT pk_form_fillings PRIMARY KEY (district_id, form, area)
);
"""


def upgrade() -> None:
    run(_FORMS)
