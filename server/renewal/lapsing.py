"""Items whose target is gone, and cycles of grids that are in force no more: a consumer of the journal lets them go."""

from collections.abc import Sequence

from mobile_contract.base import Command
from mobile_contract.receipts import Verdict
from mobile_contract.renewal import LapseItem
from server.accounts.scope import directory_of
from server.accounts.service import made_now
from server.core.consumers import Consumer
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import Entry
from server.renewal import queries
from server.renewal.opening import Unheard, closings

ENDING = (
    "retire_record",
    "end_residency",
    "move_in",
    "merge_persons",
    "settle_conflict",
    "answer_item",
    "rehome",
    "finish_rezoning",
    "retire_grid",
)
"""Kinds of commands after which a target may be gone, or a grid."""


def renewal_consumer() -> Consumer:
    """Follows the journal for what ends, and lets go what nobody need answer any more."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        await let_go(door, sorted({entry.entity for entry in entries if entry.version}))

    return Consumer("renewals", ENDING, handle)


async def let_go(door: Door, touched: Sequence[str]) -> int:
    """Let the items about these rows go that have lost their target, and close the cycles of those that are grids and
    are in force no more; how many of either. Raises Unheard, and is begun again then.
    """
    commands = await door.database.read(lambda tx: _commands(tx, door, touched))
    if not commands:
        return 0
    receipts = (await door.issue(commands)).receipts
    if any(receipt.verdict is Verdict.RETRY for receipt in receipts):
        raise Unheard("the door is overloaded")
    return sum(receipt.verdict is Verdict.APPLIED for receipt in receipts)


async def _commands(tx: ReadTx, door: Door, touched: Sequence[str]) -> list[Command]:
    about = await queries.list_pending_about(tx, door, touched)
    commands: list[Command] = [
        LapseItem(**made_now(one.item), target_kind=one.target_kind, target=one.target) for one in about
    ]
    in_force = {grid.id for grid in (await directory_of(tx, door)).district_grids()}
    for closing in (await closings(tx, door, [one for one in touched if one not in in_force], None)).values():
        commands += closing
    return commands
