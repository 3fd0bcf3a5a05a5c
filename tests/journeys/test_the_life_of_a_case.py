"""The walk of `hexward demo --cases` over real HTTP, on both databases: every state, every command of the machine."""

import asyncio
from pathlib import Path

import pytest

from mobile_contract.cases import CaseState
from ops.commands.demo_shows import CaseWalk, line_of
from ops.demo_district import DemoDistrict, Wish, prepare
from ops.seed.plan import ENDS_ON, Size
from ops.seed.territory import Scale
from ops.selfcheck.late import add_late_case
from ops.selfcheck.oracle import Oracle
from ops.selfcheck.play import stage, walk
from ops.selfcheck.tales import TALES
from ops.selfcheck.walking import Move
from ops.server_process import free_port, running
from server.cases.entities import Case, CaseTimer, TimerStage
from server.cases.machine import STEPS

SMALL = Size(buildings=36, dwellings=72, households=72, residents=144, visits=36, cases=10)
CHEAP = {"argon2_memory_kib": "8", "argon2_time_cost": "1", "argon2_lanes": "1"}


def no_progress(phase: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def district(database_url: str, tmp_path: Path) -> DemoDistrict:
    """All 36 grids with little in each, filled through the door."""
    wish = Wish(seed=5, scale=Scale.QUICK, ends_on=ENDS_ON, database=database_url, size=SMALL, settings=CHEAP)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:  # the run's own loop is not touched
        return runner.run(prepare(tmp_path / "district", wish, no_progress))


def test_cases_go_through_every_state_and_command_and_what_was_late_stays_late(district: DemoDistrict) -> None:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        late = runner.run(add_late_case(district.settings, district.plan))
        assert runner.run(add_late_case(district.settings, district.plan)) == late
    told: list[str] = []
    moves: list[Move] = []

    with running(district.folder, free_port()) as server, stage(district, server) as day:
        walk(day, late, lambda says, _seconds: told.append(says), moves.append)
        _require_exempt_and_late(day.oracle, late)

    assert told[1:] == [tale.says for tale in TALES]
    assert {move.after for move in moves} == set(CaseState)
    assert {step.kind for step in STEPS} < {move.command for move in moves}
    assert all(move.command in line_of(move) for move in moves)


def _require_exempt_and_late(oracle: Oracle, late: str) -> None:
    [clock] = [one for one in oracle.children(CaseTimer, "case_id", late) if one.stage is TimerStage.HANDLE]
    assert oracle.one(Case, late).exempt
    assert clock.finished_at is not None
    assert clock.finished_at > clock.due_at


def test_a_walk_that_met_nothing_has_nothing_to_say() -> None:
    assert CaseWalk(as_json=True).words() == "0 moves of 0 commands came through all 0 states"
