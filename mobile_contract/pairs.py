"""Two persons who might be one: what they have in common, and what an office says of it when it does not merge them."""

from enum import StrEnum

from mobile_contract.base import Command, Day, Id, Line


class Alike(StrEnum):
    """What two records have in common. One phone counts between two homes only: families share theirs."""

    NUMBER = "number"
    NAME_AND_BIRTH = "name_and_birth"
    PHONE = "phone"


class PairState(StrEnum):
    """What was said of a pair: nothing yet, that they are two, or that it is to be decided later."""

    OPEN = "open"
    DIFFERENT = "different"
    LATER = "later"


class NotTheSame(Command, frozen=True, kw_only=True, tag="not_the_same"):
    """They are two: the pair leaves the queue. `entity` and `other` are the two, whichever comes first."""

    other: Id
    reason: Line


class DecideLater(Command, frozen=True, kw_only=True, tag="decide_later"):
    """The pair leaves the queue until a day, on which it comes back."""

    other: Id
    until_on: Day
    reason: Line = ""


class ReopenPair(Command, frozen=True, kw_only=True, tag="reopen_pair"):
    """It is to be decided after all: the pair is in the queue again."""

    other: Id
    reason: Line
