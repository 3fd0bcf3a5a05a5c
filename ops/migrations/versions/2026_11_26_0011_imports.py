"""Imports of whole files, what became of their rows, and the files while they are under way."""

from ops.migrations.words import run

revision = "0011"
down_revision: str | None = "0010"

_IMPORTS = """
CREATE TABLE imports (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    what TEXT NOT NULL, author UUID NOT NULL, sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL,
    sheet SMALLINT NOT NULL, header_row SMALLINT NOT NULL, grid UUID, datum TEXT NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL, ended_at TIMESTAMPTZ, state TEXT NOT NULL,
    through BIGINT NOT NULL, parts BIGINT NOT NULL, parts_left BIGINT NOT NULL, kept BIGINT NOT NULL,
    counts BYTEA NOT NULL, answers BYTEA NOT NULL, personal BYTEA NOT NULL,
    CONSTRAINT pk_imports PRIMARY KEY (district_id, id)
);
CREATE INDEX ix_imports_author ON imports (district_id, author, opened_at);
CREATE INDEX ix_imports_state ON imports (district_id, state);
CREATE TABLE import_parts (
    district_id BIGINT NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, stamps BYTEA NOT NULL,
    import_id UUID NOT NULL, number BIGINT NOT NULL, outcomes BYTEA NOT NULL, since BIGINT NOT NULL,
    pos BIGINT NOT NULL,
    CONSTRAINT pk_import_parts PRIMARY KEY (district_id, id),
    CONSTRAINT fk_import_parts_district_id_import_id
        FOREIGN KEY (district_id, import_id) REFERENCES imports (district_id, id)
);
CREATE INDEX ix_import_parts_import ON import_parts (district_id, import_id, number);
CREATE TABLE import_chunks (
    district_id BIGINT NOT NULL, import_id UUID NOT NULL, number BIGINT NOT NULL, body BYTEA NOT NULL,
    CONSTRAINT pk_import_chunks PRIMARY KEY (district_id, import_id, number)
);
"""


def upgrade() -> None:
    run(_IMPORTS)
