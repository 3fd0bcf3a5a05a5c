"""`hexward parked`: what is parked is listed without what was typed, and judged once more when somebody says so."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobile_contract.receipts import Verdict
from mobile_contract.visits import RecordVisit
from ops.cli import main
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.decisions import ANYWHERE, Area, Decision, Handler
from server.core.door import Door
from server.core.ids import new_id
from tests.support.scene import DISTRICT, make_scene


def hexward(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def anywhere(*_: object) -> Area:
    return ANYWHERE


def burning(*_: object) -> Decision:
    raise ZeroDivisionError


async def _park(data: Path) -> str:
    """A visit that a bug kept from being judged; its id."""
    door = await open_door(load_settings(data))
    try:
        scene = await make_scene(door)
        real = door.handlers[RecordVisit]
        handlers = dict(door.handlers)
        handlers[RecordVisit] = Handler(RecordVisit, real.posts, anywhere, real.needs, burning)
        faulty = Door(door.database, DISTRICT, door.kinds, handlers, door.seal, door.load_directory, door.load_holdings)
        phone = scene.phone("worker_west")
        visit = RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household, note="seen at home")
        outcome = await phone.push(faulty, visit, b"[1, 2")
        assert [receipt.verdict for receipt in outcome.receipts] == [Verdict.PARKED, Verdict.PARKED]
        return visit.id
    finally:
        await door.database.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    told = hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder)
    assert told.exit_code == 0, told.stderr
    return folder


def listed(data: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(hexward("parked", "list", "--data", data, "--json").stdout)["parked"]
    return rows


def test_what_is_parked_is_listed_and_judged_again(data: Path) -> None:
    assert "Nothing is parked." in hexward("parked", "list", "--data", data).stdout
    visit = asyncio.run(_park(data))

    words = hexward("parked", "list", "--data", data).stdout
    assert visit in words
    assert "seen at home" not in words
    assert {(row["kind"], row["tries"]) for row in listed(data)} == {("record_visit", 1), ("unreadable", 1)}

    done = hexward("parked", "replay", visit[-12:], "--data", data, "--json")
    assert done.exit_code == 0
    (receipt,) = json.loads(done.stdout)["receipts"]
    assert (receipt["id"], receipt["verdict"]) == (visit, "applied")

    still = hexward("parked", "replay", "--all", "--data", data)
    assert still.exit_code == 1
    assert [(row["kind"], row["tries"]) for row in listed(data)] == [("unreadable", 2)]


@pytest.mark.parametrize("words", [(), ("--all", "0123"), ("0123456789ab",)])
def test_an_order_that_names_nothing_is_refused_in_one_line(data: Path, words: tuple[str, ...]) -> None:
    told = hexward("parked", "replay", *words, "--data", data)
    assert told.exit_code == 1
    assert told.stderr.startswith("hexward: ")
    assert len(told.stderr.splitlines()) == 1
