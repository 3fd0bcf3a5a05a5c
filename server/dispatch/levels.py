"""The way of a case up and down the tree, and how long each level had it. Pure: it is told the time."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from mobile_contract.cases import CaseState
from server.cases.entities import CaseEvent
from server.cases.words import TERMINAL

UP, DOWN = "escalate_case", "assign_down"


class Stay(NamedTuple):
    """How long a level had a case; `org` None is the grid itself, `until_at` None is until now."""

    org: str | None
    from_at: datetime
    until_at: datetime | None
    by: str


def stays_of(events: Iterable[CaseEvent], first_org: str | None, org_above: Callable[[str], str | None]) -> list[Stay]:
    """The levels that had a case, the first one first; `first_org` is right above its grid.

    A level has it until the next one does, or until it ends; what was not applied moved nothing. Of a case that was
    moved while its grid was another's, or whose tree has changed, it tells the way by the present tree.
    """
    applied = sorted((one for one in events if one.applied), key=lambda one: (one.at, one.seq, one.id))
    stays: list[Stay] = []
    org: str | None = None
    for event in applied:
        if not stays:
            stays.append(Stay(None, event.at, None, event.command))
        if event.command in (UP, DOWN):
            org = event.about if event.command == DOWN else _above(org, first_org, org_above)
            stays[-1] = stays[-1]._replace(until_at=event.at)
            stays.append(Stay(org, event.at, None, event.command))
    ended = _ended_at(applied)
    if stays and ended is not None:
        stays[-1] = stays[-1]._replace(until_at=max(ended, stays[-1].from_at))
    return stays


def _above(org: str | None, first_org: str | None, org_above: Callable[[str], str | None]) -> str | None:
    return first_org if org is None else org_above(org)


def _ended_at(events: list[CaseEvent]) -> datetime | None:
    """When it came to the end that it is still at."""
    state: CaseState | None = None
    at: datetime | None = None
    for event in events:
        if event.to_state is not None and event.to_state is not state:
            state, at = event.to_state, event.at
    return at if state in TERMINAL else None
