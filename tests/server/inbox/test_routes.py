"""What an office sees of its inbox over HTTP, and what it settles there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, PersonEdits
from server.core.journal import list_entries
from tests.server.inbox.hands import Hand
from tests.support.app import AnApp, running
from tests.support.scene import DISTRICT, by_system, settle

MINE, THEIRS = "13911112222", "13933334444"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def disputed(app: AnApp) -> str:
    """The id of a conflict over a telephone number in the western grid."""
    scene = app.scene
    west = await Hand(app.door, scene.users["worker_west"]).sync()
    mine = west.write(ChangePerson, scene.person, set=PersonEdits(phone=("13900000000", MINE)))
    theirs = ChangePerson(**by_system(scene.person), set=PersonEdits(phone=("13900000000", THEIRS)))
    await settle(app.door, [theirs], scene.office("office"))
    await west.sync()
    return west.receipt(mine).conflict


async def get(browser: httpx.AsyncClient, path: str, **asked: Any) -> httpx.Response:
    return await browser.get(path, params={"purpose": "inbox"} | asked)


async def test_the_list_masks_what_is_a_persons_and_the_look_at_one_tells_it(app: AnApp) -> None:
    conflict = await disputed(app)
    office = await app.sign_in("office")
    page = (await get(office, "/v1/conflicts")).json()
    (one,) = page["conflicts"]
    assert (one["id"], one["field"], one["mine"], one["theirs"]) == (conflict, "phone", "139****2222", "139****4444")
    assert page["names"][app.scene.west] == "西网格"
    assert page["names"][app.scene.users["worker_west"]] == "worker_west"
    detail = (await get(office, f"/v1/conflicts/{conflict}")).json()
    assert (detail["conflict"]["base"], detail["conflict"]["mine"]) == ("13900000000", MINE)
    assert detail["choices"] == ["keep_mine", "keep_theirs", "keep_both", "edit"]


async def test_a_look_leaves_who_and_why(app: AnApp) -> None:
    conflict = await disputed(app)
    office = await app.sign_in("office")
    await get(office, "/v1/conflicts")
    await get(office, f"/v1/conflicts/{conflict}")
    entries = await app.door.database.read(lambda tx: list_entries(tx, DISTRICT, 0, 2**53))
    looks = [(entry.actor, entry.entity) for entry in entries if entry.kind == "read"][-2:]
    user = app.scene.users["office"]
    assert looks == [(user, user), (user, conflict)]
    assert (await office.get("/v1/conflicts")).status_code == 400


async def test_an_office_settles_by_a_command(app: AnApp) -> None:
    conflict = await disputed(app)
    office = await app.sign_in("office")
    order = SettleConflict(**by_system(conflict), choice=Choice.KEEP_MINE, was=THEIRS)
    headers = {"content-type": "application/json", "x-hexward-csrf": (await office.get("/v1/me")).json()["csrf"]}
    answer = await office.post("/v1/commands", content=msgspec.json.encode(order), headers=headers)
    (receipt,) = answer.json()
    assert (receipt["verdict"], receipt["conflict"]) == (Verdict.APPLIED, conflict)
    assert (await get(office, "/v1/conflicts")).json()["conflicts"] == []
    (settled,) = (await get(office, "/v1/conflicts", state="settled")).json()["conflicts"]
    assert (settled["choice"], settled["settled_by"]) == ("keep_mine", app.scene.users["office"])
    assert (await get(office, f"/v1/conflicts/{conflict}")).json().get("choices", []) == []


async def test_what_lies_elsewhere_is_not_there(app: AnApp) -> None:
    conflict = await disputed(app)
    neighbour = await app.sign_in("neighbour")
    assert (await get(neighbour, "/v1/conflicts")).json()["conflicts"] == []
    assert (await get(neighbour, f"/v1/conflicts/{conflict}")).status_code == 404
    assert (await get(neighbour, "/v1/conflicts", grid=app.scene.west)).status_code == 404
    supervisor = await app.sign_in("supervisor")
    assert len((await get(supervisor, "/v1/conflicts", grid=app.scene.west)).json()["conflicts"]) == 1
    visitor = await app.visitor()
    assert (await get(visitor, "/v1/conflicts")).status_code == 401


async def test_pages_go_on_after_the_last_one(app: AnApp) -> None:
    await disputed(app)
    west = await Hand(app.door, app.scene.users["worker_west"]).sync()
    west.write(ChangePerson, app.scene.person, set=PersonEdits(name=("none", "演示王五")))
    await west.sync()
    office = await app.sign_in("office")
    first = (await get(office, "/v1/conflicts", limit=1)).json()
    second = (await get(office, "/v1/conflicts", limit=1, after=first["next"])).json()
    assert {first["conflicts"][0]["field"], second["conflicts"][0]["field"]} == {"phone", "name"}
    assert "next" not in second
