"""The matrix plays a short cell with phones, sockets and processes, finds what is wrong, and says how to repeat it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from ops.cli import main
from ops.matrix.cells import CELLS, Cell, Fault, list_cells
from ops.matrix.checking import faults_of
from ops.matrix.grounds import Ground, clean_environment, founded
from ops.matrix.people import Hand, Person
from ops.matrix.playing import Day, Played
from ops.matrix.roads import DOWN, UP, Road, road_to
from ops.matrix.telling import facts_of, failure_words
from ops.matrix.weather import Weather
from ops.server_process import ServerProcess, free_port
from server.app import open_door
from server.core import clock
from server.core.database import Tx
from server.core.statements import Statement
from server.settings import read_master
from sync.simulation.devices import Written
from sync.simulation.dice import Dice
from sync.simulation.fold import Fault as Found


def simulate(*options: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *options], catch_exceptions=False)


# --- cells ------------------------------------------------------------------------------------------------------------


def test_the_cells_are_those_of_the_published_suite() -> None:
    assert {(cell.clients, cell.rate) for cell in CELLS} == {(n, r) for n in (5, 10) for r in (10, 20, 30, 40)}
    assert {cell.fault for cell in CELLS} == set(Fault)
    assert len({cell.name for cell in CELLS}) == len(CELLS) == 56


def test_a_part_of_a_name_chooses_every_cell_that_has_it() -> None:
    assert list_cells(("5x10-kill",)) == [Cell(5, 10, Fault.KILL)]
    assert len(list_cells(("kill",))) == 8
    assert len(list_cells(("10x40", "kill"))) == 14
    with pytest.raises(LookupError, match="10x41"):
        list_cells(("10x41",))


@pytest.mark.parametrize(
    "options", [("--matrix", "--cell", "7x7"), ("--matrix", "--store", "memory"), ("--store", "both")]
)
def test_what_cannot_be_played_is_told_as_wrong_usage(options: tuple[str, ...]) -> None:
    told = simulate(*options)

    assert told.exit_code == 2


@pytest.mark.parametrize(("store", "cell"), [("sqlite", "5x20-kill"), ("postgres", "5x20-partition-half")])
def test_a_short_cell_ends_well(store: str, cell: str, request: pytest.FixtureRequest) -> None:
    if store == "postgres":
        request.getfixturevalue("postgres")  # says why, where none can run
    told = simulate("--matrix", "--store", store, "--cell", cell, "--seconds", "3", "--json")

    facts = json.loads(told.stdout)
    assert (told.exit_code, facts["violations"]) == (0, 0), told.stderr
    assert facts["transactions"] >= 50
    assert facts["faults"]
    assert facts["cells"][0]["drain_s"] < 30


def test_a_failure_says_what_broke_and_which_command_repeats_it() -> None:
    broken = [Found("I3", "a command has 2 receipts on its phone")] * 20
    played = Played(Cell(5, 10, Fault.CUTS), "sqlite", 80, 90, {"connections cut": 7}, {}, None, 14.0, broken)

    words = failure_words(played, 8.0, 3)

    assert "hexward simulate --matrix --store sqlite --cell 5x10-cuts --seconds 8 --first-seed 3" in words
    assert "I3 BROKEN: a command has 2 receipts on its phone" in words
    assert "and 8 more" in words
    facts = facts_of([played], 14.0)
    assert (facts["violations"], facts["undrained"], facts["slowest_drain_s"]) == (20, 1, None)


# --- checks -----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def two_phones() -> AsyncGenerator[tuple[Ground, list[Person]], None]:
    """Two workers of one grid who have written and synced; their server is gone."""
    async with founded("sqlite", 3) as grounds, grounds.copy() as ground:
        server = ServerProcess(ground.folder, free_port(), clean_environment())
        await asyncio.to_thread(server.start)
        people = [
            Person(ground.town.workers[n], ground.town, ground.folder / f"phone-{n}.db", Dice("check", n))
            for n in (0, 2)
        ]
        try:
            async with road_to(server.port) as one, road_to(server.port) as other:
                with ThreadPoolExecutor(4) as crew:
                    day = Day(Cell(2, 40, Fault.NONE), people, (one, other), crew, (ground.codes[0], ground.codes[2]))
                    assert await day.live(Weather((one, other), server, Dice("check")), 0.5) is not None
        finally:
            server.kill()
        yield ground, people


async def found_in(ground: Ground, people: list[Person], order: str = "") -> set[str]:
    """The names of the invariants that do not hold, after a statement that no server would issue."""
    door = await open_door(ground.settings)
    try:
        if order:

            async def tamper(tx: Tx) -> None:
                await tx.execute(Statement(text(order)))

            await door.database.write(tamper)
        now_ms = clock.millis(clock.now())
        faults = await faults_of(door, read_master(ground.settings), people, now_ms, 60_000)
    finally:
        await door.database.close()
    return {fault.invariant for fault in faults}


async def test_each_way_in_which_a_run_can_be_wrong_is_found() -> None:
    async with two_phones() as (ground, people):
        assert await found_in(ground, people) == set()

        people[0].wrong.append("a request was refused: 400 malformed")
        assert await found_in(ground, people) == {"line"}
        people[0].wrong.clear()

        forgotten = Written("01936f5e-0000-7000-8000-000000000001", b"{}", people[0].user, 0, "boot", "an entity")
        people[0].ledger[forgotten.id] = forgotten
        assert "I3" in await found_in(ground, people)
        del people[0].ledger[forgotten.id]

        _edit_behind_the_servers_back(people[1])
        assert "I1" in await found_in(ground, people)


async def test_an_acknowledged_command_that_the_server_lost_is_found() -> None:
    async with two_phones() as (ground, people):
        assert "I3" in await found_in(ground, people, "DELETE FROM receipts WHERE seq > 0")


def _edit_behind_the_servers_back(person: Person) -> None:
    hand = Hand(person.user, person.path)
    with hand.file.commit():
        row = hand.file.base.rows()[0]
        hand.file.base.drop((row.kind, row.id))
        hand.file.base.put(type(row)(row.kind, row.id, row.version + 1, row.record))
    hand.close()


# --- roads ------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def an_echo() -> AsyncGenerator[Road, None]:
    """A road to a server that sends back what it gets."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(100):
            writer.write(piece)
        writer.close()

    listener = await asyncio.start_server(echo, "127.0.0.1", 0)
    try:
        async with road_to(int(listener.sockets[0].getsockname()[1])) as road:
            yield road
    finally:
        listener.close()
        await listener.wait_closed()


async def _asked(road: Road) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", road.port)
    writer.write(b"one")
    return reader, writer


@pytest.mark.parametrize("way", [UP, DOWN])
async def test_a_parted_road_tells_nobody_and_delivers_when_it_is_whole(way: str) -> None:
    async with an_echo() as road:
        reader, writer = await _asked(road)
        assert await reader.read(3) == b"one"
        road.part(way)
        writer.write(b"two")
        await _until(lambda: road.holds == 1)
        assert not reader.at_eof()
        road.heal(_Lucky("", chance=False))
        assert await asyncio.wait_for(reader.read(3), 5) == b"two"
        writer.close()


async def test_some_connections_are_not_known_any_more_when_a_road_is_whole_again() -> None:
    async with an_echo() as road:
        road.part(UP, DOWN)
        reader, writer = await _asked(road)
        await _until(lambda: road.holds == 1)
        road.heal(_Lucky("", chance=True))
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(3), 5)
        writer.close()


async def test_a_cut_road_resets_its_connections_and_takes_new_ones() -> None:
    async with an_echo() as road:
        reader, writer = await _asked(road)
        assert await reader.read(3) == b"one"
        assert road.cut() == 1
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(3), 5)
        writer.close()
        again, writer = await _asked(road)
        assert await again.read(3) == b"one"
        writer.close()


async def _until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not so():  # noqa: ASYNC110 - what is waited for is inside of the road
            await asyncio.sleep(0)


class _Lucky(Dice):
    """Dice that always fall the same way."""

    def __init__(self, *names: object, chance: bool) -> None:
        super().__init__(*names)
        self._fall = chance

    def chance(self, odds: float) -> bool:  # noqa: ARG002 - the odds do not matter
        return self._fall
