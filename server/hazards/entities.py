"""Check lists, inspections and dangers as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.cases import LimitUnit
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import HazardSubject, TemplateItem, TemplateLevel
from server.core.entities import Entity


class CheckTemplate(Entity, frozen=True, kw_only=True):
    """An edition of the check list of a site type; `edition` counts from 1 within scheme and site type."""

    scheme: str
    site_type: str
    edition: int
    name: str
    source: str
    items: tuple[TemplateItem, ...]
    levels: tuple[TemplateLevel, ...]
    period_days: int
    valid_from: datetime
    valid_until: datetime | None = None
    applies_to: tuple[str, ...] = ()
    unit: LimitUnit = LimitUnit.NATURAL_DAY
    case_class: str | None = None


class Inspection(Entity, frozen=True, kw_only=True):
    """An inspection of a place; it carries the place's grid. Its key seals its dangers too."""

    subject_kind: HazardSubject
    subject: str
    grid: str
    template: str
    site_type: str
    inspector: str
    inspected_at: datetime
    clock_quality: str
    checked: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    met: str = ""
    note: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    distance_m: float | None = None
    far: bool = False


class Danger(Entity, frozen=True, kw_only=True):
    """A danger of a place; it carries the place's grid and WGS-84 point, and what its item asked for when it was found.

    `unit` and `case_class` are its check list's. `repeats` is a danger of the same item and place that was open when
    this one was found: by two inspectors at once, or again. `ended_at` is of `closed` and `withdrawn`.
    """

    inspection: str
    subject_kind: HazardSubject
    subject: str
    grid: str
    template: str
    item: str
    level: str
    asks: TemplateItem
    unit: LimitUnit
    state: DangerState
    found_at: datetime
    found_by: str
    clock_quality: str
    case_class: str | None = None
    lon: float | None = None
    lat: float | None = None
    round: int = 1
    photos_promised: int = 0
    note: str = ""
    responsible: str = ""
    notice_no: str | None = None
    due_on: str | None = None
    handled_at: datetime | None = None
    noticed_at: datetime | None = None
    rectified_at: datetime | None = None
    reinspected_at: datetime | None = None
    ended_at: datetime | None = None
    overdue_at: datetime | None = None
    case_id: str | None = None
    repeats: str | None = None


class DangerEvent(Entity, frozen=True, kw_only=True):
    """One event of a danger: append-only, also when it was not applied; its id is its command's.

    One that issued a notice has its number and deadline. `absorbed`: the danger had gone past it, so that it changed
    nothing and stays as late evidence.
    """

    danger: str
    inspection: str
    command: str
    from_state: DangerState | None
    to_state: DangerState | None
    actor: str
    at: datetime
    clock_quality: str
    applied: bool
    round: int
    absorbed: bool = False
    notice_no: str | None = None
    due_on: str | None = None
    words: str = ""
    handed_to: str = ""


class NoticeCounter(Entity, frozen=True, kw_only=True):
    """The last number of a notice, and of which year; there is one, and its year never goes back."""

    year: str
    last: int
