"""The town that every simulated run begins with, made once through the real door and copied for each seed."""

from collections.abc import Sequence
from typing import Any

from mobile_contract.accounts import AssignWorker, CreateOrg, CreateUser, GrantMembership, OrgLevel, Post
from mobile_contract.base import Clock, Command, Datum, Point
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.receipts import Verdict
from mobile_contract.residents import AddBuilding, AddDwelling, AddHousehold, RegisterPerson
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from server.core.door import Door
from server.core.entities import named_id
from server.core.ids import new_id
from sync.simulation.ports import Town

DISTRICT = 320114
NAME = "雨花台区"
BEGINS_MS = 1_772_409_600_000
"""The second of March 2026, midnight UTC: when every run begins."""

_GRIDS = 3
_HOMES_A_GRID = 2
_CLASS = "B-event-01-13"
_WORKS_AT = {
    "office": ("community", (Post.COMMITTEE, Post.ACCEPTOR, Post.SHIFT_LEADER, Post.DISPATCHER)),
    "head": ("department", (Post.DEPARTMENT,)),
    "admin": ("district", (Post.SUPERVISOR,)),
}


async def found_town(door: Door, workers: int) -> Town:
    """Make it: three grids, the last without a worker; an office, a head of department, some homes on each grid."""
    orgs = {name: new_id() for name in ("district", "street", "community", "department")}
    people = {name: new_id() for name in ("office", "head", "admin", *(f"worker_{n}" for n in range(workers)))}
    grids = [new_id() for _ in range(_GRIDS)]
    await _settle(door, _orgs(orgs))
    await _settle(door, _people(people, orgs))
    await _settle(door, [_territory(grids, orgs["community"])])
    users = [people[f"worker_{n}"] for n in range(workers)]
    posted = [AssignWorker(**_facts(new_id()), user=user, grid=grids[n % 2]) for n, user in enumerate(users)]
    await _settle(door, posted)
    dwellings = {
        grid: tuple([await _settle_home(door, n, k, grid) for k in range(_HOMES_A_GRID)])
        for n, grid in enumerate(grids)
    }
    return Town(
        tuple(grids), tuple(users), people["office"], people["head"], people["admin"], orgs["department"],
        orgs["community"], dwellings, _CLASS,
    )  # fmt: skip


async def _settle_home(door: Door, column: int, place: int, grid: str) -> str:
    building, dwelling, household = new_id(), new_id(), new_id()
    lon, lat = _corner(column)
    point = Point(lon=lon + 0.002 + 0.004 * place, lat=lat + 0.003 + 0.004 * place, datum=Datum.WGS84)
    await _settle(
        door,
        [
            AddBuilding(**_facts(building), grid=grid, name="楼", point=point),
            AddDwelling(**_facts(dwelling), building=building, room="101"),
            AddHousehold(**_facts(household), dwelling=dwelling),
            RegisterPerson(**_facts(new_id()), residency=new_id(), dwelling=dwelling, household=household, name="甲"),
        ],
    )
    return dwelling


def _orgs(ids: dict[str, str]) -> list[Command]:
    district, street = ids["district"], ids["street"]
    return [
        CreateOrg(**_facts(district), code=str(DISTRICT), name=NAME, level=OrgLevel.DISTRICT),
        CreateOrg(**_facts(street), code="320114001", name="街道", level=OrgLevel.STREET, parent=district),
        CreateOrg(
            **_facts(ids["community"]), code="320114001001", name="社区", level=OrgLevel.COMMUNITY, parent=street
        ),
        CreateOrg(**_facts(ids["department"]), code="SZ", name="市政", level=OrgLevel.DEPARTMENT, parent=district),
    ]


def _people(ids: dict[str, str], orgs: dict[str, str]) -> list[Command]:
    commands: list[Command] = []
    for login, user in ids.items():
        commands.append(CreateUser(**_facts(user), login=login, name=login))
        org, posts = _WORKS_AT.get(login, ("department", (Post.HANDLER,)))
        commands += [GrantMembership(**_facts(new_id()), user=user, org=orgs[org], post=post) for post in posts]
    shape = ClassShape(
        scheme="B", kind="event", major="01", minor="13", name="道路破损", limit_value=5, limit_unit=LimitUnit.WORK_DAY
    )
    return [*commands, DefineClasses(**_facts(named_id("classes")), classes=(shape,))]


def _territory(grids: Sequence[str], community: str) -> Command:
    shapes = tuple(
        GridShape(grid=grid, code=f"32011400100100{n}", name=f"网格{n}", org=community, geometry=((_ring(n),),))
        for n, grid in enumerate(grids)
    )
    return PublishTerritory(**_facts(new_id()), layer=LayerKind.COMMUNITY, datum=Datum.WGS84, grids=shapes)


def _corner(column: int) -> tuple[float, float]:
    return round(118.77 + column * 0.01, 6), 31.99


def _ring(column: int) -> tuple[tuple[float, float], ...]:
    (west, south), side = _corner(column), 0.01
    east, north = round(west + side, 6), round(south + side, 6)
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def _facts(entity: str) -> dict[str, Any]:
    made = Clock(wall=0, boot="server", mono=0)
    return {"id": new_id(), "seq": 0, "entity": entity, "root": entity, "made": made, "contract": 1}


async def _settle(door: Door, commands: Sequence[Command]) -> None:
    outcome = await door.issue(commands)
    bad = [receipt for receipt in outcome.receipts if receipt.verdict is not Verdict.APPLIED]
    if bad:
        raise AssertionError(f"the town cannot be founded: {bad[0]}")
