"""What waits is sealed by the key of whom it is about; clocks of the last two boots; photos by round."""

from ops.migrations.words import run

revision = "0004"
down_revision: str | None = "0003"

_WAITING = """
ALTER TABLE held ADD COLUMN subject UUID DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;
ALTER TABLE parked ADD COLUMN subject UUID DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;
"""

_CLOCKS = """
ALTER TABLE install_contacts DROP COLUMN observed_ms;
ALTER TABLE install_contacts ADD COLUMN boot TEXT DEFAULT '' NOT NULL;
ALTER TABLE install_contacts ADD COLUMN offset_ms BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE install_contacts ADD COLUMN earlier_boot TEXT DEFAULT '' NOT NULL;
ALTER TABLE install_contacts ADD COLUMN earlier_offset_ms BIGINT DEFAULT 0 NOT NULL;
"""

_CASES = """
ALTER TABLE photos ADD COLUMN round SMALLINT DEFAULT 1 NOT NULL;
"""


def upgrade() -> None:
    run(_CASES)
    run(_WAITING)
    run(_CLOCKS)
