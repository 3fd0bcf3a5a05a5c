"""Reads the lines of the responsibility table that speak of one matter. They are ranked in proposal.py."""

from sqlalchemy import bindparam, select

from server.catalogue.entities import Responsibility
from server.catalogue.proposal import Matter, parts_of
from server.catalogue.tables import responsibilities
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement

_SPEAKING = Statement(
    select(*columns_of(responsibilities))
    .where(
        responsibilities.c.district_id == bindparam("district"),
        among(responsibilities.c.scheme, "schemes"),
        among(responsibilities.c.matters, "matters"),
    )
    .order_by(responsibilities.c.id)
)


async def list_speaking(tx: ReadTx, door: Door, matter: Matter) -> list[Responsibility]:
    """Every version of every line that speaks of a matter, wherever it holds: one query."""
    schemes = ["", matter.class_code.partition("-")[0]]
    asked = {"schemes": schemes, "matters": sorted(parts_of(matter))}
    return await list_entities(tx, door, Responsibility, _SPEAKING, **asked)
