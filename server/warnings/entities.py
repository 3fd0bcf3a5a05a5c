"""Templates, warnings, how far they came in each grid, and the counters of their numbers. Pure."""

from datetime import datetime

from mobile_contract.warning import (
    DoorCall,
    Reached,
    ReviewOutcome,
    TemplateField,
    WarningArea,
    WarningCategory,
    WarningLevel,
    WarningState,
    WarningText,
)
from server.core.entities import Entity, named_id


class WarningTemplate(Entity, frozen=True, kw_only=True):
    """What warnings of a kind say, and what has to be filled in."""

    name: str
    category: WarningCategory
    event: str
    fields: tuple[TemplateField, ...]
    texts: tuple[WarningText, ...]
    agency: str


class PublicWarning(Entity, frozen=True, kw_only=True):
    """A warning. `texts` are final, a drill's with their marks; `grids` are those that `area` reached when drafted.

    `review_due` from an issue without approval until the review; `words` is why it was dropped or cancelled.
    """

    level: WarningLevel
    category: WarningCategory
    event: str
    texts: tuple[WarningText, ...]
    area: WarningArea
    grids: tuple[str, ...]
    agency: str
    drafted_by: str
    drafted_at: datetime
    expires_at: datetime
    onset_at: datetime | None = None
    drill: bool = False
    updates: str | None = None
    source: str = ""
    state: WarningState = WarningState.DRAFT
    number: str | None = None
    cancel_number: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    issued_by: str | None = None
    issued_at: datetime | None = None
    review_due: bool = False
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    review: ReviewOutcome | None = None
    review_words: str = ""
    ended_by: str | None = None
    ended_at: datetime | None = None
    words: str = ""


class WarningReach(Entity, frozen=True, kw_only=True):
    """How far a warning came in a grid. `escalate_at`: when the next rung is told; None once it is in hand."""

    warning: str
    grid: str
    drill: bool = False
    reached: tuple[Reached, ...] = ()
    calls: tuple[DoorCall, ...] = ()
    rung: int = 0
    escalate_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None


class WarningCounter(Entity, frozen=True, kw_only=True):
    """The last number that was given: its second in Beijing time (YYYYMMDDhhmmss) and its serial there."""

    second: str
    ordinal: int


def reach_id(warning: str, grid: str) -> str:
    """The id of how far a warning came in a grid."""
    return named_id(f"warning_reach|{warning}|{grid}")


def counter_id(*, drill: bool) -> str:
    """The id of the one counter of warnings, or of drills."""
    return named_id(f"warning_counter|{'drill' if drill else 'real'}")
