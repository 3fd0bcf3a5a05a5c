"""A server that has all it can do says so at once, with the time to come again, and every phone gets through."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import bindparam, select

from mobile_contract.residents import AddHousehold
from mobile_contract.sync import MAX_BATCH
from server.core import tables
from server.core.ids import new_id
from server.core.statements import Statement
from server.sync.admission import LATEST_S, PUSH
from server.sync.desk import Desk
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join
from tests.support.spoiling import device_now


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


def desk_of(app: AnApp) -> Desk:
    desk: Desk = app.litestar.state.desk
    return desk


def bodies(phone: Joined) -> dict[str, dict[str, Any]]:
    """What a phone asks: by route, the arguments of its request."""
    own = {"install": phone.install}
    return {
        "push": {"content": phone.body(), "headers": {"content-type": "application/x-ndjson"}},
        "pull": {"json": own | {"now": device_now()}},
        "boot": {"json": own | {"scope": 1}},
        "digest": {"json": own | {"scope": 1, "cursor": ""}},
    }


async def test_who_would_wait_too_long_is_told_when_to_come_again(app: AnApp) -> None:
    phone, admission = await join(app, "worker_west"), desk_of(app).admission
    with admission.turn(PUSH, int(1e9)):
        for route, asked in bodies(phone).items():
            answer = await phone.http.post(f"/v1/sync/{route}", **asked)
            assert (answer.status_code, answer.json()["code"]) == (503, "overloaded"), route
            assert answer.headers["content-type"] == "application/problem+json"
            assert 1 <= int(answer.headers["retry-after"]) <= LATEST_S
    for route in ("push", "pull"):
        assert (await phone.http.post(f"/v1/sync/{route}", **bodies(phone)[route])).status_code == 200


async def test_a_crowd_gets_through_and_nothing_is_lost(app: AnApp) -> None:
    desk_of(app).admission.longest_s = 0.02
    phones = [await join(app, "worker_west") for _ in range(6)]
    answers: Counter[int] = Counter()

    async def come(phone: Joined) -> list[str]:
        commands = [AddHousehold(**phone.facts(new_id()), dwelling=app.scene.dwelling) for _ in range(3)]
        body, headers = phone.body(*commands), {"content-type": "application/x-ndjson"}
        while True:
            answer: httpx.Response = await phone.http.post("/v1/sync/push", content=body, headers=headers)
            answers[answer.status_code] += 1
            if answer.status_code == 200:
                return [receipt["verdict"] for receipt in answer.json()["receipts"]]
            assert answer.json()["code"] == "overloaded"
            await asyncio.sleep(0)

    verdicts = await asyncio.gather(*map(come, phones))

    assert verdicts == [["applied"] * 3] * 6
    assert answers[200] == 6
    assert answers[503] > 0


async def test_a_phone_that_is_sent_away_is_seen_all_the_same(app: AnApp) -> None:
    phone, desk = await join(app, "worker_west"), desk_of(app)
    headers = {"content-type": "application/x-ndjson"}
    envelope = {"install": phone.install, "now": device_now()}

    async def heard(answer: httpx.Response) -> int:
        await desk.contacts.flush()
        said = tables.install_contacts
        asked = Statement(select(said.c.queue_length).where(said.c.install == bindparam("install")))
        [(length,)] = await app.door.database.read(lambda tx: tx.fetch(asked, install=phone.install))
        return int(length) if answer.status_code in {413, 503} else -1

    with desk.admission.turn(PUSH, int(1e9)):
        pulled = await phone.http.post("/v1/sync/pull", json=envelope | {"queue": {"length": 3}})
        assert await heard(pulled) == 3
        body = msgspec.json.encode(envelope | {"queue": {"length": 4}})
        assert await heard(await phone.http.post("/v1/sync/push", content=body, headers=headers)) == 4
    body = msgspec.json.encode(envelope | {"queue": {"length": 5}}) + b"\n{}" * (MAX_BATCH + 1)
    assert await heard(await phone.http.post("/v1/sync/push", content=body, headers=headers)) == 5
