"""Reads of warnings: the newest, and what is due by the clock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from mobile_contract.warning import WarningState
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.warnings import tables as t
from server.warnings.entities import PublicWarning, WarningTemplate

_TEMPLATES = Statement(
    select(*columns_of(t.warning_templates))
    .where(t.warning_templates.c.district_id == bindparam("district"))
    .order_by(t.warning_templates.c.name, t.warning_templates.c.id)
)
_WARNINGS = Statement(
    select(*columns_of(t.warnings))
    .where(
        t.warnings.c.district_id == bindparam("district"),
        among(t.warnings.c.state, "states"),
        t.warnings.c.id < bindparam("before"),
    )
    .order_by(t.warnings.c.id.desc())
    .limit(bindparam("most"))
)
_OVER = Statement(
    select(t.warnings.c.id)
    .where(
        t.warnings.c.district_id == bindparam("district"),
        t.warnings.c.state == bindparam("issued"),
        t.warnings.c.expires_at <= bindparam("now", type_=UtcInstant),
    )
    .order_by(t.warnings.c.id)
    .limit(bindparam("most"))
)
_CLIMBING = Statement(
    select(t.warning_reaches.c.warning, t.warning_reaches.c.grid)
    .where(
        t.warning_reaches.c.district_id == bindparam("district"),
        t.warning_reaches.c.escalate_at <= bindparam("now", type_=UtcInstant),
    )
    .order_by(t.warning_reaches.c.warning, t.warning_reaches.c.grid)
    .limit(bindparam("most"))
)


async def list_templates(tx: ReadTx, door: Door) -> list[WarningTemplate]:
    """Every template, by name."""
    return await list_entities(tx, door, WarningTemplate, _TEMPLATES)


async def list_warnings(
    tx: ReadTx, door: Door, states: Sequence[WarningState], before: str, most: int
) -> list[PublicWarning]:
    """Warnings in these states, the newest first."""
    told = [state.value for state in states]
    return await list_entities(tx, door, PublicWarning, _WARNINGS, states=told, before=before, most=most)


async def list_over(tx: ReadTx, district: int, now: datetime, most: int) -> list[str]:
    """Warnings in force whose time is over."""
    rows = await tx.fetch(_OVER, district=district, issued=WarningState.ISSUED.value, now=now, most=most)
    return [row[0] for row in rows]


async def list_climbing(tx: ReadTx, district: int, now: datetime, most: int) -> list[tuple[str, str]]:
    """Warning and grid of every ladder that goes on by now."""
    return [(row[0], row[1]) for row in await tx.fetch(_CLIMBING, district=district, now=now, most=most)]
