"""`hexward demo` makes a district once, uses it again, takes nothing away that is not its own, and invites a worker."""

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from click.testing import CliRunner

from ops.commands.answering import Refused
from ops.commands.demo import choose, demo, tell_ready
from ops.demo_district import DemoDistrict, Wish, prepare, remove, wish_of
from ops.phone.cli import phone
from ops.seed.plan import ENDS_ON, Size
from ops.seed.territory import Scale
from ops.server_process import HOST, ServerFailed, ServerProcess, free_port, is_free, running

TINY = Size(buildings=36, dwellings=36, households=36, residents=36, visits=36, cases=10)
CHEAP = {"argon2_memory_kib": "8", "argon2_time_cost": "1", "argon2_lanes": "1"}
T = TypeVar("T")


class CutShort(Exception):
    """The power went."""


class Watched:
    """A report that counts the phases it hears of, and goes no further than one of them."""

    def __init__(self, until: str = "") -> None:
        self.heard: list[str] = []
        self._until = until

    def __call__(self, phase: str, done: int, total: int) -> None:
        self.heard.append(phase)
        if phase == self._until and done == total:
            raise CutShort


def a_wish(*, seed: int = 1, ends_on: date = ENDS_ON) -> Wish:
    return Wish(seed=seed, scale=Scale.QUICK, ends_on=ends_on, size=TINY, settings=CHEAP)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Wait for it on a loop of its own: the run's own loop is not touched."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(work)


@pytest.fixture
def made(tmp_path: Path) -> DemoDistrict:
    return run(prepare(tmp_path / "demo", a_wish(), Watched()))


def test_a_demo_is_filled_once_and_then_used_again(made: DemoDistrict) -> None:
    report = Watched()

    again = run(prepare(made.folder, a_wish(), report))

    assert (again.password, again.settings, report.heard) == (made.password, made.settings, [])
    assert made.size_bytes() > 0
    for name in ("demo.json", "master.key"):
        assert (made.folder / name).stat().st_mode & 0o077 == 0


def test_a_filling_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    report = Watched()
    with pytest.raises(CutShort):
        run(prepare(tmp_path / "demo", a_wish(), Watched(until="persons")))

    whole = run(prepare(tmp_path / "demo", a_wish(), report))

    assert list(dict.fromkeys(report.heard)) == [phase.name for phase in whole.plan.phases]


def test_a_demo_of_another_day_is_made_anew_unless_it_is_kept(made: DemoDistrict) -> None:
    tomorrow = a_wish(ends_on=date(2026, 11, 26))
    with pytest.raises(Refused, match="another demo"):
        run(prepare(made.folder, tomorrow, Watched()))

    assert choose(made.folder, tomorrow, keep=True).plan.ends_on == ENDS_ON
    assert choose(made.folder, tomorrow, keep=None).plan.ends_on == tomorrow.ends_on
    assert choose(made.folder, tomorrow, keep=None).password != made.password


def test_a_fresh_demo_is_another_one(made: DemoDistrict) -> None:
    assert choose(made.folder, a_wish(), keep=None).password == made.password
    assert choose(made.folder, a_wish(), keep=False).password != made.password


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")

    with pytest.raises(Refused, match="holds no demo"):
        run(prepare(tmp_path, a_wish(), Watched()))

    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    assert wish_of(tmp_path) is None


def test_removing_a_demo_takes_nothing_else(made: DemoDistrict) -> None:
    (made.folder / "letters.txt").write_text("dear")

    remove(made.folder)

    assert [path.name for path in made.folder.iterdir()] == ["letters.txt"]


def test_a_demo_tells_how_to_become_a_worker_and_the_code_is_good(
    made: DemoDistrict, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(made.folder, free_port()) as server:
        tell_ready(made, server, 1.0, as_json=True)
        told = json.loads(capsys.readouterr().out)
        tell_ready(made, server, 1.0, as_json=False)
        words = capsys.readouterr().out
        file = str(made.folder / "phone.db")
        joined = CliRunner().invoke(phone, ["join", told["code"], "--server", told["url"], "--file", file, "--json"])
        login = {"login": "leader", "password": told["password"]}
        assert httpx.post(f"{told['url']}/v1/login", json=login).status_code == 200

    assert joined.exit_code == 0, joined.output
    assert json.loads(joined.stdout)["user"] == told["worker"] == made.plan.links().worker_id
    for part in (server.url, made.password, "committee", "phone join", "phone sync", made.plan.links().household[-8:]):
        assert part in words


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        assert not is_free(port)
        result = CliRunner().invoke(demo, ["--port", str(port), "--dir", str(tmp_path / "demo")])

    assert (result.exit_code, result.stderr) == (1, f"hexward: port {port} is taken; give another --port\n")
    assert not (tmp_path / "demo").exists()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="missing setting"):
        ServerProcess(tmp_path, free_port()).start()


def _kill(server: ServerProcess) -> None:
    server.kill()


def _stop(server: ServerProcess) -> None:
    server.stop()


@pytest.mark.parametrize("end", [_kill, _stop])
def test_a_server_that_was_ended_answers_no_more_and_can_start_again(
    made: DemoDistrict, end: Callable[[ServerProcess], None]
) -> None:
    with running(made.folder, free_port()) as server:
        end(server)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{server.url}/healthz")
        server.start()
        assert httpx.get(f"{server.url}/healthz").status_code == 200
