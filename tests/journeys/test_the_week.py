"""The week of `hexward demo --week`, as it is typed, over real HTTP: README promises each of its steps."""

import asyncio
from pathlib import Path

from ops.demo_district import DemoDistrict, Wish, prepare
from ops.seed.plan import Size
from ops.seed.territory import Scale
from ops.selfcheck.play import WEEK, play_week, stage
from ops.server_process import free_port, running
from server.core import clock

SMALL = Size(buildings=144, dwellings=1_600, households=1_410, residents=3_600, visits=2_400, cases=36)
CHEAP = {"argon2_memory_kib": "8", "argon2_time_cost": "1", "argon2_lanes": "1"}


def _no_progress(phase: str, done: int, total: int) -> None:
    """Nobody watches."""


def _filled(folder: Path) -> DemoDistrict:
    wish = Wish(seed=1, scale=Scale.QUICK, ends_on=clock.now().date(), size=SMALL, settings=CHEAP)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:  # the run's own loop is not touched
        return runner.run(prepare(folder, wish, _no_progress))


def test_a_week_is_played_from_monday_to_the_next(tmp_path: Path) -> None:
    district = _filled(tmp_path / "district")
    told: list[str] = []
    figures: list[str] = []

    with running(district.folder, free_port()) as server, stage(district, server) as day:
        play_week(day, lambda says, _seconds: told.append(says), figures.append)

    assert told == [step.says for step in WEEK]
    assert len(figures) == len(WEEK) - 1, "each step but the audit has a figure"
