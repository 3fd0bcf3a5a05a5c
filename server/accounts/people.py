"""What the people who work with the system are called. It tells nothing else of them."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from server.accounts import tables as t
from server.core.columns import among
from server.core.database import ReadTx
from server.core.statements import Statement

_NAMES = Statement(
    select(t.users.c.id, t.users.c.name).where(
        t.users.c.district_id == bindparam("district"), among(t.users.c.id, "ids")
    )
)


async def list_names(tx: ReadTx, district: int, users: Iterable[str]) -> dict[str, str]:
    """Names by user id; the server itself, and whoever is not there, has none."""
    return dict(await tx.fetch(_NAMES, district=district, ids=sorted(set(users))))
