"""What `hexward premises` reads, under its own name: every look leaves its entry in the journal."""

from collections.abc import Sequence

from mobile_contract.premises import Premises, PremisesDetail, PremisesPage
from ops.commands.answering import Refused
from server.accounts.scope import OfficeScope, directory_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import named_id
from server.premises import service

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward premises"), system=True)
"""The server itself, by its operator at the command line: the journal tells these looks by the install."""

_PURPOSE = "register"


async def list_of_grid(door: Door, of: Premises, code: str, after: str | None, limit: int) -> PremisesPage:
    """Premises of the grid with this code. Raises Refused where there is none."""
    grid = await door.database.read(lambda tx: _grid(tx, door, code))

    async def work(tx: Tx) -> tuple[PremisesPage, Sequence[str]]:
        page = await service.page_of_grid(await _everywhere(tx, door), tx, door, of, grid, after, limit)
        return page, [one.id for one in page.premises]

    return await door.witnessed(Reading(OPERATOR, _PURPOSE, "premises", grid), work)


async def read_premises(door: Door, premises: str) -> PremisesDetail:
    """Premises with their tenants or sites, anywhere in the district."""

    async def work(tx: Tx) -> tuple[PremisesDetail, Sequence[str]]:
        detail = await service.detail_of(await _everywhere(tx, door), tx, door, premises)
        return detail, sorted({premises, *(one.tenancy.person for one in detail.tenants)})

    return await door.witnessed(Reading(OPERATOR, _PURPOSE, "premises", premises), work)


async def _grid(tx: ReadTx, door: Door, code: str) -> str:
    grids = [grid.id for grid in (await directory_of(tx, door)).district_grids() if grid.code == code]
    if len(grids) != 1:
        raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
    return grids[0]


async def _everywhere(tx: ReadTx, door: Door) -> OfficeScope:
    """The whole district, which is the operator's to look at."""
    directory = await directory_of(tx, door)
    grids = tuple(sorted(grid.id for grid in directory.district_grids()))
    return OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=grids, gridless=True)
