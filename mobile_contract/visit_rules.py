"""Visit rules: whom to visit how often, as data that phones hold, and the due list that everybody computes from them.

An edition is the whole of a district's rules under the id of its scheme, in force from a day on (domain.md 7). What is
due by them is `sync.visit_dues`; the same in JavaScript is `generated/visit_dues.js`.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Day, Instant, Line, Record, Request, Version, Wire
from mobile_contract.policies import SERVER
from mobile_contract.register_views import PersonView
from mobile_contract.residents import ResidencyKind
from mobile_contract.visits import VisitChannel, VisitOutcome

Days = Annotated[int, Meta(ge=0, le=3660, description="natural days")]
Age = Annotated[int, Meta(ge=0, le=150, description="completed years")]
Priority = Annotated[int, Meta(ge=1, le=9, description="1 goes first")]


class VisitPeriod(StrEnum):
    """How often: once in each calendar period (weeks begin on Monday), every `days`, or only after a major change."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    DAYS = "days"
    CHANGE = "change"


MONTHS = {
    VisitPeriod.MONTH.value: 1,
    VisitPeriod.QUARTER.value: 3,
    VisitPeriod.HALF_YEAR.value: 6,
    VisitPeriod.YEAR.value: 12,
}
"""How long the periods are that are counted in calendar months."""


class MajorChange(StrEnum):
    """What calls for a visit soon: somebody moved in, or was given a tag (fell ill, came home from hospital)."""

    MOVED_IN = "moved_in"
    TAG_ADDED = "tag_added"


class DueState(StrEnum):
    """In the order in which they are listed."""

    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"


class DueCause(StrEnum):
    """Why a rule asks for a visit: its period, a major change, or that nobody was there the last time."""

    PERIOD = "period"
    CHANGE = "change"
    ABSENT = "absent"


class VisitTarget(Request, frozen=True, kw_only=True):
    """Whom a rule is for: one person who has all of these tags, that age, and one of these residencies.

    What is empty asks nothing; a target that asks nothing is every household where somebody lives.
    """

    tags: Annotated[tuple[Code, ...], Meta(max_length=10)] = ()
    min_age: Age = 0
    residency_kinds: Annotated[tuple[ResidencyKind, ...], Meta(max_length=3)] = ()


class VisitRule(Request, frozen=True, kw_only=True):
    """One line of the table of domain.md 7. It holds for a household where any of its targets fits somebody.

    `days` is the length of a period of DAYS. Open `ahead_days` before its end (0: all through its period); the first
    period ends no sooner than `grace_days` after the rule began to hold for the household. Nobody there: again after
    `retry_days`. `channels` count as a visit (none told: all seven). After a major change of `changes` a visit is due
    within `change_days`.
    """

    code: Code
    name: Line
    name_en: Line = ""
    priority: Priority
    targets: Annotated[tuple[VisitTarget, ...], Meta(min_length=1, max_length=20)]
    period: VisitPeriod
    days: Days = 0
    ahead_days: Days = 0
    grace_days: Days = 0
    retry_days: Days = 2
    channels: Annotated[tuple[VisitChannel, ...], Meta(max_length=7)] = ()
    changes: Annotated[tuple[MajorChange, ...], Meta(max_length=2)] = ()
    change_days: Days = 1


VisitRuleList = Annotated[tuple[VisitRule, ...], Meta(min_length=1, max_length=40)]


class PublishVisitRules(Command, frozen=True, kw_only=True, tag="publish_visit_rules"):
    """The district's visit rules from a day on, whole; `entity` is the id of this edition.

    Of two editions for one day the later one holds, so that a mistake is put right before it is in force. `base` is the
    version of the rules that the author saw: 0 before the first.
    """

    scheme: Code
    valid_from: Day
    rules: VisitRuleList
    reason: Line


class VisitEdition(Wire, frozen=True, kw_only=True):
    """Rules in force from 00:00 of a day in Asia/Shanghai until the next edition's; `number` counts editions."""

    number: Version
    scheme: str
    valid_from: str
    rules: tuple[VisitRule, ...]


class VisitRulesRecord(Record, frozen=True, kw_only=True, tag="visit_rules"):
    """A district's visit rules as its phones hold them: every edition, by number. There is one record, or none."""

    editions: Annotated[tuple[VisitEdition, ...], SERVER]


class VisitRulesView(Wire, frozen=True, kw_only=True):
    """`GET /v1/visits/rules`: every edition, which is in force, and who published the latest of them, when and why."""

    version: int
    in_force: int | None = None
    editions: tuple[VisitEdition, ...] = ()
    published_by: str | None = None
    published_at: Instant | None = None
    reason: str = ""


class DueReason(Wire, frozen=True, kw_only=True):
    """One rule that asks for a visit, and why. Whom it is for is told as ids of persons who live there."""

    rule: str
    name: str
    cause: DueCause
    state: DueState
    due_on: str
    window_start: str
    window_end: str
    persons: tuple[str, ...] = ()


class VisitDue(Wire, frozen=True, kw_only=True):
    """A household that somebody should see: one visit for all reasons.

    `days_left` until `due_on` is negative when that has gone by. `channels` count for all reasons. What came of the
    latest visit is told, for whoever was refused, or found that they had moved. `members` are those for whom it is,
    masked; a rule for every household names nobody.
    """

    household: str
    home: str
    state: DueState
    due_on: str
    window_start: str
    window_end: str
    days_left: int
    priority: int
    channels: tuple[VisitChannel, ...]
    reasons: tuple[DueReason, ...]
    last_outcome: VisitOutcome | None = None
    last_on: str | None = None
    last_met_on: str | None = None
    members: tuple[PersonView, ...] = ()


class VisitDuePage(Wire, frozen=True, kw_only=True):
    """`GET /v1/visits/due`: a page of a grid's due list, and how long the whole of it is, by state.

    `next`, if any, is what to ask for `skip`. `sensitive` tells whether tags were looked at: without, rules that ask
    for tags find nobody.
    """

    grid: str
    on: str
    edition: int | None
    sensitive: bool
    overdue: int
    due: int
    upcoming: int
    items: tuple[VisitDue, ...] = ()
    next: int | None = None


class RuleCoverage(Wire, frozen=True, kw_only=True):
    """Of one rule, or of all together (`rule` empty): whom it asked to see in the period of that day, and who was.

    `asked` counts obligations, `visited` those that a visit met in their window by that day, `overdue` those whose time
    has gone by.
    """

    rule: str
    name: str = ""
    asked: int
    visited: int
    overdue: int


class VisitCoverage(Wire, frozen=True, kw_only=True):
    """`GET /v1/visits/coverage`: visited of asked by rule, and visited households of all households of the grid.

    `seen_until` is when the latest visit took place that is known here: what phones still hold is not in the figures.
    """

    grid: str
    on: str
    edition: int | None
    households: int
    households_visited: int
    rules: tuple[RuleCoverage, ...] = ()
    seen_until: Instant | None = None
    counted_at: Instant
