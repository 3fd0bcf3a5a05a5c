"""How grids come into force and go out of it. Pure: no database, no clock; a broken outline is never mended.

A publication is a draft that is published at once: both are made, and both are judged, by the same functions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from grid.cover import Territory
from grid.geometry import area_m2
from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.territory import (
    DraftTerritory,
    DropDraft,
    LayerKind,
    PublishDraft,
    PublishTerritory,
    RetireGrid,
    TerritoryCommand,
)
from server.accounts.entities import Org
from server.core.decisions import (
    DISTRICT_WIDE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Entity, Need, NeedChildren, Needs, advanced, named_id
from server.territory.entities import DRAFT, DROPPED, LEAVING, PUBLISHED, RETIRED, Grid, GridVersion
from server.territory.shapes import BadShapes, checksum, cover_of, find_overlaps, read_shapes

DISTRICT_OFFICES = frozenset({Post.SYS_ADMIN, Post.SUPERVISOR})

_MOST_NAMED = 10


def version_id(territory: str, grid: str) -> str:
    """The id of the version that a draft or a publication makes of a grid."""
    return named_id(f"grid_version:{territory}:{grid}")


def territory_of(version: GridVersion) -> Territory[str]:
    """A version as point lookups and overlap checks take it."""
    return Territory(version.grid, version.geometry, version.cells)


def district_wide(_command: Command, _loaded: Loaded, _directory: Directory) -> Area:
    """Territory is the district's own."""
    return DISTRICT_WIDE


def _in_force_needs(command: Command) -> Needs:
    """Every grid, every shape in force, and what there is of the territory: a draft does not say which it will meet."""
    yield NeedChildren(GridVersion, "territory", command.entity)
    yield NeedChildren(GridVersion, "status", PUBLISHED)
    for layer in LayerKind:
        yield NeedChildren(Grid, "layer", layer.value)


def drawn_needs(command: TerritoryCommand) -> Needs:
    """What `drawn` and `published` read."""
    yield from _in_force_needs(command)
    for org in sorted({shape.org for shape in command.grids}):
        yield Need(Org, org)


@decides(DraftTerritory, posts=DISTRICT_OFFICES, area=district_wide, needs=drawn_needs)
def draft_territory(command: DraftTerritory, loaded: Loaded, _ctx: Context) -> Decision:
    """Keep grids as a draft. Refused as a publication is, but for what is in force: that may change until then."""
    drafts = drawn(command, loaded)
    if isinstance(drafts, Decision):
        return drafts
    return _upon_each_other(drafts, ()) or put(*drafts)


@decides(PublishTerritory, posts=DISTRICT_OFFICES, area=district_wide, needs=drawn_needs)
def publish_territory(command: PublishTerritory, loaded: Loaded, ctx: Context) -> Decision:
    """Put grids into force. Gaps are the preview's matter; grids upon each other, or upon what stays, are refused.

    A date to come is refused: a grid has one shape in force, and nobody would be there to change it at midnight.
    """
    drafts = drawn(command, loaded)
    return drafts if isinstance(drafts, Decision) else published(drafts, command.valid_from, loaded, ctx)


@decides(PublishDraft, posts=DISTRICT_OFFICES, area=district_wide, needs=_in_force_needs)
def publish_draft(command: PublishDraft, loaded: Loaded, ctx: Context) -> Decision:
    """Put a draft into force, refused as a publication is; one that was published or dropped is no draft any more."""
    drafts = _waiting(command, loaded)
    if isinstance(drafts, Decision):
        return drafts
    return published([advanced(draft) for draft in drafts], command.valid_from, loaded, ctx)


@decides(
    DropDraft,
    posts=DISTRICT_OFFICES,
    area=district_wide,
    needs=lambda c: [NeedChildren(GridVersion, "territory", c.entity)],
)
def drop_draft(command: DropDraft, loaded: Loaded, _ctx: Context) -> Decision:
    """Give a draft up. What was drawn is kept, and never comes into force."""
    drafts = _waiting(command, loaded)
    return drafts if isinstance(drafts, Decision) else put(*(advanced(draft, status=DROPPED) for draft in drafts))


@decides(
    RetireGrid,
    posts=DISTRICT_OFFICES,
    area=district_wide,
    needs=lambda c: [Need(Grid, c.entity), NeedChildren(GridVersion, "grid", c.entity)],
)
def retire_grid(command: RetireGrid, loaded: Loaded, ctx: Context) -> Decision:
    """Take a grid out of force from now on. Publishing it again brings it back under its id."""
    grid = loaded.find(Grid, command.entity)
    if grid is None:
        return wait_for(command.entity)
    if grid.status != PUBLISHED:
        return refuse(ProblemCode.ALREADY_ENDED, grid=grid.code)
    ended = (one for one in loaded.children(GridVersion, "grid", grid.id) if one.status == PUBLISHED)
    return put(advanced(grid, status=RETIRED, since_at=ctx.now), *_ended(ended, ctx.now))


# --- drafts -----------------------------------------------------------------------------------------------------------


def drawn(command: TerritoryCommand, loaded: Loaded) -> list[GridVersion] | Decision:
    """The grids of a command as drafts, or what is wrong with them by themselves."""
    orgs = {shape.org: loaded.find(Org, shape.org) for shape in command.grids}
    missing = sorted(org for org, found in orgs.items() if found is None)
    if missing:
        return wait_for(*missing)
    if loaded.children(GridVersion, "territory", command.entity):
        return refuse(ProblemCode.ID_TAKEN, territory=command.entity)
    try:
        geometries = read_shapes(command.grids, command.datum)
    except BadShapes as bad:
        return _name_broken(list(bad.faults), fault=next(iter(bad.faults.values())))
    drafts = [
        GridVersion(
            id=version_id(command.entity, shape.grid),
            territory=command.entity,
            grid=shape.grid,
            layer=command.layer,
            code=shape.code,
            name=shape.name,
            org=shape.org,
            path=f"{org.path}/{shape.code}",
            area_m2=area_m2(geometries[shape.grid]),
            checksum=checksum(geometries[shape.grid]),
            geometry=geometries[shape.grid],
            cells=cover_of(geometries[shape.grid]),
        )
        for shape in command.grids
        if (org := orgs[shape.org]) is not None
    ]
    return _named_twice(drafts, ()) or _layers_crossed(drafts, loaded) or drafts


def _waiting(command: Command, loaded: Loaded) -> list[GridVersion] | Decision:
    """A draft that is still one."""
    drawn = loaded.children(GridVersion, "territory", command.entity)
    drafts = [version for version in drawn if version.status == DRAFT]
    if drafts:
        return drafts
    return refuse(ProblemCode.ALREADY_ENDED, territory=command.entity) if drawn else wait_for(command.entity)


# --- what is refused --------------------------------------------------------------------------------------------------


def _named_twice(drafts: Sequence[GridVersion], standing: Sequence[GridVersion]) -> Decision | None:
    codes = Counter(version.code for version in (*drafts, *standing))
    ids = Counter(draft.grid for draft in drafts)
    twice = sorted({draft.code for draft in drafts if codes[draft.code] > 1 or ids[draft.grid] > 1})
    return _name_broken(twice, fault="named_twice") if twice else None


def _layers_crossed(drafts: Sequence[GridVersion], loaded: Loaded) -> Decision | None:
    """A grid keeps its layer, also when it is retired."""
    grids = _list_grids(loaded)
    crossed = [draft for draft in drafts if draft.grid in grids and grids[draft.grid].layer is not draft.layer]
    return refuse(ProblemCode.ID_TAKEN, grid=crossed[0].code) if crossed else None


def _wrong_date(drafts: Sequence[GridVersion], valid_from: datetime, loaded: Loaded, now: datetime) -> Decision | None:
    """Nothing begins before the last change of a grid that it replaces, or whose ground it may have taken over.

    So at every instant that has passed the shapes of a layer lie beside each other.
    """
    named = {draft.grid for draft in drafts}
    layer = [grid for grid in _list_grids(loaded).values() if grid.layer is drafts[0].layer]
    changed = (grid.since_at for grid in layer if grid.id in named or grid.version > 1)
    if valid_from > now or any(valid_from < since_at for since_at in changed):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="valid_from")
    return None


def _still_leaving(drafts: Sequence[GridVersion], loaded: Loaded) -> Decision | None:
    """What is being split or merged comes back when its last row has left, not before."""
    grids = _list_grids(loaded)
    codes = [draft.code for draft in drafts if draft.grid in grids and grids[draft.grid].status == LEAVING]
    return _name_broken(codes, fault="leaving") if codes else None


def _upon_each_other(drafts: Sequence[GridVersion], standing: Sequence[GridVersion]) -> Decision | None:
    found = find_overlaps([territory_of(one) for one in drafts], [territory_of(one) for one in standing])
    overlapping = {grid for overlap in found for grid in (overlap.first, overlap.second)}
    codes = [draft.code for draft in drafts if draft.grid in overlapping]
    return _name_broken(codes, fault="overlap") if codes else None


def _name_broken(codes: Sequence[str], fault: str) -> Decision:
    return refuse(ProblemCode.TERRITORY_BROKEN, grids=", ".join(codes[:_MOST_NAMED]), count=len(codes), fault=fault)


# --- what comes into force --------------------------------------------------------------------------------------------


def published(
    drafts: Sequence[GridVersion],
    valid_from: datetime | None,
    loaded: Loaded,
    ctx: Context,
    leaving: frozenset[str] = frozenset(),
) -> Decision:
    """Drafts in force, and the shapes that they and the leaving grids had ended then; or what stands against it now."""
    named, begins = {draft.grid for draft in drafts} | leaving, valid_from or ctx.now
    in_force = [one for one in loaded.children(GridVersion, "status", PUBLISHED) if one.layer is drafts[0].layer]
    standing = [version for version in in_force if version.grid not in named]
    refusal = (
        _layers_crossed(drafts, loaded)
        or _named_twice(drafts, standing)
        or _wrong_date(drafts, begins, loaded, ctx.now)
        or _still_leaving(drafts, loaded)
        or _upon_each_other(drafts, standing)
    )
    if refusal is not None:
        return refusal
    replaced = (version for version in in_force if version.grid in named)
    grids = _list_grids(loaded)
    fresh = [replace(draft, status=PUBLISHED, valid_from=begins) for draft in drafts]
    return put(*(_after(grids.get(one.grid), one, begins) for one in fresh), *_ended(replaced, begins), *fresh)


def _after(before: Grid | None, version: GridVersion, since_at: datetime) -> Grid:
    """The grid as published now, one version up from what it was."""
    grid = Grid(
        id=version.grid,
        code=version.code,
        name=version.name,
        layer=version.layer,
        org=version.org,
        path=version.path,
        shape=version.id,
        geometry=version.geometry,
        since_at=since_at,
    )
    return grid if before is None else replace(grid, version=before.version + 1, stamps=before.stamps)


def _ended(versions: Iterable[GridVersion], at: datetime) -> Iterator[Entity]:
    return (advanced(version, status=RETIRED, valid_until=at) for version in versions)


def _list_grids(loaded: Loaded) -> dict[str, Grid]:
    return {grid.id: grid for layer in LayerKind for grid in loaded.children(Grid, "layer", layer.value)}


HANDLERS: tuple[Handler, ...] = (publish_territory, draft_territory, publish_draft, drop_draft, retire_grid)
