"""Judge one command by its rule alone: no door, no database. For tests of `rules.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from mobile_contract.accounts import Post
from mobile_contract.base import Clock, Command
from server.cases.workdays import WorkCalendar
from server.catalogue.index import in_force
from server.core.decisions import (
    Actor,
    CaseSwitches,
    ClassNode,
    ConditionNode,
    Context,
    Decision,
    GridInForce,
    GridNode,
    Handler,
)
from server.core.entities import Entity
from server.core.ids import uuid7
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.residents.codes import Register

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CALENDAR = WorkCalendar((2026, 2027))
"""Two years without holidays."""
_numbers = count(1)


def an_id(n: int | None = None) -> str:
    """A valid id; the same number gives the same id."""
    return uuid7(1_764_000_000_000, (next(_numbers) + 10_000 if n is None else n).to_bytes(10, "big"))


def a_clock() -> Clock:
    """A phone's clocks, of no importance."""
    return Clock(wall=1_764_000_000_000, boot="boot", mono=1000)


def command_facts(entity: str, root: str | None = None, **more: Any) -> dict[str, Any]:
    """The facts that every command carries."""
    facts: dict[str, Any] = {
        "id": an_id(),
        "seq": next(_numbers),
        "entity": entity,
        "root": root or entity,
        "made": a_clock(),
        "contract": 1,
    }
    return facts | more


@dataclass
class ADirectory:
    """A district with the grids, organisations and classes that a test names."""

    district: int = 320114
    grids: dict[str, GridNode] = field(default_factory=dict[str, GridNode])
    orgs: dict[str, str] = field(default_factory=dict[str, str])
    classes: dict[str, ClassNode] = field(default_factory=dict[str, ClassNode])
    conditions: dict[str, tuple[ConditionNode, ...]] = field(default_factory=dict[str, tuple[ConditionNode, ...]])
    """By class, in their order."""
    above: dict[str, str] = field(default_factory=dict[str, str])
    case_switches: CaseSwitches = field(default_factory=CaseSwitches)
    calendar: WorkCalendar = CALENDAR
    register: Register = field(default_factory=Register)
    here: str | None = None
    before: str | None = None
    """The grid of every point before NOW; None is as `here`."""

    def grid(self, grid: str) -> GridNode | None:
        return self.grids.get(grid)

    def grid_now(self, lon: float, lat: float) -> GridInForce | None:  # noqa: ARG002 - the port's own signature
        return None if self.here is None else GridInForce(self.here, f"{self.here}:now")

    def grid_at(self, lon: float, lat: float, at: datetime) -> GridInForce | None:
        if at >= NOW or self.before is None:
            return self.grid_now(lon, lat)
        return GridInForce(self.before, f"{self.before}:then")

    def home_of(self, grid: str, place: tuple[float, float] | None, at: datetime) -> str | None:  # noqa: ARG002 - as above
        return grid if grid in self.grids else None

    def once_part_of(self, grid: str, at: datetime) -> tuple[str, ...]:  # noqa: ARG002 - as above
        return ()

    def within(self, lon: float, lat: float) -> bool:
        return 118.0 <= lon <= 119.5 and 31.0 <= lat <= 33.0

    def grids_in_cells(self, cells: Iterable[int]) -> tuple[str, ...]:
        return (self.here,) if self.here is not None and any(True for _ in cells) else ()

    def org_path(self, org: str) -> str | None:
        return self.orgs.get(org)

    def org_above(self, org: str) -> str | None:
        return self.above.get(org)

    def street_of(self, grid: str) -> str | None:
        node = self.grids.get(grid)
        return None if node is None else self.above.get(node.org)

    def case_class(self, code: str) -> ClassNode | None:
        return self.classes.get(code)

    def class_at(self, code: str, at: datetime) -> ClassNode | None:
        known = self.classes.get(code)
        return known if known is not None and in_force(known, at) else None

    def class_version(self, code: str, version: int) -> ClassNode | None:
        known = self.classes.get(code)
        return known if known is not None and known.class_version == version else None

    def condition(self, condition: str) -> ConditionNode | None:
        return next((one for of in self.conditions.values() for one in of if one.id == condition), None)

    def conditions_of(self, class_code: str) -> tuple[ConditionNode, ...]:
        return self.conditions.get(class_code, ())

    def conditions_at(self, class_code: str, at: datetime) -> tuple[ConditionNode, ...]:
        return tuple(one for one in self.conditions_of(class_code) if in_force(one, at))


def a_context(*, user: str = "", posts: Sequence[Post] = (Post.GRID_WORKER,), **more: Any) -> Context:
    """Who, when and where; each fact can be given."""
    facts: dict[str, Any] = {
        "actor": Actor(user=user or an_id(1), install=an_id(2)),
        "posts": frozenset(posts),
        "now": NOW,
        "observed_at": NOW,
        "observed_ms": int(NOW.timestamp() * 1000),
        "clock_quality": "exact",
        "base_holds": True,
        "directory": ADirectory(),
    }
    return Context(**(facts | more))


def judge(
    handler: Handler, command: Command, rows: Iterable[Entity], kinds: Kinds, context: Context | None = None
) -> Decision:
    """What the rule makes of the command, given the rows that there are. Only declared rows can be seen."""
    working = WorkingSet(kinds)
    working.declare(handler.needs(command))
    declared = set(working.original)
    given = list(rows)
    wanted = working.wanted().items()
    columns = {(entity, column): ids for entity, of in wanted for column, ids in of.items() if column != "id"}
    working.load(row for row in given if (type(row), row.id) in declared)
    working.load(
        row
        for row in given
        for (entity, column), parents in columns.items()
        if type(row) is entity and getattr(row, column) in parents
    )
    return handler.decide(command, working, context or a_context())
