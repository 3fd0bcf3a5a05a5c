"""`hexward intake`: a file is told row by row and begun whole or not at all; partners get keys that are shown once."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ops.cli import main
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.cases.entities import Case
from server.core.reading import list_by
from server.intake.entities import HotlineOrder
from tests.server.intake.workbooks import a_workbook
from tests.support.scene import CLASS, DISTRICT, WEST, make_scene

HEAD = "工单号,标题,类别编码,经度,纬度,时限类型,姓名\n"
PLACE = f"{WEST[0] + 0.005:.4f},{WEST[1] + 0.005:.4f}"
ROWS = [f"n-{n},路面破损 {n},{CLASS},{PLACE},general,演示\n" for n in (1, 2)]


def hexward(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


async def _furnish(data: Path) -> None:
    door = await open_door(load_settings(data))
    try:
        await make_scene(door)
    finally:
        await door.database.close()


async def _kept(data: Path) -> tuple[list[Case], list[HotlineOrder]]:
    door = await open_door(load_settings(data))
    try:
        cases = await door.database.read(lambda tx: list_by(tx, door, Case, "source", ["hotline", "committee"]))
        orders = await door.database.read(lambda tx: list_by(tx, door, HotlineOrder, "source", ["12345"]))
    finally:
        await door.database.close()
    return cases, orders


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder)
    asyncio.run(_furnish(folder))
    return folder


def a_file(folder: Path, *rows: str) -> Path:
    file = folder / "orders.csv"
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return file


def imported(data: Path, file: Path, *more: str, code: int = 0) -> dict[str, Any]:
    words: tuple[str | Path, ...] = ("intake", "import", file, "--datum", "wgs84", "--data", data, "--json", *more)
    told: dict[str, Any] = json.loads(hexward(*words, code=code).stdout)
    return told


def test_a_file_is_begun_once_and_a_dry_run_begins_nothing(data: Path) -> None:
    file = a_file(data, *ROWS)

    tried = imported(data, file, "--dry-run")
    assert (tried["status"], tried["counts"]) == ("previewed", {"new": 2, "known": 0})
    assert asyncio.run(_kept(data)) == ([], [])
    assert imported(data, file)["status"] == "imported"
    again = imported(data, file)

    assert (again["status"], again["counts"]) == ("unchanged", {"new": 0, "known": 2})
    cases, orders = asyncio.run(_kept(data))
    assert sorted(case.title for case in cases) == ["路面破损 1", "路面破损 2"]
    assert {order.case_id for order in orders} == {case.id for case in cases}


def test_with_one_bad_row_nothing_is_begun_and_every_bad_row_is_told(data: Path) -> None:
    file = a_file(
        data,
        *ROWS,
        f"n-3,a,B-event-99-99,{PLACE},general,\n",
        f"n-4,a,{CLASS},0.0,0.0,general,\n",
        f"n-5,,{CLASS},{PLACE},general,\n",
        f"n-6,a,{CLASS},{PLACE},leisurely,\n",
        "n-7,a,,,,general,\n",
    )

    told = imported(data, file, code=1)

    assert told["status"] == "refused"
    assert [(one["row"], one["fault"]) for one in told["faults"]] == [
        (4, "unknown_class"),
        (5, "out_of_district"),
        (6, "case_needs"),
        (7, "unknown_template"),
        (8, "unknown_grid"),
    ]
    assert asyncio.run(_kept(data)) == ([], [])
    words = hexward("intake", "import", file, "--datum", "wgs84", "--data", data, code=1).stdout
    assert "5 faults; nothing was begun" in words


def test_a_committees_list_begins_cases_without_orders(data: Path) -> None:
    file = data / "list.xlsx"
    rows: list[list[str | float]] = [["编号", "标题", "地址"], ["1", "楼道堆物", "雨花路 1 号"]]
    file.write_bytes(a_workbook(rows))

    assert imported(data, file, "--as", "committee", "--source", "yuhua")["status"] == "imported"

    cases, orders = asyncio.run(_kept(data))
    assert [(case.source, case.address) for case in cases] == [("committee", "雨花路 1 号")]
    assert orders == []


def test_coordinates_without_a_datum_and_a_file_of_something_else_are_refused(data: Path) -> None:
    file = a_file(data, *ROWS)
    told = hexward("intake", "import", file, "--data", data, code=1)
    assert "--datum" in told.stderr
    other = data / "other.csv"
    other.write_text("name,faith\na,b\n", encoding="utf-8")
    assert "unknown column" in hexward("intake", "import", other, "--data", data, code=1).stderr
    other.write_text("number,title\n", encoding="utf-8")
    assert "no rows" in hexward("intake", "import", other, "--data", data, code=1).stderr


def test_a_partner_gets_a_key_once_and_is_let_in_until_it_is_revoked(data: Path) -> None:
    words = ("intake", "add-partner", "水务平台", "--purpose", "events", "--class", CLASS, "--live", "--data", data)
    told = json.loads(hexward(*words, "--json").stdout)
    listed = hexward("intake", "partners", "--data", data).stdout
    assert told["key"].startswith(f"{told['partner']}.")
    assert ("水务平台" in listed, "live" in listed, told["key"] in listed) == (True, True, False)

    hexward("intake", "revoke-partner", told["partner"], "--data", data)

    assert "revoked" in hexward("intake", "partners", "--data", data).stdout
    for wrong in ("x", "01900000-0000-7000-8000-000000000000"):
        assert "no partner" in hexward("intake", "revoke-partner", wrong, "--data", data, code=1).stderr
    bad = ("intake", "add-partner", "x", "--purpose", "events", "--class", "B-event-99-99", "--data", data)
    assert "unknown_class" in hexward(*bad, code=1).stderr
