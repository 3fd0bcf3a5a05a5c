"""Public warnings: levels, areas, texts from templates, approval, issue, update, cancel, drills, doors to knock at.

The Common Alerting Protocol 1.2 and GB/T 35965.1 name most of it; domain.md 3.6 has the life of a warning.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import (
    CellId,
    Code,
    Command,
    Datum,
    Id,
    Instant,
    Key,
    Line,
    Record,
    Request,
    Text,
    Wire,
    require_usual,
)
from mobile_contract.policies import APPEND, MACHINE, SERVER
from mobile_contract.territory import Position


class WarningLevel(StrEnum):
    """Ⅳ blue to Ⅰ red (domain.md 2.2). The two highest may be issued at once, and are reviewed after."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class WarningCategory(StrEnum):
    """What it is about (CAP 1.2, 3.2.2 `category`)."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class WarningState(StrEnum):
    """How far it is: nothing leaves the district before `issued`, and each of the last five is an end."""

    DRAFT = "draft"
    APPROVED = "approved"
    ISSUED = "issued"
    DROPPED = "dropped"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Language(StrEnum):
    """What a text is written in (RFC 5646); every warning has one in Chinese."""

    ZH_CN = "zh-CN"
    EN = "en"


class FieldKind(StrEnum):
    """What a field of a template is filled with."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


class ReviewOutcome(StrEnum):
    """What a second person says of a warning that was issued at once."""

    UPHELD = "upheld"
    OBJECTED = "objected"


class ReachChannel(StrEnum):
    """By what a home was reached."""

    PUSH = "push"
    INBOX = "inbox"
    SMS = "sms"
    CHAT = "chat"
    EMAIL = "email"
    DOOR = "door"


class DoorOutcome(StrEnum):
    """What came of knocking at a door."""

    TOLD = "told"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"


class TemplateField(Request, frozen=True, kw_only=True):
    """What must be filled in; `choices` are for CHOICE alone."""

    key: Key
    name: Line
    kind: FieldKind = FieldKind.TEXT
    choices: Annotated[tuple[Line, ...], Meta(max_length=30)] = ()


class WarningText(Request, frozen=True, kw_only=True):
    """What is told in one language; in a template `{key}` stands for a field."""

    language: Language
    headline: Line
    description: Text
    instruction: Text = ""


class FieldValue(Request, frozen=True):
    """What a field is filled with."""

    key: Key
    value: Line


class WarningArea(Request, frozen=True, kw_only=True):
    """Where, in one of three ways: the outer ring of a polygon, community grids, or H3 cells of resolution 8 to 11."""

    polygon: Annotated[tuple[Position, ...], Meta(max_length=500)] = ()
    datum: Datum = Datum.WGS84
    grids: Annotated[tuple[Id, ...], Meta(max_length=2000)] = ()
    cells: Annotated[tuple[CellId, ...], Meta(max_length=2000)] = ()


Texts = Annotated[tuple[WarningText, ...], Meta(min_length=1, max_length=4)]


class DefineWarningTemplate(Command, frozen=True, kw_only=True, tag="define_warning_template"):
    """What warnings of a kind say: `entity` is the template. Defined again, it is as told now; drafts keep their words.

    Every `{key}` of its texts is one of its fields, and every field is filled before there is a draft. One of the texts
    is in zh-CN. `agency` is trade and sub-unit of the warning identifier (domain.md 2.4), three
    digits each.
    """

    name: Line
    category: WarningCategory
    event: Line
    fields: Annotated[tuple[TemplateField, ...], Meta(max_length=30)] = ()
    texts: Texts
    agency: Code = "000000"


class DraftWarning(Command, frozen=True, kw_only=True, tag="draft_warning"):
    """Write a warning: `entity` is the warning. Nobody is told before it is issued.

    Its words are those of a `template` with its `values`, or `texts` with `category` and `event`. `updates` names the
    warning in force that it takes the place of when it is issued. A `drill` is marked in every text, and has a number
    of a space of its own. `source` says where it is from, if it is not of our own.
    """

    level: WarningLevel
    area: WarningArea
    expires_at: Instant
    onset_at: Instant | None = None
    template: Id | None = None
    values: Annotated[tuple[FieldValue, ...], Meta(max_length=30)] = ()
    texts: Annotated[tuple[WarningText, ...], Meta(max_length=4)] = ()
    category: WarningCategory = WarningCategory.OTHER
    event: Line = ""
    drill: bool = False
    updates: Id | None = None
    source: Line = ""

    def __post_init__(self) -> None:
        require_usual(self.expires_at, self.onset_at)


class ApproveWarning(Command, frozen=True, kw_only=True, tag="approve_warning"):
    """A second person agrees to a draft as it is."""


class DropWarning(Command, frozen=True, kw_only=True, tag="drop_warning"):
    """It is not issued; why."""

    reason: Line


class IssueWarning(Command, frozen=True, kw_only=True, tag="issue_warning"):
    """One click: it is in force, has its number, and its audience is told by every channel. A second click is none.

    Yellow and blue are approved before; orange and red may be issued as drafts, and are reviewed after.
    """


class ReviewWarning(Command, frozen=True, kw_only=True, tag="review_warning"):
    """A second person looks at what was issued at once. An objection is on record; it cancels nothing."""

    outcome: ReviewOutcome
    words: Line


class CancelWarning(Command, frozen=True, kw_only=True, tag="cancel_warning"):
    """It is over before its time, or was wrong; its audience is told why."""

    reason: Line


class ExpireWarning(Command, frozen=True, kw_only=True, tag="expire_warning"):
    """The server's own clock: its time is over."""


class AcknowledgeWarning(Command, frozen=True, kw_only=True, tag="acknowledge_warning"):
    """Somebody who answers for a grid has it in hand there: the ladder stops for that grid."""

    grid: Id


class EscalateWarning(Command, frozen=True, kw_only=True, tag="escalate_warning"):
    """The server's own clock: nobody has acknowledged in these grids, and the next rung of the ladder is told."""

    grids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=200)]


class ReportReached(Command, frozen=True, kw_only=True, tag="report_reached"):
    """What channels confirm, told by the server itself: somebody of these homes of a grid has the warning."""

    grid: Id
    channel: ReachChannel
    dwellings: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=1000)]


class RecordDoorCall(Command, frozen=True, kw_only=True, tag="record_door_call"):
    """A grid worker knocked at the door of a home that no channel had reached."""

    grid: Id
    dwelling: Id
    outcome: DoorOutcome


class WarningRecord(Record, frozen=True, kw_only=True, tag="warning"):
    """A warning in force as every phone of the district holds it, in the scope `dist`; when it is over it goes.

    `number` of a drill is no identifier of the real space. Of `area` the grids are told.
    """

    number: Annotated[str, APPEND]
    level: Annotated[WarningLevel, APPEND]
    category: Annotated[WarningCategory, APPEND]
    event: Annotated[str, APPEND]
    texts: Annotated[tuple[WarningText, ...], APPEND]
    grids: Annotated[tuple[str, ...], APPEND]
    issued_at: Annotated[Instant, MACHINE]
    expires_at: Annotated[Instant, APPEND]
    onset_at: Annotated[Instant | None, APPEND] = None
    drill: Annotated[bool, APPEND] = False
    updates: Annotated[str | None, APPEND] = None


class Reached(Wire, frozen=True):
    """A home that was reached first by a channel, and when the server knew."""

    dwelling: str
    channel: ReachChannel
    at: Instant


class DoorCall(Wire, frozen=True):
    """The last knock at a door behind which nobody was told."""

    dwelling: str
    outcome: DoorOutcome
    at: Instant
    by: str


class WarningReachRecord(Record, frozen=True, kw_only=True, tag="warning_reach"):
    """How far a warning has come in a grid: the homes of the grid that are not in `reached` are to be knocked at.

    It is held by the phones of the grid while the warning is in force.
    """

    warning: Annotated[str, SERVER]
    grid: Annotated[str, SERVER]
    drill: Annotated[bool, SERVER] = False
    reached: Annotated[tuple[Reached, ...], MACHINE] = ()
    calls: Annotated[tuple[DoorCall, ...], MACHINE] = ()
    rung: Annotated[int, MACHINE] = 0
    acknowledged_by: Annotated[str | None, MACHINE] = None
    acknowledged_at: Annotated[Instant | None, MACHINE] = None
