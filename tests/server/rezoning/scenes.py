"""A western grid with houses on both sides of the line along which it is split, for tests of rezoning."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from mobile_contract.accounts import CreateUser, GrantMembership, Post
from mobile_contract.base import Command, Datum, Point
from mobile_contract.cases import ReportMatter
from mobile_contract.residents import AddBuilding, AddDwelling, AddHousehold, RegisterPerson
from mobile_contract.rezoning import MergeGrids, PartWorker, SplitGrid
from mobile_contract.territory import GridShape
from mobile_contract.visits import RecordVisit
from server.accounts.scope import directory_of
from server.core.door import Door
from server.core.ids import new_id
from server.rezoning import service
from tests.server.territory.scenes import a_square
from tests.support.scene import EAST, WEST, Scene, by_system, make_scene, settle

R = TypeVar("R", SplitGrid, MergeGrids)

LINE, SIDE = 118.7751, 0.010
LEFT = a_square(WEST[0], WEST[1], LINE, WEST[1] + SIDE)
RIGHT = a_square(LINE, WEST[1], WEST[0] + SIDE, WEST[1] + SIDE)
BOTH = a_square(WEST[0], WEST[1], EAST[0] + SIDE, WEST[1] + SIDE)
IN_LEFT = Point(lon=118.772, lat=31.995, datum=Datum.WGS84)
IN_RIGHT = Point(lon=118.778, lat=31.995, datum=Datum.WGS84)
AT_BORDER = Point(lon=LINE + 0.0001, lat=31.993, datum=Datum.WGS84)


@dataclass
class House:
    """A building with dwellings, each with a household, a person and a visit."""

    building: str = field(default_factory=new_id)
    dwellings: list[str] = field(default_factory=list[str])
    households: list[str] = field(default_factory=list[str])
    persons: list[str] = field(default_factory=list[str])


@dataclass
class Split:
    """The western grid's scene with a house on each side, and the ids that its parts get."""

    base: Scene
    left: str = field(default_factory=new_id)
    right: str = field(default_factory=new_id)
    left_house: House = field(default_factory=House)
    right_house: House = field(default_factory=House)
    case: str = field(default_factory=new_id)


async def make_split_scene(door: Door, homes: int = 2) -> Split:
    """Build it through the door. A case lies on the right."""
    scene = Split(await make_scene(door))
    await add_admin(door, scene.base)
    worker = scene.base.phone("worker_west").actor
    await settle(door, house(scene.base.west, scene.left_house, IN_LEFT, homes))
    await settle(door, house(scene.base.west, scene.right_house, IN_RIGHT, homes))
    for one in (scene.left_house, scene.right_house):
        visits = [RecordVisit(**by_system(new_id(), household), household=household) for household in one.households]
        await settle(door, list(visits), worker)
    report = ReportMatter(**by_system(scene.case), title="井盖", point=IN_RIGHT, claimed_grid=scene.base.west)
    await settle(door, [report], worker)
    return scene


async def add_admin(door: Door, scene: Scene) -> None:
    """Somebody who orders the district's territory."""
    district = (await door.database.read(lambda tx: directory_of(tx, door))).child_orgs(None)[0].id
    user = scene.users["admin"] = new_id()
    await settle(
        door,
        [
            CreateUser(**by_system(user), login="admin", name="admin"),
            GrantMembership(**by_system(new_id()), user=user, org=district, post=Post.SYS_ADMIN),
        ],
    )


def house(grid: str, one: House, point: Point | None, homes: int) -> list[Command]:
    """A building and what is in it."""
    commands: list[Command] = [AddBuilding(**by_system(one.building), grid=grid, name="楼", point=point)]
    for number in range(homes):
        dwelling, household, person = new_id(), new_id(), new_id()
        one.dwellings.append(dwelling)
        one.households.append(household)
        one.persons.append(person)
        facts: dict[str, Any] = {"residency": new_id(), "dwelling": dwelling, "household": household}
        commands += [
            AddDwelling(**by_system(dwelling), building=one.building, room=str(number)),
            AddHousehold(**by_system(household), dwelling=dwelling),
            RegisterPerson(**by_system(person), **facts, name="演示", care_labels=("alone",)),
        ]
    return commands


def a_part(scene: Split, grid: str, code: str, geometry: Any) -> GridShape:
    return GridShape(grid=grid, code=code, name=code, org=scene.base.community, geometry=geometry)


def a_split(scene: Split, preview: str = "", **more: Any) -> SplitGrid:
    """West becomes left, which its worker keeps, and right, which the stranger gets."""
    users = scene.base.users
    facts: dict[str, Any] = {
        "parts": (a_part(scene, scene.left, "left", LEFT), a_part(scene, scene.right, "right", RIGHT)),
        "rest": scene.left,
        "workers": (
            PartWorker(grid=scene.left, user=users["worker_west"], assignment=new_id()),
            PartWorker(grid=scene.right, user=users["stranger"], assignment=new_id()),
        ),
    }
    return SplitGrid(**by_system(new_id()), grid=scene.base.west, datum=Datum.WGS84, preview=preview, **(facts | more))


def a_merge(scene: Split, into: str, preview: str = "", **more: Any) -> MergeGrids:
    """West and east become one, for the worker of the west."""
    worker = PartWorker(grid=into, user=scene.base.users["worker_west"], assignment=new_id())
    facts: dict[str, Any] = {
        "grids": (scene.base.west, scene.base.east),
        "into": a_part(scene, into, "both", BOTH),
        "workers": (worker,),
    }
    return MergeGrids(**by_system(new_id()), datum=Datum.WGS84, preview=preview, **(facts | more))


async def agreed(door: Door, command: R) -> R:
    """The command with the digest of its preview."""
    shown = await service.preview(door, command)
    return msgspec.structs.replace(command, preview=shown.digest)
