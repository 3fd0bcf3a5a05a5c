"""The dwellings that were ever changed, by grid: a week's opening asks for those of the last days."""

from ops.migrations.words import run

revision = "0015"
down_revision: str | None = "0014"


def upgrade() -> None:
    run("CREATE INDEX ix_dwellings_changed ON dwellings (district_id, grid) WHERE version > 1;")
