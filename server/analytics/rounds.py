"""The life of a case that was opened again, as two: up to its closing, and from the reopening on. Pure.

Closing freezes what is counted (domain.md 3.2, 6): whatever becomes of the case afterwards, the month in which it was
closed, and those in which it was reported, filed and due, count it as it was then. What follows is counted where it
falls due and is closed the second time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from mobile_contract.case_adjustments import RequestKind
from mobile_contract.cases import CaseState
from server.analytics.lives import CaseRow, EventRow, Life, RequestRow

_REOPENED = "reopen_case"
_ON_THE_SPOT = "audit_self_handled"
_CLOSINGS = frozenset({"close_case", _ON_THE_SPOT})
_VERSION = 14
"""Where an id has the digit of its version."""


class Part(NamedTuple):
    """A part of a life: the row that it is counted in, and the deeds that tell whose it is. `goes_on` follows another.

    Who reported and filed a case did so for all of it: the deeds of the part before count too.
    """

    id: str
    life: Life
    deeds: Sequence[EventRow]
    goes_on: bool = False


def parts_of(life: Life) -> list[Part]:
    """The parts of a life in their order: one, unless the case was opened again. A case is so once at most."""
    whole = [Part(life.case.id, life, life.events)]
    place = next((n for n, event in enumerate(life.events) if event.command == _REOPENED), None)
    if place is None:
        return whole
    before, since, at = life.events[:place], life.events[place:], life.events[place].at
    closing = next((event for event in reversed(before) if event.command in _CLOSINGS), None)
    if closing is None:
        return whole
    first = _first(life, before, closing, at)
    return [
        Part(life.case.id, first, before),
        Part(_id_after(life.case.id), _second(life, first, since, closing, at), life.events, goes_on=True),
    ]


def _first(life: Life, before: Sequence[EventRow], closing: EventRow, at: datetime) -> Life:
    """As it stood before somebody opened it again: a rating and an appeal after the closing are of this part."""
    case = life.case
    granted = [one for one in life.granted if one.decided_at < at]
    filed = case.filed_at is not None and case.filed_at <= closing.at
    then = case._replace(
        state=CaseState.CLOSED.value,
        department=_last_about("dispatch_case", before),
        handler=_last_about("assign_case", before),
        filed_at=case.filed_at if filed else None,
        closed_at=closing.at,
        reworks=closing.round - 1,
        returns=_returns(before) + _count(granted, RequestKind.RETURN),
        extensions=_count(granted, RequestKind.EXTENSION),
        suspensions=_count(granted, RequestKind.SUSPENSION),
        redispatched=False,
        self_handled=closing.command == _ON_THE_SPOT,
        exempt=_count(granted, RequestKind.APPEAL) > 0,
    )
    return life._replace(
        case=then,
        events=before,
        timers=[timer for timer in life.timers if timer.started_at < at],
        ratings=[rating for rating in life.ratings if rating.round <= closing.round],
    )


def _second(life: Life, first: Life, since: Sequence[EventRow], closing: EventRow, at: datetime) -> Life:
    """What came after it, by itself. The hotline's order is of the first part: it was answered for the report."""
    return life._replace(
        case=_less(life.case, first.case)._replace(redispatched=False),
        events=since,
        timers=[timer for timer in life.timers if timer.started_at >= at],
        ratings=[rating for rating in life.ratings if rating.round > closing.round],
        orders=(),
    )


def _less(whole: CaseRow, first: CaseRow) -> CaseRow:
    """The case with what was adjusted since; the round that the reopening began is no rework."""
    return whole._replace(
        reworks=max(0, whole.reworks - first.reworks),
        returns=max(0, whole.returns - first.returns),
        extensions=max(0, whole.extensions - first.extensions),
        suspensions=max(0, whole.suspensions - first.suspensions),
    )


def _returns(events: Iterable[EventRow]) -> int:
    """How often it went back without anybody's leave."""
    return sum(
        event.command == "return_to_acceptor"
        or (event.command == "return_to_dispatcher" and event.to_state == CaseState.PENDING_DISPATCH)
        for event in events
    )


def _count(granted: Iterable[RequestRow], kind: RequestKind) -> int:
    return sum(one.of_kind == kind for one in granted)


def _last_about(command: str, events: Sequence[EventRow]) -> str | None:
    return next((event.about for event in reversed(events) if event.command == command and event.about), None)


def _id_after(case: str) -> str:
    """The id of the second row: the case's as a UUIDv8, which no phone can give to a case of its own (`base.Id`).

    Its time stays, so that copies of a case to later dates agree.
    """
    return f"{case[:_VERSION]}8{case[_VERSION + 1 :]}"
