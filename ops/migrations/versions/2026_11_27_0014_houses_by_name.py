"""What houses are called, in one index: a home that is told of is looked for among all of a district's."""

from ops.migrations.words import run

revision = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    run("CREATE INDEX ix_buildings_called ON buildings (district_id, life, estate, name, number, grid, id);")
