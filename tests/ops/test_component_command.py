"""`hexward component`: a file is told row by row, imported whole or not at all, and changes nothing the second time."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses, SchemeShape
from ops.cli import main
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.ids import new_id
from tests.support.scene import DISTRICT, WEST, by_system, make_scene, settle

HEADER = "ObjID,ObjName,lon,lat,ObjState,DeptCode1\n"
PLACE = f"{WEST[0] + 0.005:.4f},{WEST[1] + 0.005:.4f}"
ROWS = [
    f"32011401020000{n:02d},井盖 {n},{WEST[0] + 0.005 + n * 0.0001:.4f},{WEST[1] + 0.005:.4f},完好,SZ\n" for n in (1, 2)
]


def hexward(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


async def _furnish(data: Path) -> None:
    door = await open_door(load_settings(data))
    try:
        await make_scene(door)
        cover = ClassShape(
            scheme="B", kind="component", major="01", minor="02", name="污水井盖", limit_value=2,
            limit_unit=LimitUnit.WORK_DAY,
        )  # fmt: skip
        await settle(
            door,
            [DefineClasses(**by_system(new_id()), schemes=(SchemeShape(scheme="B", name="B"),), classes=(cover,))],
        )
    finally:
        await door.database.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder)
    asyncio.run(_furnish(folder))
    return folder


def a_file(folder: Path, *rows: str) -> Path:
    file = folder / "components.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def imported(data: Path, file: Path, *more: str, code: int = 0) -> dict[str, Any]:
    words: tuple[str | Path, ...] = (
        "component",
        "import",
        file,
        "--datum",
        "wgs84",
        "--scheme",
        "B",
        "--data",
        data,
        "--json",
        *more,
    )
    told: dict[str, Any] = json.loads(hexward(*words, code=code).stdout)
    return told


def test_a_file_is_previewed_imported_and_the_same_file_again_changes_nothing(data: Path, tmp_path: Path) -> None:
    file = a_file(tmp_path, *ROWS)
    assert imported(data, file, "--dry-run")["status"] == "previewed"
    assert "There is none." in hexward("component", "list", "--near", PLACE, "--data", data).stdout

    first = imported(data, file)
    again = imported(data, file)

    assert (first["status"], first["counts"]) == ("imported", {"new": 2, "changed": 0, "same": 0})
    assert (again["status"], again["counts"]) == ("unchanged", {"new": 0, "changed": 0, "same": 2})
    changed = imported(data, a_file(tmp_path, ROWS[0].replace("完好", "丢失"), ROWS[1]))
    assert [row["fields"] for row in changed["rows"] if row.get("fields")] == [["state"]]
    listed = json.loads(hexward("component", "list", "--near", PLACE, "--data", data, "--json").stdout)
    assert [one["component"]["state"] for one in listed["components"]] == ["lost", "intact"]


def test_one_bad_row_is_told_and_keeps_the_whole_file_out(data: Path, tmp_path: Path) -> None:
    bad = ROWS[1].replace("3201140102", "3201140199")
    told = imported(data, a_file(tmp_path, ROWS[0], bad), code=1)
    assert told["status"] == "refused"
    assert [(one["row"], one["fault"]) for one in told["faults"]] == [(2, "unknown_class")]
    words = hexward("component", "import", tmp_path / "components.csv", "--datum", "wgs84", "--scheme", "B",
                    "--data", data, code=1).stdout  # fmt: skip
    assert "row 2: 3201140199000002 unknown_class" in words
    assert "There is none." in hexward("component", "list", "--near", PLACE, "--data", data).stdout


def test_one_is_shown_and_those_of_a_grid_are_listed(data: Path, tmp_path: Path) -> None:
    imported(data, a_file(tmp_path, *ROWS))
    shown = hexward("component", "show", "3201140102000001", "--data", data).stdout
    assert "state: intact" in shown
    assert "owner: 市政" in shown
    assert "define_component" in shown
    listed = hexward("component", "list", "--grid", "320114001001001", "--data", data).stdout
    assert [line[:16] for line in listed.splitlines()] == ["3201140102000001", "3201140102000002"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "3201140102000009"), 1),
        (("list", "--near", "x"), 1),
        (("list", "--grid", "nowhere"), 1),
        (("list", "--near", "118.775,31.995", "--radius", "501"), 1),
        (("list",), 2),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_told_in_one_line(data: Path, words: tuple[str, ...], code: int) -> None:
    told = hexward("component", *words, "--data", data, code=code)
    assert code == 2 or len(told.stderr.splitlines()) == 1


def test_a_file_without_a_datum_or_without_rows_is_refused(data: Path, tmp_path: Path) -> None:
    empty = a_file(tmp_path)
    hexward("component", "import", empty, "--data", data, code=2)
    assert "has no rows" in hexward("component", "import", empty, "--datum", "wgs84", "--data", data, code=1).stderr
