"""Two grids with a home in each, and a person who lives in the first, for tests of the register's rules."""

from datetime import UTC, datetime
from typing import Any

from mobile_contract import residents as wire
from mobile_contract.base import Command, Datum, Point
from mobile_contract.residents import ResidencyKind, ResidencyStatus
from server.care import kinds as care_kinds
from server.core.decisions import Area, Context, Decision, GridNode, Handler
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.premises import kinds as premises_kinds
from server.residents import kinds
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.rules import HANDLERS
from tests.support.judging import ADirectory, a_context, an_id, command_facts, judge

KINDS = Kinds((*kinds.KINDS, *premises_kinds.KINDS, *care_kinds.KINDS))
HOME, NEXT = an_id(301), an_id(302)
BUILDING, DWELLING, HOUSEHOLD, PERSON, STAY = an_id(311), an_id(312), an_id(313), an_id(314), an_id(315)
NEXT_DWELLING, OLD_STAY, NEW, NEW_STAY = an_id(322), an_id(325), an_id(331), an_id(332)

LATE_EVENING = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
"""Half past one in the night of the 23rd in Nanjing."""


def a_building(**more: Any) -> Building:
    return Building(id=BUILDING, grid=HOME, name="3 幢", lon=118.779, lat=31.992, **more)


def a_dwelling(**more: Any) -> Dwelling:
    return Dwelling(id=DWELLING, building=BUILDING, grid=HOME, room="101", lon=118.779, lat=31.992, **more)


def the_next_dwelling() -> Dwelling:
    return Dwelling(id=NEXT_DWELLING, building=an_id(321), grid=NEXT, room="202")


def a_household(**more: Any) -> Household:
    return Household(id=HOUSEHOLD, dwelling=DWELLING, grid=HOME, **more)


def a_person(**more: Any) -> Person:
    facts: dict[str, Any] = {"dwelling": DWELLING, "grid": HOME, "name": "张小三"}
    return Person(id=PERSON, **(facts | more))


def a_stay(stay: str = STAY, **more: Any) -> Residency:
    facts: dict[str, Any] = {
        "person": PERSON,
        "dwelling": DWELLING,
        "household": None,
        "grid": HOME,
        "residency_kind": ResidencyKind.PERMANENT,
        "from_on": "2026-03-01",
    }
    return Residency(id=stay, **(facts | more))


def an_old_stay(**more: Any) -> Residency:
    return a_stay(OLD_STAY, dwelling=an_id(340), status=ResidencyStatus.ENDED, from_on="2020-01-01", **more)


def to_add_building(**more: Any) -> wire.AddBuilding:
    facts: dict[str, Any] = {"grid": HOME, "name": "5 幢", "floors": 6}
    return wire.AddBuilding(**command_facts(NEW), **(facts | more))


def to_add_dwelling(**more: Any) -> wire.AddDwelling:
    facts: dict[str, Any] = {"building": BUILDING, "room": "102", "floor": 1}
    return wire.AddDwelling(**command_facts(NEW), **(facts | more))


def to_add_household(**more: Any) -> wire.AddHousehold:
    facts: dict[str, Any] = {"dwelling": DWELLING, "number": "0017"}
    return wire.AddHousehold(**command_facts(NEW), **(facts | more))


def to_register(**more: Any) -> wire.RegisterPerson:
    facts: dict[str, Any] = {"residency": NEW_STAY, "dwelling": DWELLING, "name": "李四"}
    return wire.RegisterPerson(**command_facts(NEW), **(facts | more))


def to_move_in(**more: Any) -> wire.MoveIn:
    facts: dict[str, Any] = {"residency": NEW_STAY, "dwelling": NEXT_DWELLING}
    return wire.MoveIn(**command_facts(PERSON), **(facts | more))


def to_end(stay: str = STAY, person: str = PERSON, until_on: str = "2026-11-20") -> wire.EndResidency:
    return wire.EndResidency(**command_facts(stay, person), until_on=until_on)


def a_point(lon: float = 118.779, lat: float = 31.992, datum: Datum = Datum.WGS84, accuracy_m: float = 8.0) -> Point:
    return Point(lon=lon, lat=lat, datum=datum, accuracy_m=accuracy_m)


def a_place(**more: Any) -> Context:
    """A worker's context in a district that has both grids."""
    nodes = {
        grid: GridNode(grid, f"g{at}", f"{at} 号网格", an_id(303), "320114/1") for at, grid in enumerate((HOME, NEXT))
    }
    return a_context(directory=ADirectory(grids=nodes), **more)


def handler_of(command: Command) -> Handler:
    return next(handler for handler in HANDLERS if handler.command is type(command))


def decide(command: Command, *rows: Entity, context: Context | None = None) -> Decision:
    return judge(handler_of(command), command, rows, KINDS, context or a_place())


def area_of(command: Command, *rows: Entity) -> Area:
    """Where the command acts, given the rows that it declared."""
    handler, working = handler_of(command), WorkingSet(KINDS)
    working.declare(handler.needs(command))
    working.load(row for row in rows if (type(row), row.id) in working.original)
    return handler.area(command, working, ADirectory())
