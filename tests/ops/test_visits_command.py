"""`hexward visits`: rules are published whole with a reason, and a grid's list and coverage name nobody."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobile_contract.residents import ChangePerson
from mobile_contract.visits import RecordVisit
from ops.cli import main
from ops.commands.settings_file import load_settings
from ops.commands.visits_orders import OPERATOR
from server.app import open_door
from server.core import clock
from server.core.ids import new_id
from server.visits.editions import today
from sync.visit_days import text_of_day
from tests.server.residents.test_routes import readings
from tests.support.scene import DISTRICT, Scene, by_system, make_scene, settle

WEST_CODE = "320114001001001"


def hexward(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


class Town:
    """A fresh district with the scene's people in it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.scene = Scene()

    async def furnish(self) -> None:
        door = await open_door(load_settings(self.data))
        try:
            await make_scene(door, scene=self.scene)
            await settle(door, [ChangePerson(**by_system(self.scene.person), add_labels=("dementia",))])
        finally:
            await door.database.close()

    async def visit(self) -> None:
        door = await open_door(load_settings(self.data))
        try:
            await settle(
                door, [RecordVisit(**by_system(new_id(), self.scene.household), household=self.scene.household)]
            )
        finally:
            await door.database.close()

    async def looks(self) -> list[tuple[str, str, str, list[str]]]:
        door = await open_door(load_settings(self.data))
        try:
            return [(entry.actor, *told) for entry, told in await readings(door)]
        finally:
            await door.database.close()

    def visits(self, *words: str | Path, code: int = 0) -> Result:
        return hexward("visits", *words, "--data", self.data, code=code)

    def told(self, *words: str | Path) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.visits(*words, "--json").stdout)
        return facts


@pytest.fixture
def town(tmp_path: Path) -> Town:
    one = Town(tmp_path / "district")
    hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", one.data)
    asyncio.run(one.furnish())
    return one


def test_the_starter_rules_are_published_once(town: Town) -> None:
    assert "No visit rules yet" in town.visits("rules").stdout
    assert town.told("publish", "--starter", "--dry-run")["status"] == "dry_run"
    assert "No visit rules yet" in town.visits("rules").stdout

    first = town.told("publish", "--starter", "--reason", "试行")
    again = town.told("publish", "--starter", "--reason", "试行")

    assert (first["status"], again["status"]) == ("published", "same")
    assert len(first["rules"]["added"]) == len(again["rules"]["same"]) == 9
    words = town.visits("rules").stdout
    assert "edition 1: scheme starter-2" in words
    assert "in force" in words
    assert "living_alone & 80+" in words
    assert "试行" in words


def test_a_file_replaces_the_rules_from_its_day_on(town: Town, tmp_path: Path) -> None:
    town.told("publish", "--starter", "--reason", "试行")
    file = tmp_path / "rules.json"
    rule: dict[str, Any] = {"code": "ordinary", "name": "普通住户", "priority": 5, "period": "quarter", "targets": [{}]}
    file.write_text(json.dumps({"scheme": "city-2", "rules": [rule]}), encoding="utf-8-sig")
    begins = text_of_day(today(clock.now()) + 30)

    told = town.told("publish", file, "--from", begins, "--reason", "市标准")

    assert (told["status"], told["valid_from"], told["rules"]["changed"]) == ("published", begins, ["ordinary"])
    assert len(told["rules"]["dropped"]) == 8
    assert [edition["scheme"] for edition in town.told("rules")["editions"]] == ["starter-2", "city-2"]
    assert town.told("due", WEST_CODE, "--on", begins)["edition"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "rules.json"),
        ('{"scheme": "a", "rules": []}', "rules"),
        ('{"scheme": "a", "rules": [{"code": "x"}]}', "name"),
        (
            '{"scheme": "a", "rules": [{"code": "x", "name": "x", "priority": 1, "period": "days", "targets": [{}]}]}',
            "days",
        ),
    ],
)
def test_a_file_that_cannot_be_is_refused_in_one_line(town: Town, tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "rules.json"
    file.write_text(content, encoding="utf-8")
    assert words in town.visits("publish", file, "--reason", "x", code=1).stderr


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("publish", "--starter"), 1),
        (("publish",), 2),
        (("publish", "--starter", "--reason", "x", "--from", "2026-02-30"), 1),
        (("publish", "--starter", "--reason", "x", "--from", "2020-01-01"), 1),
        (("due", "nowhere"), 1),
        (("due", WEST_CODE, "--on", "2020-01-01"), 1),
        (("coverage", "nowhere"), 1),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(town: Town, args: tuple[str, ...], code: int) -> None:
    town.visits(*args, code=code)


def test_a_grids_list_names_nobody_and_is_journalled(town: Town) -> None:
    assert "nobody is due" in town.visits("due", WEST_CODE).stdout
    town.told("publish", "--starter", "--reason", "试行")

    page = town.told("due", WEST_CODE)
    [item] = page["items"]

    assert (item["household"], item["state"], item["priority"]) == (town.scene.household, "due", 1)
    assert "members" not in item
    assert "1 due" in town.visits("due", WEST_CODE).stdout
    actor, purpose, what, persons = asyncio.run(town.looks())[-1]
    assert (actor, purpose, what) == (OPERATOR.user, f"visit-plan:{town.scene.west}", "visits_due")
    assert persons == [town.scene.person]


def test_coverage_counts_what_was_made(town: Town) -> None:
    town.told("publish", "--starter", "--reason", "试行")
    before = town.told("coverage", WEST_CODE)
    assert "no visit is known" in town.visits("coverage", WEST_CODE).stdout
    asyncio.run(town.visit())
    after = town.told("coverage", WEST_CODE)
    assert (before["households_visited"], after["households_visited"], after["households"]) == (0, 1, 1)
    assert "1 of 1 households visited; visits known until" in town.visits("coverage", WEST_CODE).stdout
