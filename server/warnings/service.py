"""What offices see of warnings: templates, drafts with their audience, what is in force, whom it has not reached."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.warning import ReachChannel, WarningState
from mobile_contract.warning_views import (
    GridAudience,
    GridReach,
    UnreachedHome,
    UnreachedPage,
    WarningList,
    WarningPreview,
    WarningReport,
    WarningTemplateList,
    WarningTemplateView,
    WarningView,
)
from server.accounts.scope import REGISTER_POSTS, OfficeScope, directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor, GridNode
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.residents.audience import Counted, count_audience, list_doors, list_homes
from server.warnings import queries
from server.warnings.drafting import WRITERS
from server.warnings.entities import PublicWarning, WarningReach, reach_id
from server.warnings.rules import AT_ONCE

READERS = WRITERS | REGISTER_POSTS | frozenset({Post.SHIFT_LEADER})
LATEST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


class InForce(NamedTuple):
    """A warning, and those of its grids that somebody may look at, in the order of their codes."""

    warning: PublicWarning
    grids: tuple[GridNode, ...]


async def list_templates(door: Door) -> WarningTemplateList:
    """Every template, by name."""
    found = await door.database.read(lambda tx: queries.list_templates(tx, door))
    return WarningTemplateList(
        templates=tuple(
            WarningTemplateView(
                id=one.id,
                name=one.name,
                category=one.category,
                event=one.event,
                fields=one.fields,
                texts=one.texts,
                agency=one.agency,
            )
            for one in found
        )
    )


async def office_scope(tx: ReadTx, door: Door, actor: Actor) -> OfficeScope:
    """What somebody may see of warnings."""
    return await scope_of(tx, door, actor, READERS, clock.now())


async def warnings_of(
    scope: OfficeScope, tx: ReadTx, door: Door, states: Sequence[WarningState], before: str | None, limit: int
) -> WarningList:
    """Warnings that touch an area, the newest first; `next` is what to ask for `before`."""
    wanted = states or tuple(WarningState)
    found = await queries.list_warnings(tx, door, wanted, before or LATEST, limit + 1)
    mine = set(scope.grids)
    shown = tuple(view_of(one) for one in found[:limit] if mine & set(one.grids))
    return WarningList(warnings=shown, next=found[limit - 1].id if len(found) > limit else None)


async def one_of(scope: OfficeScope, tx: ReadTx, door: Door, warning: str) -> InForce:
    """A warning of an area. Refuses NOT_FOUND."""
    found = await find_entity(tx, door, PublicWarning, warning)
    mine = () if found is None else tuple(sorted(set(scope.grids) & set(found.grids)))
    if found is None or not mine:
        raise Problem(ProblemCode.NOT_FOUND)
    directory = await directory_of(tx, door)
    nodes = (directory.grid(grid) for grid in mine)
    return InForce(found, tuple(sorted((node for node in nodes if node is not None), key=lambda node: node.code)))


async def preview_of(scope: OfficeScope, tx: ReadTx, door: Door, warning: str) -> WarningPreview:
    """What a warning says, and to how many, by grid. One query counts them all."""
    found, grids = await one_of(scope, tx, door, warning)
    counted = await count_audience(tx, door.district, [grid.id for grid in grids])
    audience = tuple(_audience(grid, counted) for grid in grids)
    return WarningPreview(
        warning=found.id,
        state=found.state,
        level=found.level,
        drill=found.drill,
        texts=found.texts,
        audience=audience,
        persons=sum(one.persons for one in audience),
        phones=sum(one.phones for one in audience),
        homes=sum(one.homes for one in audience),
        needs_approval=found.state is WarningState.DRAFT and found.level not in AT_ONCE,
    )


def _audience(grid: GridNode, counted: Mapping[str, Counted]) -> GridAudience:
    found = counted.get(grid.id, Counted(grid.id, 0, 0, 0))
    return GridAudience(grid.id, grid.code, grid.name, found.persons, found.phones, found.homes)


async def report_of(scope: OfficeScope, tx: ReadTx, door: Door, warning: str) -> WarningReport:
    """Who has been reached and who has not, by grid: of the homes that somebody lives in now. Three queries."""
    found, grids = await one_of(scope, tx, door, warning)
    reaches = {one.grid: one for one in await list_by(tx, door, WarningReach, "warning", [found.id])}
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for grid, dwelling in await list_homes(tx, door.district, [grid.id for grid in grids]):
        homes[grid].add(dwelling)
    rows = tuple(_grid_reach(grid, reaches[grid.id], homes[grid.id]) for grid in grids if grid.id in reaches)
    return WarningReport(
        warning=found.id,
        number=found.number,
        state=found.state,
        drill=found.drill,
        grids=rows,
        homes=sum(row.homes for row in rows),
        reached=sum(row.reached for row in rows),
        left=sum(row.left for row in rows),
    )


def _grid_reach(grid: GridNode, reach: WarningReach, homes: set[str]) -> GridReach:
    reached = [one for one in reach.reached if one.dwelling in homes]
    return GridReach(
        grid=grid.id,
        code=grid.code,
        name=grid.name,
        homes=len(homes),
        reached=len(reached),
        at_the_door=sum(one.channel is ReachChannel.DOOR for one in reached),
        left=len(homes) - len(reached),
        rung=reach.rung,
        acknowledged_by=reach.acknowledged_by,
    )


async def unreached_of(scope: OfficeScope, tx: ReadTx, door: Door, warning: str, grid: str) -> UnreachedPage:
    """The doors of a grid that are to be knocked at, in the order in which one walks. Refuses NOT_FOUND."""
    found, grids = await one_of(scope, tx, door, warning)
    reach = await find_entity(tx, door, WarningReach, reach_id(found.id, grid))
    if reach is None or grid not in {node.id for node in grids}:
        raise Problem(ProblemCode.NOT_FOUND)
    reached, last = {one.dwelling for one in reach.reached}, {call.dwelling: call for call in reach.calls}
    homes = await list_doors(tx, door.district, grid)
    left = tuple(
        UnreachedHome(
            dwelling=home.dwelling,
            building=home.building,
            unit=home.unit,
            room=home.room,
            persons=home.persons,
            phones=home.phones,
            last=last.get(home.dwelling),
        )
        for home in homes
        if home.dwelling not in reached
    )
    return UnreachedPage(warning=found.id, grid=grid, drill=found.drill, homes=left)


async def grids_to_tell(tx: ReadTx, door: Door, warning: str) -> tuple[str, ...]:
    """Whom whoever sends tells of an issue or a cancel: the grids of a warning, and of what it took the place of.

    Those of the earlier one are among them so that nobody goes on by what is in force no more. Refuses NOT_FOUND.
    """
    found = await list_by(tx, door, PublicWarning, "id", [warning])
    if not found:
        raise Problem(ProblemCode.NOT_FOUND)
    earlier = await list_by(tx, door, PublicWarning, "id", [one.updates for one in found if one.updates is not None])
    return _all_grids((*found, *earlier))


def _all_grids(warnings: Iterable[PublicWarning]) -> tuple[str, ...]:
    return tuple(sorted({grid for one in warnings for grid in one.grids}))


def view_of(one: PublicWarning) -> WarningView:
    """A warning as an office sees it."""
    same = {name: getattr(one, name) for name in WarningView.__struct_fields__}
    return WarningView(**same)
