"""Components as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.components import AccuracyClass, ComponentState, DataSource
from server.core.entities import Entity


class Component(Entity, frozen=True, kw_only=True):
    """A component. Where it is: canonical WGS-84 with its H3 cell of resolution 11, the raw pair as it came with its
    datum, and the grid whose ground it stands on, if that is anybody's.
    """

    code: str
    class_code: str
    name: str
    state: ComponentState
    lon: float
    lat: float
    cell: int
    raw_lon: float
    raw_lat: float
    datum: str
    accuracy_m: float
    grid: str | None
    owner: str | None = None
    property: str | None = None
    maintenance: str | None = None
    unit_grid: str = ""
    recorded_on: str | None = None
    changed_on: str | None = None
    source: DataSource = DataSource.MANUAL
    accuracy: AccuracyClass = AccuracyClass.C
    note: str = ""
    retired_at: datetime | None = None
