"""One sealed value shown whole: for a reason, written down, and no more of them in a day than may be."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_contract.codes import SetRegister
from mobile_contract.residents import ChangePerson, PersonEdits
from server.core import clock
from server.core.ids import new_id
from tests.server.residents.test_routes import ID_NO, PHONE, readings
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle


def night() -> datetime:
    """Half a minute before midnight in Nanjing, tomorrow: the scene's posts are held from now on."""
    return (clock.now() + timedelta(days=1)).replace(hour=15, minute=59, second=30, microsecond=0)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def ask(office: httpx.AsyncClient, person: str, **more: Any) -> httpx.Response:
    body = {"field": "id_no", "purpose": "register", "reason": "核对低保申请"} | more
    csrf = (await office.get("/v1/me")).json()["csrf"]
    headers = {"x-hexward-csrf": csrf, "origin": str(office.base_url)}
    return await office.post(f"/v1/persons/{person}/reveal", json=body, headers=headers)


async def allow(app: AnApp, a_day: int) -> None:
    await settle(app.door, [SetRegister(**by_system(new_id()), reveals_a_day=a_day, reason="少看")])


async def test_a_number_is_shown_whole_and_the_journal_knows_why(app: AnApp) -> None:
    office = await app.sign_in("office")
    edits = PersonEdits(more_phones=((), ("13911112222",)))
    await settle(app.door, [ChangePerson(**by_system(app.scene.person), set=edits)])
    answers = [(await ask(office, app.scene.person, field=field)).json() for field in ("id_no", "phone", "more_phones")]
    assert [(one["values"], one["left"]) for one in answers] == [([ID_NO], 29), ([PHONE], 28), (["13911112222"], 27)]
    told = [(entry.actor, entry.entity, body) for entry, body in await readings(app.door)]
    assert told[0] == (
        app.scene.users["office"],
        app.scene.person,
        ("register", "reveal:id_no:核对低保申请", [app.scene.person]),
    )
    assert len(told) == 3


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"reason": ""}, 400),
        ({"reason": "   "}, 400),
        ({"reason": "\u200b\u2060"}, 400),
        ({"reason": "......"}, 400),
        ({"purpose": "curiosity"}, 400),
        ({"field": "note"}, 400),
        ({"all": True}, 400),
    ],
)
async def test_without_a_reason_a_purpose_and_one_field_nothing_is_shown(
    app: AnApp, more: dict[str, Any], status: int
) -> None:
    answer = await ask(await app.sign_in("office"), app.scene.person, **more)
    assert (answer.status_code, answer.json()["code"]) == (status, "malformed")
    assert await readings(app.door) == []


async def test_whom_one_may_not_see_one_may_not_reveal(app: AnApp) -> None:
    east = await app.sign_in("worker_east")
    assert (await ask(east, app.scene.person)).status_code == 404
    assert (await ask(east, new_id())).status_code == 404
    assert (await ask(await app.sign_in("worker_west"), app.scene.person)).json()["left"] == 29


async def test_when_the_day_is_used_up_it_is_said_until_when(app: AnApp) -> None:
    await allow(app, 2)
    late = night()
    with clock.told_by(lambda: late):
        office = await app.sign_in("office")
        assert [(await ask(office, app.scene.person)).status_code for _ in range(3)] == [200, 200, 429]
        answer = await ask(office, app.scene.person)
        assert answer.headers["retry-after"] == "30"
        told = answer.json()
        assert (told["code"], told["a_day"], told["from_at"]) == (
            "reveals_used_up",
            2,
            f"{late + timedelta(seconds=30, hours=8):%Y-%m-%dT%H:%M:%S}+08:00",
        )
        assert ID_NO not in answer.text
        assert len(await readings(app.door)) == 2
        assert (await ask(await app.sign_in("worker_west"), app.scene.person)).status_code == 200
    with clock.told_by(lambda: late + timedelta(minutes=1)):
        assert (await ask(office, app.scene.person)).json()["left"] == 1


async def test_who_asks_many_times_at_once_gets_no_more(app: AnApp) -> None:
    await allow(app, 3)
    office = await app.sign_in("office")
    answers = await asyncio.gather(*(ask(office, app.scene.person) for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [200] * 3 + [429] * 5
