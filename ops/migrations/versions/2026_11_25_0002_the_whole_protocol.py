"""What the complete protocol needs beside the first tables: one section a feature."""

from ops.migrations.words import run

revision = "0002"
down_revision: str | None = "0001"

_TABLES = """
"""


def upgrade() -> None:
    run(_TABLES)
