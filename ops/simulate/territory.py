"""What the simulated district's office for grids does: it looks at a preview, orders, and lets rows follow.

It decides nothing: order and job are the server's own.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from mobile_contract.receipts import Receipt, Verdict
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import find_entity
from server.rezoning import service
from server.rezoning.entities import Rezoning
from sync.simulation.ports import GridFacts, Rezone


async def rezone(door: Door, actor: Actor, order: Rezone, most_rows: int) -> Receipt:
    """See `sync.simulation.ports.Server`."""
    if await door.database.read(lambda tx: find_entity(tx, door, Rezoning, order.entity)) is not None:
        return Receipt(id=order.id, verdict=Verdict.MERGED)
    try:
        shown = await service.preview(door, order)
        return await service.order(door, actor, replace(order, preview=shown.digest), most_rows)
    except Problem as problem:
        return Receipt(id=order.id, verdict=Verdict.REFUSED, why=problem.code)


async def carry_on(door: Door, rezoning: str, most_rows: int) -> bool:
    """See `sync.simulation.ports.Server`."""
    try:
        return await service.step(door, rezoning, most_rows)
    except service.NotMoved:
        return False


def grid_facts(row: Mapping[str, Any]) -> GridFacts:
    """A grid of the table as offices see it on their map: the box round its outline."""
    points = [point for polygon in msgspec.msgpack.decode(row["geometry"]) for ring in polygon for point in ring]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return GridFacts(row["id"], row["code"], min(lons), min(lats), max(lons), max(lats))
