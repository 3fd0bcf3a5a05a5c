"""Attacks over real HTTP, on both databases: nobody reads, changes or becomes what is not theirs."""

import base64
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import bindparam, update

from mobile_contract import accounts, cases, catalogue, media, territory
from mobile_contract.accounts import Post
from mobile_contract.base import Command, Datum
from mobile_contract.cases import ReportMatter
from server.accounts.tables import installs
from server.core import clock
from server.core.database import Tx
from server.core.entities import grid_scope, scope_id
from server.core.ids import new_id
from server.core.statements import Statement
from tests.support.app import NORTH
from tests.support.joined import Joined
from tests.support.scene import DISTRICT, WEST, by_system, middle, settle, square
from tests.support.served import Served

_EXPIRE = Statement(
    update(installs)
    .where(installs.c.district_id == bindparam("district"), installs.c.id == bindparam("wanted"))
    .values(until_at=bindparam("at"))
)


@pytest.fixture(scope="module")
async def west(served: Served) -> Joined:
    return await served.join("worker_west")


@pytest.fixture(scope="module")
async def east(served: Served) -> Joined:
    return await served.join("worker_east")


@pytest.fixture(scope="module")
async def office(served: Served) -> httpx.AsyncClient:
    return await served.sign_in("office")


def now() -> dict[str, Any]:
    return {"wall": clock.millis(clock.now()), "boot": "boot", "mono": 10**9}


async def verdicts(phone: Joined, *commands: Command) -> list[tuple[str, str]]:
    """What became of each command, and why."""
    return [(receipt["verdict"], receipt.get("why", "")) for receipt in await phone.push(*commands)]


REFUSED = ("refused", "not_allowed")


def same_refusal(answers: list[httpx.Response], status: int = 404) -> None:
    """Refused, and by nothing in the answer can one be told from the other."""
    told = {
        (a.status_code, a.content, tuple(sorted((k, v) for k, v in a.headers.items() if k != "date"))) for a in answers
    }
    assert len(told) == 1, told
    assert answers[0].status_code == status


# --- reading ----------------------------------------------------------------------------------------------------------


async def test_a_phone_boots_and_pulls_its_own_scopes_alone(served: Served, west: Joined) -> None:
    foreign = scope_id(grid_scope(served.scene.east))
    answers = [
        await west.http.post("/v1/sync/boot", json={"install": west.install, "scope": scope})
        for scope in (foreign, 17, scope_id(grid_scope(served.north)), scope_id(grid_scope(new_id())))
    ]
    same_refusal(answers)
    mine = await west.http.post(
        "/v1/sync/boot", json={"install": west.install, "scope": scope_id(grid_scope(served.scene.west))}
    )
    assert mine.json()["rows"]
    forged = _forged(mine.json()["stamp"]["epoch"], 0, [foreign, *range(1, 9)])
    pulled = await west.http.post("/v1/sync/pull", json={"install": west.install, "now": now(), "cursor": forged})
    assert (pulled.json()["rows"], foreign in pulled.json()["drop"]) == ([], True)


def _forged(epoch: str, pos: int, scopes: list[int]) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode([epoch, pos, scopes])).decode()


async def test_a_phone_speaks_for_no_other_install(served: Served, west: Joined, east: Joined) -> None:
    digest = {"count": 0, "sum_a": "0" * 16, "sum_b": "0" * 16}
    asked: dict[str, dict[str, Any]] = {
        "pull": {"now": now()},
        "boot": {"scope": 1},
        "digest": {"scope": 1, "cursor": ""},
        "wipe": {"scope": 1, "digest": digest, "at": now()},
    }
    for path, more in asked.items():
        answer = await west.http.post(f"/v1/sync/{path}", json={"install": east.install, **more})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    stolen = Joined(west.http, east.install, east.seq)
    headers = {"content-type": "application/x-ndjson"}
    assert (await west.http.post("/v1/sync/push", content=stolen.body(), headers=headers)).status_code == 403


async def test_what_is_foreign_looks_like_what_is_not_there(served: Served, office: httpx.AsyncClient) -> None:
    neighbour = await served.sign_in("neighbour")
    scene, absent = served.scene, new_id()
    case = new_id()
    await settle(served.door, [ReportMatter(**by_system(case), title="井盖", point=middle(WEST))])
    for path, foreign in (
        ("persons/{}?purpose=register", scene.person),
        ("households/{}?purpose=register", scene.household),
        ("persons?purpose=register&grid={}", scene.west),
        ("cases/{}", case),
        ("photos/{}", case),
    ):
        same_refusal([await neighbour.get("/v1/" + path.format(name)) for name in (foreign, absent, "%00")])
    assert (await office.get(f"/v1/cases/{case}")).status_code == 200
    assert (await neighbour.get("/v1/cases", params={"grid": scene.west})).json()["cases"] == []


async def test_uploads_and_photos_of_others_are_not_there(served: Served, west: Joined, east: Joined) -> None:
    upload, content = new_id(), b"x" * 10
    promise = {"upload": upload, "sha256": "c" * 64, "size_bytes": len(content), "command": new_id()}
    assert (await east.http.post("/v1/uploads", json=promise)).status_code == 200
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    same_refusal([await west.http.head(f"/v1/uploads/{name}") for name in (upload, new_id())])
    same_refusal(
        [await west.http.patch(f"/v1/uploads/{n}", content=content, headers=headers) for n in (upload, new_id())]
    )
    assert (await west.http.post("/v1/uploads", json=promise)).json()["code"] == "id_taken"
    assert (await east.http.head(f"/v1/uploads/{upload}")).headers["upload-offset"] == "0"


# --- who is asking ----------------------------------------------------------------------------------------------------


async def test_a_revoked_phone_is_out_with_its_next_request(served: Served, office: httpx.AsyncClient) -> None:
    phone = await served.join("worker_west")
    assert (await phone.http.get("/v1/me")).status_code == 200
    await settle(served.door, [accounts.RevokeInstall(**by_system(phone.install), reason="lost")])
    for answer in (
        await phone.http.get("/v1/me"),
        await phone.http.post("/v1/sync/pull", json={"install": phone.install, "now": now()}),
        await phone.http.post("/v1/sync/push", content=phone.body(), headers={"content-type": "application/x-ndjson"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "install_revoked")
    token = phone.http.headers["authorization"]
    wrong = await phone.http.get("/v1/me", headers={"authorization": token[:-1] + ("A" if token[-1] != "A" else "B")})
    assert wrong.json()["code"] == "not_signed_in"


async def test_a_session_ends_with_its_time_and_with_signing_out(served: Served) -> None:
    browser = await served.sign_in("office")
    session = browser.cookies["hexward_session"].partition(".")[0]

    async def expire(tx: Tx) -> None:
        await tx.execute(_EXPIRE, district=DISTRICT, wanted=session, at=clock.now() - timedelta(seconds=1))

    await served.door.database.write(expire)
    assert (await browser.get("/v1/me")).json()["code"] == "not_signed_in"
    other = await served.sign_in("office")
    cookie = other.cookies["hexward_session"]
    assert (await other.post("/v1/logout")).status_code == 204
    other.cookies.set("hexward_session", cookie)
    assert (await other.get("/v1/me")).status_code == 401


async def test_phones_and_offices_keep_to_their_own_routes(
    served: Served, west: Joined, office: httpx.AsyncClient
) -> None:
    for path in ("cases", "board/counts", f"persons/{served.scene.person}?purpose=register"):
        assert (await west.http.get(f"/v1/{path}")).json()["code"] == "not_allowed"
    for path in ("commands", "enrolments", "logout"):
        assert (await west.http.post(f"/v1/{path}", json={})).json()["code"] == "not_allowed"
    for path in ("sync/push", "sync/pull", "sync/boot", "sync/digest", "sync/wipe", "uploads"):
        assert (await office.post(f"/v1/{path}", json={})).json()["code"] == "not_allowed"
    visitor = await served.visitor()
    visitor.cookies.set("hexward_session", west.http.headers["authorization"].removeprefix("Bearer "))
    assert (await visitor.get("/v1/cases")).json()["code"] == "not_allowed"
    answer = await visitor.post("/v1/sync/pull", json={"install": west.install, "now": now()})
    assert answer.json()["code"] == "cross_site"


async def test_a_phone_that_calls_itself_a_browser_is_a_phone(served: Served) -> None:
    phone = await served.join("worker_west", platform="browser")
    assert (await phone.http.get("/v1/cases")).json()["code"] == "not_allowed"
    assert (await phone.http.get("/v1/me")).status_code == 200


async def test_a_cookie_alone_changes_nothing(served: Served) -> None:
    browser, other = await served.sign_in("office"), await served.sign_in("neighbour")
    csrf = browser.headers.pop("x-hexward-csrf")
    told = {"x-hexward-csrf": csrf}
    host = served.url
    for headers in (
        {},
        {"x-hexward-csrf": ""},
        {"x-hexward-csrf": other.headers["x-hexward-csrf"]},
        {**told, "origin": "http://evil.test"},
        {**told, "origin": "null"},
        {**told, "origin": host + ".evil.test"},
        {**told, "origin": "http://["},
        {**told, "origin": host, "sec-fetch-site": "cross-site"},
        {**told, "origin": host, "sec-fetch-site": "same-site"},
    ):
        for path in ("commands", "enrolments", "logout"):
            answer = await browser.post(f"/v1/{path}", json={}, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site"), (path, headers)
    good = {**told, "origin": host, "sec-fetch-site": "same-origin"}
    assert (await browser.post("/v1/logout", headers=good)).status_code == 204


# --- becoming somebody ------------------------------------------------------------------------------------------------


def _made_by_hand(served: Served, phone: Joined) -> list[Command]:
    """Commands that are not a grid worker's, as a phone that was tampered with would send them."""
    scene, own = served.scene, served.scene.users["worker_west"]
    shape = territory.GridShape(grid=scene.west, code="X", name="x", org=scene.community, geometry=square(NORTH))
    a_class = catalogue.ClassShape(
        scheme="B", kind="event", major="01", minor="13", name="x", limit_value=1, limit_unit=cases.LimitUnit.WORK_DAY
    )
    return [
        accounts.CreateUser(**phone.facts(new_id()), login="own", name="own"),
        accounts.CreateOrg(
            **phone.facts(new_id()), code="X", name="x", level=accounts.OrgLevel.STREET, parent=scene.community
        ),
        accounts.GrantMembership(**phone.facts(new_id()), user=own, org=scene.community, post=Post.SYS_ADMIN),
        accounts.AssignWorker(**phone.facts(new_id()), user=own, grid=scene.east),
        accounts.IssueEnrolment(
            **phone.facts(new_id()), user=own, code_hash="d" * 64, expires_at=clock.now() + timedelta(minutes=5)
        ),
        accounts.RedeemEnrolment(**phone.facts(new_id()), install=new_id(), secret_hash="d" * 64),
        accounts.RevokeInstall(**phone.facts(phone.install), reason="x"),
        accounts.StartSession(
            **phone.facts(new_id()), user=own, secret_hash="d" * 64, until_at=clock.now() + timedelta(days=9)
        ),
        accounts.EndSession(**phone.facts(phone.install)),
        media.PhotoArrived(**phone.facts(new_id()), sha256="d" * 64),
        media.PhotoLost(**phone.facts(new_id()), sha256="d" * 64),
        catalogue.DefineClasses(**phone.facts(new_id()), classes=(a_class,)),
        territory.PublishTerritory(
            **phone.facts(new_id()), layer=territory.LayerKind.COMMUNITY, datum=Datum.WGS84, grids=(shape,)
        ),
        territory.RetireGrid(**phone.facts(scene.west), reason="x"),
    ]  # fmt: skip


async def test_a_worker_issues_no_command_of_an_office_or_of_the_server(served: Served, west: Joined) -> None:
    commands = _made_by_hand(served, west)
    assert dict(zip(commands, await verdicts(west, *commands), strict=True)) == dict.fromkeys(commands, REFUSED)
    assert (await west.http.get("/v1/me")).status_code == 200


async def test_an_office_issues_no_command_of_the_server_and_none_of_the_district(
    served: Served, office: httpx.AsyncClient
) -> None:
    lent = Joined(office, new_id())
    for command in _made_by_hand(served, lent):
        if isinstance(command, accounts.AssignWorker | accounts.IssueEnrolment):
            continue  # of their own community they may
        answer = await office.post(
            "/v1/commands", content=msgspec.json.encode(command), headers={"content-type": "application/json"}
        )
        assert (answer.json()[0]["verdict"], answer.json()[0]["why"]) == REFUSED, command


@pytest.mark.parametrize("lasting", [None, timedelta(hours=3), timedelta(days=400)])
async def test_a_committee_makes_no_phone_of_somebody_above_it(
    served: Served, office: httpx.AsyncClient, lasting: timedelta | None
) -> None:
    """Not of the district's supervisor, and not of its own worker who holds a post above for a while."""
    worker, district = new_id(), (await served.sign_in("supervisor"))
    org = (await district.get("/v1/me")).json()["memberships"][0]["org"]
    until = None if lasting is None else clock.now() + lasting
    await settle(
        served.door,
        [
            accounts.CreateUser(**by_system(worker), login=f"w{worker[-8:]}", name="x"),
            accounts.AssignWorker(**by_system(new_id()), user=worker, grid=served.scene.west),
        ],
    )
    assert (await office.post("/v1/enrolments", json={"user": worker})).status_code == 201
    above = accounts.GrantMembership(**by_system(new_id()), user=worker, org=org, post=Post.SYS_ADMIN, until_at=until)
    await settle(served.door, [above])
    for user in (worker, served.scene.users["supervisor"]):
        for minutes in (1, 1440):
            answer = await office.post("/v1/enrolments", json={"user": user, "minutes": minutes})
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await district.post("/v1/enrolments", json={"user": worker})).status_code == 201
