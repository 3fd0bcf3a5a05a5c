"""Components: the register of managed city assets, from well covers to street trees, and how a case points at one.

A component is known by its identifier of 16 digits (domain.md 2.4): 6 of the county, then the major and minor digits of
its class (2 and 2, or 2 and 3, as its class scheme says), then a serial that fills the rest. Nothing here is personal.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta

from mobile_contract.base import Code, Command, Day, Id, Instant, Key, Line, Point, Record, Request, Wire
from mobile_contract.cases import CaseListItem
from mobile_contract.policies import LWW, MACHINE, REVIEW, SERVER, Maybe

ComponentCode = Annotated[str, Meta(pattern="^[0-9]{16}$(?!\\n)", description="a component's identifier")]
UnitGrid = Annotated[str, Meta(pattern="^([0-9]{14,15})?$(?!\\n)", description="unit grid code (BGID), or empty")]


class ComponentState(StrEnum):
    """How a component is (domain.md 2.1)."""

    INTACT = "intact"
    DAMAGED = "damaged"
    LOST = "lost"
    OCCUPIED = "occupied"
    ABANDONED = "abandoned"


class DataSource(StrEnum):
    """Where the register has a component from."""

    SURVEYED = "surveyed"
    MAP = "map"
    MANUAL = "manual"


class AccuracyClass(StrEnum):
    """How exactly a position is known: A to 0.5 m, B to 1 m, C to 10 m."""

    A = "A"
    B = "B"
    C = "C"


class DefineComponent(Command, frozen=True, kw_only=True, tag="define_component"):
    """A component comes into the register; `entity` is its row.

    `owner` has charge of it, `property` owns it, `maintenance` keeps it up: organisations. `recorded_on` is the day of
    its survey (ORDate), `changed_on` that of its last change (CHDate).
    """

    code: ComponentCode
    class_code: Key
    name: Line
    point: Point
    state: ComponentState = ComponentState.INTACT
    owner: Id | None = None
    property: Id | None = None
    maintenance: Id | None = None
    unit_grid: UnitGrid = ""
    recorded_on: Day | None = None
    changed_on: Day | None = None
    source: DataSource = DataSource.MANUAL
    accuracy: AccuracyClass = AccuracyClass.C
    note: Line = ""


class ComponentEdits(Request, frozen=True):
    """What a component's record may be changed in; each field tells what was seen and what is meant now."""

    name: Maybe[Line] = UNSET
    state: Maybe[ComponentState] = UNSET
    owner: Maybe[Id] = UNSET
    property: Maybe[Id] = UNSET
    maintenance: Maybe[Id] = UNSET
    unit_grid: Maybe[UnitGrid] = UNSET
    recorded_on: Maybe[Day] = UNSET
    source: Maybe[DataSource] = UNSET
    accuracy: Maybe[AccuracyClass] = UNSET
    note: Maybe[Line] = UNSET


class ChangeComponent(Command, frozen=True, kw_only=True, tag="change_component"):
    """Change fields of a component: `state` and `note` by whoever sees it, the others by those who keep the register.

    `changed_on` is the day of the change; without, the day on which it was observed.
    """

    set: ComponentEdits = ComponentEdits()
    changed_on: Day | None = None


class MoveComponent(Command, frozen=True, kw_only=True, tag="move_component"):
    """A component stands elsewhere, or its position is known better; the position observed last is kept."""

    point: Point
    source: DataSource = DataSource.MANUAL
    accuracy: AccuracyClass = AccuracyClass.C
    changed_on: Day | None = None


class RetireComponent(Command, frozen=True, kw_only=True, tag="retire_component"):
    """A component is taken out of use. Its row stays, for the cases that point at it; its identifier stays taken."""

    reason: Line


class RestoreComponent(Command, frozen=True, kw_only=True, tag="restore_component"):
    """A retired component is in use after all."""

    reason: Line


class ComponentRecord(Record, frozen=True, kw_only=True, tag="component"):
    """A component as phones of its grid hold it; its position is WGS-84."""

    code: Annotated[str, SERVER]
    class_code: Annotated[str, SERVER]
    name: Annotated[str, LWW]
    state: Annotated[ComponentState, LWW]
    lon: Annotated[float, SERVER]
    lat: Annotated[float, SERVER]
    grid: Annotated[str | None, SERVER] = None
    owner: Annotated[str | None, REVIEW] = None
    property: Annotated[str | None, REVIEW] = None
    maintenance: Annotated[str | None, REVIEW] = None
    unit_grid: Annotated[str, REVIEW] = ""
    recorded_on: Annotated[str | None, LWW] = None
    changed_on: Annotated[str | None, SERVER] = None
    source: Annotated[DataSource, LWW] = DataSource.MANUAL
    accuracy: Annotated[AccuracyClass, LWW] = AccuracyClass.C
    note: Annotated[str, LWW] = ""
    retired_at: Annotated[Instant | None, MACHINE] = None


class ComponentItem(Wire, frozen=True):
    """A component in a list, and how far it is from the place that was asked for."""

    component: ComponentRecord
    version: int
    distance_m: float | None = None


class ComponentPage(Wire, frozen=True):
    """`GET /v1/components`: those near a place, the nearest first, or those of a grid, by identifier.

    `next`, if any, is what to ask for `after`; `names` tells what organisations are called.
    """

    components: tuple[ComponentItem, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class ComponentChange(Wire, frozen=True):
    """One entry of a component's history: which command of whom made which version of it, and when it was observed."""

    version: int
    command: Code
    actor: str
    at: Instant


class ComponentDetail(Wire, frozen=True):
    """`GET /v1/components/{code}`: a component with the cases of the asker's area that point at it, and its history.

    `raw` is the position as it came, with its datum. `open_cases` are those that still run, `past_cases` the latest of
    the others, both the latest report first.
    """

    component: ComponentRecord
    version: int
    raw: Point
    open_cases: tuple[CaseListItem, ...] = ()
    past_cases: tuple[CaseListItem, ...] = ()
    history: tuple[ComponentChange, ...] = ()
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default
