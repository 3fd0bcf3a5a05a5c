"""${message}.

Works beside the previous release: adds, and takes nothing away that it still uses.
"""

from alembic import op

revision = "${up_revision}"
down_revision: str | None = "${down_revision}"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '2s'")
