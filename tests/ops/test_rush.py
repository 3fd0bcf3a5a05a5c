"""A small crowd comes back, idle pulls are measured, and what a crowded server says is obeyed."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from mobile_contract.sync import MAX_CURSOR_CHARS
from ops.bench.callers import Caller
from ops.bench.cli import idle_store, rush_store
from ops.bench.crowds import idle_table, rush_table
from ops.bench.district import plan_wards
from ops.bench.rush import Crowd
from ops.bench.wire import Wire, get
from ops.bench.workday import OfflineDays
from ops.cli import main
from ops.seed.intents import DAY_MS
from ops.seed.plan import plan_demo
from ops.seed.territory import Scale
from server.core import clock
from server.sync.cursor import Cursor, written
from sync.simulation.dice import Dice

TINY = Crowd(phones=12, commands=30)
STORES = ("sqlite", "postgres")


@pytest.fixture
def store(request: pytest.FixtureRequest) -> str:
    """A store's name; where PostgreSQL cannot run it says why."""
    name: str = request.param
    if name == "postgres":
        request.getfixturevalue("postgres")
    return name


@pytest.mark.parametrize("store", STORES, indirect=True)
async def test_a_crowd_comes_back_and_nothing_is_lost(store: str) -> None:
    figures = await rush_store(store, TINY)

    assert (figures.phones, figures.commands, figures.lost, figures.errors) == (12, 360, 0, 0)
    assert sum(figures.verdicts.values()) == figures.commands
    assert figures.hung_up == 2
    assert figures.commands_per_s > 0
    assert 0 < figures.push_p50_ms <= figures.push_p95_ms <= figures.push_p99_ms <= figures.push_max_ms
    assert rush_table(figures).row_count == 12


@pytest.mark.parametrize("store", STORES, indirect=True)
async def test_idle_pulls_of_few_and_of_many_scopes_are_measured(store: str) -> None:
    figures = await idle_store(store, 12, 20)

    assert (figures.few_scopes, figures.many_scopes) == (5, 12)
    assert 0 < figures.few_ms <= figures.few_p95_ms
    assert 0 < figures.many_ms <= figures.many_p95_ms
    assert idle_table(figures).row_count == 5


def test_the_cursor_of_a_phone_with_every_grid_of_the_district_may_be_asked_with() -> None:
    largest = Cursor("01936f5e-0000-7000-8000-000000000001", 2**53, tuple(range(2**52 - 602, 2**52)))

    assert 4096 < len(written(largest)) < MAX_CURSOR_CHARS


def test_the_bench_is_still_one_command_and_has_others_below_it() -> None:
    help_of = {
        words: CliRunner().invoke(main, ["bench", *words, "--help"]).output for words in ((), ("rush",), ("pull",))
    }

    assert "--residents" in help_of[()]
    assert "--phones" in help_of[("rush",)]
    assert "--scopes" in help_of[("pull",)]


def test_commands_of_offline_days_lie_apart_and_end_now() -> None:
    [ward] = plan_wards(plan_demo(1, Scale.QUICK, "", clock.now().date()), [24])
    before_wall = clock.millis(clock.now())

    days = OfflineDays(7, ward, "epoch", 30, 3.0)
    made = [json.loads(command)["made"] for command in days.mixed(30)]

    assert [one["mono"] for one in made] == [n * 3 * DAY_MS // 30 for n in range(1, 31)]
    assert made[-1]["wall"] - made[0]["wall"] == pytest.approx(29 * 3 * DAY_MS / 30, abs=2)
    assert days.clock().mono == made[-1]["mono"] + 1
    assert days.clock().wall >= made[-1]["wall"] >= before_wall


# --- a crowded server -------------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    connections: int
    requests: int


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncGenerator[tuple[int, list[_Asked]], None]:
    """A server that gives these answers, one a request; its port, and how it was asked."""
    left, asked, connections = list(answers), list[_Asked](), 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                asked.append(_Asked(connections, len(asked) + 1))
                writer.write(left.pop(0))
        except asyncio.IncompleteReadError:
            writer.close()

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield int(listener.sockets[0].getsockname()[1]), asked
    finally:
        listener.close()
        await listener.wait_closed()


class _NoWait(Dice):
    """Dice that make every wait as short as it may be."""

    def between(self, low: int, high: int) -> int:  # noqa: ARG002 - always the least
        return low


BUSY = b"HTTP/1.1 503 Busy\r\nretry-after: 1\r\ncontent-length: 2\r\n\r\n{}"
GOOD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
WRONG = b"HTTP/1.1 400 Malformed\r\ncontent-length: 2\r\n\r\n{}"


async def test_a_phone_that_is_asked_to_come_again_hangs_up_and_does() -> None:
    async with answering(BUSY, GOOD, GOOD) as (port, asked):
        caller = Caller(port, _NoWait("caller"))

        body, took_ms = await caller.ask(get("/"))
        await caller.ask(get("/"))
        caller.close()

        assert body == b"{}"
        assert took_ms < 1000  # the wait before it is no part of it
        assert caller.turned_away == 1
        assert caller.errors.total() == 0
        assert asked == [_Asked(1, 1), _Asked(2, 2), _Asked(2, 3)]


async def test_another_answer_is_an_error_even_if_the_next_is_good() -> None:
    async with answering(WRONG, GOOD) as (port, _):
        caller = Caller(port, _NoWait("caller"))

        await caller.ask(get("/"))
        caller.close()

        assert dict(caller.errors) == {"400": 1}


async def test_a_wire_reads_when_to_come_again_from_a_refusal_alone() -> None:
    async with answering(BUSY, GOOD) as (port, _):
        wire = await Wire.open(port)
        assert (await wire.ask(get("/"))).retry_after_s == 1
        assert (await wire.ask(get("/"))).retry_after_s == 0
        wire.close()
