"""`python -m ops.migrations "why"` begins a migration: dated, numbered and empty, for a person to fill in."""

import sys

from alembic import command

from ops.migrations import configuration, newest_revision

if len(sys.argv) != 2:
    sys.exit('usage: python -m ops.migrations "why"')
command.revision(configuration(), sys.argv[1], rev_id=f"{int(newest_revision()) + 1:04}")
