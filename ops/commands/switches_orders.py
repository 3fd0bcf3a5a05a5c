"""What `hexward switches` reads and orders: one switch or the ladder, through the door under its own name."""

from typing import Any, NamedTuple, cast

import msgspec
from msgspec.structs import asdict

from mobile_contract.base import Command
from mobile_contract.case_adjustments import SetCaseSwitches
from mobile_contract.case_views import CaseSwitchesView
from mobile_contract.duty import Audience, LadderRung, SetLadder
from mobile_contract.receipts import Verdict
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.core.decisions import Actor, CaseSwitches
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward switches"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

DEFAULTS: dict[str, Any] = asdict(CaseSwitches())
"""By the name of a switch, how it stands in a district that has not set it."""

_TYPES = {one.name: one.type for one in msgspec.structs.fields(SetCaseSwitches)}
_YES, _NO = frozenset({"yes", "on", "true"}), frozenset({"no", "off", "false"})


class Change(NamedTuple):
    """What would be set: of which switch (`ladder` for the ladder), how it stands and how it would, and the command."""

    name: str
    before: Any
    after: Any
    command: Command


def change_of(now: CaseSwitchesView, name: str, told: str) -> Change:
    """A switch set to what was typed. Raises Refused for one that is none, and for a value that it cannot have."""
    if name not in DEFAULTS:
        raise Refused(f"there is no switch {name}; there are {', '.join(DEFAULTS)}")
    value: object = told
    if isinstance(DEFAULTS[name], bool):
        if told not in _YES | _NO:
            raise Refused(f"{name} is yes or no, and not {told}")
        value = told in _YES
    try:
        after: Any = msgspec.convert(value, _TYPES[name], strict=False)
    except msgspec.ValidationError as error:
        raise Refused(f"{name} cannot be {told}: {error}") from error
    if after is None:
        raise Refused(f"{name} cannot be {told}")
    return Change(name, getattr(now, name), after, SetCaseSwitches(**facts_of(new_id()), **{name: after}))


def ladder_of(now: CaseSwitchesView, steps: tuple[str, ...]) -> Change:
    """A ladder such as `80=owner 100=owner,chief`, whole. Raises Refused for a step that cannot be read."""
    told: list[dict[str, Any]] = []
    for step in steps:
        percent, _, who = step.partition("=")
        told.append({"percent": percent, "tells": who.split(",")})
    try:
        rungs = msgspec.convert(told, SetLadder.__annotations__["rungs"], strict=False)
    except msgspec.ValidationError as error:
        raise Refused(f"write each step as 100=owner,chief, of {', '.join(Audience)}: {error}") from error
    ordered = tuple(sorted(rungs, key=lambda rung: rung.percent))
    return Change("ladder", now.ladder, ordered, SetLadder(**facts_of(new_id()), rungs=ordered))


async def carry_out(door: Door, change: Change) -> None:
    """Set it. Raises Refused with what the rule has against it."""
    [receipt] = (await door.issue([change.command], OPERATOR)).receipts
    if receipt.verdict is not Verdict.APPLIED:
        raise Refused(f"not set: {receipt.verdict} {receipt.why} {dict(receipt.facts)}")


def in_words(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        rungs = cast("tuple[LadderRung, ...]", value)
        return " ".join(f"{rung.percent}={','.join(rung.tells)}" for rung in rungs)
    return str(value)
