"""Cases, their events, their classes and the counter of their numbers, as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.cases import CaseSource, CaseState
from server.core.entities import Entity


class Case(Entity, frozen=True, kw_only=True):
    """A case. Where it is: canonical WGS-84, the raw pair as it came, and the grid that answers for the place.

    `grid_version` is the shape that held the point when it was observed, or holds it now where none did.
    """

    state: CaseState
    state_seq: int
    generation: int
    case_no: str | None
    title: str
    description: str
    class_code: str | None
    source: CaseSource
    reporter: str
    reported_at: datetime
    clock_quality: str
    address: str
    lon: float | None
    lat: float | None
    raw_lon: float | None
    raw_lat: float | None
    datum: str | None
    accuracy_m: float | None
    cell: int | None
    grid: str | None
    claimed_grid: str | None
    urgent: bool
    photos_promised: int
    grid_version: str | None = None
    department: str | None = None
    handler: str | None = None
    checker: str | None = None
    round: int = 1
    due_at: datetime | None = None
    closed_at: datetime | None = None


class CaseEvent(Entity, frozen=True, kw_only=True):
    """One event of a case: append-only, also when it was not applied. It carries the case's grid and handler."""

    case_id: str
    command: str
    from_state: CaseState | None
    to_state: CaseState | None
    actor: str
    at: datetime
    clock_quality: str
    applied: bool
    opinion: str
    seq: int
    grid: str | None
    handler: str | None
    checker: str | None = None


class CaseGrant(Entity, frozen=True, kw_only=True):
    """The fact that a person works, or worked, on a case: the grant of the case's scope."""

    case_id: str
    user_id: str
    from_at: datetime
    until_at: datetime | None


class CaseClass(Entity, frozen=True, kw_only=True):
    """A class of the catalogue (domain.md 4)."""

    code: str
    scheme: str
    kind: str
    major: str
    minor: str
    name: str
    photos_before: int
    photos_after: int
    limit_value: int
    limit_unit: str


class CaseCounter(Entity, frozen=True, kw_only=True):
    """The last case number given, and on which day; there is one, and its day never goes back."""

    day: str
    last: int
