"""How grids are kept and shown to phones. Their history stays on the server."""

from mobile_contract import territory as wire
from server.core.entities import ScopeRef, in_grids
from server.core.kinds import Kind
from server.territory import tables
from server.territory.entities import LEAVING, PUBLISHED, Grid, GridVersion


def _seen_by(row: Grid) -> tuple[ScopeRef, ...]:
    return in_grids(row.id) if row.status in (PUBLISHED, LEAVING) else ()


def _grid(row: Grid) -> wire.GridRecord:
    return wire.GridRecord(
        id=row.id, code=row.code, name=row.name, layer=row.layer, community=row.org, geometry=row.geometry
    )


KINDS = (
    Kind("grid", Grid, tables.grids, 10, _grid, _seen_by, slow=True, children=("layer",)),
    Kind("grid_version", GridVersion, tables.grid_versions, children=("grid", "territory", "status")),
)
