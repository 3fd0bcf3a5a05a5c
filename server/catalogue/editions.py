"""What every edition has in common: who may bring one, that it tells why, and the row that remembers it. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from mobile_contract.accounts import Post
from mobile_contract.catalogue import DefineClasses, DefineResponsibilities
from mobile_contract.problems import ProblemCode
from server.catalogue.entities import Edition
from server.catalogue.versions import TooEarly
from server.core.decisions import DISTRICT_WIDE, Area, Context, Decision, Directory, Loaded, refuse

EDITORS = frozenset({Post.SYS_ADMIN})

REASONED_SINCE = 3
"""From this contract on an edition tells its reason; older ones had no field for it."""

_MOST_NAMED = 10


def whole_district(_command: object, _loaded: Loaded, _directory: Directory) -> Area:
    """The catalogue is the district's own."""
    return DISTRICT_WIDE


def scheme_of(key: str) -> str:
    """The scheme in a class key, a condition key, or the first parts of one."""
    return key.split(":", 1)[0].split("-", 1)[0]


def ill_told(command: DefineClasses | DefineResponsibilities, loaded: Loaded) -> Decision | None:
    """Refuses an edition whose id is taken, and one without a reason."""
    if loaded.find(Edition, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN, edition=command.entity)
    if command.contract >= REASONED_SINCE and not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    return None


def refuse_twice(keys: Iterable[str]) -> Decision | None:
    """Refuses what is named twice in one edition."""
    twice = sorted(key for key, times in Counter(keys).items() if times > 1)
    return refuse(ProblemCode.ID_TAKEN, keys=", ".join(twice[:_MOST_NAMED]), count=len(twice)) if twice else None


def refuse_early(early: TooEarly) -> Decision:
    """Refuses an edition that would begin before what it changes."""
    return refuse(ProblemCode.WRONG_IDENTIFIER, field="valid_from", key=early.key, since=early.since.isoformat())


def edition_row(entity: str, reason: str, begins: datetime, made: int, ended: int, ctx: Context) -> Edition:
    """The row that remembers an edition."""
    return Edition(
        id=entity,
        editor=ctx.actor.user,
        reason=reason,
        made_at=ctx.now,
        valid_from=begins,
        made=made,
        ended=ended,
    )
