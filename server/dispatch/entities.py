"""The ladder of warnings and who is on duty, as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.duty import LadderRung
from server.core.entities import Entity, named_id

LADDER = named_id("ladder")
"""The id of the one row that says who hears of clocks."""


class Ladder(Entity, frozen=True, kw_only=True):
    """Who hears of a clock at which part of its limit; by percent. There is one row, or none: then DEFAULT_RUNGS."""

    rungs: tuple[LadderRung, ...]
    set_by: str
    set_at: datetime


class Duty(Entity, frozen=True, kw_only=True):
    """Somebody is on duty on a grid from an instant to another. `roster` is what all grids of one order share."""

    roster: str
    user_id: str
    grid: str
    from_at: datetime
    until_at: datetime


def duty_id(roster: str, grid: str) -> str:
    """The id of a duty on one grid."""
    return named_id(f"duty:{roster}:{grid}")
