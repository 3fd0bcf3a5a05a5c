"""The catalogue: schemes, classes and filing conditions as editions bring them, and which department answers for what.

All of it is data with ids and effective dates (domain.md 4). No rule lives here.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Id, Instant, Key, Line, Record, Request, Short, Wire, require_usual
from mobile_contract.cases import LimitUnit
from mobile_contract.policies import SERVER

KeyPart = Annotated[str, Meta(min_length=1, max_length=15, pattern="^[0-9A-Za-z_.]+$(?!\\n)")]
"""A part of a class key: no hyphen, so that the joined key reads back in one way only."""

ConditionKey = Annotated[str, Meta(max_length=68, pattern="^[0-9A-Za-z_.-]+:[1-9][0-9]?$(?!\\n)")]
"""A class key and the ordinal of one of its filing conditions, such as `B-event-01-07:1`."""

Matters = Annotated[str, Meta(max_length=68, pattern="^([0-9A-Za-z_.-]+(:[1-9][0-9]?)?)?$(?!\\n)")]
"""Which matters: a condition key, a class key, or the first parts of one (`B-event-01`, `B`); "" means all."""

PhotoMinimum = Annotated[int, Meta(ge=0, le=20)]
LimitValue = Annotated[int, Meta(ge=1, le=10_000)]
Ordinal = Annotated[int, Meta(ge=1, le=99)]
Level = Annotated[str, Meta(max_length=15, pattern="^[0-9A-Za-z_.]*$(?!\\n)")]


class DutyRule(StrEnum):
    """How a condition finds its responsible department, before the responsibility table is asked."""

    TABLE = "table"
    OWNER = "owner"
    STREET = "street"
    COMMUNITY = "community"


class SchemeShape(Request, frozen=True, kw_only=True):
    """A class scheme: its key, whose edition of what it is, and how many digits its minors have.

    With `valid_until` the whole scheme ends then: all its classes and conditions are retired.
    """

    scheme: KeyPart
    name: Line
    name_en: Line = ""
    edition: Short = ""
    minor_digits: Annotated[int, Meta(ge=2, le=3)] = 2
    valid_from: Instant | None = None
    valid_until: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.valid_from, self.valid_until)


class ClassShape(Request, frozen=True, kw_only=True):
    """A class to have in the catalogue. Scheme, kind, major and minor together are its key: 04 of one scheme is 05 of
    another (domain.md 4).

    `ext` marks a local extension. Minimums and limit hold where no filing condition has been chosen.
    """

    scheme: KeyPart
    kind: KeyPart
    major: KeyPart
    minor: KeyPart
    name: Line
    photos_before: PhotoMinimum = 0
    photos_after: PhotoMinimum = 0
    limit_value: LimitValue
    limit_unit: LimitUnit
    name_en: Line = ""
    major_name: Line = ""
    ext: bool = False
    may_self_handle: bool = False
    check_waived: bool = False

    @property
    def code(self) -> str:
        """The class's key as cases name it, such as `B-event-01-07`."""
        return f"{self.scheme}-{self.kind}-{self.major}-{self.minor}"


class LimitOverride(Request, frozen=True, kw_only=True):
    """Another limit of a condition where a street answers, or for a department."""

    org: Id
    limit_value: LimitValue
    limit_unit: LimitUnit


class ConditionShape(Request, frozen=True, kw_only=True):
    """A filing condition of a class: what must be so to file, what must be so to close, and by when.

    `level` is the class of area that it is meant for; whoever files chooses by it.
    """

    scheme: KeyPart
    kind: KeyPart
    major: KeyPart
    minor: KeyPart
    ordinal: Ordinal
    text: Line
    closing_text: Line
    limit_value: LimitValue
    limit_unit: LimitUnit
    level: Level = ""
    duty: DutyRule = DutyRule.TABLE
    photos_before: PhotoMinimum = 1
    photos_after: PhotoMinimum = 1
    overrides: Annotated[tuple[LimitOverride, ...], Meta(max_length=100)] = ()

    @property
    def class_code(self) -> str:
        """The key of its class."""
        return f"{self.scheme}-{self.kind}-{self.major}-{self.minor}"

    @property
    def key(self) -> str:
        """Its own key, such as `B-event-01-07:1`."""
        return f"{self.class_code}:{self.ordinal}"


class DefineClasses(Command, frozen=True, kw_only=True, tag="define_classes"):
    """An edition of the catalogue: what comes new or changed, and what is retired; all else stays. All or nothing.

    `entity` is the id of this edition. It takes effect at `valid_from`: now, unless it says otherwise. Nothing is ever
    deleted. `reason` is the editor's, and must be told.
    """

    classes: Annotated[tuple[ClassShape, ...], Meta(max_length=1000)] = ()
    schemes: Annotated[tuple[SchemeShape, ...], Meta(max_length=50)] = ()
    conditions: Annotated[tuple[ConditionShape, ...], Meta(max_length=3000)] = ()
    retired_classes: Annotated[tuple[Key, ...], Meta(max_length=1000)] = ()
    retired_conditions: Annotated[tuple[ConditionKey, ...], Meta(max_length=3000)] = ()
    valid_from: Instant | None = None
    reason: Line = ""

    def __post_init__(self) -> None:
        require_usual(self.valid_from)


class ResponsibilityKey(Request, frozen=True, kw_only=True):
    """Which line of the responsibility table: some matters, in an area; `area` is an organisation or a grid, and
    without one the whole district.
    """

    matters: Matters = ""
    area: Id | None = None


class ResponsibilityShape(ResponsibilityKey, frozen=True, kw_only=True):
    """Which organisation leads in these matters there, and which assist it."""

    lead: Id
    assist: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()
    note: Line = ""


class DefineResponsibilities(Command, frozen=True, kw_only=True, tag="define_responsibilities"):
    """An edition of the responsibility table: lines that come new or changed, and lines that end. All or nothing.

    `entity` is the id of this edition; `reason` is the editor's, and must be told.
    """

    lines: Annotated[tuple[ResponsibilityShape, ...], Meta(max_length=3000)] = ()
    ended: Annotated[tuple[ResponsibilityKey, ...], Meta(max_length=3000)] = ()
    valid_from: Instant | None = None
    reason: Line

    def __post_init__(self) -> None:
        require_usual(self.valid_from)


class CaseClassRecord(Record, frozen=True, kw_only=True, tag="case_class"):
    """A version of a class; the class's key is scheme, kind, major and minor together (domain.md 4).

    New reports choose among those that are valid now, by the phone's own clock; old cases keep what they have.
    """

    code: Annotated[str, SERVER]
    name: Annotated[str, SERVER]
    kind: Annotated[str, SERVER]
    major: Annotated[str, SERVER]
    photos_before: Annotated[int, SERVER] = 0
    photos_after: Annotated[int, SERVER] = 0
    limit_value: Annotated[int, SERVER] = 0
    limit_unit: Annotated[str, SERVER] = ""
    scheme: Annotated[str, SERVER] = ""
    minor: Annotated[str, SERVER] = ""
    name_en: Annotated[str, SERVER] = ""
    major_name: Annotated[str, SERVER] = ""
    ext: Annotated[bool, SERVER] = False
    may_self_handle: Annotated[bool, SERVER] = False
    check_waived: Annotated[bool, SERVER] = False
    class_version: Annotated[int, SERVER] = 1
    valid_from: Annotated[Instant | None, SERVER] = None
    valid_until: Annotated[Instant | None, SERVER] = None


class FilingConditionRecord(Record, frozen=True, kw_only=True, tag="filing_condition"):
    """A version of a filing condition. What changes of it comes as another record, and this one's `valid_until`."""

    class_code: Annotated[str, SERVER]
    ordinal: Annotated[int, SERVER]
    text: Annotated[str, SERVER]
    closing_text: Annotated[str, SERVER]
    limit_value: Annotated[int, SERVER]
    limit_unit: Annotated[str, SERVER]
    level: Annotated[str, SERVER] = ""
    photos_before: Annotated[int, SERVER] = 0
    photos_after: Annotated[int, SERVER] = 0
    condition_version: Annotated[int, SERVER] = 1
    valid_from: Annotated[Instant | None, SERVER] = None
    valid_until: Annotated[Instant | None, SERVER] = None


class SchemeView(Wire, frozen=True, kw_only=True):
    """A scheme, as the catalogue lists it."""

    scheme: str
    name: str
    name_en: str = ""
    edition: str = ""
    minor_digits: int = 2
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class CatalogueView(Wire, frozen=True, kw_only=True):
    """`GET /v1/catalogue`: what is valid at `at`, by key. `ETag` stays the same for as long as this does."""

    at: Instant
    schemes: tuple[SchemeView, ...]
    classes: tuple[CaseClassRecord, ...]
    conditions: tuple[FilingConditionRecord, ...]


class ClassHistory(Wire, frozen=True, kw_only=True):
    """`GET /v1/catalogue/classes/{code}`: every version of a class, and of its filing conditions, the oldest first.

    What has ended is there too: old cases were filed under it.
    """

    code: str
    classes: tuple[CaseClassRecord, ...]
    conditions: tuple[FilingConditionRecord, ...]


class EditionView(Wire, frozen=True, kw_only=True):
    """An edition of the catalogue or of the responsibility table: whose, why, and how many rows it made and ended."""

    id: str
    editor: str
    reason: str
    made_at: Instant
    valid_from: Instant
    made: int
    ended: int


class EditionList(Wire, frozen=True, kw_only=True):
    """`GET /v1/catalogue/editions`: the latest first. `names` tells the editors; the server itself has none."""

    editions: tuple[EditionView, ...]
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class ResponsibilityView(Wire, frozen=True, kw_only=True):
    """A line of the responsibility table. Without an `area` it holds in the whole district; `path` is the area's."""

    matters: str
    path: str
    lead: str
    area: str | None = None
    assist: tuple[str, ...] = ()
    note: str = ""
    line_version: int = 1
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class ResponsibilityTable(Wire, frozen=True, kw_only=True):
    """`GET /v1/responsibilities`: the lines valid at `at`, by matters and place. `names` tells the organisations."""

    at: Instant
    lines: tuple[ResponsibilityView, ...]
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default
