"""When a message is tried again, when it is given up, and when a provider is left alone. Pure: no clock, no dice.

Whoever asks brings the time, and a number from the dice so that a thousand messages do not come back in one second.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, assert_never

from msgspec import Struct
from msgspec.structs import replace

from push.channels import Answer, Outcome

LONGEST = timedelta(days=3)
"""How long a message is tried that does not say until when it is worth sending."""

_FIRST_S = 5.0
_MOST_S = 900.0
_SLOWER_S = 30.0
_OURS_S = 300.0
_LONGEST_ASKED_S = 86_400.0

FAILURES_TO_OPEN = 5
_OPEN_S = 10.0
_OPEN_MOST_S = 300.0


class Status(StrEnum):
    """How a message stands; these are the words of its delivery record.

    `technical-failure` is a fault of ours or one that nobody can name; a temporary failure is tried again by itself.
    """

    CREATED = "created"
    SENDING = "sending"
    DELIVERED = "delivered"
    TEMPORARY_FAILURE = "temporary-failure"
    PERMANENT_FAILURE = "permanent-failure"
    TECHNICAL_FAILURE = "technical-failure"


class Tried(NamedTuple):
    """How often a message was tried, this time included; when it was planned, and until when it is worth sending."""

    tries: int
    planned_at: datetime
    until_at: datetime | None


class Next(NamedTuple):
    """What becomes of a message: `again_at` where it is tried again, `dead` where only a person can have that done.

    `gone` says that its token or address is nobody's any more.
    """

    status: Status
    again_at: datetime | None = None
    dead: bool = False
    gone: bool = False


def after(answer: Answer, tried: Tried, at: datetime, dice: float) -> Next:
    """What becomes of a message that got this answer; `dice` lies in [0, 1).

    A message to nobody is over, and no dead letter: there is nobody to send it to. What was refused, or could not be
    sent in time, is a dead letter.
    """
    match answer.outcome:
        case Outcome.ACCEPTED:
            return Next(Status.DELIVERED)
        case Outcome.GONE:
            return Next(Status.PERMANENT_FAILURE, gone=True)
        case Outcome.REFUSED:
            return Next(Status.PERMANENT_FAILURE, dead=True)
        case Outcome.PASSING | Outcome.SLOWER:
            return _later(Status.TEMPORARY_FAILURE, answer, tried, at, dice)
        case Outcome.OURS:
            return _later(Status.TECHNICAL_FAILURE, answer, tried, at, dice)
        case _:
            assert_never(answer.outcome)


def backoff_s(answer: Answer, tries: int, dice: float) -> float:
    """How long to wait: what the provider asks for, at least, and the longer the more often it was in vain.

    Between half and the whole of the step, by the dice; what a provider asks for is believed up to a day.
    """
    match answer.outcome:
        case Outcome.SLOWER:
            step = max(_SLOWER_S, _doubled(tries))
        case Outcome.OURS:
            step = max(_OURS_S, _doubled(tries))
        case _:
            step = _doubled(tries)
    return _asked_s(answer) + step * (0.5 + dice / 2)


def _doubled(tries: int) -> float:
    return min(_MOST_S, _FIRST_S * 2.0 ** min(max(tries, 1) - 1, 30))


def _asked_s(answer: Answer) -> float:
    asked = answer.retry_after_s
    if asked is None or not math.isfinite(asked):
        return 0.0
    return min(max(asked, 0.0), _LONGEST_ASKED_S)


def _later(status: Status, answer: Answer, tried: Tried, at: datetime, dice: float) -> Next:
    again_at = at + timedelta(seconds=backoff_s(answer, tried.tries, dice))
    until_at = tried.planned_at + LONGEST if tried.until_at is None else tried.until_at
    if again_at > until_at:
        return Next(status, dead=True)
    return Next(status, again_at)


class Breaker(Struct, frozen=True):
    """How one provider has done: failures in a row, how often it was left alone since it last did, and until when."""

    failures: int = 0
    openings: int = 0
    until_at: datetime | None = None


def may_send(breaker: Breaker, at: datetime, most: int) -> int:
    """How many messages may be handed over now: all of them, one to try it, or none."""
    if breaker.until_at is None:
        return most
    return min(most, 1) if at >= breaker.until_at else 0


def heard(breaker: Breaker, answers: Sequence[Answer], at: datetime) -> Breaker:
    """The provider after these answers, in their order.

    It is left alone after some failures in a row, each time for longer; at once where the fault is ours, and where it
    asks for it. What it says of a message or a token shows that it works.
    """
    for answer in answers:
        breaker = _heard(breaker, answer, at)
    return breaker


def _heard(breaker: Breaker, answer: Answer, at: datetime) -> Breaker:
    match answer.outcome:
        case Outcome.ACCEPTED | Outcome.GONE | Outcome.REFUSED:
            return Breaker()
        case Outcome.PASSING:
            counted = replace(breaker, failures=breaker.failures + 1)
            tried_in_vain = breaker.until_at is not None and at >= breaker.until_at
            return _opened(counted, answer, at) if counted.failures >= FAILURES_TO_OPEN or tried_in_vain else counted
        case Outcome.SLOWER | Outcome.OURS:
            return _opened(replace(breaker, failures=breaker.failures + 1), answer, at)
        case _:
            assert_never(answer.outcome)


def _opened(breaker: Breaker, answer: Answer, at: datetime) -> Breaker:
    """Left alone from now on; what else was under way when it was is no further failure."""
    if breaker.until_at is not None and at < breaker.until_at:
        return breaker
    rest_s = max(_asked_s(answer), min(_OPEN_MOST_S, _OPEN_S * 2.0 ** min(breaker.openings, 30)))
    return replace(breaker, openings=breaker.openings + 1, until_at=at + timedelta(seconds=rest_s))
