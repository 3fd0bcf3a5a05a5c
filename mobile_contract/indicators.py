"""Indicators as offices read them: what is counted over what, its figures by group, and the cases behind a figure."""

from mobile_contract.base import Instant, Wire
from mobile_contract.cases import CaseSource, CaseState


class IndicatorDefinition(Wire, frozen=True, kw_only=True):
    """An indicator in the version that is in force: its formula in words, by what it can be told, what is uncertain."""

    id: str
    version: int
    name_zh: str
    name_en: str
    unit: str
    formula: str
    group_by: tuple[str, ...]
    better: str
    survey: bool = False
    valid_from: str | None = None
    valid_until: str | None = None
    note: str = ""


class IndicatorList(Wire, frozen=True):
    """`GET /v1/indicators`: every indicator in force in a month."""

    month: str
    indicators: tuple[IndicatorDefinition, ...]


class IndicatorFigure(Wire, frozen=True, kw_only=True):
    """The figure of a group: `numerator` of `denominator`, as a percentage with two decimals, rounded half up.

    `value` is None where there is nothing to count, and where too few were asked (`withheld`), of whom no counts are
    told either.
    `pop` and `yoy` are percentage points more than in the month before and in the same month of the year before.
    `rank` begins with 1; equal figures share it. A score has no counts.
    """

    key: str
    name: str = ""
    numerator: int | None = None
    denominator: int | None = None
    value: str | None = None
    pop: str | None = None
    yoy: str | None = None
    rank: int | None = None
    withheld: bool = False


class Freshness(Wire, frozen=True, kw_only=True):
    """How new figures are: the position of the journal up to which they are counted, and the journal's own.

    `behind_s` is the age of the oldest commit that is not counted yet, 0 when all are.
    """

    pos: int
    head_pos: int
    behind_s: int


class IndicatorView(Wire, frozen=True, kw_only=True):
    """`GET /v1/indicators/{id}?month=&by=&area=`: an indicator's figures of a month.

    `through` is the last day that is counted: a limit of today has not been missed before midnight. `average` is the
    mean of the groups' values. `open_overdue` are the cases of the area whose limit of handling has passed by now and
    that nobody has handled. `groups` are in the order of the ranking; `left_out` is how many a `top` cut off.
    """

    indicator: IndicatorDefinition
    month: str
    by: str
    area: str | None
    through: str
    total: IndicatorFigure
    groups: tuple[IndicatorFigure, ...]
    average: str | None
    open_overdue: int
    freshness: Freshness
    left_out: int = 0


class CountedCase(Wire, frozen=True, kw_only=True):
    """A case behind a figure, without a word of what people said; `task` where a task of it is counted.

    `in_numerator` tells whether it counts above the line too.
    """

    case: str
    case_no: str | None
    state: CaseState
    source: CaseSource
    reported_at: Instant
    day: str
    in_numerator: bool
    class_code: str | None = None
    grid: str | None = None
    department: str | None = None
    due_at: Instant | None = None
    closed_at: Instant | None = None
    task: str | None = None


class CountedCases(Wire, frozen=True, kw_only=True):
    """`GET /v1/indicators/{id}/cases`: the cases behind a figure, the latest day first; `next` goes into `after`.

    `names` tells what their grids and departments are called, by id.
    """

    cases: tuple[CountedCase, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default
