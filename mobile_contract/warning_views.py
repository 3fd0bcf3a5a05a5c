"""What an office sees of warnings: templates, previews with their audience, and whom one has not reached."""

from mobile_contract.base import Instant, Wire
from mobile_contract.warning import (
    DoorCall,
    ReviewOutcome,
    TemplateField,
    WarningCategory,
    WarningLevel,
    WarningState,
    WarningText,
)


class WarningTemplateView(Wire, frozen=True):
    """A template."""

    id: str
    name: str
    category: WarningCategory
    event: str
    fields: tuple[TemplateField, ...]
    texts: tuple[WarningText, ...]
    agency: str


class WarningTemplateList(Wire, frozen=True):
    """`GET /v1/warning-templates`: every template, by name."""

    templates: tuple[WarningTemplateView, ...]


class GridAudience(Wire, frozen=True):
    """Who lives in a grid of a warning's area: persons, those with a phone number, and the homes they live in."""

    grid: str
    code: str
    name: str
    persons: int
    phones: int
    homes: int


class WarningPreview(Wire, frozen=True):
    """`GET /v1/warnings/{warning}/preview`: what would be told, and to how many, by grid in their order."""

    warning: str
    state: WarningState
    level: WarningLevel
    drill: bool
    texts: tuple[WarningText, ...]
    audience: tuple[GridAudience, ...]
    persons: int
    phones: int
    homes: int
    needs_approval: bool


class WarningView(Wire, frozen=True):
    """A warning as an office sees it."""

    id: str
    version: int
    state: WarningState
    level: WarningLevel
    category: WarningCategory
    event: str
    texts: tuple[WarningText, ...]
    grids: tuple[str, ...]
    drill: bool
    drafted_by: str
    drafted_at: Instant
    expires_at: Instant
    onset_at: Instant | None = None
    number: str | None = None
    cancel_number: str | None = None
    approved_by: str | None = None
    issued_by: str | None = None
    issued_at: Instant | None = None
    review_due: bool = False
    reviewed_by: str | None = None
    review: ReviewOutcome | None = None
    review_words: str = ""
    ended_at: Instant | None = None
    ended_by: str | None = None
    words: str = ""
    updates: str | None = None
    source: str = ""


class WarningList(Wire, frozen=True):
    """`GET /v1/warnings`: warnings that touch one's area, the newest first."""

    warnings: tuple[WarningView, ...]
    next: str | None = None


class GridReach(Wire, frozen=True):
    """How far a warning has come in a grid: of its `homes`, those reached by a channel and at the door, and those left.

    `acknowledged_by` is who has it in hand there; `rung` how far the ladder has gone until then.
    """

    grid: str
    code: str
    name: str
    homes: int
    reached: int
    at_the_door: int
    left: int
    rung: int
    acknowledged_by: str | None = None


class WarningReport(Wire, frozen=True):
    """`GET /v1/warnings/{warning}/report`: who has been reached and who has not, by grid in their order."""

    warning: str
    number: str | None
    state: WarningState
    drill: bool
    grids: tuple[GridReach, ...]
    homes: int
    reached: int
    left: int


class UnreachedHome(Wire, frozen=True):
    """A home that nothing has reached: where it is, and what came of the last knock."""

    dwelling: str
    building: str
    unit: str
    room: str
    persons: int
    phones: int
    last: DoorCall | None = None


class UnreachedPage(Wire, frozen=True):
    """`GET /v1/warnings/{warning}/unreached`: the doors of one grid, in the order in which one walks."""

    warning: str
    grid: str
    drill: bool
    homes: tuple[UnreachedHome, ...]
