"""`hexward push`: dead letters are listed without what they say, and sent again when somebody says so."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from ops.cli import main
from ops.commands.doors import with_door
from push.channels import Answer, Outcome
from push.retry import Status
from server.core.door import Door
from server.core.ids import new_id
from server.notices.sending import Sender
from tests.server.notices.world import a_phone, outbox, planned, report
from tests.support.recording import RecordingChannel
from tests.support.scene import DISTRICT, make_scene

T = TypeVar("T")


def hexward(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    told = hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder)
    assert told.exit_code == 0, told.stderr
    return folder


async def refused(door: Door) -> list[str]:
    """Two wake-ups that their provider refused."""
    scene = await make_scene(door)
    for token in ("secret-a", "secret-b"):
        await a_phone(door, scene, "worker_west", token)
    await report(door, new_id())
    await planned(door)
    await Sender("recording", RecordingChannel(always=Answer(Outcome.REFUSED, "bad payload"))).send_due(door)
    return [one.id for one in await outbox(door)]


async def sent(door: Door) -> list[str]:
    """What a server sends now."""
    channel = RecordingChannel()
    await Sender("recording", channel).send_due(door)
    return [one.id for one in channel.given]


def at(data: Path, work: Callable[[Door], Awaitable[T]]) -> T:
    return with_door(data, work)


def test_dead_letters_are_listed_and_sent_again(data: Path) -> None:
    assert "No message was given up." in hexward("push", "dead", "--data", data).stdout
    first, second = sorted(at(data, refused))

    words = hexward("push", "dead", "--data", data).stdout
    assert first in words
    assert "bad payload" in words
    assert "secret" not in words
    rows = json.loads(hexward("push", "dead", "--data", data, "--json").stdout)["dead"]
    assert {(one["cls"], one["status"]) for one in rows} == {("case.in_grid", Status.PERMANENT_FAILURE)}

    assert "1 message will be sent again." in hexward("push", "replay", first[-12:], "--data", data).stdout
    assert at(data, sent) == [first]
    assert json.loads(hexward("push", "replay", "--all", "--data", data, "--json").stdout) == {"replayed": 1}
    assert at(data, sent) == [second]


@pytest.mark.parametrize("words", [(), ("--all", "x"), ("x",)])
def test_an_order_that_names_no_dead_letter_is_refused(data: Path, words: tuple[str, ...]) -> None:
    told = hexward("push", "replay", *words, "--data", data)

    assert told.exit_code != 0
    assert len(told.stderr.splitlines()) == 1
