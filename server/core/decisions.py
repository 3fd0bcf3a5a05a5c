"""What a rule is told and what it may answer. Pure: the vocabulary between the door and every `rules.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from msgspec import Struct, field

from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.entities import Conflict, Entity, Needs

E = TypeVar("E", bound=Entity)
C = TypeVar("C", bound=Command)


class Area(Struct, frozen=True):
    """Where a command acts: what a post must reach for its holder to be let through.

    A grid or an organisation, or one of `orgs` (any is enough), or `people`, who may whatever their post reaches. None
    of them means the whole district. `anywhere` asks for the post alone; `every` asks that all of these areas are
    reached. `point` (WGS-84) stands for the grid that was in force there at the observed time, and for anywhere where
    none was. `posts` narrows those of the rule.
    """

    grid: str | None = None
    org: str | None = None
    people: tuple[str, ...] = ()
    anywhere: bool = False
    every: tuple["Area", ...] = ()
    point: tuple[float, float] | None = None
    posts: frozenset[Post] | None = None
    orgs: tuple[str, ...] = ()


DISTRICT_WIDE = Area()
ANYWHERE = Area(anywhere=True)


class MissingSubject(Exception):
    """What a command is about is not there yet; the door holds the command until it is."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class Actor(Struct, frozen=True):
    """Who asks. `system` is the server itself: a consumer, a job, an import."""

    user: str
    install: str
    system: bool = False


class Loaded(Protocol):
    """The rows that a command declared, as they are after the commands before it."""

    def find(self, entity: type[E], identity: str | None, /) -> E | None:
        """The row, or None. A row that was not declared is a programming error (KeyError)."""
        ...

    def children(self, entity: type[E], column: str, parent: str, /) -> Sequence[E]:
        """The declared children, sorted by id."""
        ...


class GridNode(Struct, frozen=True):
    """A grid in force, as rules see it."""

    id: str
    code: str
    name: str
    org: str
    path: str


class GridInForce(NamedTuple):
    """A grid, and the version of its shape that was in force at an instant."""

    grid: str
    version: str


class ClassNode(Struct, frozen=True):
    """A case class in force, as rules see it."""

    id: str
    code: str
    name: str
    photos_before: int
    photos_after: int
    limit_value: int
    limit_unit: str
    may_self_handle: bool = False
    check_waived: bool = False
    class_version: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class ConditionNode(Struct, frozen=True):
    """A filing condition, as rules see it: it carries the limit. In force from `valid_from` until `valid_until`.

    A condition that is in force no more is still known: cases that were filed under it keep it. `overrides` are other
    limits (path of an organisation, value, unit), of a department or of all that lies below an organisation.
    """

    id: str
    class_code: str
    scheme: str
    limit_value: int
    limit_unit: str
    photos_before: int
    photos_after: int
    closing_text: str
    valid_from: datetime | None
    valid_until: datetime | None
    overrides: tuple[tuple[str, int, str], ...] = ()


class CaseSwitches(Struct, frozen=True):
    """How a district runs its cases (domain.md 3 and 5). These are the defaults; limits of stages are in minutes.

    `shift_leader`: there are shift leaders; without, acceptors file, close and void. `accept_pauses_in_verify` and
    `return_restarts_accept` are about the clock of accepting, `rework_renews_limit` about that of handling. The join
    minutes are the longest that a whistle of a kind may give those whom it calls (domain.md 3.5).
    """

    shift_leader: bool = True
    return_needs_approval: bool = False
    accept_pauses_in_verify: bool = True
    return_restarts_accept: bool = True
    may_appeal_again: bool = False
    rework_renews_limit: bool = True
    yellow_card_at_150: bool = False
    reports_skip_acceptor: bool = False
    accept_minutes: int = 15
    dispatch_minutes: int = 15
    task_minutes: int = 30
    normal_points: int = 0
    yellow_points: int = 5
    red_points: int = 10
    level_minutes: int = 1440
    emergency_join_minutes: int = 30
    daily_join_minutes: int = 1440
    key_join_minutes: int = 4320


class WorkDays(Protocol):
    """The district's calendar of work; what else it knows is for those who reckon with it."""

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it covers."""
        ...


class RegisterWays(Protocol):
    """How the district keeps its register: what it collects, and which codes there are."""

    @property
    def collects(self) -> frozenset[str]:
        """The optional facts that it has decided to collect."""
        ...

    def scheme_of(self, field: str, /) -> str | None:
        """The scheme of a field's codes; None for one that is no code."""
        ...

    def knows(self, scheme: str, code: str, day: str, /) -> bool:
        """Whether a code may be written on a day (YYYY-MM-DD)."""
        ...

    def words(self, scheme: str, day: str, /) -> Mapping[str, str]:
        """The codes of a table that may be written on a day, by their names and by themselves."""
        ...


class Directory(Protocol):
    """The district's slow facts: organisations, grids, classes, calendar, switches, as one immutable snapshot."""

    @property
    def district(self) -> int:
        """The division code, which is the district's id."""
        ...

    def grid(self, grid: str) -> GridNode | None:
        """A grid in force."""
        ...

    def grid_now(self, lon: float, lat: float) -> GridInForce | None:
        """The grid in force at a WGS-84 point; on a shared edge the smallest id."""
        ...

    def grid_at(self, lon: float, lat: float, at: datetime) -> GridInForce | None:
        """The grid that was in force there at an instant; it may have been retired since."""
        ...

    def home_of(self, grid: str, place: tuple[float, float] | None, at: datetime) -> str | None:
        """The grid in force that looks after what was said, at an instant, to lie in a grid; None for no grid at all.

        That is the grid itself, unless it was split or merged since: then the part that the WGS-84 place lies in, or
        the one that took over what has no place.
        """
        ...

    def once_part_of(self, grid: str, at: datetime) -> tuple[str, ...]:
        """Other grids whose rows a grid has taken over since an instant, or takes over now."""
        ...

    def within(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the district's box."""
        ...

    def grids_in_cells(self, cells: Iterable[int]) -> tuple[str, ...]:
        """The grids in force that reach into any of these cells of resolution 11, sorted."""
        ...

    def org_path(self, org: str) -> str | None:
        """The path of an organisation from the district down."""
        ...

    def org_above(self, org: str) -> str | None:
        """The organisation right above one; None for the district itself and for one that is not there."""
        ...

    def street_of(self, grid: str) -> str | None:
        """The street that a grid belongs to; None where nothing of that level is above it."""
        ...

    def case_class(self, code: str) -> ClassNode | None:
        """The newest version of a case class, also one that is in force no more, or not yet."""
        ...

    def class_at(self, code: str, at: datetime) -> ClassNode | None:
        """The version of a case class that is in force at an instant."""
        ...

    def class_version(self, code: str, version: int) -> ClassNode | None:
        """A version of a case class, whenever it was in force."""
        ...

    def condition(self, condition: str) -> ConditionNode | None:
        """A filing condition, also one that is in force no more."""
        ...

    def conditions_of(self, class_code: str) -> tuple[ConditionNode, ...]:
        """All filing conditions of a class, also those in force no more, by id."""
        ...

    def conditions_at(self, class_code: str, at: datetime) -> tuple[ConditionNode, ...]:
        """The filing conditions of a class that are in force at an instant, in their order."""
        ...

    @property
    def calendar(self) -> WorkDays:
        """When work is done."""
        ...

    @property
    def case_switches(self) -> CaseSwitches:
        """How the district runs its cases."""
        ...

    @property
    def register(self) -> RegisterWays:
        """How the district keeps its register."""
        ...


class Context(Struct, frozen=True):
    """What a rule may know beside the rows: who, when, and the district's slow facts."""

    actor: Actor
    posts: frozenset[Post]
    now: datetime
    observed_at: datetime
    observed_ms: int
    clock_quality: str
    base_holds: bool
    directory: Directory
    epoch: str = ""
    settles: ProblemCode | None = None
    """Why a person had to decide before it is done now: what stood in its way yields to that."""


class ConflictDraft(Struct, frozen=True):
    """What a person must decide: all values, never fewer. `grid` is where it lies if no row of `entity` says so."""

    reason: ProblemCode
    kind: str
    entity: str
    field: str = ""
    base: Any = None
    mine: Any = None
    theirs: Any = None
    grid: str | None = None


class Decision(Struct, frozen=True):
    """What becomes of a command: rows to put, and the words of its receipt."""

    puts: tuple[Entity, ...] = ()
    verdict: Verdict = Verdict.APPLIED
    version: int = 0
    why: str = ""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    fields: dict[str, str] = field(default_factory=dict[str, str])
    conflicts: tuple[ConflictDraft, ...] = ()
    missing: tuple[str, ...] = ()
    to: str = ""
    """The winner of a merge on which it was done."""
    conflict: str = ""
    choice: str = ""
    answers: tuple["Answer", ...] = ()
    """What becomes of earlier commands by it."""


class Answer(Struct, frozen=True):
    """An earlier command is judged anew, for a person has settled what it opened; `decision` is what becomes of it."""

    conflict: Conflict
    decision: Decision


Decide = Callable[[Any, Loaded, Context], Decision]


def put(*entities: Entity, verdict: Verdict = Verdict.APPLIED) -> Decision:
    """Do it: these are the rows as they are from now on; the first is what the receipt's version speaks of."""
    return Decision(puts=entities, verdict=verdict, version=entities[0].version if entities else 0)


def refuse(why: ProblemCode, **facts: object) -> Decision:
    """A rule says no. The command's bytes are kept in the journal all the same."""
    return Decision(verdict=Verdict.REFUSED, why=why, facts={name: str(value) for name, value in facts.items()})


def wait_for(*missing: str) -> Decision:
    """It cannot be judged before these ids exist; no timer forces it."""
    return Decision(verdict=Verdict.HELD, why=ProblemCode.MISSING_SUBJECT, missing=tuple(dict.fromkeys(missing)))


class Handler(Struct, frozen=True):
    """How one kind of command is judged: who may, where it acts, what it reads, and the pure rule.

    `as_named`: its ids mean these very rows, whatever they were merged into. `brings` tells what else it reads, from
    the rows of `needs` as they are before the batch: so it may go by what never changes of them. `online`: it is
    decided by how things stand, so that what has waited in a phone's queue is refused.
    """

    command: type[Command]
    posts: frozenset[Post]
    area: Callable[[Any, Loaded, Directory], Area]
    needs: Callable[[Any], Needs]
    decide: Decide
    as_named: bool = False
    brings: Callable[[Any, Loaded], Needs] | None = None
    online: bool = False


ANY_POST: frozenset[Post] = frozenset(Post)
SYSTEM_ONLY: frozenset[Post] = frozenset()


def decides(
    command: type[C],
    *,
    posts: frozenset[Post] | set[Post],
    area: Callable[[C, Loaded, Directory], Area],
    needs: Callable[[C], Needs],
    as_named: bool = False,
    online: bool = False,
) -> Callable[[Callable[[C, Loaded, Context], Decision]], Handler]:
    """Declare a rule: its command, its policy and its reads. A command without one stops the start."""

    def declared(decide: Callable[[C, Loaded, Context], Decision]) -> Handler:
        return Handler(command, frozenset(posts), area, needs, decide, as_named, online=online)

    return declared
