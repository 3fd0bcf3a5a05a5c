"""A command with who meant it and when: what the demo is made of. It sends nothing."""

from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple, TypedDict

from mobile_contract.base import CONTRACT, Clock, Command
from ops.seed.dice import Dice

SHANGHAI = timezone(timedelta(hours=8))
"""The district's own time; China has no daylight saving."""
SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


class Intent(NamedTuple):
    """A command, the user who meant it, and the instant at which it happened."""

    command: Command
    user: str
    observed_at: datetime


class Common(TypedDict):
    """What every command carries."""

    id: str
    seq: int
    entity: str
    root: str
    made: Clock
    contract: int


def common(dice: Dice, at_ms: int, entity: str, root: str = "") -> Common:
    """The facts that every command carries; without `root` the entity is its own lane. No phone made it: seq 0."""
    return {
        "id": dice.fresh_id(at_ms),
        "seq": 0,
        "entity": entity,
        "root": root or entity,
        "made": Clock(wall=at_ms, boot="", mono=0),
        "contract": CONTRACT,
    }


def intent(command: Command, user: str) -> Intent:
    """The command as meant by the user when the command's own clock says."""
    return Intent(command, user, instant(command.made.wall))


def instant(at_ms: int) -> datetime:
    """Milliseconds since 1970 as an instant."""
    return datetime.fromtimestamp(at_ms / SECOND_MS, UTC)
