"""The ladder of a warning: who is told next in a grid while nobody has said that they have it in hand. Pure."""

from datetime import datetime, timedelta

from mobile_contract.accounts import Post
from mobile_contract.warning import WarningLevel

RUNGS: tuple[frozenset[Post], ...] = (
    frozenset({Post.GRID_WORKER}),
    frozenset({Post.GRID_CHIEF, Post.COMMITTEE}),
    frozenset({Post.DISPATCHER}),
    frozenset({Post.SUPERVISOR}),
)
"""The posts of each rung, of those who answer for the grid. The last one is told again and again."""

_FIRST = {
    WarningLevel.RED: timedelta(minutes=5),
    WarningLevel.ORANGE: timedelta(minutes=10),
    WarningLevel.YELLOW: timedelta(minutes=30),
    WarningLevel.BLUE: timedelta(minutes=60),
}


def next_at(level: WarningLevel, now: datetime) -> datetime:
    """When the next rung is told if nobody acknowledges."""
    return now + _FIRST[level]


def posts_of(rung: int) -> frozenset[Post]:
    """Who is told on a rung; beyond the last it is the last."""
    return RUNGS[min(rung, len(RUNGS) - 1)]
