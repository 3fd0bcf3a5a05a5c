"""How components are kept, and what the phones of a grid hold of those that stand on its ground."""

from mobile_contract.components import ComponentRecord
from server.components import tables
from server.components.entities import Component
from server.core.entities import ScopeRef, in_grids
from server.core.kinds import Kind


def _seen_by(row: Component) -> tuple[ScopeRef, ...]:
    """What is out of use leaves the phones."""
    return in_grids(row.grid) if row.retired_at is None else ()


def _record(row: Component) -> ComponentRecord:
    return ComponentRecord(
        id=row.id,
        code=row.code,
        class_code=row.class_code,
        name=row.name,
        state=row.state,
        lon=row.lon,
        lat=row.lat,
        grid=row.grid,
        owner=row.owner,
        property=row.property,
        maintenance=row.maintenance,
        unit_grid=row.unit_grid,
        recorded_on=row.recorded_on,
        changed_on=row.changed_on,
        source=row.source,
        accuracy=row.accuracy,
        note=row.note,
        retired_at=row.retired_at,
    )


KINDS = (Kind("component", Component, tables.components, 18, _record, _seen_by, children=("code",)),)
