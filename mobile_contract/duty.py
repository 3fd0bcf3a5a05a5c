"""Who is on duty, who hears of a clock, and what is proposed for a case: commands of offices and of the clock."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import AnyId, CellId, Command, Id, Instant, Line, Request, Wire, require_usual

Percent = Annotated[int, Meta(ge=80, le=1000, description="of the limit; before 80 % a light is green")]


class Audience(StrEnum):
    """Who hears that a clock has run so far (domain.md 5).

    The owner is whose turn it is; the chief is the grid's, and the department's; the supervisor is the area's. Of the
    clock of a level the owner is the level that has the case, the chief the one above it.
    """

    OWNER = "owner"
    CHIEF = "chief"
    SUPERVISOR = "supervisor"


class LadderRung(Request, frozen=True, kw_only=True):
    """One step of the ladder: at which part of the limit who hears of it."""

    percent: Percent
    tells: Annotated[tuple[Audience, ...], Meta(min_length=1, max_length=3)]


class SetLadder(Command, frozen=True, kw_only=True, tag="set_ladder"):
    """Who hears of a clock from now on; `entity` is the id of this edition."""

    rungs: Annotated[tuple[LadderRung, ...], Meta(min_length=1, max_length=10)]


class TellLight(Command, frozen=True, kw_only=True, tag="tell_light"):
    """A clock of the case `entity` has come to `percent` of its limit. The server's own: each step is told once."""

    timer: AnyId
    percent: Percent


class RecountClock(Command, frozen=True, kw_only=True, tag="recount_clock"):
    """A clock of the case `entity` is reckoned anew, for the calendar has changed. The server's own."""

    timer: AnyId


class RosterDuty(Command, frozen=True, kw_only=True, tag="roster_duty"):
    """Somebody is on duty on some grids from one instant to another; `entity` is the id of this duty."""

    user: Id
    grids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=50)]
    from_at: Instant
    until_at: Instant

    def __post_init__(self) -> None:
        require_usual(self.from_at, self.until_at)


class EndDuty(Command, frozen=True, kw_only=True, tag="end_duty"):
    """The duty `entity` ends: earlier than it was to, or it does not begin at all."""

    at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.at)


class DutyView(Wire, frozen=True, kw_only=True):
    """Somebody on duty on a grid."""

    duty: str
    user: str
    grid: str
    from_at: Instant
    until_at: Instant


class DutyList(Wire, frozen=True, kw_only=True):
    """`GET /v1/duties`: who is on duty at an instant on the grids of the asker's area, with names by id."""

    at: Instant
    duties: tuple[DutyView, ...]
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class LeadProposal(Wire, frozen=True, kw_only=True):
    """An organisation to lead and those to assist, with the reason: by which rule, or which line of the table.

    `returned`: it has just sent the case back, so dispatching to it again must be forced.
    """

    lead: str
    assist: tuple[str, ...] = ()
    because: str
    matters: str = ""
    area: str = ""
    returned: bool = False


class EarlierDispatch(Wire, frozen=True, kw_only=True):
    """How an earlier case of the same class in the same grid was given out, and what became of it."""

    case: str
    case_no: str | None
    filed_at: Instant
    department: str
    state: str
    redispatched: bool = False
    reworks: int = 0


class NearWorker(Wire, frozen=True, kw_only=True):
    """Somebody who could be sent to look, with what speaks for and against them.

    `rostered`: they are on duty by the roster, and not only assigned to the grid. `distance_m` is to the cell of their
    last visit or report, `seen_at` when that was; without one nobody knows where they are. `score_m` is what they are
    ranked by: the way, and what they have to do already as a way.
    """

    user: str
    score_m: int
    rostered: bool
    own_grid: bool
    open_tasks: int
    distance_m: int | None = None
    cell: CellId | None = None
    seen_at: Instant | None = None


class NotThey(Wire, frozen=True, kw_only=True):
    """Somebody on duty who must not be sent, and why."""

    user: str
    because: str


class CaseProposal(Wire, frozen=True, kw_only=True):
    """`GET /v1/cases/{id}/proposal`: what the table, the past and the roster suggest. It decides nothing."""

    case: str
    leads: tuple[LeadProposal, ...]
    earlier: tuple[EarlierDispatch, ...] = ()
    workers: tuple[NearWorker, ...] = ()
    excluded: tuple[NotThey, ...] = ()
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class ReminderView(Wire, frozen=True, kw_only=True):
    """That a clock of a case came to a part of its limit: when it did, when it was told, and to whom.

    `mine`: the asker is one of those whom it tells: who has the case in hand, or holds the post there.
    """

    case: str
    stage: str
    round: int
    percent: int
    reached_at: Instant
    told_at: Instant
    tells: tuple[Audience, ...]
    mine: bool = False
    title: Line = ""
    case_no: str | None = None
    grid: str | None = None
    department: str | None = None


class ReminderPage(Wire, frozen=True, kw_only=True):
    """`GET /v1/reminders`: what was told of clocks in the asker's area, the latest first; `next` goes on."""

    reminders: tuple[ReminderView, ...]
    next: str | None = None
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class WhistleView(Wire, frozen=True, kw_only=True):
    """A whistle that is not over, where to come to, and how each department that it calls has come.

    A phone keeps what it fetched, and joins by it without a network: it need not hold the case. The point is WGS-84.
    """

    whistle: str
    case: str
    whistle_kind: str
    blown_at: Instant
    join_by_at: Instant
    duties: tuple["WhistleDutyView", ...]
    title: Line = ""
    grid: str | None = None
    matter: Line = ""
    lon: float | None = None
    lat: float | None = None
    address: Line = ""
    joint_matter: str | None = None


class WhistleDutyView(Wire, frozen=True, kw_only=True):
    """A department that was called. `late`: it came after the time, or has not come and the time is over.

    `on_site`: it checked in within 50 m of the place, or within twice what its position may be wrong.
    """

    department: str
    joined_at: Instant | None = None
    distance_m: float | None = None
    on_site: bool | None = None
    left_at: Instant | None = None
    score: int | None = None
    late: bool = False


class WhistleList(Wire, frozen=True, kw_only=True):
    """`GET /v1/whistles`: open whistles of the asker's area, and those that call the asker's department."""

    whistles: tuple[WhistleView, ...]
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default


class LevelStay(Wire, frozen=True, kw_only=True):
    """How long a level of the tree has had a case; `org` None is the grid itself, `until_at` None is until now."""

    org: str | None
    from_at: Instant
    until_at: Instant | None
    minutes: int
    by: str
    """The command that brought it there: report_matter, escalate_case or assign_down."""


class LevelList(Wire, frozen=True, kw_only=True):
    """`GET /v1/cases/{id}/levels`: the way of a case up and down the tree, with the time at each level."""

    case: str
    levels: tuple[LevelStay, ...]
    names: dict[str, str] = {}  # noqa: RUF012 - msgspec copies an empty default
