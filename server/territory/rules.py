"""How grids come into force and go out of it. Pure: no database, no clock; a broken outline is never mended."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from grid.cover import CoverCell
from grid.geometry import Geometry, area_m2
from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.territory import PublishTerritory, RetireGrid
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
from server.territory.entities import PUBLISHED, RETIRED, Grid, GridVersion
from server.territory.shapes import BadShapes, checksum, cover_all, list_overlapping, read_shapes

DISTRICT_OFFICES = frozenset({Post.SYS_ADMIN, Post.SUPERVISOR})

_MOST_NAMED = 10


def version_id(territory: str, grid: str) -> str:
    """The id of the version that a publication makes of a grid."""
    return named_id(f"grid_version:{territory}:{grid}")


def _district_wide(_command: Command, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


def _publish_needs(command: PublishTerritory) -> Needs:
    yield NeedChildren(Grid, "layer", command.layer.value)
    for shape in command.grids:
        yield Need(Grid, shape.grid)
        yield Need(Org, shape.org)
        yield NeedChildren(GridVersion, "grid", shape.grid)


@decides(PublishTerritory, posts=DISTRICT_OFFICES, area=_district_wide, needs=_publish_needs)
def publish_territory(command: PublishTerritory, loaded: Loaded, ctx: Context) -> Decision:
    """Put grids into force. Gaps are the preview's matter; grids upon each other, or upon what stays, are refused.

    A date to come is refused: a grid has one shape in force, and nobody would be there to change it at midnight.
    """
    wanted = {shape.org for shape in command.grids}
    orgs = {org.id: org for org in (loaded.find(Org, org) for org in wanted) if org is not None}
    if len(orgs) < len(wanted):
        return wait_for(*sorted(wanted - orgs.keys()))
    valid_from = command.valid_from or ctx.now
    broken = _names_twice(command, loaded) or _taken(command, loaded) or _wrong_date(command, loaded, valid_from, ctx)
    if broken is not None:
        return broken
    try:
        geometries = read_shapes(command.grids, command.datum)
    except BadShapes as bad:
        return _name_broken(list(bad.faults), fault=next(iter(bad.faults.values())))
    covers = cover_all(geometries)
    standing = {grid.id: grid.geometry for grid in _standing(command, loaded)}
    overlapping = set(list_overlapping(geometries, covers, standing))
    if overlapping:
        return _name_broken([shape.code for shape in command.grids if shape.grid in overlapping], fault="overlap")
    return put(*_published(command, loaded, orgs, geometries, covers, valid_from))


@decides(
    RetireGrid,
    posts=DISTRICT_OFFICES,
    area=_district_wide,
    needs=lambda c: [Need(Grid, c.entity), NeedChildren(GridVersion, "grid", c.entity)],
)
def retire_grid(command: RetireGrid, loaded: Loaded, ctx: Context) -> Decision:
    """Take a grid out of force from now on. Publishing it again brings it back under its id."""
    grid = loaded.find(Grid, command.entity)
    if grid is None:
        return wait_for(command.entity)
    if grid.status != PUBLISHED:
        return refuse(ProblemCode.ALREADY_ENDED, grid=grid.code)
    return put(advanced(grid, status=RETIRED), *_ended(loaded, grid.id, ctx.now))


# --- what a publication is refused for --------------------------------------------------------------------------------


def _standing(command: PublishTerritory, loaded: Loaded) -> list[Grid]:
    """What stays published in the layer beside the grids that the command names."""
    named = {shape.grid for shape in command.grids}
    layer = loaded.children(Grid, "layer", command.layer.value)
    return [grid for grid in layer if grid.status == PUBLISHED and grid.id not in named]


def _names_twice(command: PublishTerritory, loaded: Loaded) -> Decision | None:
    codes = Counter([*(shape.code for shape in command.grids), *(grid.code for grid in _standing(command, loaded))])
    ids = Counter(shape.grid for shape in command.grids)
    twice = sorted({shape.code for shape in command.grids if codes[shape.code] > 1 or ids[shape.grid] > 1})
    return _name_broken(twice, fault="named_twice") if twice else None


def _taken(command: PublishTerritory, loaded: Loaded) -> Decision | None:
    for shape in command.grids:
        grid = loaded.find(Grid, shape.grid)
        known = {version.id for version in loaded.children(GridVersion, "grid", shape.grid)}
        if (grid is not None and grid.layer is not command.layer) or version_id(command.entity, shape.grid) in known:
            return refuse(ProblemCode.ID_TAKEN, grid=shape.code)
    return None


def _wrong_date(command: PublishTerritory, loaded: Loaded, valid_from: datetime, ctx: Context) -> Decision | None:
    begun = [version.valid_from for shape in command.grids for version in _in_force(loaded, shape.grid)]
    if valid_from > ctx.now or any(valid_from < before for before in begun):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="valid_from")
    return None


def _name_broken(codes: Sequence[str], fault: str) -> Decision:
    return refuse(ProblemCode.TERRITORY_BROKEN, grids=", ".join(codes[:_MOST_NAMED]), count=len(codes), fault=fault)


# --- what a publication leaves behind ---------------------------------------------------------------------------------


def _published(
    command: PublishTerritory,
    loaded: Loaded,
    orgs: Mapping[str, Org],
    geometries: Mapping[str, Geometry],
    covers: Mapping[str, tuple[CoverCell, ...]],
    valid_from: datetime,
) -> Iterator[Entity]:
    for shape in command.grids:
        geometry, version = geometries[shape.grid], version_id(command.entity, shape.grid)
        grid = Grid(
            id=shape.grid,
            code=shape.code,
            name=shape.name,
            layer=command.layer,
            org=shape.org,
            path=f"{orgs[shape.org].path}/{shape.code}",
            shape=version,
            geometry=geometry,
        )
        yield _after(loaded.find(Grid, shape.grid), grid)
        yield from _ended(loaded, shape.grid, valid_from)
        yield GridVersion(
            id=version,
            grid=shape.grid,
            layer=command.layer,
            status=PUBLISHED,
            valid_from=valid_from,
            valid_until=None,
            area_m2=area_m2(geometry),
            checksum=checksum(geometry),
            geometry=geometry,
            cells=covers[shape.grid],
        )


def _after(before: Grid | None, grid: Grid) -> Grid:
    """The grid as published now, one version up from what it was."""
    return grid if before is None else replace(grid, version=before.version + 1, stamps=before.stamps)


def _in_force(loaded: Loaded, grid: str) -> list[GridVersion]:
    return [version for version in loaded.children(GridVersion, "grid", grid) if version.valid_until is None]


def _ended(loaded: Loaded, grid: str, at: datetime) -> list[GridVersion]:
    return [advanced(version, status=RETIRED, valid_until=at) for version in _in_force(loaded, grid)]


HANDLERS: tuple[Handler, ...] = (publish_territory, retire_grid)
