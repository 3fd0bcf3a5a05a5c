"""How patrols are kept: no phone has them, the worker's own made them."""

from server.core.kinds import Kind
from server.patrol import tables
from server.patrol.entities import PatrolDay

KINDS = (Kind("patrol_day", PatrolDay, tables.patrol_days),)
