"""What the views of phones are made from and no other feature tells: names of scopes, the epoch's beginning."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select

from server.core import tables as t
from server.core.columns import among
from server.core.database import ReadTx
from server.core.statements import Statement

_SCOPES = Statement(
    select(*(t.scopes.c[name] for name in ("id", "kind", "ref"))).where(
        t.scopes.c.district_id == bindparam("district"), among(t.scopes.c.id, "scopes")
    )
)
_EPOCH_BEGAN = Statement(
    select(func.max(t.past_epochs.c.ended_at)).where(t.past_epochs.c.district_id == bindparam("district"))
)


async def list_scopes(tx: ReadTx, district: int, scopes: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Kind and reference of scopes by number; one that never held anything has no name."""
    rows = await tx.fetch(_SCOPES, district=district, scopes=sorted(set(scopes)))
    return {number: (kind, ref) for number, kind, ref in rows}


async def epoch_began_at(tx: ReadTx, district: int) -> datetime | None:
    """Since when the present epoch runs; None if it is the first."""
    rows = await tx.fetch(_EPOCH_BEGAN, district=district)
    at: datetime | None = rows[0][0]
    return at
