"""Four square grids round one corner in Nanjing, for tests of territory."""

from datetime import datetime
from typing import Any

from grid.datum import PointDatum, from_wgs84
from mobile_contract.accounts import OrgLevel
from mobile_contract.base import Datum
from mobile_contract.territory import (
    DraftTerritory,
    DropDraft,
    Geometry,
    GridShape,
    LayerKind,
    PublishDraft,
    PublishTerritory,
    RetireGrid,
)
from server.accounts import kinds as account_kinds
from server.accounts.entities import Org
from server.core.decisions import Decision
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.territory import kinds as territory_kinds
from server.territory.entities import Grid, GridVersion
from server.territory.rules import draft_territory, drop_draft, publish_draft, publish_territory, retire_grid
from tests.support.judging import a_context, an_id, command_facts, judge

KINDS = Kinds((*account_kinds.KINDS, *territory_kinds.KINDS))
COMMUNITY, TERRITORY, NEXT_TERRITORY = an_id(301), an_id(302), an_id(303)
NW, NE, SW, SE, OTHER = an_id(311), an_id(312), an_id(313), an_id(314), an_id(315)
WEST, MIDDLE, EAST = 118.775, 118.779, 118.783
SOUTH, CENTRE, NORTH = 31.988, 31.992, 31.996

THE_COMMUNITY = Org(
    id=COMMUNITY, code="001", name="雨花社区", level=OrgLevel.COMMUNITY, parent=None, path="320114/001/001"
)


def a_square(west: float, south: float, east: float, north: float) -> Geometry:
    """About 380 by 440 metres for one of the four."""
    return ((((west, south), (east, south), (east, north), (west, north), (west, south)),),)


SQUARES = {
    NW: a_square(WEST, CENTRE, MIDDLE, NORTH),
    NE: a_square(MIDDLE, CENTRE, EAST, NORTH),
    SW: a_square(WEST, SOUTH, MIDDLE, CENTRE),
    SE: a_square(MIDDLE, SOUTH, EAST, CENTRE),
}


def a_shape(grid: str, geometry: Geometry | None = None, **more: Any) -> GridShape:
    facts: dict[str, Any] = {"code": f"g{grid[-3:]}", "name": "网格", "org": COMMUNITY}
    return GridShape(grid=grid, geometry=SQUARES[grid] if geometry is None else geometry, **(facts | more))


def a_publication(*shapes: GridShape, territory: str = TERRITORY, **more: Any) -> PublishTerritory:
    """The four squares unless shapes are given."""
    facts: dict[str, Any] = {"layer": LayerKind.COMMUNITY, "datum": Datum.WGS84}
    chosen = shapes or tuple(a_shape(grid) for grid in SQUARES)
    return PublishTerritory(**command_facts(territory), grids=chosen, **(facts | more))


def moved(geometry: Geometry, datum: PointDatum) -> Geometry:
    """The same place as another datum names it."""
    return tuple(tuple(tuple(from_wgs84(datum, *place) for place in ring) for ring in rings) for rings in geometry)


def published(command: PublishTerritory, *rows: Entity, **context: Any) -> Decision:
    return judge(publish_territory, command, (THE_COMMUNITY, *rows), KINDS, a_context(**context))


def a_draft(*shapes: GridShape, territory: str = TERRITORY, **more: Any) -> DraftTerritory:
    """The four squares unless shapes are given."""
    facts: dict[str, Any] = {"layer": LayerKind.COMMUNITY, "datum": Datum.WGS84}
    chosen = shapes or tuple(a_shape(grid) for grid in SQUARES)
    return DraftTerritory(**command_facts(territory), grids=chosen, **(facts | more))


def drafted(command: DraftTerritory, *rows: Entity, **context: Any) -> Decision:
    return judge(draft_territory, command, (THE_COMMUNITY, *rows), KINDS, a_context(**context))


def draft_published(territory: str, *rows: Entity, valid_from: datetime | None = None, **context: Any) -> Decision:
    command = PublishDraft(**command_facts(territory), valid_from=valid_from)
    return judge(publish_draft, command, rows, KINDS, a_context(**context))


def dropped(territory: str, *rows: Entity) -> Decision:
    return judge(drop_draft, DropDraft(**command_facts(territory)), rows, KINDS, a_context())


def retired(grid: str, *rows: Entity, **context: Any) -> Decision:
    command = RetireGrid(**command_facts(grid), reason="合并")
    return judge(retire_grid, command, rows, KINDS, a_context(**context))


def rows_after(*decisions: Decision) -> list[Entity]:
    """The rows as these decisions left them."""
    return list({(type(row), row.id): row for decision in decisions for row in decision.puts}.values())


def grids_of(decision: Decision) -> dict[str, Grid]:
    return {row.id: row for row in decision.puts if isinstance(row, Grid)}


def versions_of(decision: Decision, grid: str) -> list[GridVersion]:
    """The versions of a grid that a decision wrote, the ended one first."""
    found = [row for row in decision.puts if isinstance(row, GridVersion) and row.grid == grid]
    return sorted(found, key=lambda version: version.valid_until is None)
