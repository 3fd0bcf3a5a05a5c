"""Signing in, joining with a phone, and being shut out, over HTTP on both databases."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.accounts import RevokeInstall
from mobile_contract.base import Clock
from mobile_contract.kinds import NUMBERS
from mobile_contract.sync import BootReply, BootRequest, PullReply, PullRequest, PushReply, PushRequest
from mobile_contract.visits import RecordVisit, VisitRecord
from server.core import clock
from server.core.http import MSGPACK_TYPE
from server.core.ids import new_id
from tests.support.app import PASSWORD, AnApp, running
from tests.support.joined import enrolment_code, join, join_with
from tests.support.scene import WEST, by_system, middle, settle


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def test_a_session_is_for_this_site_alone_and_ends_when_it_is_told_to(app: AnApp) -> None:
    browser = await app.visitor()
    answer = await browser.post("/v1/login", json={"login": "office", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert ("httponly" in cookie, "samesite=strict" in cookie) == (True, True)
    csrf = answer.json()["csrf"]
    assert (await browser.get("/v1/me")).json()["name"] == "office"
    assert (await browser.post("/v1/logout")).json()["code"] == "cross_site"
    assert (await browser.post("/v1/logout", headers={"x-hexward-csrf": csrf})).status_code == 204
    assert (await browser.get("/v1/me")).status_code == 401


@pytest.mark.parametrize(
    ("login", "password"), [("office", "wrong"), ("nobody", PASSWORD), ("office", ""), ("", PASSWORD)]
)
async def test_a_wrong_login_tells_nothing_of_what_was_wrong(app: AnApp, login: str, password: str) -> None:
    browser = await app.visitor()
    answer = await browser.post("/v1/login", json={"login": login, "password": password})
    assert answer.status_code in {400, 401}
    assert "set-cookie" not in answer.headers


async def test_a_login_is_one_name_whatever_its_capitals(app: AnApp) -> None:
    browser = await app.visitor()
    answer = await browser.post("/v1/login", json={"login": "OFFICE", "password": PASSWORD})
    assert answer.status_code == 200


async def test_of_many_who_show_one_code_exactly_one_joins(app: AnApp) -> None:
    code = await enrolment_code(app, "worker_west")

    async def show() -> int:
        visitor = await app.visitor()
        secret_hash = hashlib.sha256(new_id().encode()).hexdigest()
        asked = {"code": code, "install": new_id(), "secret_hash": secret_hash}
        return (await visitor.post("/v1/enrol", json=asked)).status_code

    statuses = await asyncio.gather(*(show() for _ in range(5)))
    assert sorted(statuses) == [201, 403, 403, 403, 403]


async def test_a_code_may_be_typed_as_people_type(app: AnApp) -> None:
    code = await enrolment_code(app, "worker_west")
    phone = await join_with(app, f" {code.lower().replace('-', ' ')} ")
    assert (await phone.http.get("/v1/me")).json()["grids"] == [app.scene.west]


async def test_a_committee_cannot_enrol_a_phone_for_somebody_above_it(app: AnApp) -> None:
    office = await app.sign_in("office")
    csrf = (await office.get("/v1/me")).json()["csrf"]
    headers = {"x-hexward-csrf": csrf}
    own = await office.post("/v1/enrolments", json={"user": app.scene.users["worker_west"]}, headers=headers)
    above = await office.post("/v1/enrolments", json={"user": app.scene.users["supervisor"]}, headers=headers)
    assert (own.status_code, above.status_code) == (201, 403)


async def test_a_phone_that_was_shut_out_is_told_so_at_its_next_word(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    visit = RecordVisit(**phone.facts(new_id(), app.scene.household), household=app.scene.household, point=middle(WEST))
    assert (await phone.push(visit))[0]["verdict"] == "applied"
    await settle(app.door, [RevokeInstall(**by_system(phone.install), reason="lost")])
    headers = {"content-type": "application/x-ndjson"}
    answer = await phone.http.post("/v1/sync/push", content=phone.body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "install_revoked")


async def test_a_phone_cannot_push_or_pull_as_another_install(app: AnApp) -> None:
    phone, other = await join(app, "worker_west"), await join(app, "worker_east")
    phone.install = other.install
    answer = await phone.http.post(
        "/v1/sync/push", content=phone.body(), headers={"content-type": "application/x-ndjson"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def packed(phone: httpx.AsyncClient, path: str, message: msgspec.Struct) -> bytes:
    """A message and its answer in MessagePack."""
    answer = await phone.post(path, content=msgspec.msgpack.encode(message), headers={"content-type": MSGPACK_TYPE})
    assert (answer.status_code, answer.headers["content-type"]) == (200, MSGPACK_TYPE)
    return answer.content


async def test_messagepack_carries_commands_as_their_own_bytes(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    now = Clock(wall=clock.millis(clock.now()), boot="boot", mono=90_000)
    facts: dict[str, Any] = phone.facts(new_id(), app.scene.household)
    visit = RecordVisit(**facts, household=app.scene.household, point=middle(WEST))
    commands = (msgspec.msgpack.encode(visit), b"\xc1 never used in MessagePack", b"")
    pushed = await packed(phone.http, "/v1/sync/push", PushRequest(install=phone.install, now=now, commands=commands))
    reply = msgspec.msgpack.decode(pushed, type=PushReply)
    assert [receipt.verdict.value for receipt in reply.receipts] == ["applied", "parked", "parked"]
    pulled = await packed(phone.http, "/v1/sync/pull", PullRequest(install=phone.install, now=now))
    offered = {info.kind: info.id for info in msgspec.msgpack.decode(pulled, type=PullReply).boot}
    assert set(offered) == {"grid", "sensitive", "self", "dist"}
    booted = await packed(phone.http, "/v1/sync/boot", BootRequest(install=phone.install, scope=offered["grid"]))
    records = {row.kind: row.record for row in msgspec.msgpack.decode(booted, type=BootReply).rows}
    seen = msgspec.msgpack.decode(records[NUMBERS["visit"]], type=VisitRecord)
    assert (seen.household, seen.worker) == (app.scene.household, app.scene.users["worker_west"])
