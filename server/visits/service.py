"""Visits for other features."""

from mobile_contract.visits import VisitRecord
from server.accounts.scope import OfficeScope
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import shown
from server.visits import queries


async def list_latest(scope: OfficeScope, tx: ReadTx, door: Door, household: str, most: int) -> tuple[VisitRecord, ...]:
    """The latest visits to a household, newest first. Whoever shows them journals that they were read."""
    return tuple(
        shown(door, visit, VisitRecord) for visit in await queries.list_latest(scope, tx, door, household, most)
    )
