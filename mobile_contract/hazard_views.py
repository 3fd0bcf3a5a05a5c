"""What offices read of hazard inspections: lists, one danger whole, the file of a place, notices, dues, figures."""

from mobile_contract.base import Instant, Wire
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import CheckTemplateRecord, DangerRecord, HazardSubject, InspectionRecord
from mobile_contract.media import PhotoRecord


class DangerItem(Wire, frozen=True, kw_only=True):
    """A danger as lists show it: nothing of what was written about people."""

    id: str
    version: int
    state: DangerState
    text: str
    level: str
    subject_kind: HazardSubject
    subject: str
    place: str
    grid: str
    found_at: Instant
    round: int = 1
    notice_no: str | None = None
    due_on: str | None = None
    overdue: bool = False
    case_id: str | None = None
    repeats: str | None = None


class DangerPage(Wire, frozen=True):
    """`GET /v1/dangers`: dangers of one's area, the newest first; `next`, if any, is what to ask for `after`."""

    dangers: tuple[DangerItem, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class DangerEventView(Wire, frozen=True, kw_only=True):
    """An event of a danger, also one that was not applied; one that issued a notice has its number and deadline."""

    id: str
    danger: str
    event: str
    actor: str
    at: Instant
    applied: bool
    from_state: DangerState | None = None
    to_state: DangerState | None = None
    round: int = 1
    absorbed: bool = False
    notice_no: str | None = None
    due_on: str | None = None
    words: str = ""
    handed_to: str = ""


class DangerDetail(Wire, frozen=True, kw_only=True):
    """`GET /v1/dangers/{id}`: a danger with its inspection, all that happened, and its photos, in order."""

    danger: DangerRecord
    version: int
    place: str
    inspection: InspectionRecord | None
    events: tuple[DangerEventView, ...]
    photos: tuple[PhotoRecord, ...]
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class HazardFile(Wire, frozen=True, kw_only=True):
    """`GET /v1/hazards/of/{subject}`: one file per place (一户一档), each part in the order of time.

    `retired`: the place is out of use; what was dangerous there stays on the list until it is led to an end.
    """

    subject_kind: HazardSubject
    subject: str
    place: str
    grid: str
    inspections: tuple[InspectionRecord, ...]
    dangers: tuple[DangerRecord, ...]
    events: tuple[DangerEventView, ...]
    photos: tuple[PhotoRecord, ...]
    retired: bool = False
    open: int = 0
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class NoticeView(Wire, frozen=True, kw_only=True):
    """`GET /v1/hazards/notices/{no}`: what stands on a rectification notice. `state` is the danger's of now.

    `superseded_by` is the number of the notice that came after it, if re-inspection failed.
    """

    notice_no: str
    danger: str
    issued_at: Instant
    issued_by: str
    due_on: str
    round: int
    place: str
    text: str
    level: str
    state: DangerState
    note: str = ""
    responsible: str = ""
    handed_to: str = ""
    overdue: bool = False
    superseded_by: str | None = None


class CheckTemplateList(Wire, frozen=True):
    """`GET /v1/hazards/templates`: the check lists in force, by site type; with `all`, every edition."""

    as_of: Instant
    templates: tuple[CheckTemplateRecord, ...]


class DueInspection(Wire, frozen=True, kw_only=True):
    """A place that is to be inspected. `because` names what set the period: `never`, `period`, or the level of an open
    danger. `due_on` is the day on which it was or will be due, `days_over` how long ago that was.
    """

    subject_kind: HazardSubject
    subject: str
    place: str
    site_type: str
    template: str
    due_on: str
    because: str
    days_over: int = 0
    last_on: str | None = None


class DuePage(Wire, frozen=True, kw_only=True):
    """`GET /v1/hazards/due`: what of a grid is to be inspected by `until_on`, the longest overdue first.

    `places` is how many of its places any check list in force applies to.
    """

    grid: str
    on: str
    until_on: str
    places: int
    due: tuple[DueInspection, ...]


class HazardCounts(Wire, frozen=True, kw_only=True):
    """Figures of the dangers that were found in a period, as they stand now.

    `found` is the denominator of all that follows: it leaves out those `withdrawn`; `repeats` are among it.
    `fixed_on_spot`, `noticed`, `rectified` and `reinspected` count what ever came so far. `still_dangerous` is found,
    noticed, rectified but not looked at again, or going on as a case.
    """

    inspections: int = 0
    places: int = 0
    found: int = 0
    withdrawn: int = 0
    repeats: int = 0
    fixed_on_spot: int = 0
    noticed: int = 0
    rectified: int = 0
    reinspected: int = 0
    escalated: int = 0
    closed: int = 0
    still_dangerous: int = 0
    overdue: int = 0


class GridHazards(Wire, frozen=True, kw_only=True):
    """Figures of a grid; `fresh_at` is when the latest inspection of the period was made, None: there is none."""

    grid: str
    name: str
    counts: HazardCounts
    fresh_at: Instant | None = None


class HazardFigures(Wire, frozen=True, kw_only=True):
    """`GET /v1/hazards/figures`: by grid and in all, of the days `from_on` to `until_on`, both included."""

    from_on: str
    until_on: str
    as_of: Instant
    total: HazardCounts
    grids: tuple[GridHazards, ...]
    fresh_at: Instant | None = None
