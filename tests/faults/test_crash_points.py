"""kill -9 at every crash point of the source, on both databases: every command has one effect and one receipt."""

import asyncio
import os
from collections import Counter
from pathlib import Path

import httpx
import pytest

from ops.commands.settings_file import write_settings
from ops.postgres import Postgres
from ops.server_process import ServerFailed, ServerProcess, free_port
from server.core import crashing
from server.core.crashing import CRASH_AT, KILLED
from tests.faults.batches import Writer, verdicts
from tests.faults.crash_points import ENGINES, Sweep, list_points, names_in, points_of
from tests.faults.invariants import faults_of
from tests.faults.servers import END_S, servers_of
from tests.faults.worlds import World, door_of, on_line, settings_text, world_on
from tests.support.databases import Templates

# A point in the middle of a bulk is come to once a statement; every other one once or twice in an errand.
ARRIVALS = 2
EACH_STATEMENT = 24
CASES = [(engine, name) for engine in ENGINES for name in points_of(engine)]
LEAST_DEATHS = 100


def arrivals_at(name: str) -> int:
    """HEXWARD_TEST_LONG=1 goes on to the last arrival of each."""
    return EACH_STATEMENT if name.endswith(".bulk-written") or os.environ.get("HEXWARD_TEST_LONG") else ARRIVALS


async def sweep(engine: str, server: Postgres | None, templates: Templates, folder: Path) -> Sweep:
    world = await world_on(templates, server, folder)
    async with servers_of(world.settings, folder / "server.log") as servers, door_of(world) as door:
        made = Sweep(world, servers, door, Writer(world.west, world.scene))
        await made.run({name: arrivals_at(name) for name in points_of(engine)})
        return made


@pytest.fixture(scope="module")
async def sweeps(postgres: Postgres, templates: Templates, module_scratch: Path) -> dict[str, Sweep]:
    """Every crash point on both engines, two servers at a time."""
    async with asyncio.TaskGroup() as two:
        made = {
            engine: two.create_task(sweep(engine, server, templates, module_scratch / engine))
            for engine, server in (("sqlite", None), ("postgres", postgres))
        }
    return {engine: task.result() for engine, task in made.items()}


@pytest.fixture
async def world(templates: Templates, scratch: Path) -> World:
    return await world_on(templates, None, scratch)


@pytest.mark.parametrize(("engine", "name"), CASES)
async def test_a_server_that_dies_there_loses_nothing_and_does_nothing_twice(
    sweeps: dict[str, Sweep], engine: str, name: str
) -> None:
    cases = {number: case for (at, number), case in sweeps[engine].cases.items() if at == name}
    assert cases[1].code == KILLED, f"{name} was never come to: {cases[1]}"
    assert {case.code for case in cases.values()} <= {KILLED, None}
    assert {number: case.faults for number, case in cases.items() if case.faults} == {}


async def test_the_sweep_is_as_wide_as_it_says(sweeps: dict[str, Sweep]) -> None:
    deaths = Counter(case.code for one in sweeps.values() for case in one.cases.values())
    assert deaths[KILLED] >= LEAST_DEATHS


async def test_an_errand_comes_to_all_that_the_door_writes(world: World, scratch: Path) -> None:
    writer = Writer(world.west, world.scene)
    async with servers_of(world.settings, scratch / "log") as servers, door_of(world) as door:
        server = await servers.start()
        async with on_line(world.west, server.url) as phone:
            replies = [await writer.errand().push(phone.http) for _ in range(2)]
        await server.kill()
        assert await faults_of(door) == []
    found = {verdict for reply in replies for verdict in verdicts(reply.receipts)}
    assert found >= {"applied", "conflict", "refused", "held", "parked"}


async def test_a_served_district_whose_worker_dies_ends_and_answers_after_the_next_start(
    world: World, monkeypatch: pytest.MonkeyPatch, scratch: Path
) -> None:
    write_settings(scratch, settings_text(world.settings))
    server = ServerProcess(scratch, free_port())
    errand = Writer(world.west, world.scene).errand()
    monkeypatch.setenv(CRASH_AT, "push.before-reply:1")
    try:
        await asyncio.to_thread(server.start)
        async with on_line(world.west, server.url) as phone:
            with pytest.raises(httpx.TransportError):
                await errand.push(phone.http)
        with pytest.raises(ServerFailed):  # its supervisor sees it, and starts it again
            await asyncio.wait_for(asyncio.to_thread(server.outlive), END_S)
        monkeypatch.delenv(CRASH_AT)
        await asyncio.to_thread(server.start)
        async with on_line(world.west, server.url) as phone:
            reply = await errand.push(phone.http)
    finally:
        server.stop()
    assert {receipt.pos for receipt in reply.receipts} == {reply.stamp.pos}
    async with door_of(world) as door:
        assert await faults_of(door) == []


def test_every_crash_point_has_a_name_of_its_own() -> None:
    counted = Counter(list_points())
    assert "" not in counted
    assert {name for name, number in counted.items() if number > 1} == set()
    assert len(counted) > 15


def test_names_are_collected_from_calls_and_a_name_that_is_no_literal_is_seen() -> None:
    source = 'crashpoint("a")\nself._crashpoint("b")\nstore.crashpoint(name)\nother("c")\n'
    assert list(names_in(source)) == ["a", "b", ""]


@pytest.mark.parametrize("told", ["", "door.judged", "door.judged:", "door.judged:0", "door.judged:x", ":3"])
def test_a_crash_point_of_the_wrong_form_stops_the_start(told: str) -> None:
    with pytest.raises(ValueError, match=CRASH_AT):
        crashing.arm({CRASH_AT: told})


def test_a_process_that_nobody_armed_passes_every_crash_point() -> None:
    crashing.arm({})
    for name in (*list_points(), ""):
        crashing.crashpoint(name)
