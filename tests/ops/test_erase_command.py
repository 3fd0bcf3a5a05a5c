"""`hexward erase`: it tells what would go, does it when told so, and nothing brings it back."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ops.cli import main
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.ids import new_id
from server.core.reading import find_entity
from server.residents.entities import Person
from tests.support.scene import DISTRICT, make_scene


def hexward(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    assert hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder).exit_code == 0
    return folder


async def _settle(data: Path) -> str:
    door = await open_door(load_settings(data))
    try:
        return (await make_scene(door)).person
    finally:
        await door.database.close()


async def _is_there(data: Path, person: str) -> bool:
    door = await open_door(load_settings(data))
    try:
        return await door.database.read(lambda tx: find_entity(tx, door, Person, person)) is not None
    finally:
        await door.database.close()


def told(result: Result) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


def test_nothing_is_erased_before_somebody_says_yes(data: Path) -> None:
    person = asyncio.run(_settle(data))
    would = told(hexward("erase", person, "--why", "asked for", "--data", data, "--json"))
    assert (would["kind"], would["subjects"], would["erased"], would["pos"]) == ("person", [person], False, None)
    assert would["extent"]["person"] == would["extent"]["residency"] == 1
    assert would["extent"]["journal entries"] >= 1
    assert asyncio.run(_is_there(data, person))

    done = told(hexward("erase", person, "--why", "asked for", "--yes", "--data", data, "--json"))

    assert done["erased"]
    assert done["pos"] > 0
    assert not asyncio.run(_is_there(data, person))
    assert hexward("audit-verify", "--data", data).exit_code == 0
    again = hexward("erase", person, "--why", "asked for", "--yes", "--data", data)
    assert (again.exit_code, "nobody has the id" in again.stderr) == (1, True)


def test_what_is_no_order_is_refused_in_one_line(data: Path) -> None:
    for words in (("x", "--why", "asked"), (new_id(), "--why", " "), (new_id(), "--why", "a" * 201)):
        result = hexward("erase", *words, "--data", data)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1), words
