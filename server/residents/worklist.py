"""What of the register of some grids asks to be looked at again: ids alone, for whoever makes a worklist of them.

Each read is one query over many grids; none of them opens anything personal, so none is journalled.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, or_, select

from mobile_contract.residents import Life, ResidencyKind, ResidencyStatus
from server.core import tables as core
from server.core.columns import UtcInstant, Words, among
from server.core.database import ReadTx
from server.core.statements import Statement
from server.residents.tables import HAS_CERT, IS_CHANGED, dwellings, households, residencies

CHANGES = ("change_dwelling",)
"""Commands that change what a dwelling is."""

_h, _d, _r = households.c, dwellings.c, residencies.c
_EXPIRING = Statement(
    select(_r.grid, _r.id)
    .where(
        _r.district_id == bindparam("district"),
        among(_r.grid, "grids"),
        HAS_CERT,
        _r.cert_until <= bindparam("until_on", type_=Words),
        _r.residency_kind == ResidencyKind.FLOATING.value,
        _r.status == ResidencyStatus.EFFECTIVE.value,
        _r.left_by.is_(None),
    )
    .order_by(_r.grid, _r.id)
)
_UNVISITED = Statement(
    select(_h.grid, _h.id)
    .where(
        _h.district_id == bindparam("district"),
        among(_h.grid, "grids"),
        _h.life == Life.ACTIVE.value,
        or_(_h.last_visited_at.is_(None), _h.last_visited_at < bindparam("before", type_=UtcInstant)),
    )
    .order_by(_h.grid, _h.id)
)
_VISITED = Statement(
    select(_h.grid, _h.id, _h.last_visited_at).where(
        _h.district_id == bindparam("district"), among(_h.grid, "grids"), _h.life == Life.ACTIVE.value
    )
)
_LAST_BEFORE = Statement(
    select(core.journal.c.pos)
    .where(
        core.journal.c.district_id == bindparam("district"), core.journal.c.at < bindparam("before", type_=UtcInstant)
    )
    .order_by(core.journal.c.pos.desc())
    .limit(1)
)
_e = core.journal_entries.c
_CHANGED = Statement(
    select(_d.grid, _d.id)
    .where(
        _d.district_id == bindparam("district"),
        among(_d.grid, "grids"),
        _d.life == Life.ACTIVE.value,
        IS_CHANGED,
        exists().where(
            _e.district_id == _d.district_id,
            _e.entity == _d.id,
            _e.version > 1,
            _e.pos > bindparam("after"),
            among(_e.kind, "kinds"),
        ),
    )
    .order_by(_d.grid, _d.id)
)
"""Asked of the few dwellings that were ever changed: a week of the whole journal is a hundred times longer."""


class Lying(NamedTuple):
    """A row and the grid in which it lies."""

    grid: str
    id: str


class LastVisit(NamedTuple):
    """An active household, where it lies, and when somebody was last reached there."""

    grid: str
    household: str
    at: datetime | None


async def list_expiring(tx: ReadTx, district: int, grids: Sequence[str], until_on: str) -> list[Lying]:
    """Floating stays in force whose certificate runs out by a day, or has run out (domain.md 3.6)."""
    return [Lying(*row) for row in await tx.fetch(_EXPIRING, district=district, grids=list(grids), until_on=until_on)]


async def list_unvisited(tx: ReadTx, district: int, grids: Sequence[str], before: datetime) -> list[Lying]:
    """Active households where nobody was reached since an instant, or ever."""
    return [Lying(*row) for row in await tx.fetch(_UNVISITED, district=district, grids=list(grids), before=before)]


async def list_changed_dwellings(tx: ReadTx, district: int, grids: Sequence[str], since: datetime) -> list[Lying]:
    """Dwellings in use that a command has changed since an instant, by the journal; those that are new are as told."""
    last = await tx.fetch(_LAST_BEFORE, district=district, before=since)
    asked = {"after": last[0][0] if last else 0, "kinds": list(CHANGES), "grids": list(grids)}
    return [Lying(*row) for row in await tx.fetch(_CHANGED, district=district, **asked)]


async def list_last_visits(tx: ReadTx, district: int, grids: Sequence[str]) -> list[LastVisit]:
    """Every active household of some grids."""
    return [LastVisit(*row) for row in await tx.fetch(_VISITED, district=district, grids=list(grids))]
