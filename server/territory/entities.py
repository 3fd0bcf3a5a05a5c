"""Grids as the rules see them: a stable id, and versions of its shape. Pure."""

from datetime import datetime

from grid.cover import CoverCell
from mobile_contract.territory import Geometry, LayerKind
from server.core.entities import Entity

DRAFT = "draft"
PUBLISHED = "published"
RETIRED = "retired"
LEAVING = "leaving"
"""Of a grid that was split or merged: its ground has other grids, and some of its rows have still to go there."""
DROPPED = "dropped"


class Grid(Entity, frozen=True, kw_only=True):
    """A grid: stable id, code and name, its community, and the shape that is in force (`shape` names its version).

    `path` is its organisation's path and its own code. Geometry is WGS-84. It has been published, with this shape, or
    leaving or retired, since `since_at`.
    """

    code: str
    name: str
    layer: LayerKind
    org: str
    path: str
    shape: str
    geometry: Geometry
    since_at: datetime
    status: str = PUBLISHED


class GridVersion(Entity, frozen=True, kw_only=True):
    """A shape of a grid: a draft, in force since an instant, or what was in force until another.

    `territory` is the draft or the publication that it came with. Only what has been in force is valid from an instant;
    a draft, and one that was dropped, never was. Geometry is WGS-84. `cells` is every H3 cell of resolution 11 that the
    shape overlaps, sorted: `full` ones need no exact test.
    """

    territory: str
    grid: str
    layer: LayerKind
    code: str
    name: str
    org: str
    path: str
    status: str = DRAFT
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    area_m2: float
    checksum: str
    geometry: Geometry
    cells: tuple[CoverCell, ...]
