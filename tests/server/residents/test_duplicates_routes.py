"""The committee looks at who is registered twice, and at what was merged: masked, within its area, on the record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mobile_contract.merges import MergePersons
from mobile_contract.residents import AddBuilding, AddDwelling, IdType, RegisterPerson
from server.core.door import Door
from server.core.ids import new_id
from tests.server.residents.doubles import NUMBER, a_merge, an_unmerge, order
from tests.support.app import AnApp, running
from tests.support.scene import by_system

REGISTER = {"purpose": "register"}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def registered(door: Door, dwelling: str) -> str:
    person = new_id()
    command = RegisterPerson(
        **by_system(person), residency=new_id(), dwelling=dwelling, name="李四", id_type=IdType.OTHER, id_no=NUMBER
    )
    await door.issue([command])
    return person


async def a_dwelling_in(app: AnApp, grid: str) -> str:
    building, dwelling = new_id(), new_id()
    await app.door.issue(
        [
            AddBuilding(**by_system(building), grid=grid, name="北楼"),
            AddDwelling(**by_system(dwelling), building=building, room="1"),
        ]
    )
    return dwelling


async def test_a_pair_within_the_grid_is_told_once_and_masked(app: AnApp) -> None:
    first, second = [await registered(app.door, app.scene.dwelling) for _ in range(2)]
    office = await app.sign_in("office")

    answer = await office.get("/v1/duplicates", params={"grid": app.scene.west, **REGISTER})

    assert answer.status_code == 200, answer.text
    [pair] = answer.json()["pairs"]
    assert (pair["person"]["id"], pair["twin"]["id"]) == (second, first)
    assert (pair["person"]["name"], pair["twin"]["id_no"]) == ("李*", "D*******7")
    assert NUMBER not in answer.text


async def test_a_twin_outside_of_the_area_is_only_a_grid_to_ask(app: AnApp) -> None:
    here = await registered(app.door, app.scene.dwelling)
    there = await registered(app.door, await a_dwelling_in(app, app.north))
    office, neighbour = await app.sign_in("office"), await app.sign_in("neighbour")

    mine = (await office.get("/v1/duplicates", params={"grid": app.scene.west, **REGISTER})).json()["pairs"]
    theirs = (await neighbour.get("/v1/duplicates", params={"grid": app.north, **REGISTER})).json()["pairs"]
    other = await neighbour.get("/v1/duplicates", params={"grid": app.scene.west, **REGISTER})

    assert [(pair["person"]["id"], pair.get("twin"), pair["twin_grid"]) for pair in mine] == [
        (here, None, "320114002001")
    ]
    assert [(pair["person"]["id"], pair.get("twin")) for pair in theirs] == [(there, None)]
    assert other.status_code == 404


async def test_pages_of_pairs_bring_each_once(app: AnApp) -> None:
    people = [await registered(app.door, app.scene.dwelling) for _ in range(4)]
    office = await app.sign_in("office")
    seen: list[tuple[str, str]] = []
    after: dict[str, str] = {}
    while True:
        params = {"grid": app.scene.west, "limit": "2", **REGISTER, **after}
        page = (await office.get("/v1/duplicates", params=params)).json()
        seen += [(pair["person"]["id"], pair["twin"]["id"]) for pair in page["pairs"]]
        if not page.get("next"):
            break
        after = {"after": page["next"]}

    assert len(set(seen)) == len(seen)
    assert {one for one, _ in seen} == set(people[1:])


async def test_a_merged_record_reads_as_its_winner_and_is_no_duplicate_any_more(app: AnApp) -> None:
    winner, loser = [await registered(app.door, app.scene.dwelling) for _ in range(2)]
    merge: MergePersons = a_merge(winner, loser)
    await order(app.door, app.scene, merge)
    office = await app.sign_in("office")

    read = (await office.get(f"/v1/persons/{loser}", params=REGISTER)).json()
    pairs = (await office.get("/v1/duplicates", params={"grid": app.scene.west, **REGISTER})).json()["pairs"]
    before = (await office.get(f"/v1/persons/{winner}/merges", params=REGISTER)).json()["merges"]
    await order(app.door, app.scene, an_unmerge(merge))
    after = (await office.get(f"/v1/persons/{winner}/merges", params=REGISTER)).json()["merges"]

    assert read["person"]["id"] == winner
    assert pairs == []
    assert [(one["id"], one["loser"], one.get("undone", False)) for one in before] == [(merge.entity, loser, False)]
    assert [one["undone"] for one in after] == [True]


async def test_whoever_keeps_no_register_sees_no_duplicates(app: AnApp) -> None:
    department = await app.sign_in("dept")

    answer = await department.get("/v1/duplicates", params={"grid": app.scene.west, **REGISTER})

    assert answer.status_code == 404
