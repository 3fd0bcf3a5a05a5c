"""tus 1.0 over HTTP, request by request, as its text asks; and what a phone of ours may leave out."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest

from mobile_contract.problems import ProblemCode
from server.core.ids import new_id
from server.core.problems import Problem
from server.uploads.pace import Pace
from tests.server.uploads.test_routes import PICTURE, SHA256, promise
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join

TUS = {"tus-resumable": "1.0.0"}
BYTES = {"content-type": "application/offset+octet-stream"}
HALF = len(PICTURE) // 2


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.fixture
async def west(app: AnApp) -> Joined:
    return await join(app, "worker_west")


def metadata(**told: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())


async def create(phone: Joined, content: bytes = b"", headers: Mapping[str, str] | None = None) -> httpx.Response:
    told = {"upload_length": str(len(PICTURE)), "upload_metadata": metadata(sha256=SHA256, command=new_id())}
    told |= headers or {}
    named = {name.replace("_", "-"): value for name, value in told.items()}
    return await phone.http.post("/v1/uploads", headers={**TUS, **named}, content=content)


async def patch(phone: Joined, at: str, offset: int, content: bytes, **more: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return await phone.http.patch(at, headers={**TUS, **BYTES, "upload-offset": str(offset), **named}, content=content)


def checksum(content: bytes, algorithm: str = "sha1") -> str:
    digest = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


async def test_a_client_learns_what_is_spoken(west: Joined) -> None:
    told = await west.http.request("OPTIONS", "/v1/uploads")
    assert told.status_code == 204
    assert told.headers["tus-version"] == "1.0.0"
    assert "creation-with-upload" in told.headers["tus-extension"]
    assert "sha1" in told.headers["tus-checksum-algorithm"]


async def test_an_upload_is_created_sent_on_and_whole(west: Joined) -> None:
    made = await create(west)
    assert (made.status_code, made.content) == (201, b"")
    at = made.headers["location"]
    first = await patch(west, at, 0, PICTURE[:HALF])
    where = await west.http.head(at, headers=TUS)
    assert where.status_code == 200
    assert first.headers["upload-offset"] == where.headers["upload-offset"] == str(HALF)
    assert (where.headers["upload-length"], where.headers["cache-control"]) == (str(len(PICTURE)), "no-store")
    assert where.headers["upload-expires"].endswith("GMT")
    last = await patch(west, at, HALF, PICTURE[HALF:])
    assert (last.status_code, last.headers["tus-resumable"]) == (204, "1.0.0")
    assert (last.headers["upload-offset"], "upload-expires" in last.headers) == (str(len(PICTURE)), False)


async def test_the_first_bytes_may_come_along_and_known_ones_need_not(west: Joined) -> None:
    made = await create(west, PICTURE[:HALF], BYTES)
    assert (made.status_code, made.headers["upload-offset"]) == (201, str(HALF))
    await patch(west, made.headers["location"], HALF, PICTURE[HALF:])
    again = await create(west)
    assert (again.status_code, again.headers["upload-offset"]) == (201, str(len(PICTURE)))


async def test_a_piece_with_a_wrong_checksum_leaves_nothing(west: Joined) -> None:
    at = (await create(west)).headers["location"]
    await patch(west, at, 0, PICTURE[:100], upload_checksum=checksum(PICTURE[:100], "sha256"))
    wrong = await patch(west, at, 100, PICTURE[100:300], upload_checksum=checksum(b"others"))
    assert (wrong.status_code, wrong.json()["code"]) == (460, "checksum_mismatch")
    assert (await west.http.head(at)).headers["upload-offset"] == "100"
    right = await patch(west, at, 100, PICTURE[100:], upload_checksum=checksum(PICTURE[100:]))
    assert (right.status_code, right.headers["upload-offset"]) == (204, str(len(PICTURE)))


async def test_what_is_given_up_is_gone_and_what_is_whole_stays(west: Joined) -> None:
    at = (await create(west)).headers["location"]
    await patch(west, at, 0, PICTURE[:HALF])
    gone = await west.http.delete(at, headers=TUS)
    assert (gone.status_code, gone.headers["tus-resumable"]) == (204, "1.0.0")
    assert (await west.http.head(at)).status_code == 404
    whole = (await create(west, PICTURE, BYTES)).headers["location"]
    assert (await west.http.delete(whole, headers=TUS)).status_code == 405
    assert (await west.http.head(whole)).headers["upload-offset"] == str(len(PICTURE))


async def test_a_client_without_patch_and_delete_says_so(west: Joined) -> None:
    at = (await create(west)).headers["location"]
    told = {**TUS, **BYTES, "upload-offset": "0", "x-http-method-override": "PATCH"}
    sent = await west.http.post(at, headers=told, content=PICTURE[:HALF])
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(HALF))
    gone = await west.http.post(at, headers={**TUS, "x-http-method-override": "DELETE"})
    assert gone.status_code == 204
    assert (await west.http.post(at, headers=TUS)).status_code == 405


async def test_another_version_is_named_and_nothing_is_done(west: Joined) -> None:
    refused = await create(west, headers={"tus-resumable": "0.2.2"})
    assert (refused.status_code, refused.headers["tus-version"]) == (412, "1.0.0")
    assert refused.headers["tus-resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"upload_length": "x"}, 400),
        ({"upload_length": "-1"}, 400),
        ({"upload_length": "0"}, 400),
        ({"upload_length": str(10**12)}, 413),
        ({"upload_metadata": ""}, 400),
        ({"upload_metadata": "sha256 !!!"}, 400),
        ({"upload_metadata": metadata(sha256="0" * 63, command=new_id())}, 400),
        ({"upload_metadata": metadata(sha256=SHA256)}, 400),
        ({"upload_metadata": metadata(sha256=SHA256, command=new_id(), upload="../../etc")}, 400),
    ],
)
async def test_a_promise_that_cannot_be_kept_is_refused(west: Joined, headers: dict[str, str], status: int) -> None:
    assert (await create(west, headers=headers)).status_code == status


@pytest.mark.parametrize("told", ["md4 AAAA", "sha1 AAAA", "sha1", "sha1 ###", ""])
async def test_a_checksum_that_is_none_is_refused(west: Joined, told: str) -> None:
    at = (await create(west)).headers["location"]
    assert (await patch(west, at, 0, PICTURE[:HALF], upload_checksum=told)).status_code == 400
    assert (await west.http.head(at)).headers["upload-offset"] == "0"


async def test_what_others_hold_is_not_there(app: AnApp, west: Joined) -> None:
    at = (await create(west)).headers["location"]
    east = await join(app, "worker_east")
    assert (await east.http.delete(at, headers=TUS)).status_code == 404
    assert (await west.http.head(at)).status_code == 200


async def test_a_promise_in_json_is_short(west: Joined) -> None:
    long = {**promise(new_id()), "more": "x" * 5_000}
    assert (await west.http.post("/v1/uploads", json=long)).status_code == 413


async def test_a_body_that_drips_is_ended_and_what_came_is_kept() -> None:
    async def drips() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    came: list[bytes] = []

    async def take() -> None:
        async for chunk in Pace(0.1, 1_000).keep(drips()):
            came.append(chunk)  # noqa: PERF401 - what came before the refusal counts

    with pytest.raises(Problem) as refused:
        await take()
    assert refused.value.code is ProblemCode.TOO_SLOW
    assert came


async def test_a_body_that_keeps_its_pace_is_never_too_slow() -> None:
    async def walks() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield bytes(500)
            await asyncio.sleep(0.02)

    assert len([chunk async for chunk in Pace(0.1, 500).keep(walks())]) == 12
