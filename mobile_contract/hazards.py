"""Hazard inspections: check templates, inspections, and the dangers found by them (domain.md 2.1, 3.6, 7.5)."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import (
    Code,
    Command,
    Day,
    Id,
    Instant,
    Key,
    Line,
    Point,
    Record,
    Request,
    Short,
    Text,
    Wire,
    require_usual,
)
from mobile_contract.cases import LimitUnit
from mobile_contract.danger_machine import DangerState
from mobile_contract.policies import APPEND, MACHINE, SERVER

Days = Annotated[int, Meta(ge=1, le=365)]
Photos = Annotated[int, Meta(ge=0, le=9)]
Round = Annotated[int, Meta(ge=0, le=10_000)]


class HazardSubject(StrEnum):
    """What is inspected."""

    DWELLING = "dwelling"
    BUILDING = "building"
    SITE = "site"
    RENTED_HOUSE = "rented_house"


class CheckLevel(Request, frozen=True, kw_only=True):
    """How grave a danger is, the gravest first; while one of it is open its place is inspected every `period_days`."""

    code: Code
    name: Short
    period_days: Annotated[int, Meta(ge=1, le=3650)]


class CheckItem(Request, frozen=True, kw_only=True):
    """What is looked at. A danger of it is proved by so many photos, and is put right within `rectify_days`."""

    code: Code
    text: Line
    level: Code
    may_fix_on_spot: bool = True
    photos_before: Photos = 1
    photos_after: Photos = 1
    rectify_days: Days = 7


class PublishCheckTemplate(Command, frozen=True, kw_only=True, tag="publish_check_template"):
    """An edition of the check list of a site type; `entity` is the edition. It is in force from `valid_from`: now.

    `applies_to` names what is inspected by it from time to time, as kind.use (`dwelling.rented`), every `period_days`.
    Notices count `unit`: natural days, or work days by the district's calendar. `case_class` is that of a case which a
    danger is escalated to. `source` tells where the list is from. Editions stay for ever: dangers keep theirs.
    """

    scheme: Key
    site_type: Code
    name: Line
    source: Line
    items: Annotated[tuple[CheckItem, ...], Meta(min_length=1, max_length=60)]
    levels: Annotated[tuple[CheckLevel, ...], Meta(min_length=1, max_length=10)]
    period_days: Annotated[int, Meta(ge=1, le=3650)]
    applies_to: Annotated[tuple[Key, ...], Meta(max_length=20)] = ()
    unit: LimitUnit = LimitUnit.NATURAL_DAY
    case_class: Key | None = None
    valid_from: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.valid_from)


class Finding(Request, frozen=True, kw_only=True):
    """A danger that an inspection found; `danger` is its id, made by the phone. `photos` are promised, and follow."""

    danger: Id
    item: Code
    note: Text = ""
    responsible: Line = ""
    photos: Photos = 0


class RecordInspection(Command, frozen=True, kw_only=True, tag="record_inspection"):
    """An inspection of a place by an edition of a check list; `entity` and `root` are the inspection.

    `checked` are the items that were looked at; those of the findings are, whether they are named or not. `met` is who
    was there for the place. Of a rented house `dwelling` names which it is a part of: by that its place is known.
    """

    subject_kind: HazardSubject
    subject: Id
    template: Id
    findings: Annotated[tuple[Finding, ...], Meta(max_length=40)] = ()
    checked: Annotated[tuple[Code, ...], Meta(max_length=60)] = ()
    met: Line = ""
    note: Text = ""
    point: Point | None = None
    dwelling: Id | None = None


class DangerCommand(Command, frozen=True, kw_only=True):
    """An event of a danger: `entity` is the danger, `root` its inspection.

    `saw` is the state that the person saw, `round` the round: what was done in one that is over proves nothing of the
    present one.
    """

    saw: DangerState | None = None
    round: Round = 0
    words: Text = ""


class FixDanger(DangerCommand, frozen=True, kw_only=True, tag="fix_danger"):
    """It was put right on the spot; photos of after (phase `handle`) are named before."""


class IssueNotice(DangerCommand, frozen=True, kw_only=True, tag="issue_notice"):
    """A rectification notice: the server gives its number. Its deadline is so many days after it was handed over.

    Without `days` they are those of the item. `handed_to` is who took it.
    """

    days: Days | None = None
    handed_to: Line = ""


class RectifyDanger(DangerCommand, frozen=True, kw_only=True, tag="rectify_danger"):
    """Those who answer for the place say that it is put right, or somebody saw that it is; re-inspection follows."""


class ReinspectionResult(StrEnum):
    """What looking again found."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"


class ReinspectDanger(DangerCommand, frozen=True, kw_only=True, tag="reinspect_danger"):
    """Somebody looked again. What failed gets the next notice at once, of `days`, and the next round begins."""

    result: ReinspectionResult
    days: Days | None = None
    handed_to: Line = ""


class EscalateDanger(DangerCommand, frozen=True, kw_only=True, tag="escalate_danger"):
    """It goes on as a case, whose id the phone makes: `words` is what is asked of those who handle it.

    The case lies where the danger's place does, and at `address`. Its class is the template's, unless one is named.
    """

    case: Id
    address: Line = ""
    class_code: Key | None = None
    urgent: bool = False


class WithdrawDanger(DangerCommand, frozen=True, kw_only=True, tag="withdraw_danger"):
    """It was found in error; `words` says why. Given online."""


class CloseDanger(DangerCommand, frozen=True, kw_only=True, tag="close_danger"):
    """Nothing is left to do. Given online."""


class TellDeadline(DangerCommand, frozen=True, kw_only=True, tag="tell_deadline"):
    """The server's own word that the deadline `due_on` of the notice `notice_no` has passed."""

    notice_no: Code
    due_on: Day


class TemplateLevel(Wire, frozen=True, kw_only=True):
    """A level of an edition, the gravest first."""

    code: str
    name: str
    period_days: int


class TemplateItem(Wire, frozen=True, kw_only=True):
    """An item of an edition, and what a danger of it asks for."""

    code: str
    text: str
    level: str
    may_fix_on_spot: bool = True
    photos_before: int = 1
    photos_after: int = 1
    rectify_days: int = 7


class CheckTemplateRecord(Record, frozen=True, kw_only=True, tag="check_template"):
    """An edition of a check list as phones hold it: every edition that there ever was, in the scope `dist`."""

    scheme: Annotated[str, SERVER]
    site_type: Annotated[str, SERVER]
    edition: Annotated[int, SERVER]
    name: Annotated[str, SERVER]
    source: Annotated[str, SERVER]
    items: Annotated[tuple[TemplateItem, ...], SERVER]
    levels: Annotated[tuple[TemplateLevel, ...], SERVER]
    period_days: Annotated[int, SERVER]
    valid_from: Annotated[Instant, SERVER]
    valid_until: Annotated[Instant | None, SERVER] = None
    applies_to: Annotated[tuple[str, ...], SERVER] = ()
    unit: Annotated[LimitUnit, SERVER] = LimitUnit.NATURAL_DAY
    case_class: Annotated[str | None, SERVER] = None


class InspectionRecord(Record, frozen=True, kw_only=True, tag="inspection"):
    """An inspection as phones hold it."""

    subject_kind: Annotated[HazardSubject, APPEND]
    subject: Annotated[str, APPEND]
    template: Annotated[str, APPEND]
    site_type: Annotated[str, APPEND]
    inspector: Annotated[str, APPEND]
    inspected_at: Annotated[Instant, APPEND]
    clock_quality: Annotated[str, SERVER] = ""
    checked: Annotated[tuple[str, ...], APPEND] = ()
    dangers: Annotated[tuple[str, ...], APPEND] = ()
    met: Annotated[str, APPEND] = ""
    note: Annotated[str, APPEND] = ""
    distance_m: Annotated[float | None, SERVER] = None
    far: Annotated[bool, SERVER] = False


class DangerRecord(Record, frozen=True, kw_only=True, tag="danger"):
    """A danger as phones hold it, with what its item asks for. `repeats` is an open one of the same item and place.

    `due_on` is the deadline of the last notice, a day of Asia/Shanghai; `overdue_at` when the server saw it passed.
    """

    inspection: Annotated[str, APPEND]
    subject_kind: Annotated[HazardSubject, APPEND]
    subject: Annotated[str, APPEND]
    template: Annotated[str, APPEND]
    item: Annotated[str, APPEND]
    text: Annotated[str, SERVER]
    level: Annotated[str, SERVER]
    state: Annotated[DangerState, MACHINE]
    found_at: Annotated[Instant, APPEND]
    found_by: Annotated[str, APPEND]
    round: Annotated[int, MACHINE] = 1
    may_fix_on_spot: Annotated[bool, SERVER] = True
    photos_before: Annotated[int, SERVER] = 0
    photos_after: Annotated[int, SERVER] = 0
    rectify_days: Annotated[int, SERVER] = 7
    note: Annotated[str, APPEND] = ""
    responsible: Annotated[str, APPEND] = ""
    notice_no: Annotated[str | None, SERVER] = None
    due_on: Annotated[str | None, SERVER] = None
    handled_at: Annotated[Instant | None, SERVER] = None
    noticed_at: Annotated[Instant | None, SERVER] = None
    rectified_at: Annotated[Instant | None, SERVER] = None
    reinspected_at: Annotated[Instant | None, SERVER] = None
    ended_at: Annotated[Instant | None, SERVER] = None
    overdue_at: Annotated[Instant | None, SERVER] = None
    case_id: Annotated[str | None, SERVER] = None
    repeats: Annotated[str | None, SERVER] = None
