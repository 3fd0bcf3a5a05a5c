"""`hexward hazard`: check lists are published once, dangers listed and shown, notices are text, looks leave a mark."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobile_contract import hazards as wire
from mobile_contract.hazards import HazardSubject
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from ops.cli import main
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.door import SYSTEM_USER
from server.core.ids import new_id
from server.core.journal import READ_KIND, list_entries_of
from tests.server.hazards.shapes import a_finding, a_template
from tests.support.scene import DISTRICT, Scene, by_system, make_scene, settle

WEST_CODE = "320114001001001"


def hexward(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["hazard", *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


def told(*words: str | Path) -> Any:
    return json.loads(hexward(*words, "--json").stdout)


@dataclass
class Ready:
    """A district with a danger of its dwelling, of which a notice was issued."""

    data: Path
    scene: Scene
    danger: str
    inspection: str


async def _furnish(data: Path) -> Ready:
    door = await open_door(load_settings(data))
    try:
        scene = await make_scene(door)
        template, danger, inspection = new_id(), new_id(), new_id()
        found = wire.RecordInspection(
            **by_system(inspection), subject_kind=HazardSubject.DWELLING, subject=scene.dwelling, template=template,
            findings=(a_finding(danger, responsible="演示房东"),),
        )  # fmt: skip
        facts: dict[str, Any] = {"subject_kind": PhotoSubject.DANGER, "subject": danger, "phase": PhotoPhase.REPORT}
        photo = AttachPhoto(**by_system(new_id(), danger), **facts, sha256="a" * 64, size_bytes=10)
        notice = wire.IssueNotice(**by_system(danger), days=3, handed_to="演示店主")
        await settle(door, [wire.PublishCheckTemplate(**by_system(template), **a_template()), found, photo, notice])
        return Ready(data, scene, danger, inspection)
    finally:
        await door.database.close()


@pytest.fixture
def ready(tmp_path: Path) -> Ready:
    folder = tmp_path / "district"
    words = ["init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", str(folder)]
    assert CliRunner().invoke(main, words).exit_code == 0
    return asyncio.run(_furnish(folder))


async def _looks(ready: Ready, about: str) -> int:
    door = await open_door(load_settings(ready.data))
    try:
        entries = await door.database.read(lambda tx: list_entries_of(tx, DISTRICT, [about]))
        return sum(entry.kind == READ_KIND for entry in entries)
    finally:
        await door.database.close()


def test_a_danger_is_listed_without_words_and_shown_with_them_for_a_look_in_the_journal(ready: Ready) -> None:
    listed = hexward("list", "--data", ready.data).stdout
    assert ready.danger in listed
    assert "杂物" not in listed
    assert asyncio.run(_looks(ready, ready.danger)) == 0

    shown = hexward("show", ready.danger, "--data", ready.data).stdout

    assert "责任人" not in shown
    assert "演示房东" in shown
    assert "issue_notice" in shown
    assert asyncio.run(_looks(ready, ready.danger)) == 1
    assert told("show", ready.danger, "--data", ready.data)["danger"]["state"] == "noticed"


def test_a_notice_is_text_and_the_file_of_a_place_is_in_order(ready: Ready) -> None:
    number = told("list", "--data", ready.data)["dangers"][0]["notice_no"]

    notice = hexward("notice", number, "--data", ready.data).stdout

    assert f"限期整改通知单  {number}" in notice
    assert "签收人: 演示店主" in notice
    file = hexward("file", ready.scene.dwelling, "--data", ready.data).stdout.splitlines()
    assert file[0].endswith("(dwelling): 1 open, 1 photos")
    assert [line.split("  ")[1] for line in file[1:]] == [
        f"inspected ({SYSTEM_USER}): 1 dangers", "楼梯堵塞: record_inspection",
        f"楼梯堵塞: issue_notice {number} until {_due(ready)}",
    ]  # fmt: skip


def _due(ready: Ready) -> str:
    due_on: str = told("list", "--data", ready.data)["dangers"][0]["due_on"]
    return due_on


def test_what_is_not_there_or_no_id_is_told_in_one_line(ready: Ready) -> None:
    for words in (("show", new_id()), ("file", new_id()), ("notice", "2099000001")):
        assert hexward(*words, "--data", ready.data, code=1).stderr == "hexward: there is none\n"
    assert "is no id" in hexward("show", "odd", "--data", ready.data, code=1).stderr
    assert "no grid odd" in hexward("due", "--grid", "odd", "--data", ready.data, code=1).stderr
    assert "no grid odd" in hexward("list", "--grid", "odd", "--data", ready.data, code=1).stderr


def test_lists_are_published_once_and_tried_before(ready: Ready, tmp_path: Path) -> None:
    dry = hexward("publish", "--starter", "--dry-run", "--data", ready.data).stdout
    assert "small_shop: new" in dry
    assert "Nothing was changed." in dry
    assert len(told("templates", "--data", ready.data)["templates"]) == 1

    assert {one["status"] for one in told("publish", "--starter", "--data", ready.data)["lists"]} == {"new"}
    assert {one["status"] for one in told("publish", "--starter", "--data", ready.data)["lists"]} == {"same"}
    lists = told("templates", "--data", ready.data)["templates"]
    assert len(lists) == 5

    known = ("scheme", "site_type", "name", "source", "items", "levels", "period_days")
    file = tmp_path / "lists.json"
    facts: dict[str, Any] = {name: lists[0][name] for name in known} | {"period_days": 5}
    file.write_text(json.dumps({"templates": [facts]}), encoding="utf-8")
    assert "another edition" in hexward("publish", file, "--dry-run", "--data", ready.data).stdout
    assert told("publish", file, "--data", ready.data)["ok"]
    words = hexward("templates", "--all", "--data", ready.data).stdout
    assert "edition 2" in words

    first: dict[str, Any] = lists[0]["items"][0]
    broken: dict[str, Any] = {**facts, "items": [first | {"level": "odd"}]}
    file.write_text(json.dumps({"templates": [broken]}), encoding="utf-8")
    assert "refused (wrong_identifier)" in hexward("publish", file, "--data", ready.data, code=1).stdout
    file.write_text("{", encoding="utf-8")
    assert "no JSON" in hexward("publish", file, "--data", ready.data, code=1).stderr
    hexward("publish", "--data", ready.data, code=2)
    hexward("publish", file, "--starter", "--data", ready.data, code=2)


def test_what_is_due_and_what_was_found_are_counted(ready: Ready) -> None:
    grid = next(one for one in told("list", "--data", ready.data)["names"].values())
    assert grid == "西网格"

    due = hexward("due", "--grid", WEST_CODE, "--days", "365", "--data", ready.data).stdout
    assert "places are due by" in due
    figures = told("figures", "--from", "2020-01-01", "--until", "2099-12-31", "--data", ready.data)
    assert (figures["total"]["found"], figures["total"]["noticed"]) == (1, 1)
    words = hexward("figures", "--from", "2020-01-01", "--until", "2099-12-31", "--data", ready.data).stdout
    assert "noticed 1 of 1" in words
    hexward("figures", "--from", "2026-01-02", "--until", "2026-01-01", "--data", ready.data, code=2)


def test_the_machine_needs_no_district() -> None:
    facts = told("machine")

    assert len(facts["rows"]) == 9
    row = next(row for row in facts["rows"] if row["event"] == "close_danger")
    assert (row["offline"], row["outcomes"]["found"], row["outcomes"]["reinspected"]) == (False, "refuse", "closed")
    assert "# The danger machine" in hexward("machine").stdout
