"""Grids as the rules see them: a stable id, and versions of its shape. Pure."""

from datetime import datetime

from mobile_contract.territory import Geometry, LayerKind
from server.core.entities import Entity

PUBLISHED = "published"
RETIRED = "retired"


class Grid(Entity, frozen=True, kw_only=True):
    """A grid: stable id, code and name, its community, and the shape that is in force (`shape` names its version).

    `path` is its organisation's path and its own code. Geometry is WGS-84.
    """

    code: str
    name: str
    layer: LayerKind
    org: str
    path: str
    shape: str
    geometry: Geometry
    status: str = PUBLISHED


class GridVersion(Entity, frozen=True, kw_only=True):
    """A shape of a grid, in force from an instant until another. Geometry is WGS-84; cells are H3 resolution 11.

    `cells` is every cell that the shape overlaps, as (cell, full), sorted: `full` cells need no exact test.
    """

    grid: str
    layer: LayerKind
    status: str
    valid_from: datetime
    valid_until: datetime | None
    area_m2: float
    checksum: str
    geometry: Geometry
    cells: tuple[tuple[int, bool], ...]
