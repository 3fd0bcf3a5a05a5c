"""A day of somebody's patrol in a grid. Pure."""

from mobile_contract.patrol import Dwell
from server.core.entities import Entity


class PatrolDay(Entity, frozen=True, kw_only=True):
    """Cells of resolution 10 with their buckets, by cell; `minutes` is the whole."""

    worker: str
    grid: str
    on_day: str
    minutes: int
    cells: tuple[tuple[int, Dwell], ...] = ()
