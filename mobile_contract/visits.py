"""Visits to households: what a worker records, and what phones hold of it."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Id, Instant, Millis, Point, Record, Text
from mobile_contract.policies import APPEND, SERVER


class VisitChannel(StrEnum):
    """The seven channels that count as a visit (domain.md 7)."""

    DOOR = "door"
    MESSAGE = "message"
    THIRD_PARTY = "third_party"
    BUDDY = "buddy"
    NEIGHBOUR = "neighbour"
    SENSOR = "sensor"
    HOTLINE = "hotline"


class VisitOutcome(StrEnum):
    """What came of a visit (domain.md 2.1)."""

    MET = "met"
    ABSENT = "absent"
    REFUSED = "refused"
    MOVED = "moved"
    PROXY = "proxy"


COUNTED = (VisitOutcome.MET, VisitOutcome.PROXY)
"""The outcomes that meet a rule: somebody of the household was reached, or somebody who answers for them."""

SAME_DAY = (VisitOutcome.MET, VisitOutcome.PROXY, VisitOutcome.MOVED, VisitOutcome.REFUSED, VisitOutcome.ABSENT)
"""Of visits on one day the first of these is the latest: days know no hours, and whoever was reached was reached."""


class RecordVisit(Command, frozen=True, kw_only=True, tag="record_visit"):
    """A visit to a household; `entity` is the visit, `root` the household. Where and how near is checked by the server.

    A doubt about the place flags the visit and never blocks it (L24).
    """

    household: Id
    channel: VisitChannel = VisitChannel.DOOR
    outcome: VisitOutcome = VisitOutcome.MET
    persons: Annotated[tuple[Id, ...], Meta(max_length=30)] = ()
    point: Point | None = None
    minutes: Annotated[int, Meta(ge=0, le=1440)] = 0
    needs_told: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()
    note: Text | None = None
    ended_wall: Millis | None = None


class VisitRecord(Record, frozen=True, kw_only=True, tag="visit"):
    """A visit as phones hold it."""

    household: Annotated[str, APPEND]
    worker: Annotated[str, APPEND]
    channel: Annotated[VisitChannel, APPEND]
    outcome: Annotated[VisitOutcome, APPEND]
    visited_at: Annotated[Instant, APPEND]
    clock_quality: Annotated[str, SERVER] = ""
    persons: Annotated[tuple[str, ...], APPEND] = ()
    distance_m: Annotated[float | None, SERVER] = None
    far: Annotated[bool, SERVER] = False
    minutes: Annotated[int, APPEND] = 0
    needs_told: Annotated[tuple[str, ...], APPEND] = ()
    note: Annotated[str | None, APPEND] = None
