"""Two servers on one database: a phone may ask either each time, one may hang, and there is one district (F15).

The phones of these tests speak the first contract, and the servers the newest (F25).
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.sync import PullReply, PullRequest
from ops.postgres import Postgres
from server.core import clock
from tests.faults.batches import push, reports, visits
from tests.faults.invariants import faults_of, receipts_in
from tests.faults.servers import Server, servers_of
from tests.faults.worlds import TIMEOUT_S, World, door_of, on_line, world_on
from tests.support.databases import Templates
from tests.support.joined import Joined

SEED = 20_261_126
PUSHES = 40
OLDEST = max(1, CONTRACT - 2)
"""The oldest contract that may pull."""


@dataclass
class Pair:
    """A district and its two servers."""

    world: World
    servers: tuple[Server, Server]

    async def faults(self) -> list[str]:
        async with door_of(self.world) as door:
            return await faults_of(door)


@pytest.fixture(scope="module")
async def pair(postgres: Postgres, templates: Templates, module_scratch: Path) -> AsyncIterator[Pair]:
    world = await world_on(templates, postgres, module_scratch / "two")
    async with servers_of(world.settings, module_scratch / "two" / "server.log") as servers:
        yield Pair(world, (await servers.start(), await servers.start()))


def also_at(phone: Joined, server: Server) -> httpx.AsyncClient:
    """The same install on a line to another server."""
    headers = {"authorization": phone.http.headers["authorization"]}
    return httpx.AsyncClient(base_url=server.url, headers=headers, timeout=TIMEOUT_S, trust_env=False)


async def pulled(phone: Joined, cursor: str = "") -> PullReply:
    now = Clock(wall=clock.millis(clock.now()), boot="boot", mono=phone.seq * 1000)
    asked = PullRequest(install=phone.install, contract=OLDEST, now=now, cursor=cursor)
    told = {"content-type": "application/json"}
    answer = await phone.http.post("/v1/sync/pull", content=msgspec.json.encode(asked), headers=told)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=PullReply)


async def test_a_phone_may_ask_another_server_each_time_and_all_has_one_effect(pair: Pair) -> None:
    dice, west, sent = random.Random(SEED), pair.world.west, list[str]()
    for _ in range(PUSHES):
        commands = visits(west, pair.world.scene, 2)
        body = west.body(*commands)
        replies = list[bytes]()
        for server in dice.sample(pair.servers, 2):
            async with on_line(west, server.url) as phone:
                replies.append(msgspec.json.encode((await push(phone.http, body)).receipts))
        assert replies[0] == replies[1]
        sent += [command.id for command in commands]
    async with door_of(pair.world) as door:
        kept = await receipts_in(door)
    assert {kept[command] for command in sent} == {"applied"}
    assert await pair.faults() == []


async def test_the_same_push_at_both_servers_at_once_is_one_and_both_say_so(pair: Pair) -> None:
    west, east = pair.world.west, pair.world.east
    for _ in range(10):
        body = west.body(*visits(west, pair.world.scene, 3))
        other = east.body(*reports(east, pair.world.scene, 2))
        async with on_line(west, pair.servers[0].url) as one, on_line(east, pair.servers[1].url) as two:
            twice = (one.http, also_at(one, pair.servers[1]))
            replies = await asyncio.gather(*(push(twice[n % 2], body) for n in range(4)), push(two.http, other))
            await twice[1].aclose()
        assert len({msgspec.json.encode(reply.receipts) for reply in replies[:4]}) == 1
        assert {receipt.verdict for reply in replies for receipt in reply.receipts} == {"applied"}
    assert await pair.faults() == []


async def test_what_one_server_has_let_in_the_other_tells_at_once(pair: Pair) -> None:
    west, east = pair.world.west, pair.world.east
    async with on_line(east, pair.servers[1].url) as phone:
        before = await pulled(phone)
    async with on_line(west, pair.servers[0].url) as phone:
        reply = await push(phone.http, west.body(*visits(west, pair.world.scene, 1)))
    async with on_line(east, pair.servers[1].url) as phone:
        after = await pulled(phone)
    assert before.reset == after.reset == ""
    assert before.stamp.pos < reply.stamp.pos <= after.stamp.pos


async def test_a_server_that_hangs_holds_nobody_who_asks_the_other(pair: Pair) -> None:
    west, hung = pair.world.west, pair.servers[0]
    body = west.body(*visits(west, pair.world.scene, 2))
    os.kill(hung.pid, signal.SIGSTOP)
    try:
        async with on_line(west, hung.url) as phone:
            waiting = asyncio.create_task(push(phone.http, body))
            async with on_line(pair.world.east, pair.servers[1].url) as other:
                east = await push(other.http, other.body(*reports(other, pair.world.scene, 1)))
            twin = also_at(phone, pair.servers[1])
            first = await push(twin, body)
            await twin.aclose()
            os.kill(hung.pid, signal.SIGCONT)
            late = await waiting
    finally:
        os.kill(hung.pid, signal.SIGCONT)
    assert [receipt.verdict for receipt in east.receipts] == ["applied"]
    assert first.receipts == late.receipts
    assert await pair.faults() == []
