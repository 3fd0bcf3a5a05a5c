"""What is held or parked is sealed by the key of whom it is about, and goes with them."""

from ops.migrations.words import run

revision = "0004"
down_revision: str | None = "0003"

_WAITING = """
ALTER TABLE held ADD COLUMN subject UUID DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;
ALTER TABLE parked ADD COLUMN subject UUID DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;
"""


def upgrade() -> None:
    run(_WAITING)
