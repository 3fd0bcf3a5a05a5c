"""How much of each grid was patrolled, for those whose grids they are; nobody's own cells leave this module."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import bindparam, select

from mobile_contract.patrol import CoverageView, GridCoverage
from server.accounts.scope import REGISTER_POSTS, directory_of, scope_of
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.columns import among
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.directory import DistrictDirectory
from server.patrol.entities import PatrolDay
from server.patrol.tables import patrol_days as t

LONGEST_DAYS = 92
PRESENT_MINUTES = 30
"""On duty is once a day for half an hour (domain.md 7.1)."""

FORMULA = (
    "patrolled: cells of resolution 10 of the grid in which anybody was on any of the days; present: days on which"
    f" somebody was in the grid for {PRESENT_MINUTES} minutes"
)
_DAYS = Statement(
    select(*columns_of(t)).where(
        t.c.district_id == bindparam("district"),
        t.c.on_day >= bindparam("from_on"),
        t.c.on_day <= bindparam("until_on"),
        among(t.c.grid, "grids"),
    )
)


async def read_coverage(door: Door, actor: Actor, days: int, until_on: date | None = None) -> CoverageView:
    """Coverage of one's grids in so many days through one, today unless told otherwise. The system has them all."""
    at = clock.now()
    until = until_on or at.astimezone(SHANGHAI).date()
    span = ((until - timedelta(days=days - 1)).isoformat(), until.isoformat())

    async def work(tx: ReadTx) -> CoverageView:
        directory = await directory_of(tx, door)
        grids = {grid.id for grid in directory.community_grids()}
        if not actor.system:
            grids &= set((await scope_of(tx, door, actor, REGISTER_POSTS, at)).grids)
        asked = {"from_on": span[0], "until_on": span[1], "grids": sorted(grids)}
        rows = await list_entities(tx, door, PatrolDay, _DAYS, **asked)
        return _view(directory, sorted(grids), span, rows)

    return await door.database.read(work)


def _view(
    directory: DistrictDirectory, grids: Sequence[str], span: tuple[str, str], rows: Sequence[PatrolDay]
) -> CoverageView:
    walked: dict[str, set[int]] = defaultdict(set)
    present: dict[str, set[str]] = defaultdict(set)
    last: dict[str, str] = {}
    for day in rows:
        walked[day.grid] |= {cell for cell, _ in day.cells}
        last[day.grid] = max(day.on_day, last.get(day.grid, day.on_day))
        if day.minutes >= PRESENT_MINUTES:
            present[day.grid].add(day.on_day)
    told = tuple(_coverage(directory, grid, walked[grid], len(present[grid]), last.get(grid)) for grid in grids)
    return CoverageView(
        from_on=span[0],
        until_on=span[1],
        formula=FORMULA,
        grids=told,
        cells=sum(one.cells for one in told),
        patrolled=sum(one.patrolled for one in told),
    )


def _coverage(
    directory: DistrictDirectory, grid: str, walked: set[int], days_present: int, last_on: str | None
) -> GridCoverage:
    node = directory.grid(grid)
    cells = directory.cells_of(grid)
    return GridCoverage(
        grid=grid,
        name="" if node is None else node.name,
        cells=len(cells),
        patrolled=len(walked & cells),
        days_present=days_present,
        last_on=last_on,
    )
