"""Reads of reporters, orders and partners. It shows nothing to anybody: the services do."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from mobile_contract.intake_orders import OrderStage
from server.core.columns import UtcInstant, Uuid, Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.intake import tables as t
from server.intake.entities import HotlineOrder, Partner, Reporter

SCANNED = 500
"""Orders that one page looks through: those of other areas are left out of it."""

_o = t.hotline_orders.c
_REPORTER = Statement(
    select(*columns_of(t.reporters)).where(
        t.reporters.c.district_id == bindparam("district"), t.reporters.c.code_hash == bindparam("hash", type_=Words)
    )
)
_ORDERS = Statement(
    select(*columns_of(t.hotline_orders)).where(
        _o.district_id == bindparam("district"),
        _o.source == bindparam("source", type_=Words),
        among(_o.number, "numbers"),
    )
)
_BEFORE = Statement(
    select(*columns_of(t.hotline_orders))
    .where(
        _o.district_id == bindparam("district"),
        among(_o.stage, "stages"),
        or_(
            _o.received_at < bindparam("at", type_=UtcInstant),
            and_(_o.received_at == bindparam("at", type_=UtcInstant), _o.id < bindparam("id", type_=Uuid)),
        ),
    )
    .order_by(_o.received_at.desc(), _o.id.desc())
    .limit(bindparam("page"))
)
_PARTNERS = Statement(
    select(*columns_of(t.partners))
    .where(t.partners.c.district_id == bindparam("district"))
    .order_by(t.partners.c.made_at, t.partners.c.id)
)


async def find_reporter(tx: ReadTx, door: Door, code_hash: str) -> Reporter | None:
    """The reporter of a code, by its hash."""
    return next(iter(await list_entities(tx, door, Reporter, _REPORTER, hash=code_hash)), None)


async def list_orders_named(tx: ReadTx, door: Door, source: str, numbers: Sequence[str]) -> dict[str, HotlineOrder]:
    """The orders of a source that have these numbers there, by number."""
    found = await list_entities(tx, door, HotlineOrder, _ORDERS, source=source, numbers=sorted(set(numbers)))
    return {one.number: one for one in found}


async def list_orders_before(
    tx: ReadTx, door: Door, at: datetime, identity: str, stages: Sequence[OrderStage]
) -> list[HotlineOrder]:
    """Orders in these stages that came before an instant, the latest first: SCANNED at most."""
    told = [stage.value for stage in stages]
    return await list_entities(tx, door, HotlineOrder, _BEFORE, at=at, id=identity, stages=told, page=SCANNED)


async def list_partners(tx: ReadTx, door: Door) -> list[Partner]:
    """Every partner, also those whose key is good no more, the oldest first."""
    return await list_entities(tx, door, Partner, _PARTNERS)
