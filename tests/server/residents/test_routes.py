"""What an office reads of grids and of the register, over HTTP and on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.accounts import GrantMembership, Post
from mobile_contract.base import Command
from mobile_contract.residents import ChangePerson, IdType, PersonEdits, RegisterPerson
from mobile_contract.visits import RecordVisit, VisitOutcome
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.journal import READ_KIND, Entry, list_entries, verify
from server.core.keyring import Keyring
from server.core.loading import head_of, load_keys
from server.core.writing import entry_place
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

NAME, PHONE, ID_NO = "演示张三", "13900000000", "DEMO-0001"
REGISTER = {"purpose": "register"}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def readings(door: Door) -> list[tuple[Entry, tuple[str, str, list[str]]]]:
    """What the journal knows of reading, each entry with its purpose, what was read, and whose records it opened."""

    async def work(tx: ReadTx) -> list[tuple[Entry, tuple[str, str, list[str]]]]:
        head = await head_of(tx, door.district)
        entries = [one for one in await list_entries(tx, door.district, 0, head.pos) if one.kind == READ_KIND]
        keyring = Keyring(door.seal, door.district)
        await load_keys(tx, door.district, keyring, ())
        opened = [keyring.key(one.subject).open(one.body or b"", entry_place(one.kind, one.entity)) for one in entries]
        return [
            (entry, msgspec.msgpack.decode(body, type=tuple[str, str, list[str]]))
            for entry, body in zip(entries, opened, strict=True)
        ]

    return await door.database.read(work)


async def add_neighbours(app: AnApp, count: int) -> set[str]:
    """More people in the scene's dwelling."""
    people = [new_id() for _ in range(count)]
    commands: list[Command] = [
        RegisterPerson(**by_system(person), residency=new_id(), dwelling=app.scene.dwelling, name=f"邻居{n}")
        for n, person in enumerate(people)
    ]
    await settle(app.door, commands)
    return set(people)


async def change(app: AnApp, actor: Actor, **fields: Any) -> None:
    command = ChangePerson(**by_system(app.scene.person), set=PersonEdits(**fields))
    await settle(app.door, [command], actor)


def facts_of(answer: httpx.Response) -> tuple[int, str, bytes]:
    return answer.status_code, answer.headers["content-type"], answer.content


async def test_a_list_shows_nobody_in_full(app: AnApp) -> None:
    office = await app.sign_in("office")

    answer = await office.get("/v1/persons", params={"grid": app.scene.west, **REGISTER})

    assert answer.status_code == 200, answer.text
    [person] = answer.json()["persons"]
    assert person["id"] == app.scene.person
    assert (person["name"], person["phone"], person["id_no"]) == ("演**三", "139****0000", "D*******1")
    assert not [told for told in (NAME, PHONE, ID_NO) if told in answer.text]


async def test_one_person_is_shown_in_full_but_for_the_identity_number(app: AnApp) -> None:
    office = await app.sign_in("office")

    answer = await office.get(f"/v1/persons/{app.scene.person}", params=REGISTER)

    assert answer.status_code == 200, answer.text
    person = answer.json()["person"]
    assert (person["name"], person["phone"], person["id_masked"]) == (NAME, PHONE, "D*******1")
    assert ID_NO not in answer.text
    assert [stay["id"] for stay in answer.json()["residencies"]] == [app.scene.residency]


async def test_provenance_names_both_editors_of_two_fields(app: AnApp) -> None:
    await change(app, app.scene.phone("worker_west").actor, phone=(PHONE, "13900000001"))
    await change(app, app.scene.office("office"), workplace=("", "雨花社区"))
    office = await app.sign_in("office")

    answer = await office.get(f"/v1/persons/{app.scene.person}", params=REGISTER)

    provenance = answer.json()["provenance"]
    assert {field: (told["by_name"], told["command"], told["version"]) for field, told in provenance.items()} == {
        **dict.fromkeys(provenance, ("", "register_person", 1)),
        "phone": ("worker_west", "change_person", 2),
        "workplace": ("office", "change_person", 3),
    }
    assert provenance["phone"]["by"] == app.scene.users["worker_west"]
    assert provenance["phone"]["observed_at"] < provenance["workplace"]["observed_at"]


async def test_a_household_is_shown_where_it_lives_with_members_masked_and_visits(app: AnApp) -> None:
    worker = app.scene.phone("worker_west")
    for outcome in (VisitOutcome.ABSENT, VisitOutcome.MET):
        visit = RecordVisit(
            **worker.facts(new_id(), app.scene.household), household=app.scene.household, outcome=outcome
        )
        await worker.push(app.door, visit)
    office = await app.sign_in("office")

    answer = await office.get(f"/v1/households/{app.scene.household}", params={"purpose": "renewal:week"})

    assert answer.status_code == 200, answer.text
    view = answer.json()
    assert (view["building"]["name"], view["dwelling"]["room"]) == ("1号楼", "101")
    assert [member["person"]["name"] for member in view["members"]] == ["演**三"]
    assert [visit["outcome"] for visit in view["visits"]] == ["met", "absent"]
    assert PHONE not in answer.text


async def test_every_look_at_a_person_is_journalled_with_its_purpose(app: AnApp) -> None:
    office = await app.sign_in("office")
    scene, case = app.scene, f"case:{new_id()}"

    await office.get("/v1/persons", params={"grid": scene.west, **REGISTER})
    await office.get(f"/v1/persons/{scene.person}", headers={"x-hexward-purpose": case})
    await office.get(f"/v1/households/{scene.household}", params={"purpose": "renewal:week"})

    told = await readings(app.door)
    assert [(entry.entity, *body) for entry, body in told] == [
        (scene.west, "register", "persons", [scene.person]),
        (scene.person, case, "person", [scene.person]),
        (scene.household, "renewal:week", "household", [scene.person]),
    ]
    assert {entry.actor for entry, _ in told} == {scene.users["office"]}
    assert (await verify(app.door.database, app.door.district, app.door.seal)).faults == ()


async def test_reading_without_a_purpose_is_refused_and_shows_nothing(app: AnApp) -> None:
    office = await app.sign_in("office")
    wrong = ("", "curiosity", "case:", "case:1", "renewal:month", "register\n", f"visit-plan:{'0' * 36}")
    asked: list[dict[str, str]] = [{}, *({"purpose": purpose} for purpose in wrong)]

    for purpose in asked:
        answers = [
            await office.get("/v1/persons", params={"grid": app.scene.west, **purpose}),
            await office.get(f"/v1/persons/{app.scene.person}", params=purpose),
            await office.get(f"/v1/households/{app.scene.household}", params=purpose),
        ]
        assert [(answer.status_code, answer.json()["code"], answer.json()["field"]) for answer in answers] == [
            (400, "malformed", "purpose")
        ] * 3, purpose
    assert await readings(app.door) == []


async def test_what_is_not_yours_is_not_there_byte_for_byte(app: AnApp) -> None:
    scene, nothing = app.scene, new_id()

    # Another community, nobody's post, and a post whose work needs no register.
    for login in ("neighbour", "stranger", "dept"):
        other = await app.sign_in(login)
        not_there = facts_of(await other.get(f"/v1/persons/{nothing}", params=REGISTER))
        assert not_there[0] == 404
        for path in (
            f"persons/{scene.person}",
            "persons/no-id",
            f"households/{scene.household}",
            f"households/{nothing}",
            f"persons?grid={scene.west}",
            f"persons?grid={nothing}",
            "persons?grid=no-id",
        ):
            separator = "&" if "?" in path else "?"
            answer = await other.get(f"/v1/{path}{separator}purpose=register")
            assert facts_of(answer) == not_there, (login, path)
    assert await readings(app.door) == []


async def test_pages_hold_everybody_once(app: AnApp) -> None:
    wanted = {app.scene.person, *await add_neighbours(app, 6)}
    office = await app.sign_in("office")
    found: list[str] = []
    after: dict[str, str] = {}

    for _ in range(3):
        answer = await office.get("/v1/persons", params={"grid": app.scene.west, "limit": "3", **REGISTER, **after})
        page = answer.json()
        found += [person["id"] for person in page["persons"]]
        after = {"after": page["next"]} if "next" in page else {}

    assert after == {}
    assert found == sorted(wanted)


async def test_a_page_that_is_just_full_is_the_last(app: AnApp) -> None:
    await add_neighbours(app, 2)
    office = await app.sign_in("office")

    answer = await office.get("/v1/persons", params={"grid": app.scene.west, "limit": "3", **REGISTER})

    assert len(answer.json()["persons"]) == 3
    assert "next" not in answer.json()


async def test_a_page_that_cannot_be_is_refused(app: AnApp) -> None:
    office = await app.sign_in("office")

    for wrong in ({"limit": "0"}, {"limit": "201"}, {"limit": "many"}, {"after": "x"}, {"after": ""}):
        answer = await office.get("/v1/persons", params={"grid": app.scene.west, **REGISTER, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), wrong


async def test_grids_are_those_of_ones_area_with_what_they_hold(app: AnApp) -> None:
    scene = app.scene
    whose = {"office": [scene.west, scene.east], "neighbour": [app.north], "worker_west": [scene.west], "stranger": []}

    for login, grids in whose.items():
        browser = await app.sign_in(login)
        assert [grid["id"] for grid in (await browser.get("/v1/grids")).json()["grids"]] == grids

    office = await app.sign_in("office")
    west = (await office.get("/v1/grids")).json()["grids"][0]
    assert west == {
        "id": scene.west,
        "code": "320114001001001",
        "name": "西网格",
        "community": scene.community,
        "community_name": "雨花社区",
        "records": 7,
    }


async def test_a_post_that_has_ended_opens_nothing(app: AnApp) -> None:
    post: dict[str, Any] = {"user": app.scene.users["stranger"], "org": app.scene.community, "post": Post.COMMITTEE}
    year: dict[str, Any] = {"from_at": datetime(2020, 1, 1, tzinfo=UTC), "until_at": datetime(2021, 1, 1, tzinfo=UTC)}
    stranger = await app.sign_in("stranger")
    asked = {"grid": app.scene.west, **REGISTER}

    await settle(app.door, [GrantMembership(**by_system(new_id()), **post, **year)])
    assert (await stranger.get("/v1/persons", params=asked)).status_code == 404

    await settle(app.door, [GrantMembership(**by_system(new_id()), **post)])
    assert (await stranger.get("/v1/persons", params=asked)).status_code == 200


async def test_a_visitor_is_asked_who_they_are(app: AnApp) -> None:
    visitor = await app.visitor()

    for path in ("/v1/grids", "/v1/persons", f"/v1/persons/{app.scene.person}"):
        assert (await visitor.get(path, params=REGISTER)).status_code == 401


async def test_a_passport_number_is_masked_too(app: AnApp) -> None:
    person = new_id()
    register = RegisterPerson(
        **by_system(person), residency=new_id(), dwelling=app.scene.dwelling, name="Ann", id_type=IdType.PASSPORT,
        id_no="E12345678",
    )  # fmt: skip
    await settle(app.door, [register])
    office = await app.sign_in("office")

    answer = await office.get(f"/v1/persons/{person}", params=REGISTER)

    assert answer.json()["person"]["id_masked"] == "E*******8"
