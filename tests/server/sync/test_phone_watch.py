"""`hexward phone watch` and a real server: what another phone does is here within moments, not at the next timer."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mobile_contract.accounts import IssueEnrolment
from mobile_contract.residents import AddHousehold
from ops.phone.cli import phone
from ops.phone.transport import Line, Refused
from server.accounts.service import plain
from server.core import clock
from server.core.ids import new_id
from server.core.seal import new_code
from tests.support.scene import by_system, settle
from tests.support.served import Served
from tests.support.tree import ROOT

SOON_S = 20.0
WATCH = "from ops.phone.cli import main; main()"


async def run(file: Path, *words: str) -> str:
    """A command of the phone."""
    done = await asyncio.to_thread(CliRunner().invoke, phone, [*words, "--file", str(file)])
    assert done.exit_code == 0, done.output
    return done.stdout


async def joined(served: Served, file: Path) -> None:
    code = new_code()
    promise = IssueEnrolment(
        **by_system(new_id()),
        user=served.scene.users["worker_west"],
        code_hash=served.door.seal.code_hash(plain(code)),
        expires_at=clock.now() + timedelta(minutes=10),
    )
    await settle(served.door, [promise])
    await run(file, "join", code, "--server", served.url)


@asynccontextmanager
async def watching(file: Path) -> AsyncGenerator[asyncio.StreamReader]:
    words = ["-c", WATCH, "watch", "--json", "--file", str(file)]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0


async def bar_of(told: asyncio.StreamReader) -> dict[str, Any]:
    async with asyncio.timeout(SOON_S):
        bar: dict[str, Any] = json.loads(await told.readline())["bar"]
    return bar


async def homes(file: Path) -> set[str]:
    return {row["id"] for row in json.loads(await run(file, "list", "homes", "--json"))}


async def test_what_another_one_writes_is_here_without_waiting_for_the_timer(served: Served, tmp_path: Path) -> None:
    file, writer = tmp_path / "phone.db", await served.join("worker_west")
    await joined(served, file)
    async with watching(file) as told:
        assert (await bar_of(told))["state"] == "saved"
        added = AddHousehold(**writer.facts(new_id()), dwelling=served.scene.dwelling)
        await writer.push(added)
        while added.entity not in await homes(file):
            await bar_of(told)


async def test_a_line_tells_wakes_from_heartbeats_and_asks_where_there_is_no_stream(served: Served) -> None:
    one = await served.join("worker_west")
    token = one.http.headers["authorization"].removeprefix("Bearer ")
    line = Line(served.url, token)
    try:
        told = await asyncio.to_thread(lambda: list(islice(line.listen(0), 2)))
        assert told[0] is None
        assert told[1] is not None
        assert await asyncio.to_thread(line.wait, told[1].w, 0) == told[1]
    finally:
        line.close()


async def test_a_line_of_nobody_is_refused_as_such(served: Served) -> None:
    line = Line(served.url, "nobody.x")
    try:
        with pytest.raises(Refused) as refused:
            await asyncio.to_thread(lambda: list(line.listen(0)))
        assert refused.value.signed_out
    finally:
        line.close()
