"""How grids are split and merged, and how their rows follow. Pure; which rows lie where is counted elsewhere."""

from collections.abc import Iterable, Iterator

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.rezoning import FinishRezoning, HomeKind, MergeGrids, PartWorker, Rehome, SplitGrid
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from server.accounts.entities import GridGrant, User
from server.accounts.rules import GRID_POSTS
from server.care.entities import Help, ServiceTag
from server.cases.entities import Case, CaseEvent
from server.components.entities import Component
from server.core.decisions import (
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Conflict, Entity, Need, NeedChildren, Needs, advanced, grid_scope
from server.hazards.entities import Danger, Inspection
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from server.renewal.entities import RenewalItem
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.rezoning.digest import plan_hash
from server.rezoning.entities import DONE, MOVING, Rezoning
from server.tasks.entities import Task
from server.territory.entities import LEAVING, PUBLISHED, RETIRED, Grid
from server.territory.rules import DISTRICT_OFFICES, district_wide, drawn, drawn_needs, published
from server.uploads.entities import Photo
from server.visits.entities import Visit

Premises = Site | Organisation | RentedHouse | Tenancy
Lying = Dwelling | Household | Person | Residency | Visit | RenewalItem | Inspection | Danger | Premises
Movable = Lying | ServiceTag | Help | Task | Case | Component | CaseEvent | Photo | Conflict

_TYPES: dict[HomeKind, type[Movable]] = {
    HomeKind.DWELLING: Dwelling,
    HomeKind.HOUSEHOLD: Household,
    HomeKind.PERSON: Person,
    HomeKind.RESIDENCY: Residency,
    HomeKind.VISIT: Visit,
    HomeKind.RENEWAL_ITEM: RenewalItem,
    HomeKind.CASE: Case,
    HomeKind.COMPONENT: Component,
    HomeKind.INSPECTION: Inspection,
    HomeKind.DANGER: Danger,
    HomeKind.CASE_EVENT: CaseEvent,
    HomeKind.PHOTO: Photo,
    HomeKind.CONFLICT: Conflict,
    HomeKind.SITE: Site,
    HomeKind.ORGANISATION: Organisation,
    HomeKind.RENTED_HOUSE: RentedHouse,
    HomeKind.TENANCY: Tenancy,
    HomeKind.SERVICE_TAG: ServiceTag,
    HomeKind.HELP: Help,
    HomeKind.TASK: Task,
}
_CHILDREN: dict[HomeKind, tuple[tuple[type[Movable], str], ...]] = {
    HomeKind.DWELLING: (
        (Household, "dwelling"),
        (RentedHouse, "dwelling"),
        (Inspection, "subject"),
        (Danger, "subject"),
    ),
    HomeKind.RENTED_HOUSE: ((Tenancy, "house"), (Inspection, "subject"), (Danger, "subject")),
    HomeKind.SITE: ((Inspection, "subject"), (Danger, "subject")),
    HomeKind.HOUSEHOLD: ((Visit, "household"),),
    HomeKind.PERSON: ((Residency, "person"), (ServiceTag, "person"), (Help, "person")),
    HomeKind.VISIT: ((Photo, "subject_id"),),
    HomeKind.INSPECTION: ((Danger, "inspection"), (Photo, "subject_id")),
    HomeKind.DANGER: ((Photo, "subject_id"),),
    HomeKind.CASE: ((CaseEvent, "case_id"), (Photo, "subject_id")),
}


# --- the orders -------------------------------------------------------------------------------------------------------


def _needs(command: SplitGrid | MergeGrids) -> Needs:
    yield from drawn_needs(as_publication(command))
    yield Need(Rezoning, command.entity)
    yield NeedChildren(Rezoning, "status", MOVING)
    for worker in command.workers:
        yield Need(User, worker.user)
        yield Need(GridGrant, worker.assignment)


@decides(SplitGrid, posts=DISTRICT_OFFICES, area=district_wide, needs=_needs)
def split_grid(command: SplitGrid, loaded: Loaded, ctx: Context) -> Decision:
    """Divide a grid. The parts are in force at once; the old grid stays valid until its last row has left."""
    if command.rest not in {part.grid for part in command.parts}:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.rest)
    return _rezoned(command, command.rest, loaded, ctx)


@decides(MergeGrids, posts=DISTRICT_OFFICES, area=district_wide, needs=_needs)
def merge_grids(command: MergeGrids, loaded: Loaded, ctx: Context) -> Decision:
    """Make one grid of several. It is in force at once; the old ones stay valid until their last row has left."""
    return _rezoned(command, command.into.grid, loaded, ctx)


def sources_of(command: SplitGrid | MergeGrids) -> tuple[str, ...]:
    """The grids whose rows move, sorted."""
    return (command.grid,) if isinstance(command, SplitGrid) else tuple(sorted(set(command.grids)))


def parts_of(command: SplitGrid | MergeGrids) -> tuple[GridShape, ...]:
    """The grids that come into force."""
    return command.parts if isinstance(command, SplitGrid) else (command.into,)


def as_publication(command: SplitGrid | MergeGrids) -> PublishTerritory:
    """What an order publishes."""
    return PublishTerritory(
        id=command.id,
        seq=command.seq,
        entity=command.entity,
        root=command.root,
        made=command.made,
        contract=command.contract,
        layer=LayerKind.COMMUNITY,
        datum=command.datum,
        grids=parts_of(command),
    )


def _rezoned(command: SplitGrid | MergeGrids, rest: str, loaded: Loaded, ctx: Context) -> Decision:
    sources = sources_of(command)
    refusal = _not_now(command, sources, loaded)
    if refusal is not None:
        return refusal
    drafts = drawn(as_publication(command), loaded)
    if isinstance(drafts, Decision):
        return drafts
    targets = tuple(sorted(draft.grid for draft in drafts))
    leaving = frozenset(sources) - set(targets)
    begun = published(drafts, None, loaded, ctx, leaving)
    if begun.verdict is not Verdict.APPLIED:
        return begun
    rezoning = Rezoning(id=command.entity, sources=sources, targets=targets, rest=rest, begun_at=ctx.now)
    grids = {grid.id: grid for grid in loaded.children(Grid, "layer", LayerKind.COMMUNITY.value)}
    ended = (advanced(grids[grid], status=LEAVING, since_at=ctx.now) for grid in sorted(leaving))
    return put(rezoning, *begun.puts, *ended, *_grants(command.workers, ctx))


def _not_now(command: SplitGrid | MergeGrids, sources: tuple[str, ...], loaded: Loaded) -> Decision | None:
    """Why this cannot be ordered: ids that are taken, grids that are none or still move, people, an old preview."""
    if loaded.find(Rezoning, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, entity=command.entity)
    grids = {grid.id: grid for grid in loaded.children(Grid, "layer", LayerKind.COMMUNITY.value)}
    unknown = [grid for grid in sources if grid not in grids or grids[grid].status != PUBLISHED]
    if unknown or len(sources) < (1 if isinstance(command, SplitGrid) else 2):
        return refuse(ProblemCode.UNKNOWN_GRID, grid=", ".join(unknown))
    moving = loaded.children(Rezoning, "status", MOVING)
    named = {*sources, *(part.grid for part in parts_of(command))}
    if any(named & {*one.sources, *one.targets} for one in moving):
        return refuse(ProblemCode.TERRITORY_BROKEN, grids="", count=len(moving), fault="still_moving")
    refusal = _wrong_workers(command, loaded)
    if refusal is not None:
        return refusal
    seen = {grid: grids[grid].version for grid in sources}
    if command.preview.partition(".")[0] != plan_hash(command, seen):
        return refuse(ProblemCode.STALE_PREVIEW, changed="grids")
    return None


def _wrong_workers(command: SplitGrid | MergeGrids, loaded: Loaded) -> Decision | None:
    missing = sorted({one.user for one in command.workers if loaded.find(User, one.user) is None})
    if missing:
        return wait_for(*missing)
    targets = {part.grid for part in parts_of(command)}
    for one in command.workers:
        if one.post not in GRID_POSTS:
            return refuse(ProblemCode.NOT_ALLOWED, post=one.post.value)
        if one.grid not in targets:
            return refuse(ProblemCode.UNKNOWN_GRID, grid=one.grid)
        if loaded.find(GridGrant, one.assignment) is not None:
            return refuse(ProblemCode.ID_TAKEN, entity=one.assignment)
    return None


def _grants(workers: Iterable[PartWorker], ctx: Context) -> Iterator[GridGrant]:
    for one in workers:
        yield GridGrant(
            id=one.assignment,
            user_id=one.user,
            grid=one.grid,
            post=one.post,
            from_at=ctx.now,
            until_at=None,
            why="rezoned",
        )


# --- the job ----------------------------------------------------------------------------------------------------------


def _rows_needed(command: Rehome) -> Needs:
    yield Need(Rezoning, command.entity)
    for building in command.buildings:
        yield Need(Building, building)
    for row in command.rows:
        yield Need(_TYPES[row.kind], row.id)
        for child, column in _CHILDREN.get(row.kind, ()):
            yield NeedChildren(child, column, row.id)


@decides(
    Rehome,
    posts=SYSTEM_ONLY,
    area=lambda _c, _loaded, _directory: DISTRICT_WIDE,
    needs=_rows_needed,
    as_named=True,
)
def rehome(command: Rehome, loaded: Loaded, _ctx: Context) -> Decision:
    """Take rows to the grid where they lie. What has gone there, or elsewhere, or was erased meanwhile, is left alone.

    Children that came since the job looked go along: they are wherever their root is.
    """
    rezoning = loaded.find(Rezoning, command.entity)
    if rezoning is None or command.to not in rezoning.targets:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.to)
    moved: dict[tuple[type[Entity], str], Entity] = {}
    for building in _moved_buildings(command, rezoning, loaded):
        moved[type(building), building.id] = building
    for row in command.rows:
        root = loaded.find(_TYPES[row.kind], row.id)
        children = (loaded.children(child, column, row.id) for child, column in _CHILDREN.get(row.kind, ()))
        for one in (*(() if root is None else (root,)), *(child for those in children for child in those)):
            if one.grid in rezoning.sources and one.grid != command.to:
                moved[type(one), one.id] = _gone_to(command.to, one)
    return put(*moved.values()) if moved else Decision(verdict=Verdict.MERGED)


def _gone_to(grid: str, row: Movable) -> Entity:
    if not isinstance(row, Conflict):
        return advanced(row, grid=grid)
    scopes = (grid_scope(grid) if scope == grid_scope(row.grid or "") else scope for scope in row.scopes)
    return advanced(row, grid=grid, scopes=tuple(scopes))


def _moved_buildings(command: Rehome, rezoning: Rezoning, loaded: Loaded) -> Iterator[Building]:
    for identity in command.buildings:
        building = loaded.find(Building, identity)
        if building is None:
            continue
        left = building.leaving or building.grid
        leaving = left if identity in command.unfinished and left != command.to else None
        after = advanced(building, grid=command.to, leaving=leaving)
        if left in rezoning.sources and (building.grid, building.leaving) != (after.grid, after.leaving):
            yield after


def _finish_needs(command: FinishRezoning) -> Needs:
    yield Need(Rezoning, command.entity)
    for grid in command.grids:
        yield Need(Grid, grid)
        yield NeedChildren(GridGrant, "grid", grid)


@decides(FinishRezoning, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_finish_needs)
def finish_rezoning(command: FinishRezoning, loaded: Loaded, ctx: Context) -> Decision:
    """Retire the grids that are empty now. Their id and their shapes stay in history; their phones drop the scope."""
    rezoning = loaded.find(Rezoning, command.entity)
    if rezoning is None or set(command.grids) != set(rezoning.leaving):
        return refuse(ProblemCode.UNKNOWN_GRID, grid=", ".join(command.grids))
    if rezoning.status == DONE:
        return Decision(verdict=Verdict.MERGED, version=rezoning.version)
    grids = [grid for grid in (loaded.find(Grid, one) for one in command.grids) if grid is not None]
    grants = [grant for one in command.grids for grant in loaded.children(GridGrant, "grid", one)]
    return put(
        advanced(rezoning, status=DONE, done_at=ctx.now),
        *(advanced(grid, status=RETIRED) for grid in grids if grid.status == LEAVING),
        *(advanced(one, until_at=ctx.now) for one in grants if one.until_at is None or one.until_at > ctx.now),
    )


HANDLERS: tuple[Handler, ...] = (split_grid, merge_grids, rehome, finish_rezoning)
