"""A small district that came in through the door: one community, two grids, its people, one house with a household."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from mobile_contract.accounts import AssignWorker, CreateOrg, CreateUser, GrantMembership, OrgLevel, Post
from mobile_contract.base import Clock, Command, Datum, Point
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddBuilding, AddDwelling, AddHousehold, IdType, RegisterPerson
from mobile_contract.sync import QueueState
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door, Outcome
from server.core.ids import new_id
from server.core.intake import JSON, Submission, read

DISTRICT = 320114
WEST, EAST = (118.770, 31.990), (118.780, 31.990)
_SIDE = 0.010
CLASS = "B-event-01-13"


def square(corner: tuple[float, float]) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    """A square grid of about a kilometre."""
    lon, lat = corner
    ring = ((lon, lat), (lon + _SIDE, lat), (lon + _SIDE, lat + _SIDE), (lon, lat + _SIDE), (lon, lat))
    return ((ring,),)


def middle(corner: tuple[float, float]) -> Point:
    """A point well inside a square."""
    return Point(lon=corner[0] + _SIDE / 2, lat=corner[1] + _SIDE / 2, datum=Datum.WGS84, accuracy_m=8.0)


@dataclass
class APhone:
    """A phone that pushes by hand: who it is, and the next number of its commands."""

    actor: Actor
    seq: int = 0
    mono: int = 1_000

    def facts(self, entity: str, root: str | None = None, **more: Any) -> dict[str, Any]:
        """The facts of the next command."""
        self.seq += 1
        self.mono += 1_000
        wall = clock.millis(clock.now())
        made = Clock(wall=wall, boot="boot-1", mono=self.mono)
        common = {
            "id": new_id(),
            "seq": self.seq,
            "entity": entity,
            "root": root or entity,
            "made": made,
            "contract": 1,
        }
        return common | more

    def now(self) -> Clock:
        """The phone's clocks at the moment of sending."""
        return Clock(wall=clock.millis(clock.now()), boot="boot-1", mono=self.mono + 500)

    async def push(self, door: Door, *commands: Command | bytes) -> Outcome:
        """Send commands, or bytes that claim to be some."""
        raws = [one if isinstance(one, bytes) else msgspec.json.encode(one) for one in commands]
        sent = [read(raw, JSON, self.actor) for raw in raws]
        return await door.submit(Submission(self.actor, sent, self.now(), 1, QueueState()))


@dataclass
class Scene:
    """The ids of what is there."""

    community: str = field(default_factory=new_id)
    department: str = field(default_factory=new_id)
    west: str = field(default_factory=new_id)
    east: str = field(default_factory=new_id)
    building: str = field(default_factory=new_id)
    dwelling: str = field(default_factory=new_id)
    other_dwelling: str = field(default_factory=new_id)
    east_dwelling: str = field(default_factory=new_id)
    household: str = field(default_factory=new_id)
    person: str = field(default_factory=new_id)
    residency: str = field(default_factory=new_id)
    users: dict[str, str] = field(default_factory=dict[str, str])

    def phone(self, login: str) -> APhone:
        """A phone of a user (an install that nobody enrolled: the door asks the user's posts alone)."""
        return APhone(Actor(user=self.users[login], install=new_id()))

    def office(self, login: str) -> Actor:
        """A user at a desk."""
        return Actor(user=self.users[login], install=new_id())


OFFICE_POSTS = (Post.COMMITTEE, Post.ACCEPTOR, Post.SHIFT_LEADER, Post.DISPATCHER)


async def make_scene(door: Door, *, password_hash: str = "", scene: Scene | None = None) -> Scene:
    """Build it, through the door, as the system; under these ids, or under new ones."""
    scene = scene or Scene()
    await settle(door, _orgs(scene))
    await settle(door, _people(scene, password_hash))
    await settle(door, _territory(scene))
    await settle(door, _homes(scene))
    return scene


async def settle(door: Door, commands: list[Command], actor: Actor | None = None) -> list[Receipt]:
    """Issue commands that must all be applied."""
    outcome = await (door.issue(commands) if actor is None else door.issue(commands, actor))
    bad = [receipt for receipt in outcome.receipts if receipt.verdict not in {Verdict.APPLIED, Verdict.MERGED}]
    assert not bad, bad[0]
    return outcome.receipts


def by_system(entity: str, root: str | None = None, **more: Any) -> dict[str, Any]:
    """The facts of a command of the server's own."""
    made = Clock(wall=0, boot="server", mono=0)
    return {"id": new_id(), "seq": 0, "entity": entity, "root": root or entity, "made": made, "contract": 1} | more


def _orgs(scene: Scene) -> list[Command]:
    district, street = new_id(), new_id()
    return [
        CreateOrg(**by_system(district), code=str(DISTRICT), name="雨花台区", level=OrgLevel.DISTRICT),
        CreateOrg(**by_system(street), code="320114001", name="雨花街道", level=OrgLevel.STREET, parent=district),
        CreateOrg(
            **by_system(scene.community), code="320114001001", name="雨花社区", level=OrgLevel.COMMUNITY, parent=street
        ),
        CreateOrg(**by_system(scene.department), code="SZ", name="市政", level=OrgLevel.DEPARTMENT, parent=district),
    ]


def _people(scene: Scene, password_hash: str) -> list[Command]:
    commands: list[Command] = []
    at = {"office": scene.community, "dept": scene.department, "handler": scene.department}
    posts = {"office": OFFICE_POSTS, "dept": (Post.DEPARTMENT,), "handler": (Post.HANDLER,)}
    for login in ("office", "dept", "handler", "worker_west", "worker_east", "stranger"):
        user = scene.users[login] = new_id()
        commands.append(CreateUser(**by_system(user), login=login, name=login, password_hash=password_hash))
        commands += [
            GrantMembership(**by_system(new_id()), user=user, org=at[login], post=post) for post in posts.get(login, ())
        ]
    shape = ClassShape(
        scheme="B", kind="event", major="01", minor="13", name="道路破损", limit_value=5,
        limit_unit=LimitUnit.WORK_DAY,
    )  # fmt: skip
    return [*commands, DefineClasses(**by_system(new_id()), classes=(shape,))]


def _territory(scene: Scene) -> list[Command]:
    shapes = tuple(
        GridShape(grid=grid, code=code, name=name, org=scene.community, geometry=square(corner))
        for grid, code, name, corner in (
            (scene.west, "320114001001001", "西网格", WEST),
            (scene.east, "320114001001002", "东网格", EAST),
        )
    )
    return [
        PublishTerritory(**by_system(new_id()), layer=LayerKind.COMMUNITY, datum=Datum.WGS84, grids=shapes),
    ]


def _homes(scene: Scene) -> list[Command]:
    east_building = new_id()
    workers = [
        AssignWorker(**by_system(new_id()), user=scene.users["worker_west"], grid=scene.west),
        AssignWorker(**by_system(new_id()), user=scene.users["worker_east"], grid=scene.east),
    ]
    return [
        *workers,
        AddBuilding(**by_system(scene.building), grid=scene.west, name="1号楼", point=middle(WEST)),
        AddBuilding(**by_system(east_building), grid=scene.east, name="2号楼", point=middle(EAST)),
        AddDwelling(**by_system(scene.dwelling), building=scene.building, room="101"),
        AddDwelling(**by_system(scene.other_dwelling), building=scene.building, room="102"),
        AddDwelling(**by_system(scene.east_dwelling), building=east_building, room="201"),
        AddHousehold(**by_system(scene.household), dwelling=scene.dwelling),
        RegisterPerson(
            **by_system(scene.person), residency=scene.residency, dwelling=scene.dwelling, household=scene.household,
            name="演示张三", phone="13900000000", id_type=IdType.OTHER, id_no="DEMO-0001",
        ),
    ]  # fmt: skip
