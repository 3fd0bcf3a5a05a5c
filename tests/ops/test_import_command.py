"""`hexward import` and `hexward undo`: looked at, run, reported, the same again, taken back."""

import asyncio
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobile_contract.imports import ImportKind, RowReason, RunImport
from ops.cli import main
from ops.commands.import_words import SENTENCES
from ops.commands.settings_file import load_settings
from server.accounts.service import made_now
from server.app import open_door
from server.core.door import SYSTEM
from server.imports import service
from server.tabular.books import opened
from tests.server.imports.files import a_csv, a_row, counts
from tests.support.scene import DISTRICT, make_scene


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


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder)
    asyncio.run(_furnish(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "people.csv"
    made.write_bytes(a_csv(a_row(0), a_row(1), a_row(2, 姓名="")))
    return made


def told(*words: str | Path, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(hexward(*words, "--json", code=code).stdout)
    return found


def test_a_file_is_looked_at_run_reported_and_taken_back(data: Path, file: Path, tmp_path: Path) -> None:
    seen = told("import", "people", file, "--dry-run", "--data", data)
    assert seen["counts"] == counts(new=2, error=1)
    assert told("import", "list", "--data", data)["imports"][0]["state"] == "cancelled"
    report = tmp_path / "report.xlsx"
    done = told("import", "people", file, "--report", report, "--data", data)
    assert (done["state"], done["counts"]) == ("done", counts(new=2, error=1))
    assert [row[:4] for row in done["rows"]] == [[4, "error", "missing", "name"]]
    with opened(report.read_bytes()) as book:
        rows = [[cell.text for cell in row.cells] for row in book.rows()]
    assert [(row[0], row[-4], row[-2]) for row in rows] == [
        ("1", "处理结果", "字段"), ("2", "新增", ""), ("3", "新增", ""), ("4", "错误", "name"),
    ]  # fmt: skip
    again = tmp_path / "again.csv"
    assert told("import", "report", done["id"], file, "-o", again, "--data", data)["rows"] == 3
    assert told("import", "people", file, "--dry-run", "--data", data)["counts"] == counts(same=2, error=1)
    kept = told("undo", done["id"], "--dry-run", "--data", data)
    assert (kept["dry_run"], kept["state"], kept["kept_rows"]) == (True, "done", [])
    undone = told("undo", done["id"], "--data", data)
    assert (undone["state"], undone["kept_rows"]) == ("undone", [])
    assert told("import", "people", file, "--dry-run", "--data", data)["counts"] == counts(new=2, error=1)


def test_words_tell_what_json_tells(data: Path, file: Path) -> None:
    seen = hexward("import", "people", file, "--dry-run", "--data", data).stdout
    assert "2 new, 0 changed, 0 same, 0 asked, 1 error." in seen
    assert "row 4: error missing name: it is missing" in seen
    assert "bring it in again" in seen
    assert "Nothing was changed." in seen
    done = hexward("import", "people", file, "--data", data).stdout
    assert "hexward undo " not in hexward("import", "people", file, "--data", data).stdout  # the same again
    identity = done.rsplit("hexward undo ", 1)[1].split()[0]
    assert "Undone; kept 0 rows" in hexward("undo", identity, "--data", data).stdout
    assert "undone" in hexward("import", "list", "--data", data).stdout


def test_a_heading_is_named_and_an_asked_row_is_claimed(data: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_bytes(a_csv(a_row(0)).replace("姓名".encode("gb18030"), "称呼".encode("gb18030")))
    assert "name" in hexward("import", "people", odd, "--data", data, code=1).output
    named = ("import", "people", odd, "--map", "称呼=name", "--data", data)
    assert told(*named)["counts"] == counts(new=1)
    other = tmp_path / "other.csv"
    other.write_bytes(a_csv(a_row(0, 身份证号="", 工作单位="新单位")))
    asked = told("import", "people", other, "--data", data)
    assert asked["counts"] == counts(asked=1)
    person = asked["rows"][0][5][0]
    claimed = told("import", "people", other, "--claim", f"2={person}", "--data", data)
    assert claimed["counts"] == counts(changed=1)


def test_who_moved_is_said_one_by_one_or_for_all(data: Path, file: Path, tmp_path: Path) -> None:
    hexward("import", "people", file, "--data", data)
    moved = tmp_path / "moved.csv"
    moved.write_bytes(a_csv(a_row(0, 房号="901", 户号="H9"), a_row(1, 房号="902", 户号="H8")))
    seen = hexward("import", "people", moved, "--dry-run", "--data", data).stdout
    assert "row 2: asked moved dwelling: the person is registered in another dwelling" in seen
    assert "--moves" in seen
    assert told("import", "people", moved, "--data", data)["counts"] == counts(asked=2)
    assert told("import", "people", moved, "--moves", "--data", data)["counts"] == counts(changed=2)


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(RowReason)


def test_what_was_interrupted_goes_on_or_is_cancelled(data: Path, file: Path) -> None:
    async def begin() -> str:
        door = await open_door(load_settings(data))
        try:
            asked = service.Asked(ImportKind.PEOPLE, file.name, file.read_bytes())  # noqa: ASYNC240 # one file
            found = await service.open_file(door, SYSTEM, asked)
            await service.order(door, SYSTEM, RunImport(**made_now(found.id)))
            return found.id
        finally:
            await door.database.close()

    assert told("import", "resume", asyncio.run(begin()), "--data", data)["counts"] == counts(new=2, error=1)
    assert told("import", "cancel", asyncio.run(begin()), "--data", data)["state"] == "cancelled"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "x"), "HEADING=FIELD"),
        (("--map", "姓名=religion"), "map"),
        (("--claim", "2"), "ROW=PERSON"),
        (("--grid", "nowhere"), "no grid"),
        (("--sheet", "3"), "no sheet 3"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(data: Path, file: Path, words: tuple[str, str], said: str) -> None:
    assert said in hexward("import", "people", file, *words, "--data", data, code=1).output


def test_a_file_of_a_gigabyte_is_refused_unread(data: Path, tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as made:
        made.truncate(1 << 30)
    tracemalloc.start()
    said = hexward("import", "people", huge, "--data", data, code=1).output
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "1,073,741,824 bytes, 67,108,864 are read at most" in " ".join(said.split())
    assert peak < 32 << 20


def test_what_is_no_import_is_told(data: Path, file: Path) -> None:
    hexward("undo", "nothing", "--data", data, code=1)
    hexward("import", "resume", "01a21941-a0e2-7272-8e74-9cf5ef5e4c97", "--data", data, code=1)
