"""Care through the door and over HTTP, on both databases: who sees it, what it follows, that looks are journalled."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mobile_contract import care as wire
from mobile_contract import kinds
from mobile_contract.accounts import AssignWorker, Post
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import MoveIn, RegisterPerson
from mobile_contract.sync import ERASE, EXIT, PUT
from server.accounts.scope import scope_of
from server.care.entities import Help, ServiceTag
from server.care.service import CARERS, list_tags
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.entities import sensitive_scope
from server.core.ids import new_id
from server.core.reading import find_entity
from server.rezoning import service as rezoning
from sync.showing import view
from tests.server.inbox.hands import Hand
from tests.server.residents.doubles import a_merge, an_unmerge, fed, order, told_in
from tests.server.residents.test_routes import readings
from tests.server.rezoning.scenes import Split, a_split, agreed, make_split_scene
from tests.support.app import AnApp, running
from tests.support.scene import APhone, Scene, by_system, make_scene, settle

REGISTER = {"purpose": "register"}
SECRET = "演示隐情"


def a_tag(person: str, phone: APhone | None = None, **more: Any) -> wire.GiveServiceTag:
    facts = by_system(new_id(), person) if phone is None else phone.facts(new_id(), person)
    told: dict[str, Any] = {"tag_kind": "living_alone", "care_level": "high", "basis": SECRET, "from_on": "2026-01-01"}
    return wire.GiveServiceTag(**facts, person=person, **(told | more))


def a_help(person: str) -> wire.RecordHelp:
    return wire.RecordHelp(**by_system(new_id(), person), person=person, needed=SECRET, given="送餐")


async def told_to(door: Door, grid: str) -> dict[str, int]:
    """By id: what those of a grid who see what is sensitive are told of it last."""
    return await told_in(door, sensitive_scope(grid))


async def tag_of(door: Door, tag: str) -> ServiceTag | None:
    return await door.database.read(lambda tx: find_entity(tx, door, ServiceTag, tag))


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def test_care_is_seen_in_the_sensitive_scope_alone(door: Door, scene: Scene) -> None:
    tag, told = a_tag(scene.person), a_help(scene.person)
    await settle(door, [tag, told])
    assert not {tag.entity, told.entity} & (await fed(door, scene.west)).keys()
    shown = await told_to(door, scene.west)
    assert (shown[tag.entity], shown[told.entity]) == (PUT, PUT)
    await settle(door, [wire.VoidHelp(**by_system(told.entity, scene.person), reason="记错")])
    assert (await told_to(door, scene.west))[told.entity] == EXIT


async def test_a_move_takes_care_to_the_other_grid(door: Door, scene: Scene) -> None:
    tag = a_tag(scene.person)
    await settle(door, [tag])
    move = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [move], scene.office("office"))
    assert (await told_to(door, scene.west))[tag.entity] == EXIT
    assert (await told_to(door, scene.east))[tag.entity] == PUT


async def test_a_split_takes_care_along_with_its_person(door: Door) -> None:
    split: Split = await make_split_scene(door)
    left, right = split.left_house.persons[0], split.right_house.persons[0]
    given = [a_tag(left), a_tag(right), a_help(right)]
    await settle(door, list(given))
    command = await agreed(door, a_split(split))
    await settle(door, [command], Actor(user=split.base.users["admin"], install=new_id()))
    await rezoning.carry_on(door, command.entity)
    here, there = await told_to(door, split.left), await told_to(door, split.right)
    assert [one.entity in here for one in given] == [True, False, False]
    assert [one.entity in there for one in given] == [False, True, True]
    assert (await told_to(door, split.base.west))[given[1].entity] == EXIT


async def test_care_goes_to_the_winner_of_a_merge_and_comes_back(door: Door, scene: Scene) -> None:
    loser = new_id()
    await settle(
        door,
        [RegisterPerson(**by_system(loser), residency=new_id(), dwelling=scene.east_dwelling, name="演示李四")],
    )
    tag, told = a_tag(loser), a_help(loser)
    await settle(door, [tag, told])
    merge = a_merge(scene.person, loser)
    assert (await order(door, scene, merge)).verdict is Verdict.APPLIED
    moved = await tag_of(door, tag.entity)
    assert moved is not None
    assert (moved.person, moved.grid, moved.basis) == (scene.person, scene.west, SECRET)
    assert (await order(door, scene, an_unmerge(merge))).verdict is Verdict.APPLIED
    back = await tag_of(door, tag.entity)
    assert back is not None
    assert (back.person, back.grid, back.came_by) == (loser, scene.east, ())
    help_back = await door.database.read(lambda tx: find_entity(tx, door, Help, told.entity))
    assert help_back is not None
    assert (help_back.person, help_back.grid) == (loser, scene.east)


async def test_whoever_is_erased_takes_their_care_along(door: Door, scene: Scene) -> None:
    tag, told = a_tag(scene.person), a_help(scene.person)
    await settle(door, [tag, told])
    await door.erase(SYSTEM, scene.person, "asked for")
    assert await tag_of(door, tag.entity) is None
    shown = await told_to(door, scene.west)
    assert (shown[tag.entity], shown[told.entity]) == (ERASE, ERASE)
    west = scene.phone("worker_west")
    assert (await west.push(door, a_tag(scene.person, west))).receipts[0].verdict is Verdict.GONE


async def test_late_care_waits_for_a_person_and_its_conflict_tells_nothing_sensitive(door: Door, scene: Scene) -> None:
    """Told by a worker whose person has moved to another grid meanwhile."""
    west = await Hand(door, scene.users["worker_west"]).sync()
    move = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [move], scene.office("office"))
    facts = {"person": scene.person, "tag_kind": "living_alone", "basis": SECRET, "note": SECRET}
    west.write(wire.GiveServiceTag, new_id(), scene.person, **facts)
    await west.sync()
    east = await Hand(door, scene.users["worker_east"]).sync()
    [conflict] = east.conflicts()
    assert conflict.reason == ProblemCode.LATE_SCOPE
    assert SECRET not in str(conflict.mine)
    assert "living_alone" not in str(conflict.mine)
    assert scene.person in str(conflict.mine)


async def test_nobody_gives_or_changes_care_where_they_do_not_work(door: Door, scene: Scene) -> None:
    tag = a_tag(scene.person)
    await settle(door, [tag])
    east = scene.phone("worker_east")
    commands: list[Command] = [
        a_tag(scene.person, east, tag_kind="veteran"),
        wire.EndServiceTag(**east.facts(tag.entity, scene.person), until_on="2026-02-01"),
        wire.RecordHelp(**east.facts(new_id(), scene.person), person=scene.person, needed="x"),
    ]
    receipts = (await east.push(door, *commands)).receipts
    assert {(one.verdict, one.why) for one in receipts} == {(Verdict.REFUSED, ProblemCode.NOT_ALLOWED)}


async def test_the_tags_in_force_of_a_grid_are_one_read_for_others(door: Door, scene: Scene) -> None:
    running_, past = a_tag(scene.person), a_tag(scene.person, tag_kind="veteran", until_on="2026-01-02")
    await settle(door, [running_, past, a_tag(scene.person)])
    at = clock.now()

    async def work(tx: Any) -> list[ServiceTag]:
        scope = await scope_of(tx, door, scene.office("office"), CARERS, at)
        return await list_tags(scope, tx, door, scene.west)

    assert [tag.id for tag in await door.database.read(work)] == [running_.entity]


async def test_a_list_shows_the_tags_of_a_level_masked_and_is_journalled(app: AnApp) -> None:
    high, general = a_tag(app.scene.person), a_tag(app.scene.person, tag_kind="veteran", care_level="general")
    await settle(app.door, [high, general])
    office = await app.sign_in("office")
    before = len(await readings(app.door))

    one = (await office.get("/v1/care", params={"grid": app.scene.west, "level": "high", **REGISTER})).json()
    first = (await office.get("/v1/care", params={"grid": app.scene.west, "limit": 1, **REGISTER})).json()
    asked = {"grid": app.scene.west, "limit": 1, "after": first["next"], **REGISTER}
    second = (await office.get("/v1/care", params=asked)).json()

    assert [item["service_tag"]["id"] for item in one["service_tags"]] == [high.entity]
    assert one["service_tags"][0]["person"]["name"] == "演**三"
    pages = [item["service_tag"]["id"] for page in (first, second) for item in page["service_tags"]]
    assert pages == sorted([high.entity, general.entity])
    assert "next" not in second
    told = [what for _, what in (await readings(app.door))[before:]]
    assert told == [("register", "care", [app.scene.person])] * 3


async def test_one_person_tells_tags_and_help_and_is_journalled(app: AnApp) -> None:
    tag, told = a_tag(app.scene.person), a_help(app.scene.person)
    await settle(app.door, [tag, told])
    office = await app.sign_in("office")
    before = len(await readings(app.door))

    answer = await office.get(f"/v1/persons/{app.scene.person}/care", params=REGISTER)

    assert answer.status_code == 200, answer.text
    assert answer.json()["person"]["name"] == "演**三"
    assert [item["service_tag"]["basis"] for item in answer.json()["service_tags"]] == [SECRET]
    assert [item["help"]["given"] for item in answer.json()["helps"]] == ["送餐"]
    assert [what for _, what in (await readings(app.door))[before:]] == [("register", "care", [app.scene.person])]


@pytest.mark.parametrize(
    ("login", "path", "asked", "status"),
    [
        ("office", "/v1/care", {"grid": "west"}, 400),
        ("office", "/v1/care", {"grid": "west", "level": "a b", **REGISTER}, 400),
        ("office", "/v1/care", {"grid": "nowhere", **REGISTER}, 404),
        ("neighbour", "/v1/care", {"grid": "west", **REGISTER}, 404),
        ("supervisor", "/v1/care", {"grid": "west", **REGISTER}, 404),
        ("neighbour", "/v1/persons/person/care", REGISTER, 404),
        ("supervisor", "/v1/persons/person/care", REGISTER, 404),
        ("office", "/v1/persons/nobody/care", REGISTER, 404),
    ],
)
async def test_who_has_no_need_of_it_sees_none_of_it(
    app: AnApp, login: str, path: str, asked: dict[str, str], status: int
) -> None:
    await settle(app.door, [a_tag(app.scene.person)])
    browser = await app.sign_in(login)
    told = {name: app.scene.west if value == "west" else value for name, value in asked.items()}
    answer = await browser.get(path.replace("/person/", f"/{app.scene.person}/"), params=told)
    assert answer.status_code == status, answer.text
    assert SECRET not in answer.text


async def test_codes_are_told_to_whoever_is_signed_in(app: AnApp) -> None:
    worker = await app.sign_in("worker_west")
    told = (await worker.get("/v1/care/codes")).json()
    assert [item["code"] for item in told["care_level"]["codes"]] == ["high", "key", "general"]


async def test_an_adviser_of_the_grid_is_shown_no_care(door: Door, scene: Scene) -> None:
    assign = AssignWorker(**by_system(new_id()), user=scene.users["stranger"], grid=scene.west, post=Post.GRID_ADVISER)
    await settle(door, [assign, a_tag(scene.person)])
    adviser = await Hand(door, scene.users["stranger"]).sync()
    worker = await Hand(door, scene.users["worker_west"]).sync()
    shown = [len(view(hand.store).of_kind(kinds.SERVICE_TAG)) for hand in (adviser, worker)]
    assert shown == [0, 1]
    assert view(adviser.store).find(kinds.PERSON, scene.person) is not None
