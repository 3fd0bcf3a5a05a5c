"""Search through the door, the journal and HTTP, on both databases: found, masked, scoped, forgotten."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select

from mobile_contract.buildings import BuildingEdits, ChangeBuilding
from mobile_contract.merges import Register, RetireRecord
from mobile_contract.residents import AddBuilding, ChangePerson, Life, MoveIn, PersonEdits
from server.core.consumers import Workers
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.statements import Statement
from server.residents import finding
from server.residents import tables as t
from server.residents.indexing import followed_kinds, search_consumer
from tests.server.residents import doubles
from tests.server.residents.test_routes import REGISTER, readings
from tests.support.app import AnApp, running
from tests.support.scene import WEST, by_system, middle, settle

_COUNTED = Statement(
    select(func.count())
    .select_from(t.search_words)
    .where(t.search_words.c.district_id == bindparam("district"), t.search_words.c.person == bindparam("person"))
)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def followed(door: Door) -> None:
    await Workers(door, (search_consumer(),)).catch_up()


async def words_kept(door: Door, person: str) -> int:
    return int((await door.database.read(lambda tx: tx.fetch(_COUNTED, district=door.district, person=person)))[0][0])


async def told(app: AnApp, question: str, login: str = "office", **more: Any) -> Any:
    client = await app.sign_in(login)
    return await client.get("/v1/persons/search", params={"q": question, **REGISTER, **more})


async def found(app: AnApp, question: str, login: str = "office") -> list[str]:
    answer = await told(app, question, login)
    assert answer.status_code == 200, answer.text
    return [hit["person"]["id"] for hit in answer.json()["hits"]]


@pytest.fixture
async def ready(app: AnApp) -> AnApp:
    """The scene's 演示张三 of 1号楼 101 with some names beside them, all indexed."""
    await followed(app.door)
    return app


async def add(app: AnApp, *names: str, **more: Any) -> Sequence[str]:
    phone = app.scene.phone("worker_west")
    facts: dict[str, Any] = {"id_no": None} | more
    commands = [doubles.a_registration(phone, app.scene.dwelling, name=name, **facts) for name in names]
    await settle(app.door, list(commands))
    await followed(app.door)
    return [command.entity for command in commands]


@pytest.mark.parametrize(
    "question", ["演示张三", "张三", "yanshizhangsan", "yszs", "0000", "000000", "13900000000", "1号楼 101", "1-101"]
)
async def test_a_person_is_found_and_shown_masked(ready: AnApp, question: str) -> None:
    answer = await told(ready, question)
    [hit] = answer.json()["hits"]
    assert (hit["person"]["id"], hit["person"]["name"], hit["building"]) == (ready.scene.person, "演**三", "1号楼")
    assert "13900000000" not in answer.text
    assert "DEMO-0001" not in answer.text


async def test_the_best_fit_comes_first_page_by_page(ready: AnApp) -> None:
    far, near, exact = await add(ready, "王李四", "李四光", "李四")
    assert await found(ready, "李四") == [exact, near, far]
    first = (await told(ready, "李四", limit=2)).json()
    assert [hit["rank"] for hit in first["hits"]] == [0, 1]
    rest = (await told(ready, "李四", limit=2, after=first["next"])).json()
    assert [hit["person"]["id"] for hit in rest["hits"]] == [far]
    assert "next" not in rest


async def test_nobody_finds_whom_they_may_not_see(ready: AnApp) -> None:
    assert await found(ready, "张三", "worker_west") == [ready.scene.person]
    assert await found(ready, "张三", "worker_east") == []
    assert await found(ready, "1号楼 101", "worker_east") == []


async def test_each_search_is_journalled_with_its_purpose_and_whom_it_showed(ready: AnApp) -> None:
    await told(ready, "张三")
    [(entry, body)] = await readings(ready.door)
    assert (entry.actor, body) == (ready.scene.users["office"], ("register", "search", [ready.scene.person]))
    client = await ready.sign_in("office")
    assert (await client.get("/v1/persons/search", params={"q": "张三"})).status_code == 400
    for question in ("", "%", "张" * 65):
        assert (await told(ready, question)).json()["code"] == "malformed"


async def test_another_name_is_found_and_the_old_one_no_more(ready: AnApp) -> None:
    person = ready.scene.person
    await settle(ready.door, [ChangePerson(**by_system(person), set=PersonEdits(name=("演示张三", "演示赵六")))])
    await followed(ready.door)
    assert (await found(ready, "张三"), await found(ready, "赵六")) == ([], [person])
    kept = await words_kept(ready.door, person)
    await followed(ready.door)
    assert await words_kept(ready.door, person) == kept


async def test_whoever_moves_is_found_in_their_new_grid(ready: AnApp) -> None:
    person = ready.scene.person
    await settle(ready.door, [MoveIn(**by_system(person), residency=new_id(), dwelling=ready.scene.east_dwelling)])
    await followed(ready.door)
    assert (await found(ready, "张三", "worker_west"), await found(ready, "张三", "worker_east")) == ([], [person])


async def test_the_loser_of_a_merge_is_found_as_nobody_until_they_part(ready: AnApp) -> None:
    [loser] = await add(ready, "李四")
    merge = doubles.a_merge(ready.scene.person, loser)
    await settle(ready.door, [merge])
    await followed(ready.door)
    assert (await found(ready, "李四"), await words_kept(ready.door, loser)) == ([], 0)
    await settle(ready.door, [doubles.an_unmerge(merge)])
    await followed(ready.door)
    assert await found(ready, "李四") == [loser]


async def test_who_is_retired_or_erased_is_not_found_and_no_word_of_theirs_is_kept(ready: AnApp) -> None:
    gone, erased = await add(ready, "李四", "王五")
    await settle(ready.door, [RetireRecord(**by_system(gone), register=Register.PERSON, reason="去世")])
    assert (await doubles.person(ready.door, gone)).life is Life.RETIRED
    await ready.door.erase(SYSTEM, erased, "the person asked for it")
    assert (await found(ready, "李四"), await found(ready, "王五")) == ([], [])
    await followed(ready.door)
    assert (await words_kept(ready.door, gone), await words_kept(ready.door, erased)) == (0, 0)


async def test_so_many_fits_are_told_as_such(ready: AnApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.residents.finding.LOOKED_AT", 2)
    await add(ready, "李一", "李二", "李三")
    answer = (await told(ready, "李")).json()
    assert (len(answer["hits"]), answer["more"]) == (3, True)
    assert "more" not in (await told(ready, "李一")).json()


async def test_two_words_must_both_fit(ready: AnApp) -> None:
    one, other = await add(ready, "李四", "李四光", phone="13912348888")
    assert set(await found(ready, "8888 李四")) == {one, other}
    assert await found(ready, "lsg 8888") == [other]
    assert await found(ready, "lsg 9999") == []
    assert await found(ready, "李四光 8888") == [other]
    assert set(await found(ready, "1号楼 李四")) == {one, other}
    assert await found(ready, "9号楼 李四") == []


def test_whatever_changes_a_person_is_followed() -> None:
    assert {
        "register_person",
        "change_person",
        "move_in",
        "correct_identity",
        "merge_persons",
        "rehome",
        "settle_conflict",
    } <= {*followed_kinds()}


async def test_beside_a_room_an_estate_is_a_place_and_who_is_called_like_one_is_found_too(ready: AnApp) -> None:
    scene = ready.scene
    edits = BuildingEdits(estate=(None, "和顺苑"))
    await settle(ready.door, [ChangeBuilding(**by_system(scene.building), set=edits)])
    [called] = await add(ready, "王园")

    assert set(await found(ready, "和顺苑 1-101")) == {scene.person, called}
    assert await found(ready, "王园 1-101") == [called]
    assert await found(ready, "平安苑 1-101") == []


async def test_a_house_is_found_among_more_than_are_read_at_first(
    ready: AnApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = ready.scene
    more = [
        AddBuilding(**by_system(new_id()), grid=scene.west, name=f"{number}1号楼", point=middle(WEST))
        for number in range(1, 6)
    ]
    await settle(ready.door, list(more))
    monkeypatch.setattr(finding, "_HOUSES", 1)
    monkeypatch.setattr(finding, "_FEW_HOUSES", 1)

    assert await found(ready, "1号楼 101") == [scene.person]
    assert await found(ready, "1-101", "worker_west") == [scene.person]
