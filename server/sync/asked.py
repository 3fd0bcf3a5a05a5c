"""What a phone's request stands on: its cursor, and the scopes that it is granted whatever it says. Answers none."""

from datetime import datetime

from mobile_contract.problems import ProblemCode
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.entities import ScopeRef
from server.core.problems import Problem
from server.granted import granted
from server.sync.cursor import Cursor, WrongCursor, read

RESET_EPOCH = "epoch"
RESET_TOO_OLD = "too_old"
RESET_UPGRADE = "upgrade_required"


def cursor_of(text: str) -> Cursor | None:
    """The cursor of a request; None for a fresh phone's. Refuses MALFORMED."""
    try:
        return read(text)
    except WrongCursor as error:
        raise Problem(ProblemCode.MALFORMED, field="cursor") from error


async def list_granted(tx: ReadTx, door: Door, actor: Actor, at: datetime) -> dict[int, ScopeRef]:
    """The scopes of a user at an instant, by number."""
    return await granted(tx, door.district, actor.user, at)
