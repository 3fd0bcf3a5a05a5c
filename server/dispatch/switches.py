"""How the district runs its cases, as it is set: the switches of the machine, and the ladder. It sets neither."""

from msgspec.structs import asdict

from mobile_contract.case_views import CaseSwitchesView
from server.accounts.scope import directory_of
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import find_entity
from server.dispatch.entities import LADDER, Ladder
from server.dispatch.ladder import DEFAULT_RUNGS


async def read_switches(door: Door) -> CaseSwitchesView:
    """What is in force now: the district's own, and the defaults of what it has not set."""

    async def work(tx: ReadTx) -> CaseSwitchesView:
        switches = (await directory_of(tx, door)).case_switches
        own = await find_entity(tx, door, Ladder, LADDER)
        rungs = DEFAULT_RUNGS if own is None else own.rungs
        return CaseSwitchesView(**asdict(switches), ladder=rungs, ladder_is_default=own is None)

    return await door.database.read(work)
