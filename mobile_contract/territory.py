"""Grids and their geometry: how a partition is published, and what a phone holds of it."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Datum, Id, Instant, Line, Record, Request, Wire, require_usual

Position = tuple[
    Annotated[float, Meta(ge=-180, le=180)],
    Annotated[float, Meta(ge=-90, le=90)],
]
Ring = Annotated[tuple[Position, ...], Meta(min_length=4, max_length=20_000)]
Rings = Annotated[tuple[Ring, ...], Meta(min_length=1, max_length=200)]
Geometry = Annotated[tuple[Rings, ...], Meta(min_length=1, max_length=200)]
"""Polygons, each an outer ring and its holes; positions are longitude, latitude."""


class LayerKind(StrEnum):
    """Layers overlap; each is a partition of its own (domain.md 1)."""

    UNIT = "unit"
    COMMUNITY = "community"
    DUTY = "duty"
    SPECIAL = "special"


class GridShape(Request, frozen=True):
    """One grid of a partition: stable id, code and name, the community it belongs to, and its geometry."""

    grid: Id
    code: Code
    name: Line
    org: Id
    geometry: Geometry


class TerritoryCommand(Command, frozen=True, kw_only=True):
    """Grids of one layer as somebody drew them; `entity` is the territory version that they make up."""

    layer: LayerKind
    datum: Datum
    grids: Annotated[tuple[GridShape, ...], Meta(min_length=1, max_length=2000)]


class PublishTerritory(TerritoryCommand, frozen=True, kw_only=True, tag="publish_territory"):
    """Publish grids in one layer, in force from `valid_from` on (now, unless it says another time that has passed).

    The versions of the grids named here that were in force end then. The new partition may not overlap itself or what
    stays published in the layer.
    """

    valid_from: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.valid_from)


class DraftTerritory(TerritoryCommand, frozen=True, kw_only=True, tag="draft_territory"):
    """Keep grids as a draft: nothing is in force, no phone sees it. They may lie upon what is published by now."""


class PublishDraft(Command, frozen=True, kw_only=True, tag="publish_draft"):
    """Publish a draft as it is, judged as `PublishTerritory` would be now; `entity` is the draft."""

    valid_from: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.valid_from)


class DropDraft(Command, frozen=True, kw_only=True, tag="drop_draft"):
    """Give a draft up: it can no longer be published; `entity` is the draft."""

    reason: Line = ""


class RetireGrid(Command, frozen=True, kw_only=True, tag="retire_grid"):
    """Take a grid out of force; `entity` is the grid."""

    reason: Line


class GridRecord(Record, frozen=True, kw_only=True, tag="grid"):
    """A grid as its workers' phones hold it: geometry in WGS-84."""

    code: str
    name: str
    layer: LayerKind
    community: str
    geometry: Geometry


class GridView(Wire, frozen=True):
    """A grid of the asker's area, with its community and how many records its workers' phones hold of it."""

    id: str
    code: str
    name: str
    community: str
    community_name: str
    records: int


class GridList(Wire, frozen=True):
    """`GET /v1/grids`: the grids in force of the asker's area, by the path of their community."""

    grids: tuple[GridView, ...]
