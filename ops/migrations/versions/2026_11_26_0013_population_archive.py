"""The population archive: counts by day, grid and cell."""

from ops.migrations.words import run

revision = "0013"
down_revision: str | None = "0012"

_ARCHIVE = """
CREATE TABLE population_counts (
    district_id BIGINT NOT NULL, on_day BIGINT NOT NULL, grid UUID NOT NULL, cell BIGINT NOT NULL,
    community UUID NOT NULL, taken_at TIMESTAMPTZ NOT NULL, counts BYTEA NOT NULL,
    CONSTRAINT pk_population_counts PRIMARY KEY (district_id, on_day, grid, cell)
);
"""


def upgrade() -> None:
    run(_ARCHIVE)
