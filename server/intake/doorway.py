"""What all share who come in from outside: keyed digests, actors of their own, meters, and refusals over HTTP."""

from datetime import datetime
from typing import Any

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt as Answer
from server.core.decisions import Actor, Decision
from server.core.door import Door
from server.core.entities import named_id
from server.core.problems import Problem
from server.intake import metering
from server.intake.books import Pace, book
from server.intake.making import Mint
from server.intake.metering import Meter

PUBLIC = named_id("actor:public")
"""The install of all that residents do: the journal tells it from a worker's phone by this."""

_SECOND = 1000


def mint_of(door: Door) -> Mint:
    """Keyed digests, each for one purpose: what ids, codes and PINs are made of."""

    def mint(purpose: str, *told: str) -> bytes:
        return bytes.fromhex(door.seal.vouch(f"intake-{purpose}", "|".join((str(door.district), *told)).encode()))

    return mint


def resident(reporter: str) -> Actor:
    """Somebody who reported, as the journal knows them: an id, to whom nobody ever gave a post."""
    return Actor(user=reporter, install=PUBLIC, system=True)


def refused(answer: Answer) -> Problem:
    """What the door said no to, or kept as evidence alone, as a problem over HTTP."""
    told: dict[str, Any] = dict(answer.facts)
    return Problem(ProblemCode(answer.why) if answer.why else ProblemCode.CASE_MOVED_ON, **told)


def declined(decision: Decision) -> Problem:
    """What a rule would say no to, asked before anything was begun."""
    told: dict[str, Any] = dict(decision.facts)
    return Problem(ProblemCode(decision.why), **told)


def code_hash(door: Door, code: str) -> str:
    """How a code is kept."""
    return mint_of(door)("code", code).hex()


def pin_of(door: Door, code: str, pin: str) -> str:
    """What the slow hash is made of: without the district's key not even a million PINs tell which it is."""
    return mint_of(door)("pin", code, pin).hex()


def meter_of(door: Door, what: str, whose: str, at: datetime) -> Meter:
    """The meter of an address, a device, a phone number or a report, at the pace of the book."""
    pace: Pace = book().limits[what]
    return Meter(metering.named(door.seal, what, whose, at), pace.every_s * _SECOND, pace.at_once)


async def slow_down(door: Door, meters: list[Meter], at: datetime) -> None:
    """Count one on these meters. Refuses SLOW_DOWN, with the seconds to wait."""
    passed = await door.database.write(lambda tx: metering.pass_through(tx, door.district, meters, at))
    if passed.wait_ms:
        raise too_often(passed.wait_ms)


def too_often(wait_ms: int) -> Problem:
    """SLOW_DOWN, with the seconds to wait."""
    seconds = -(-wait_ms // _SECOND)
    return Problem(ProblemCode.SLOW_DOWN, headers={"Retry-After": str(seconds)}, retry_after_s=seconds)
