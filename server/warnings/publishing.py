"""What the world may have of warnings: each as CAP, those in force as an Atom feed, and the district's signature."""

from base64 import b64encode
from typing import NamedTuple

from sqlalchemy import bindparam, select

from mobile_contract.problems import ProblemCode
from mobile_contract.warning import WarningState
from server.accounts.scope import directory_of
from server.core import clock
from server.core import tables as core
from server.core.database import ReadTx
from server.core.decisions import GridNode
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import list_by
from server.core.statements import Statement
from server.directory import DistrictDirectory
from server.warnings import cap, exchange, queries
from server.warnings.cap import CapAlert
from server.warnings.entities import PublicWarning
from server.warnings.exchange import Sender

SIGNED_FOR = "warning"
"""What the district's key says it signs: a warning, or the feed of them."""

MOST_IN_FORCE = 200
_LATEST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
_NAME = Statement(select(core.heads.c.name).where(core.heads.c.district_id == bindparam("district")))


class Signed(NamedTuple):
    """A document and the signature of exactly its bytes: Ed25519, in base64."""

    body: bytes
    signature: str


async def sender_of(tx: ReadTx, door: Door) -> Sender:
    """The district as a sender."""
    rows = await tx.fetch(_NAME, district=door.district)
    return Sender(door.district, str(rows[0][0]) if rows else "")


async def feed_of(tx: ReadTx, door: Door) -> Signed:
    """The real warnings in force, the newest first. A drill is in no feed."""
    found = await queries.list_warnings(tx, door, (WarningState.ISSUED,), _LATEST, MOST_IN_FORCE)
    real = [one for one in found if not one.drill]
    sender = await sender_of(tx, door)
    return _signed(door, exchange.feed(await _alerts(tx, door, real, sender), sender, clock.now()))


async def alert_of(tx: ReadTx, door: Door, warning: str) -> Signed:
    """A warning that was issued, or its cancel, as CAP. Refuses NOT_FOUND."""
    found = await list_by(tx, door, PublicWarning, "id", [warning])
    issued = [one for one in found if one.number is not None]
    if not issued:
        raise Problem(ProblemCode.NOT_FOUND)
    [(_, alert)] = await _alerts(tx, door, issued, await sender_of(tx, door))
    return _signed(door, cap.write(alert))


async def _alerts(
    tx: ReadTx, door: Door, warnings: list[PublicWarning], sender: Sender
) -> list[tuple[PublicWarning, CapAlert]]:
    """Each with its alert; what they took the place of is one query."""
    updated = [one.updates for one in warnings if one.updates is not None]
    earlier = {one.id: one for one in await list_by(tx, door, PublicWarning, "id", updated)}
    directory = await directory_of(tx, door)
    return [
        (one, exchange.alert_of(one, earlier.get(one.updates or ""), _grids(directory, one), sender))
        for one in warnings
    ]


def _grids(directory: DistrictDirectory, warning: PublicWarning) -> list[GridNode]:
    nodes = (directory.grid(grid) for grid in warning.grids)
    return sorted((node for node in nodes if node is not None), key=lambda node: node.code)


def _signed(door: Door, body: bytes) -> Signed:
    return Signed(body, b64encode(door.seal.sign(SIGNED_FOR, body)).decode())
