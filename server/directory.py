"""The district's slow facts in one immutable snapshot: organisations, grids, classes, how it works. It changes nothing.

Here and not in the core, because it reads the tables of six features. The door reads it again after a command that
wrote a slow kind of row, so a snapshot costs a batch nothing.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select

from grid.cells import WORKING_RESOLUTION, parent
from grid.cover import CoverCell, Territory, TerritoryIndex
from grid.geometry import Box, Geometry, box
from mobile_contract.accounts import OrgLevel
from mobile_contract.calendars import CalendarShape
from mobile_contract.territory import LayerKind
from server.accounts.tables import orgs
from server.calendar.loading import load_calendar
from server.calendar.making import calendar_of
from server.cases.tables import case_settings
from server.cases.workdays import WorkCalendar
from server.catalogue.index import CatalogueIndex
from server.catalogue.loading import load_catalogue
from server.core.database import ReadTx
from server.core.decisions import CaseSwitches, ClassNode, ConditionNode, GridInForce, GridNode
from server.core.statements import Row, Statement
from server.residents.codes import Register
from server.residents.loading import load_register
from server.rezoning.lineage import Lineage, Step
from server.rezoning.tables import rezonings
from server.territory.entities import LEAVING, PUBLISHED, RETIRED
from server.territory.history import History, Shape
from server.territory.tables import grid_versions, grids

MARGIN_M = 2_000.0
"""How far the district's box reaches beyond its grids: positions are not exact, and somebody stands at the border."""

_METRES_PER_DEGREE = 111_320.0


class Ways(NamedTuple):
    """How a district works: its switches, its calendar if it has one of its own, and how it keeps its register."""

    switches: CaseSwitches = CaseSwitches()
    calendar: WorkCalendar | None = None
    register: Register | None = None


_AS_USUAL = Ways()


@cache
def published_calendar() -> WorkCalendar:
    """The years whose holidays are published, with nothing of the district's own."""
    return calendar_of(CalendarShape())


class OrgNode(Struct, frozen=True):
    """An organisation; `path` is its codes from the district down."""

    id: str
    code: str
    name: str
    level: OrgLevel
    parent: str | None
    path: str


class PublishedGrid(Struct, frozen=True):
    """A grid in force as it is stored: the node, its layer, its shape, the WGS-84 geometry and the cover of that."""

    node: GridNode
    layer: LayerKind
    shape: Shape
    geometry: Geometry
    cells: tuple[CoverCell, ...]


class DistrictDirectory:
    """The Directory that rules ask, with what routes ask beside it. Only the community layer resolves points.

    `ended` are the shapes of that layer that are in force no longer; `leaving` the grids that have been split or merged
    and still have rows: known by name, found at no place.
    """

    __slots__ = (
        "_box",
        "_catalogue",
        "_children",
        "_covers",
        "_grids",
        "_history",
        "_index",
        "_lineage",
        "_orgs",
        "_published",
        "_shapes",
        "calendar",
        "case_switches",
        "district",
        "register",
        "version",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - each fact of the snapshot is read by its own query
        self,
        district: int,
        version: int,
        orgs: Iterable[OrgNode],
        published: Sequence[PublishedGrid],
        catalogue: CatalogueIndex,
        ended: Iterable[Shape] = (),
        leaving: Iterable[GridNode] = (),
        rezonings: Iterable[Step] = (),
        ways: Ways = _AS_USUAL,
    ) -> None:
        self.district = district
        self.version = version
        self.case_switches = ways.switches
        self.calendar = published_calendar() if ways.calendar is None else ways.calendar
        self.register = Register() if ways.register is None else ways.register
        self._orgs = {org.id: org for org in sorted(orgs, key=lambda org: org.path)}
        self._children = _by_parent(self._orgs.values())
        nodes = [*(grid.node for grid in published), *leaving]
        self._grids = {node.id: node for node in sorted(nodes, key=lambda node: node.path)}
        self._published = frozenset(grid.node.id for grid in published)
        self._lineage = Lineage(rezonings)
        self._catalogue = catalogue
        self._box = _box_round(grid.geometry for grid in published)
        community = [grid for grid in published if grid.layer is LayerKind.COMMUNITY]
        self._covers = {grid.node.id: grid.cells for grid in community}
        self._shapes = {grid.node.id: GridInForce(grid.node.id, grid.shape.version) for grid in community}
        self._index = TerritoryIndex(Territory(grid.node.id, grid.geometry, grid.cells) for grid in community)
        self._history = History((*(grid.shape for grid in community), *ended))

    def grid(self, grid: str) -> GridNode | None:
        """A grid in force, of any layer, or one that its rows are leaving."""
        return self._grids.get(grid)

    def grid_now(self, lon: float, lat: float) -> GridInForce | None:
        """The community grid at a WGS-84 point; on a shared edge the smallest id. Refuses OutOfRange."""
        found = self._index.find(lon, lat)
        return None if found is None else self._shapes[found]

    def grid_at(self, lon: float, lat: float, at: datetime) -> GridInForce | None:
        """The community grid that was there at an instant, as `grid_now`; since the last change it is the same."""
        changed_at = self._history.changed_at
        if changed_at is None or at >= changed_at:
            return self.grid_now(lon, lat)
        found = self._history.find(lon, lat, at)
        return None if found is None else GridInForce(*found)

    def home_of(self, grid: str, place: tuple[float, float] | None, at: datetime) -> str | None:
        """The grid in force that looks after what was said, at an instant, to lie in a grid."""
        found = None if place is None else self._index.find(*place)
        return self._lineage.heir(grid, found, at, self._published)

    def once_part_of(self, grid: str, at: datetime) -> tuple[str, ...]:
        """Other grids whose rows a grid has taken over since an instant, or takes over now."""
        return self._lineage.once_part_of(grid, at)

    def within(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the box of all grids and 2 km round it; before the first publication all do."""
        return self._box is None or self._box.holds(lon, lat)

    def grids_in_cells(self, cells: Iterable[int]) -> tuple[str, ...]:
        """The community grids in force that reach into any of these cells of resolution 11, sorted."""
        return tuple(sorted({grid for cell in cells for grid in self._index.list_by_cell(cell)}))

    def org_path(self, org: str) -> str | None:
        """The path of an organisation from the district down."""
        node = self._orgs.get(org)
        return None if node is None else node.path

    def org_above(self, org: str) -> str | None:
        """The organisation right above one; None for the district itself and for one that is not there."""
        node = self._orgs.get(org)
        return None if node is None else node.parent

    def street_of(self, grid: str) -> str | None:
        """The street that a grid belongs to; None where nothing of that level is above it."""
        known = self._grids.get(grid)
        node = None if known is None else self._orgs.get(known.org)
        while node is not None and node.level is not OrgLevel.STREET:
            node = None if node.parent is None else self._orgs.get(node.parent)
        return None if node is None else node.id

    def case_class(self, code: str) -> ClassNode | None:
        """The newest version of a case class, also one that is in force no more, or not yet."""
        return self._catalogue.case_class(code)

    def class_at(self, code: str, at: datetime) -> ClassNode | None:
        """The version of a case class that is in force at an instant."""
        return self._catalogue.class_at(code, at)

    def class_version(self, code: str, version: int) -> ClassNode | None:
        """A version of a case class, whenever it was in force."""
        return self._catalogue.class_version(code, version)

    def condition(self, condition: str) -> ConditionNode | None:
        """A filing condition, also one that is in force no more."""
        return self._catalogue.condition(condition)

    def conditions_of(self, class_code: str) -> tuple[ConditionNode, ...]:
        """All filing conditions of a class, also those in force no more, by id."""
        return self._catalogue.conditions_of(class_code)

    def conditions_at(self, class_code: str, at: datetime) -> tuple[ConditionNode, ...]:
        """The filing conditions of a class that are in force at an instant, in their order."""
        return self._catalogue.conditions_at(class_code, at)

    def org(self, org: str) -> OrgNode | None:
        """An organisation."""
        return self._orgs.get(org)

    def list_orgs(self) -> tuple[OrgNode, ...]:
        """Every organisation, by path."""
        return tuple(self._orgs.values())

    def child_orgs(self, org: str | None) -> tuple[OrgNode, ...]:
        """The organisations right below one, by path; below None is the district's own."""
        return self._children.get(org, ())

    def district_grids(self) -> tuple[GridNode, ...]:
        """Every grid in force, by path."""
        return tuple(self._grids.values())

    def community_grids(self) -> tuple[GridNode, ...]:
        """The community grids in force, by path: homes lie in these, and every place in at most one."""
        return tuple(grid for grid in self._grids.values() if grid.id in self._shapes)

    def cells_of(self, grid: str) -> frozenset[int]:
        """The cells of the working resolution that a community grid in force reaches into; none for any other."""
        return frozenset(parent(one.cell, WORKING_RESOLUTION) for one in self._covers.get(grid, ()))

    def grids_below(self, path: str) -> tuple[GridNode, ...]:
        """The grids in force under an organisation's path, by path: what a post there reaches."""
        return tuple(grid for grid in self._grids.values() if grid.path.startswith(f"{path}/"))


_ORGS = Statement(
    select(*(orgs.c[name] for name in ("id", "code", "name", "level", "parent", "path"))).where(
        orgs.c.district_id == bindparam("district")
    )
)
_GRIDS = Statement(
    select(
        *(grids.c[name] for name in ("id", "code", "name", "org", "path", "layer", "shape", "geometry")),
        *(grid_versions.c[name] for name in ("valid_from", "cells")),
    )
    .select_from(
        grids.join(
            grid_versions,
            (grid_versions.c.district_id == grids.c.district_id) & (grid_versions.c.id == grids.c.shape),
        )
    )
    .where(grids.c.district_id == bindparam("district"), grids.c.status == PUBLISHED)
)
_LEAVING = Statement(
    select(*(grids.c[name] for name in ("id", "code", "name", "org", "path"))).where(
        grids.c.district_id == bindparam("district"), grids.c.status == LEAVING
    )
)
_REZONINGS = Statement(
    select(*(rezonings.c[name] for name in ("begun_at", "done_at", "sources", "targets", "rest")))
    .where(rezonings.c.district_id == bindparam("district"))
    .order_by(rezonings.c.id)
)
_ENDED = Statement(
    select(*(grid_versions.c[name] for name in ("grid", "id", "valid_from", "valid_until", "geometry"))).where(
        grid_versions.c.district_id == bindparam("district"),
        grid_versions.c.status == RETIRED,
        grid_versions.c.layer == LayerKind.COMMUNITY,
    )
)
_SWITCHES = Statement(
    select(*(case_settings.c[name] for name in CaseSwitches.__struct_fields__)).where(
        case_settings.c.district_id == bindparam("district")
    )
)
_DECODE_GEOMETRY = msgspec.msgpack.Decoder(Geometry)
_DECODE_IDS = msgspec.msgpack.Decoder(tuple[str, ...])
_DECODE_CELLS = msgspec.msgpack.Decoder(tuple[CoverCell, ...])


async def load_directory(tx: ReadTx, district: int, version: int) -> DistrictDirectory:
    """Read the snapshot whose number in `heads.directory` is `version`: eleven queries, no cover is computed."""
    found_orgs = await tx.fetch(_ORGS, district=district)
    found_grids = await tx.fetch(_GRIDS, district=district)
    found_ended = await tx.fetch(_ENDED, district=district)
    found_leaving = await tx.fetch(_LEAVING, district=district)
    found_rezonings = await tx.fetch(_REZONINGS, district=district)
    catalogue = await load_catalogue(tx, district)
    found_switches = await tx.fetch(_SWITCHES, district=district)
    return DistrictDirectory(
        district,
        version,
        [OrgNode(row[0], row[1], row[2], OrgLevel(row[3]), row[4], row[5]) for row in found_orgs],
        [_published(row) for row in found_grids],
        catalogue,
        [Shape(*row) for row in found_ended],
        [GridNode(*row) for row in found_leaving],
        map(_step, found_rezonings),
        Ways(_switches(found_switches), await load_calendar(tx, district), await load_register(tx, district)),
    )


def _switches(rows: Sequence[Row]) -> CaseSwitches:
    """The one row of a district that has set them; on SQLite truth is 0 or 1."""
    if not rows:
        return CaseSwitches()
    told = zip(CaseSwitches.__struct_fields__, rows[0], strict=True)
    return msgspec.convert(dict(told), CaseSwitches, strict=False)


def _published(row: Row) -> PublishedGrid:
    *node, layer, version, geometry, valid_from, cells = row
    return PublishedGrid(
        GridNode(*node),
        LayerKind(layer),
        Shape(node[0], version, valid_from, None, geometry),
        _DECODE_GEOMETRY.decode(geometry),
        _DECODE_CELLS.decode(cells),
    )


def _step(row: Row) -> Step:
    begun_at, done_at, sources, targets, rest = row
    return Step(begun_at, done_at, _DECODE_IDS.decode(sources), _DECODE_IDS.decode(targets), rest)


def _by_parent(orgs: Iterable[OrgNode]) -> Mapping[str | None, tuple[OrgNode, ...]]:
    children: dict[str | None, list[OrgNode]] = defaultdict(list)
    for org in orgs:
        children[org.parent].append(org)
    return {parent: tuple(those) for parent, those in children.items()}


def _box_round(geometries: Iterable[Geometry]) -> Box | None:
    boxes = [box(geometry) for geometry in geometries]
    if not boxes:
        return None
    south, north = min(one.south for one in boxes), max(one.north for one in boxes)
    up = MARGIN_M / _METRES_PER_DEGREE
    aside = up / math.cos(math.radians(max(abs(south), abs(north))))
    return Box(min(one.west for one in boxes) - aside, south - up, max(one.east for one in boxes) + aside, north + up)
