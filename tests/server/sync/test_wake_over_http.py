"""Waking over real sockets: a stream that lives and ends with its install or its server, and a question that waits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import bindparam, select

from mobile_contract.accounts import RevokeInstall
from mobile_contract.residents import AddHousehold
from mobile_contract.sync import Wake
from ops.postgres import Postgres
from server.core import clock, tables
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.statements import Statement
from tests.support import databases
from tests.support.databases import Templates
from tests.support.joined import Joined
from tests.support.scene import by_system, settle
from tests.support.served import Served, serving
from tests.support.spoiling import device_now, require_problem

SOON_S = 15.0
WAKE = "/v1/sync/wake"
_LENGTH = Statement(
    select(tables.install_contacts.c.queue_length).where(
        tables.install_contacts.c.district_id == bindparam("district"),
        tables.install_contacts.c.install == bindparam("install"),
    )
)


class Stream:
    """The lines of an open stream, without the empty ones."""

    def __init__(self, answer: httpx.Response) -> None:
        self.headers = answer.headers
        self._lines = answer.aiter_lines()

    async def line(self) -> str | None:
        """The next line; None at the end."""
        async with asyncio.timeout(SOON_S):
            async for line in self._lines:
                if line:
                    return line
        return None

    async def wake(self) -> Wake:
        """The next event, past heartbeats, which must have its position as its id."""
        while (line := await self.line()) == ":":
            pass
        told = await self.line()
        assert line is not None
        assert told is not None
        wake = msgspec.json.decode(told.removeprefix("data: "), type=Wake)
        assert line == f"id: {wake.w}"
        return wake


@asynccontextmanager
async def listening(phone: Joined, **told: int | str) -> AsyncGenerator[Stream]:
    params = {name: value for name, value in told.items() if name != "last_event"}
    headers = {"last-event-id": str(told["last_event"])} if "last_event" in told else {}
    async with phone.http.stream("GET", WAKE, params=params, headers=headers) as answer:
        assert answer.status_code == 200
        stream = Stream(answer)
        assert await stream.line() == ":"
        yield stream


async def pos(served: Served) -> int:
    return (await served.door.database.read(lambda tx: head_of(tx, served.door.district))).pos


async def add_home(served: Served) -> int:
    """By another process than the server: the test's own door."""
    await settle(served.door, [AddHousehold(**by_system(new_id()), dwelling=served.scene.dwelling)])
    return await pos(served)


async def test_a_stream_tells_positions_alone_and_no_proxy_is_to_keep_it(served: Served) -> None:
    phone = await served.join("worker_west")
    async with listening(phone, after=await pos(served)) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert (stream.headers["x-accel-buffering"], stream.headers["cache-control"]) == ("no", "no-store")
        assert "content-length" not in stream.headers
        last = await add_home(served)
        assert await stream.wake() == Wake(last)


async def test_a_push_of_one_phone_wakes_the_other_at_once(served: Served) -> None:
    writer, reader = await served.join("worker_west"), await served.join("worker_west")
    async with listening(reader, after=await pos(served)) as stream:
        began = clock.ticks()
        await writer.push(AddHousehold(**writer.facts(new_id()), dwelling=served.scene.dwelling))
        assert (await stream.wake()).w == await pos(served)
        assert clock.ticks() - began < 5


async def test_a_browser_that_connects_anew_goes_on_after_its_last_event(served: Served) -> None:
    phone, before = await served.join("worker_west"), await pos(served)
    last = await add_home(served)
    async with listening(phone, last_event=before) as stream:
        assert (await stream.wake()).w >= last


async def test_a_question_is_answered_when_something_changed_and_else_after_its_time(served: Served) -> None:
    phone, before = await served.join("worker_west"), await pos(served)
    nothing = await phone.http.get(WAKE, params={"after": before, "wait": 0})
    assert nothing.json() == {"w": before}
    waiting = asyncio.create_task(phone.http.get(WAKE, params={"after": before, "wait": 15}))
    last = await add_home(served)
    assert (await waiting).json() == {"w": last}
    assert (await phone.http.get(WAKE, params={"after": before, "wait": 15})).json() == {"w": last}
    assert (await waiting).headers["cache-control"] == "no-store"


async def test_a_phone_that_is_shut_out_hears_no_more_and_may_not_ask_again(served: Served) -> None:
    phone = await served.join("worker_west")
    async with listening(phone, after=await pos(served)) as stream:
        await settle(served.door, [RevokeInstall(**by_system(phone.install), reason="lost")])
        lines = [await stream.line()]
        while lines[-1] is not None:
            lines.append(await stream.line())
    assert require_problem(await phone.http.get(WAKE), "shut out")["code"] == "install_revoked"


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=x", "after=9007199254740993", "wait=26", "wait=-1", "wait=1.5", "w=1", "after=1&after=2"],
)
async def test_a_question_that_is_none_is_refused(served: Served, query: str) -> None:
    phone = await served.join("worker_west")
    assert require_problem(await phone.http.get(f"{WAKE}?{query}"), query)["code"] == "malformed"


async def test_an_office_and_a_stranger_are_not_let_in(served: Served) -> None:
    assert (await (await served.sign_in("office")).get(WAKE)).status_code == 403
    assert (await (await served.visitor()).get(WAKE)).status_code == 401


async def test_a_server_that_ends_ends_its_streams_and_writes_what_phones_said(
    engine: Postgres | None, templates: Templates, tmp_path: Path
) -> None:
    async with databases.migrated(templates, engine, tmp_path) as url, serving(url, tmp_path) as one:
        phone = await one.join("worker_west")
        async with listening(phone, after=await pos(one)) as stream:
            asked = {"install": phone.install, "now": device_now(), "queue": {"length": 41}}
            assert (await phone.http.post("/v1/sync/pull", json=asked)).status_code == 200
            await asyncio.to_thread(one.server.stop)
            assert await stream.line() is None
        rows = await one.door.database.read(
            lambda tx: tx.fetch(_LENGTH, district=one.door.district, install=phone.install)
        )
        assert rows == [(41,)]
        assert "refused to gracefully stop" not in one.log.read_text(encoding="utf-8")
