"""What `hexward renewal` reads, of the whole district or of one grid. It changes nothing."""

from mobile_contract.renewal import RenewalCycles, RenewalDebt
from ops.commands.answering import Refused
from server.accounts.scope import OfficeScope, directory_of
from server.core import clock
from server.core.database import ReadTx
from server.core.door import SYSTEM_USER, Door
from server.renewal.service import cycles_in, debt_in
from server.renewal.weeks import week_of


async def read_cycles(door: Door, week: str | None, grid: str | None) -> RenewalCycles:
    """The cycles of a week. Raises Refused for a grid that is none."""
    at = clock.now()

    async def read(tx: ReadTx) -> RenewalCycles:
        return await cycles_in(await _scope(tx, door, grid), tx, door, week or week_of(at), at)

    return await door.database.read(read)


async def read_debt(door: Door, weeks: int, grid: str | None) -> RenewalDebt:
    """What grids owe. Raises Refused for a grid that is none."""
    at = clock.now()

    async def read(tx: ReadTx) -> RenewalDebt:
        return await debt_in(await _scope(tx, door, grid), tx, door, weeks, at)

    return await door.database.read(read)


async def count_grids(door: Door) -> int:
    """How many grids are in force."""
    return len((await door.database.read(lambda tx: _scope(tx, door, None))).grids)


async def _scope(tx: ReadTx, door: Door, grid: str | None) -> OfficeScope:
    known = (await directory_of(tx, door)).district_grids()
    found = [one.id for one in known if grid is None or grid in {one.id, one.code}]
    if grid is not None and not found:
        raise Refused(f"there is no grid {grid}")
    return OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=tuple(sorted(found)))
