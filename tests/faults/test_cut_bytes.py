"""A request or its reply ends after every single byte: in process, where each of them can be tried."""

import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.exceptions import LitestarException

from mobile_contract.sync import PushReply
from ops.postgres import Postgres
from server.core.ids import new_id
from server.core.loading import head_of
from tests.faults.batches import BYTES, NDJSON, Errand, picture, visits
from tests.faults.invariants import faults_of
from tests.support.app import AnApp, running
from tests.support.databases import Templates, migrated
from tests.support.joined import Joined, join

LONG = bool(os.environ.get("HEXWARD_TEST_LONG"))
BATCH_BYTES = 20_480
SOME = 37
"""Of the bytes of what is large, so many are passed over from one cut to the next; HEXWARD_TEST_LONG=1 tries each."""


class LineCut(ConnectionError):
    """What a server raises at an application that sends on a line that is gone."""


@pytest.fixture
async def app(templates: Templates, engine: Postgres | None, scratch: Path) -> AsyncIterator[AnApp]:
    async with migrated(templates, engine, scratch) as url, running(url, scratch) as one:
        yield one


@pytest.fixture
async def west(app: AnApp) -> Joined:
    return await join(app, "worker_west")


class Exchange:
    """One request to the application itself, of whose body or answer only so many bytes get through."""

    def __init__(self, phone: Joined, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        told = {**headers, "authorization": phone.http.headers["authorization"], "content-length": str(len(body))}
        self.scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": ("127.0.0.1", 1), "server": ("district.test", 80),
        }  # fmt: skip
        self.body = body
        self.status = 0
        self.answer = b""

    async def run(self, app: AnApp, *, up: int | None = None, sends: int | None = None) -> None:
        """Cut after `up` bytes of the body, or at message `sends` of the answer; whole without both."""
        messages = [{"type": "http.request", "body": self.body[:up], "more_body": up is not None}]
        left = sends

        async def receive() -> dict[str, Any]:
            return messages.pop() if messages else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal left
            if left is not None:
                left -= 1
                if left < 0:
                    raise LineCut
            self.status = message.get("status", self.status)
            self.answer += message.get("body", b"")

        application: Any = app.litestar
        try:
            await application(self.scope, receive, send)
        except (LineCut, LitestarException):  # the framework wraps what it meets after the first message
            assert left is not None
            assert left < 0


def pushing(phone: Joined, body: bytes) -> Exchange:
    return Exchange(phone, "POST", "/v1/sync/push", NDJSON, body)


async def pushed(app: AnApp, phone: Joined, body: bytes) -> bytes:
    exchange = pushing(phone, body)
    await exchange.run(app)
    assert exchange.status == 200, exchange.answer
    return exchange.answer


async def head_pos(app: AnApp) -> int:
    head = await app.door.database.read(lambda tx: head_of(tx, app.door.district))
    return head.pos


async def cut_at_each(app: AnApp, phone: Joined, body: bytes, cuts: Iterable[int]) -> None:
    """Nothing of a push whose request was cut is judged."""
    before = await head_pos(app)
    for up in cuts:
        exchange = pushing(phone, body)
        await exchange.run(app, up=up)
        assert exchange.status not in {200, 500}, (up, exchange.answer)
    assert await head_pos(app) == before


async def test_a_push_that_ends_after_any_byte_is_not_judged_and_the_whole_one_is(app: AnApp, west: Joined) -> None:
    body = west.body(*visits(west, app.scene, 2))
    await cut_at_each(app, west, body, range(len(body)))
    reply = msgspec.json.decode(await pushed(app, west, body), type=PushReply)
    assert [receipt.verdict for receipt in reply.receipts] == ["applied", "applied"]
    assert await faults_of(app.door) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_large_push_that_ends_after_any_byte_is_not_judged(app: AnApp, west: Joined) -> None:
    batch = visits(west, app.scene, 55)
    body = west.body(*batch)
    assert len(body) > BATCH_BYTES
    await cut_at_each(app, west, body, range(0, len(body), 1 if LONG else SOME))
    reply = msgspec.json.decode(await pushed(app, west, body), type=PushReply)
    assert {receipt.verdict for receipt in reply.receipts} == {"applied"}
    assert await faults_of(app.door) == []


async def test_a_reply_that_ends_after_any_byte_is_none_and_the_next_one_is_the_same(app: AnApp, west: Joined) -> None:
    body = west.body(*visits(west, app.scene, 2))
    whole = await pushed(app, west, body)
    for down in range(len(whole)):
        with pytest.raises(msgspec.DecodeError):
            msgspec.json.decode(whole[:down], type=PushReply)
    assert await pushed(app, west, body) == whole


@pytest.mark.parametrize("sends", [0, 1])
async def test_a_reply_that_finds_no_line_is_given_when_it_is_asked_for_again(
    app: AnApp, west: Joined, sends: int
) -> None:
    body = west.body(*visits(west, app.scene, 2))
    before = await head_pos(app)
    lost = pushing(west, body)
    await lost.run(app, sends=sends)
    assert await head_pos(app) == before + 1, "the batch was kept before its reply was tried"
    reply = msgspec.json.decode(await pushed(app, west, body), type=PushReply)
    assert {receipt.pos for receipt in reply.receipts} == {before + 1}
    assert await head_pos(app) == before + 1
    assert await faults_of(app.door) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_photo_that_ends_after_any_byte_goes_on_at_that_byte(app: AnApp, west: Joined) -> None:
    photo = picture("")
    for cut in range(0, len(photo), 1 if LONG else SOME):
        errand = Errand(b"", photo + str(cut).encode())
        assert await errand.promise(west.http) == (0, False)
        headers = {"content-type": BYTES, "upload-offset": "0"}
        exchange = Exchange(west, "PATCH", f"/v1/uploads/{errand.upload}", headers, errand.photo)
        await exchange.run(app, up=cut)
        assert exchange.status not in {204, 500}, exchange.answer
        assert await errand.promise(west.http) == (cut, False)
        await errand.send_photo(west.http)
        assert await errand.promise(west.http) == (len(errand.photo), True)
    assert await faults_of(app.door) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_upload_that_nobody_began_takes_no_byte(app: AnApp, west: Joined) -> None:
    headers = {"content-type": BYTES, "upload-offset": "0"}
    exchange = Exchange(west, "PATCH", f"/v1/uploads/{new_id()}", headers, picture(""))
    await exchange.run(app, up=10)
    assert exchange.status == 404
