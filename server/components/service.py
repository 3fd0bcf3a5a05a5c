"""What an office sees of components: those near a place, those of a grid, and one with its cases and its history."""

from collections.abc import Sequence

from grid.cells import point_cell
from grid.geometry import Position
from mobile_contract.base import Datum, Point
from mobile_contract.components import (
    ComponentChange,
    ComponentDetail,
    ComponentItem,
    ComponentPage,
    ComponentRecord,
)
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import STAFF_POSTS, OfficeScope, directory_of, scope_of
from server.cases.duplicates import list_pointing
from server.cases.guards import distance_m
from server.cases.likeness import cells_near
from server.components import queries
from server.components.entities import Component
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import shown

FARTHEST_M = 500.0
"""How far around a place components are looked for at most: some 1,200 cells."""


async def list_near(
    door: Door, actor: Actor, place: Position, radius_m: float, prefix: str, limit: int
) -> ComponentPage:
    """Components in use around a WGS-84 place, the nearest first. Refuses MALFORMED for a radius beyond FARTHEST_M."""
    at = clock.now()

    async def work(tx: ReadTx) -> ComponentPage:
        return await page_near(
            await scope_of(tx, door, actor, STAFF_POSTS, at), tx, door, place, radius_m, prefix, limit
        )

    return await door.database.read(work)


async def page_near(
    scope: OfficeScope, tx: ReadTx, door: Door, place: Position, radius_m: float, prefix: str, limit: int
) -> ComponentPage:
    """As `list_near`, of an area that is given."""
    if not 0 < radius_m <= FARTHEST_M:
        raise Problem(ProblemCode.MALFORMED, field="radius_m", most=FARTHEST_M)
    cells = cells_near(point_cell(*place), radius_m)
    found = await queries.list_near(scope, tx, door, cells, prefix)
    near = sorted(((distance_m(*place, one.lon, one.lat), one.code, one) for one in found), key=lambda it: it[:2])
    kept = [(apart, one) for apart, _, one in near if apart <= radius_m][:limit]
    items = tuple(_item(door, one, round(apart, 1)) for apart, one in kept)
    return ComponentPage(components=items, names=await _names(tx, door, [one for _, one in kept]))


async def list_of_grid(
    door: Door, actor: Actor, grid: str, prefix: str, after: str | None, limit: int
) -> ComponentPage:
    """A page of a grid's components. Refuses NOT_FOUND for a grid that is not there."""
    at = clock.now()

    async def work(tx: ReadTx) -> ComponentPage:
        return await page_of_grid(
            await scope_of(tx, door, actor, STAFF_POSTS, at), tx, door, grid, prefix, after, limit
        )

    return await door.database.read(work)


async def page_of_grid(
    scope: OfficeScope, tx: ReadTx, door: Door, grid: str, prefix: str, after: str | None, limit: int
) -> ComponentPage:
    """As `list_of_grid`, of an area that is given."""
    if (await directory_of(tx, door)).grid(grid) is None:
        raise Problem(ProblemCode.NOT_FOUND)
    found, last = await queries.list_of_grid(scope, tx, door, grid, prefix, after or queries.FIRST, limit)
    items = tuple(_item(door, one, None) for one in found)
    return ComponentPage(components=items, next=last, names=await _names(tx, door, found))


async def read_component(door: Door, actor: Actor, code: str) -> ComponentDetail:
    """A component with the cases that point at it and its history. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: ReadTx) -> ComponentDetail:
        return await detail_of(await scope_of(tx, door, actor, STAFF_POSTS, at), tx, door, code)

    return await door.database.read(work)


async def detail_of(scope: OfficeScope, tx: ReadTx, door: Door, code: str) -> ComponentDetail:
    """As `read_component`, of an area that is given."""
    found = await queries.find_component(scope, tx, door, code)
    if found is None:
        raise Problem(ProblemCode.NOT_FOUND)
    cases = await list_pointing(scope, tx, door, code)
    writes = await queries.list_changes(tx, door.district, found.id)
    actors = await list_names(tx, door.district, {write.actor for write in writes})
    return ComponentDetail(
        component=shown(door, found, ComponentRecord),
        version=found.version,
        raw=Point(found.raw_lon, found.raw_lat, Datum(found.datum), found.accuracy_m),
        open_cases=cases.open,
        past_cases=cases.past,
        history=tuple(ComponentChange(one.version, one.command, one.actor, one.observed_at) for one in writes),
        names=await _names(tx, door, [found]) | actors,
    )


def _item(door: Door, component: Component, distance: float | None) -> ComponentItem:
    return ComponentItem(shown(door, component, ComponentRecord), component.version, distance)


async def _names(tx: ReadTx, door: Door, found: Sequence[Component]) -> dict[str, str]:
    """What the grids of components and the organisations that answer for them are called."""
    directory = await directory_of(tx, door)
    orgs = {org for one in found for org in (one.owner, one.property, one.maintenance) if org}
    grids = {one.grid for one in found if one.grid}
    nodes = (*map(directory.org, sorted(orgs)), *map(directory.grid, sorted(grids)))
    return {node.id: node.name for node in nodes if node is not None}
