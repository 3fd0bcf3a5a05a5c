"""The clock of warnings: those whose time is over end, and ladders go on where nobody has it in hand."""

from itertools import groupby
from typing import Any

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.warning import EscalateWarning, ExpireWarning
from server.core import clock
from server.core.consumers import Job
from server.core.door import Door
from server.core.ids import new_id
from server.warnings import queries

EVERY_S = 15.0
_AT_ONCE = 200


def warning_job() -> Job:
    """The job that looks at the clock, four times a minute."""
    return Job("warnings", EVERY_S, tell)


async def tell(door: Door) -> int:
    """End what is over, then climb; how many warnings and grids that were. Two servers do it once."""
    told, found = 0, _AT_ONCE
    while found >= _AT_ONCE:
        found = await _end_some(door) + await _climb_some(door)
        told += found
    return told


async def _end_some(door: Door) -> int:
    now = clock.now()
    over = await door.database.read(lambda tx: queries.list_over(tx, door.district, now, _AT_ONCE))
    if over:
        await door.issue([ExpireWarning(**_facts(warning)) for warning in over])
    return len(over)


async def _climb_some(door: Door) -> int:
    now = clock.now()
    due = await door.database.read(lambda tx: queries.list_climbing(tx, door.district, now, _AT_ONCE))
    commands = [
        EscalateWarning(**_facts(warning), grids=tuple(grid for _, grid in pairs))
        for warning, pairs in groupby(due, key=lambda pair: pair[0])
    ]
    if commands:
        await door.issue(commands)
    return len(due)


def _facts(warning: str) -> dict[str, Any]:
    wall = clock.millis(clock.now())
    made = Clock(wall=wall, boot="server", mono=wall)
    return {"id": new_id(), "seq": 0, "entity": warning, "root": warning, "made": made, "contract": CONTRACT}
