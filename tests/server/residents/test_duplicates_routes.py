"""The committee looks at who is registered twice, and at what was merged: masked, within its area, on the record."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mobile_contract.base import Command
from mobile_contract.merges import MergePersons
from mobile_contract.pairs import DecideLater, NotTheSame, ReopenPair
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddBuilding, AddDwelling, IdType, RegisterPerson
from server.core import clock
from server.core.consumers import Workers
from server.core.door import Door
from server.core.ids import new_id
from server.residents.indexing import search_consumer
from tests.server.residents.doubles import NUMBER, a_merge, an_unmerge, order
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

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


async def alike(app: AnApp, dwelling: str, name: str, **more: Any) -> str:
    person = new_id()
    await settle(
        app.door, [RegisterPerson(**by_system(person), residency=new_id(), dwelling=dwelling, name=name, **more)]
    )
    await Workers(app.door, (search_consumer(),)).catch_up()
    return person


async def queue(app: AnApp, **more: Any) -> list[dict[str, Any]]:
    office = await app.sign_in("office")
    answer = await office.get("/v1/duplicates", params={"grid": app.scene.west, **REGISTER, **more})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["pairs"])


def ids_of(pairs: list[dict[str, Any]]) -> list[tuple[set[str], list[str], str]]:
    return [({one["person"]["id"], one["twin"]["id"]}, one["why"], one.get("state", "open")) for one in pairs]


async def test_pairs_are_told_with_what_they_have_in_common(app: AnApp) -> None:
    here, there = app.scene.dwelling, app.scene.other_dwelling
    born = {"birth_on": "1951-02-03"}
    one = await alike(app, here, "演示王 五", phone="13911112222", **born)
    other = await alike(app, there, "演示王五", phone="139 1111 2222", **born)
    await alike(app, there, "演示王五", birth_on="1951-02-04")
    child = await alike(app, there, "演示王小", phone="13911112222")
    assert ids_of(await queue(app)) == [
        ({one, other}, ["name_and_birth", "phone"], "open"),
        ({one, child}, ["phone"], "open"),
    ]


async def test_what_is_said_of_a_pair_takes_it_out_of_the_queue_and_back(app: AnApp) -> None:
    one, other = [await registered(app.door, app.scene.dwelling) for _ in range(2)]

    async def say(command: Command) -> Receipt:
        return await order(app.door, app.scene, command)

    assert (await say(NotTheSame(**by_system(other), other=one, reason="双胞胎"))).verdict is Verdict.APPLIED
    assert await queue(app) == []
    assert ids_of(await queue(app, all="true")) == [({one, other}, ["number"], "different")]
    assert (await say(ReopenPair(**by_system(one), other=other, reason="再看"))).verdict is Verdict.APPLIED
    assert ids_of(await queue(app)) == [({one, other}, ["number"], "open")]
    day = (clock.now() + timedelta(days=2)).date().isoformat()
    assert (await say(DecideLater(**by_system(one), other=other, until_on=day))).verdict is Verdict.APPLIED
    assert await queue(app) == []
    [pair] = await queue(app, all="true")
    assert (pair["state"], pair["until_on"]) == ("later", day)
    at = clock.now() + timedelta(days=3)
    with clock.told_by(lambda: at):
        assert ids_of(await queue(app)) == [({one, other}, ["number"], "later")]


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
