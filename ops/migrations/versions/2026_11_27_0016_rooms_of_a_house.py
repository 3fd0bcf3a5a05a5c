"""A house's rooms by what they are called: a home is found without reading all others of its house."""

from ops.migrations.words import run

revision = "0016"
down_revision: str | None = "0015"


def upgrade() -> None:
    run("DROP INDEX ix_dwellings_building;")
    run("CREATE INDEX ix_dwellings_building ON dwellings (district_id, building, room);")
