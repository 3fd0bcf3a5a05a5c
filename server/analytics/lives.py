"""What is known of a case without a word of what people said: rows as they lie in the tables of cases. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class CaseRow(NamedTuple):
    """A case: where it stands, whose it is, how often it was adjusted."""

    id: str
    state: str
    source: str
    class_code: str | None
    grid: str | None
    grid_version: str | None
    department: str | None
    handler: str | None
    reported_at: datetime
    filed_at: datetime | None
    closed_at: datetime | None
    urgent: bool
    reworks: int
    returns: int
    extensions: int
    suspensions: int
    reopenings: int
    redispatched: bool
    self_handled: bool
    exempt: bool
    historic: bool


class EventRow(NamedTuple):
    """An event that was applied, in the case's own order, with the state that it led to and the round it was of."""

    case_id: str
    command: str
    actor: str
    at: datetime
    about: str | None
    to_state: str | None = None
    round: int = 1


class TimerRow(NamedTuple):
    """A clock of a stage."""

    case_id: str
    stage: str
    state: str
    started_at: datetime
    due_at: datetime
    finished_at: datetime | None


class TaskRow(NamedTuple):
    """What a person was sent for."""

    id: str
    case_id: str
    of_kind: str
    state: str
    assignee: str | None
    sent_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    result: str | None


class RatingRow(NamedTuple):
    """The answers of one round."""

    case_id: str
    round: int
    contacted: bool | None
    solved: bool | None
    satisfaction: int


class RequestRow(NamedTuple):
    """What was asked for and granted: more time, a rest, a return, an appeal. Read of cases alone that came back."""

    case_id: str
    of_kind: str
    decided_at: datetime


class OrderRow(NamedTuple):
    """A hotline's order beside its case: what was due when, and what the citizen said when called back."""

    case_id: str
    received_at: datetime
    sign_due_at: datetime
    reply_due_at: datetime
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    reached: bool | None = None
    replied_at: datetime | None = None
    solved: bool | None = None
    satisfaction: int | None = None


class Place(NamedTuple):
    """What the catalogue and the territory say of a case: its class, its grids and the organisation that has the grid.

    `grid_then` is the grid whose shape held the place when it was observed; `grid` answers for it now.
    """

    kind: str = ""
    major: str = ""
    area: str | None = None
    grid_then: str | None = None


class Life(NamedTuple):
    """One case with all that happened to it."""

    case: CaseRow
    place: Place
    events: Sequence[EventRow] = ()
    timers: Sequence[TimerRow] = ()
    tasks: Sequence[TaskRow] = ()
    ratings: Sequence[RatingRow] = ()
    orders: Sequence[OrderRow] = ()
    granted: Sequence[RequestRow] = ()
