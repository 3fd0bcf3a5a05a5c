"""Bad requests over real HTTP, on both databases: a clear 4xx problem, never a fault of the server's."""

import asyncio
import base64
import gzip
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest

from mobile_contract.sync import MAX_COMMAND_BYTES, MAX_PUSH_BYTES
from mobile_contract.visits import RecordVisit
from server.core.entities import grid_scope, scope_id
from server.core.ids import new_id
from tests.support.joined import Joined
from tests.support.served import Served
from tests.support.spoiling import (
    JSON,
    MSGPACK,
    NDJSON,
    Body,
    device_now,
    require_problem,
    spoilt_json,
    spoilt_msgpack,
)

PATCHED = "application/offset+octet-stream"


class Place(NamedTuple):
    """A route that takes a body: who may send one, and the media types that it may come as."""

    path: str
    who: str
    types: tuple[str, ...] = (JSON,)


PLACES = (
    Place("/v1/sync/push", "phone", (NDJSON, MSGPACK)),
    Place("/v1/sync/pull", "phone", (JSON, MSGPACK)),
    Place("/v1/sync/boot", "phone", (JSON, MSGPACK)),
    Place("/v1/sync/digest", "phone", (JSON, MSGPACK)),
    Place("/v1/sync/wipe", "phone", (JSON, MSGPACK)),
    Place("/v1/login", "visitor"),
    Place("/v1/enrol", "visitor"),
    Place("/v1/enrolments", "office"),
    Place("/v1/uploads", "phone"),
)


def good_body(path: str, install: str) -> Body:
    """A body that the route would take."""
    match path.rpartition("/")[2]:
        case "push" | "pull":
            return {"install": install, "now": device_now()}
        case "boot":
            return {"install": install, "scope": 1}
        case "digest":
            return {"install": install, "scope": 1, "cursor": ""}
        case "wipe":
            digest = {"count": 0, "sum_a": "0" * 16, "sum_b": "0" * 16}
            return {"install": install, "scope": 1, "digest": digest, "at": device_now()}
        case "login":
            return {"login": "nobody", "password": "nothing"}
        case "enrol":
            return {"code": "ABCD-EFGH-JKLM", "install": new_id(), "secret_hash": "a" * 64, "platform": "x"}
        case "enrolments":
            return {"user": new_id(), "minutes": 5}
        case _:
            return {"upload": new_id(), "sha256": "a" * 64, "size_bytes": 9, "command": new_id()}


@pytest.fixture(scope="module")
async def phone(served: Served) -> Joined:
    return await served.join("worker_west")


@pytest.fixture(scope="module")
async def office(served: Served) -> httpx.AsyncClient:
    return await served.sign_in("supervisor")


@pytest.fixture(scope="module")
async def clients(served: Served, phone: Joined, office: httpx.AsyncClient) -> dict[str, httpx.AsyncClient]:
    """Who sends what a place takes."""
    return {"phone": phone.http, "office": office, "visitor": await served.visitor()}


@pytest.fixture(autouse=True)
async def no_fault(served: Served) -> AsyncIterator[None]:
    with served.without_faults():
        yield


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
async def test_a_body_that_is_none_is_refused_by_its_problem(
    clients: dict[str, httpx.AsyncClient], phone: Joined, place: Place
) -> None:
    client = clients[place.who]
    for media_type in place.types:
        spoil = spoilt_msgpack if media_type == MSGPACK else spoilt_json
        for what, body in spoil(good_body(place.path, phone.install)):
            answer = await client.post(place.path, content=body, headers={"content-type": media_type})
            require_problem(answer, (place.path, media_type, what))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
async def test_a_wrong_content_type_or_a_packed_body_is_refused(
    clients: dict[str, httpx.AsyncClient], phone: Joined, place: Place
) -> None:
    client = clients[place.who]
    good = msgspec.json.encode(good_body(place.path, phone.install))
    for media_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "",
        "a/b/c",
    ):
        answer = await client.post(place.path, content=good, headers={"content-type": media_type})
        assert require_problem(answer, media_type)["code"] == "unsupported_media_type", media_type
    assert (await client.post(place.path, content=good)).status_code == 415
    for coding in ("gzip", "br", "gzip, gzip", "identity, gzip"):
        headers = {"content-type": place.types[0], "content-encoding": coding}
        answer = await client.post(place.path, content=gzip.compress(good), headers=headers)
        assert require_problem(answer, coding)["code"] == "unsupported_media_type", coding


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
async def test_a_body_over_its_limit_is_refused_with_the_limit(
    clients: dict[str, httpx.AsyncClient], phone: Joined, place: Place
) -> None:
    client = clients[place.who]
    body = msgspec.json.encode(good_body(place.path, phone.install)) + b" " * (MAX_COMMAND_BYTES + MAX_PUSH_BYTES)
    for content in (body, in_pieces(body)):
        answer = await client.post(place.path, content=content, headers={"content-type": place.types[0]})
        told = require_problem(answer, place.path)
        assert (told["status"], told["code"], told["max_bytes"] > 0) == (413, "too_large", True)


async def test_a_path_or_a_query_that_is_none_is_refused_alike(
    served: Served, phone: Joined, office: httpx.AsyncClient
) -> None:
    odd = ("%00", "%ff%fe", "%ED%A0%80", "x", "1", "..%2f..", "-" * 36, "0" * 36, f"{new_id()}%00", new_id().upper())
    for client, paths in (
        (office, ("cases/{}", "persons/{}?purpose=register", "households/{}?purpose=register", "photos/{}")),
        (phone.http, ("photos/{}", "nothing/{}", "{}")),
    ):
        for path in paths:
            absent = await client.get("/v1/" + path.format(new_id()))
            for name in odd:
                answer = await client.get("/v1/" + path.format(name))
                assert require_problem(answer, (path, name)) == absent.json(), (path, name)
    for name in odd:
        where = await phone.http.head(f"/v1/uploads/{name}")
        headers = {"content-type": PATCHED, "upload-offset": "0"}
        answer = await phone.http.patch(f"/v1/uploads/{name}", content=b"x", headers=headers)
        assert (where.status_code, require_problem(answer, name)["code"]) == (404, "not_found"), name


QUERIES = (
    "cases?zz=1", "cases?limit=1&limit=2", "cases?limit=0", "cases?limit=201", "cases?limit=-1", "cases?limit=1e3",
    "cases?limit=99999999999999999999999", "cases?limit=", "cases?state=", "cases?state=closed&state=%00",
    "cases?grid=%00", "cases?grid=1", "cases?after=", "cases?after=%00", "cases?after=1.2", "cases?after=bm9ib2R5",
    "cases?after=99999999999999999999999.0193f0a0-0000-7000-8000-00000000aaaa", "cases?after=" + "9" * 5_000,
    "cases?after=-1.0193f0a0-0000-7000-8000-00000000aaa", "board/counts?grid=1", "me?x=1", "grids?limit=1",
    "persons?purpose=register", "persons?purpose=register&grid=%ff", "persons?purpose=register&grid=1&grid=2",
    "persons?purpose=curious&grid=0193f0a0-0000-7000-8000-00000000aaaa", "persons?purpose=%00",
    "persons?purpose=case:1&grid=0193f0a0-0000-7000-8000-00000000aaaa",
    "persons?purpose=register&after=x&grid=0193f0a0-0000-7000-8000-00000000aaaa",
    "persons?purpose=register&limit=201&grid=0193f0a0-0000-7000-8000-00000000aaaa",
)  # fmt: skip


async def test_a_question_that_no_route_knows_is_refused(served: Served, office: httpx.AsyncClient) -> None:
    for query in QUERIES:
        require_problem(await office.get(f"/v1/{query}"), query)
    good = "cases?limit=1&state=closed&state=handling&after=-1.0193f0a0-0000-7000-8000-00000000aaaa"
    assert (await office.get(f"/v1/{good}")).status_code == 200
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        assert require_problem(await office.request(method, "/v1/cases"), method)["code"] == "method_not_allowed"


TOKENS = (
    "", "x", "." * 36, "-" * 36 + ".x", "0" * 36, "0193f0a0-0000-7000-8000-00000000aaaa.", "\u00ff" * 36 + ".\u00fe",
    "0193F0A0-0000-7000-8000-00000000AAAA.x", "{0193f0a000007000800000000000aaaa}x.x", "x" * 7_000,
)  # fmt: skip


async def test_a_token_that_is_none_signs_nobody_in(clients: dict[str, httpx.AsyncClient]) -> None:
    for token in TOKENS:
        for name, value in (("authorization", f"Bearer {token}".strip()), ("cookie", f"hexward_session={token}")):
            answer = await clients["visitor"].get("/v1/me", headers=[(name.encode(), value.encode("latin-1"))])
            assert require_problem(answer, (name, token))["code"] == "not_signed_in", (name, token)


def a_cursor(*told: Any) -> str:
    """The text of a cursor that says this."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(told)).decode()


NO_CURSORS = (
    "x", "bm9ib2R5", "\0", "=" * 9, "A" * 4_096, "k8A", "gA==", a_cursor(1, 2, []), a_cursor("e", 1.5, []),
    a_cursor("e", 1, ["x"]), a_cursor("e", None, []), a_cursor(),
)  # fmt: skip
NO_PLACES = (
    "x", "4", "4:", "4:x", ":", f"99999:{new_id()}", f"-1:{new_id()}", "4:" + "-" * 36, "4:" + "0" * 36,
    "4:" + "\0" * 36,
)  # fmt: skip


async def test_a_cursor_that_is_none_is_refused(served: Served, phone: Joined) -> None:
    told = {"install": phone.install}
    for path, good in (("pull", {"now": device_now()}), ("boot", {"scope": 1})):
        for cursor in NO_CURSORS:
            answer = await phone.http.post(f"/v1/sync/{path}", json={**told, **good, "cursor": cursor})
            require_problem(answer, (path, cursor))
        foreign = a_cursor("e", 2**64 - 1, [2**64 - 1, 0])
        answer = await phone.http.post(f"/v1/sync/{path}", json={**told, **good, "cursor": foreign})
        assert answer.json()["reset"] == "epoch"


async def test_a_forged_cursor_reads_nothing_and_breaks_nothing(served: Served, phone: Joined) -> None:
    asked: Body = {"install": phone.install, "now": device_now()}
    epoch = (await phone.http.post("/v1/sync/pull", json=asked)).json()["stamp"]["epoch"]
    scopes: list[int]
    for pos, scopes in ((2**63, []), (2**64 - 1, [2**64 - 1]), (-(2**63), [-1, 0, 2**63])):
        answer = await phone.http.post("/v1/sync/pull", json=asked | {"cursor": a_cursor(epoch, pos, scopes)})
        assert answer.status_code == 200, (pos, answer.text)
        assert (answer.json()["rows"], sorted(answer.json().get("drop", []))) == ([], sorted(scopes))
    mine = scope_id(grid_scope(served.scene.west))
    for after in NO_PLACES:
        answer = await phone.http.post("/v1/sync/boot", json={"install": phone.install, "scope": mine, "after": after})
        require_problem(answer, after)
    far = {"install": phone.install, "scope": mine, "after": f"9999:{new_id()}"}
    assert (await phone.http.post("/v1/sync/boot", json=far)).json()["rows"] == []


async def test_a_patch_that_does_not_fit_is_refused_and_the_upload_goes_on(served: Served, phone: Joined) -> None:
    upload = new_id()
    promise = {"upload": upload, "sha256": "b" * 64, "size_bytes": 10, "command": new_id()}
    assert (await phone.http.post("/v1/uploads", json=promise)).status_code == 200
    assert require_problem(
        await phone.http.post("/v1/uploads", json={**promise, "size_bytes": 11}), "another promise"
    )["code"] == "id_taken"  # fmt: skip
    for offset in ("", "x", "-1", "1", "1.0", "٣", "9" * 40, "0x0", "+0"):
        headers = [(b"content-type", PATCHED.encode()), (b"upload-offset", offset.encode())]
        require_problem(await phone.http.patch(f"/v1/uploads/{upload}", content=b"x", headers=headers), offset)
    for content in (b"x" * 11, in_pieces(b"x" * 11)):
        headers = [(b"content-type", PATCHED.encode()), (b"upload-offset", b"0")]
        answer = await phone.http.patch(f"/v1/uploads/{upload}", content=content, headers=headers)
        require_problem(answer, "too many bytes")
    where = await phone.http.head(f"/v1/uploads/{upload}")
    assert where.status_code in {200, 409}


async def raw(served: Served, sent: bytes, *, wait: bool = True) -> bytes:
    """What the server says to these bytes on a line of their own; without waiting, the line is dropped at once."""
    port = int(served.url.rsplit(":", 1)[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), 10) if wait else b""
    finally:
        writer.transport.abort()


async def test_bytes_that_are_no_request_stop_nobody(served: Served, phone: Joined) -> None:
    bearer = phone.http.headers["authorization"].encode()
    head = (
        b"POST /v1/sync/push HTTP/1.1\r\nhost: x\r\nauthorization: "
        + bearer
        + b"\r\ncontent-type: application/x-ndjson\r\n"
    )
    closing = b"connection: close\r\n"
    for sent in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"GET / HTTP/1.1\r\n\r\n" + b"\x00" * 9,
        b"GET /v1/me\r\n\r\n",
        head + closing + b"content-length: x\r\n\r\n",
        head + closing + b"content-length: -1\r\n\r\n",
        head + closing + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabc",
        head + closing + b"transfer-encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
        head + closing + b"transfer-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
    ):
        told = await raw(served, sent, wait=b"close" in sent)
        assert not told.startswith(b"HTTP/1.1 5"), (sent, told)
    for sent in (head + b"content-length: 900\r\n\r\n{", head + b"transfer-encoding: chunked\r\n\r\n5\r\n{"):
        await raw(served, sent, wait=False)
    visit = RecordVisit(**phone.facts(new_id()), household=served.scene.household)
    assert (await phone.push(visit))[0]["verdict"] == "applied"
