"""The population as offices see it: within their area, by grid, community or cell, small counts withheld."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from grid.cells import cell_text
from mobile_contract.population import PopulationBy, PopulationDays, PopulationView
from mobile_contract.problems import ProblemCode
from server.accounts.scope import REGISTER_POSTS, directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.directory import DistrictDirectory
from server.population import queries
from server.population.queries import Counted
from server.population.rules import FORMULA, NO_CELL, K, Structure, shown, together


async def list_days(door: Door) -> PopulationDays:
    """The days of the archive, the newest first."""
    days = await door.database.read(lambda tx: queries.list_days(tx, door.district))
    return PopulationDays(days=tuple(date.fromordinal(day).isoformat() for day in reversed(days)))


async def read_population(door: Door, actor: Actor, by: PopulationBy, on: date | None) -> PopulationView:
    """A day of the archive within somebody's area, the newest unless told otherwise. Refuses NOT_FOUND.

    The system itself, an operator at the command line, has the whole district.
    """
    at = clock.now()

    async def work(tx: ReadTx) -> PopulationView:
        directory = await directory_of(tx, door)
        grids = [grid.id for grid in directory.community_grids()]
        if not actor.system:
            scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
            grids = sorted(set(grids) & set(scope.grids))
        day = await _day(tx, door, on)
        counted = await queries.list_counts(tx, door.district, day, None if actor.system else grids)
        return _view(directory, by, day, counted, len(grids))

    return await door.database.read(work)


async def _day(tx: ReadTx, door: Door, on: date | None) -> int:
    days = await queries.list_days(tx, door.district)
    wanted = days[-1:] if on is None else [day for day in days if day == on.toordinal()]
    if not wanted:
        raise Problem(ProblemCode.NOT_FOUND)
    return wanted[0]


def _view(
    directory: DistrictDirectory, by: PopulationBy, day: int, counted: Sequence[Counted], asked: int
) -> PopulationView:
    found: dict[str, list[Structure]] = defaultdict(list)
    for one in counted:
        found[_key(by, one)].append(one.structure)
    groups, total = shown({key: together(those) for key, those in found.items()}, _namer(directory, by))
    return PopulationView(
        day=date.fromordinal(day).isoformat(),
        by=by,
        k=K,
        grids=len({one.grid for one in counted}),
        asked=asked,
        oldest_at=min((one.taken_at for one in counted), default=None),
        formula=FORMULA,
        groups=groups,
        total=total,
    )


def _key(by: PopulationBy, one: Counted) -> str:
    match by:
        case PopulationBy.GRID:
            return one.grid
        case PopulationBy.COMMUNITY:
            return one.community
        case PopulationBy.CELL:
            return "none" if one.cell == NO_CELL else cell_text(one.cell)


def _namer(directory: DistrictDirectory, by: PopulationBy) -> Callable[[str], str]:
    def name(key: str) -> str:
        known = directory.grid(key) if by is PopulationBy.GRID else directory.org(key)
        return "" if known is None else known.name

    return name
