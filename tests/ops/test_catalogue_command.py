"""`hexward catalogue` as an operator meets it: previewed, imported whole or not at all, shown, exported, refused."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from ops.commands.settings_file import load_settings
from server.app import open_door
from tests.ops.test_cli import Told, hexward, init_words
from tests.support.scene import make_scene

HEAD = "方案,类型,大类,小类,小类名称,条件序号,立案条件,结案条件,时限,时限单位\n"
ROWS = ["B,event,01,07,沿街晾挂,1,晾晒衣物,收走,2,u\n", "B,event,01,08,架设管线,1,私自拉线,拆除,5,d\n"]
SCHEMES = "scheme,name\nB,市容方案\n"
LINES = "matters,area,lead,assist\nB,,SZ,\nB-event-01-07,320114001001,SZ,320114001001\n"


async def _furnish(data: Path) -> None:
    door = await open_door(load_settings(data))
    try:
        await make_scene(door)
    finally:
        await door.database.close()


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """The folder of the scene's district; of classes it has one, of a scheme that no sheet has told."""
    folder = tmp_path / "district"
    assert (await hexward(*init_words(folder))).exit_code == 0
    await asyncio.to_thread(lambda: asyncio.run(_furnish(folder)))
    return folder


@pytest.fixture
def schemes(tmp_path: Path) -> Path:
    return a_file(tmp_path, "schemes.csv", SCHEMES)


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    return a_file(tmp_path, "classes.csv", HEAD, *ROWS)


def a_file(folder: Path, name: str, *text: str) -> Path:
    file = folder / name
    file.write_text("".join(text), encoding="utf-8")
    return file


async def catalogue(data: Path, *words: str | Path) -> Told:
    return await hexward("catalogue", *words, "--data", data)


async def imported(data: Path, *words: str | Path) -> Any:
    told = await catalogue(data, "import", *words, "--reason", "市政府通知", "--json")
    return told.json | {"exit_code": told.exit_code}


async def keys_of(data: Path) -> list[str]:
    return [one["code"] for one in (await catalogue(data, "list", "--json")).json["classes"]]


async def test_sheets_are_compared_imported_as_one_edition_and_again_change_nothing(
    data: Path, schemes: Path, classes: Path
) -> None:
    compared = (await catalogue(data, "diff", schemes, classes, "--keep")).answer
    assert "+ class B-event-01-07 沿街晾挂" in compared
    assert compared.splitlines()[-1] == "Nothing was changed."
    preview = await catalogue(data, "import", schemes, classes, "--keep", "--dry-run", "--json")
    assert (preview.exit_code, preview.json["status"]) == (0, "previewed")
    before = await keys_of(data)

    first = await imported(data, schemes, classes, "--keep")
    again = await imported(data, schemes, classes, "--keep")

    assert (first["status"], again["status"]) == ("imported", "unchanged")
    assert first["counts"]["added"] == {"scheme": 1, "class": 2, "condition": 2}
    assert again["counts"]["same"] == {"scheme": 1, "class": 2, "condition": 2}
    assert set(await keys_of(data)) - set(before) == {"B-event-01-07", "B-event-01-08"}
    [edition, _scene] = (await catalogue(data, "list", "--editions", "--json")).json["editions"]
    assert (edition["reason"], edition["made"], edition["ended"]) == ("市政府通知", 4, 0)


async def test_an_import_tells_its_progress_on_stderr_and_nothing_but_its_answer_on_stdout(
    data: Path, schemes: Path, classes: Path
) -> None:
    told = await catalogue(data, "import", schemes, classes, "--reason", "通知")
    assert told.answer.splitlines()[-1] == "Imported."
    assert "rows" in told.remarks


async def test_one_bad_row_is_told_with_its_place_and_keeps_everything_out(
    data: Path, tmp_path: Path, schemes: Path
) -> None:
    before = await keys_of(data)
    bad = a_file(tmp_path, "bad.csv", HEAD, ROWS[0], ROWS[1].replace(",5,d", ",0,week"), ROWS[0])
    told = await imported(data, schemes, bad)
    assert (told["exit_code"], told["ok"], told["status"]) == (1, False, "refused")
    assert [(one["sheet"], one["line"], one["column"], one["fault"], one["value"]) for one in told["faults"]] == [
        ("bad.csv", 3, "limit", "bad_value", "0"),
        ("bad.csv", 3, "unit", "bad_value", "week"),
        ("bad.csv", 4, "minor", "named_twice", "07"),
        ("bad.csv", 4, "no", "named_twice", "1"),
    ]
    words = await catalogue(data, "diff", schemes, bad)
    assert (words.exit_code, words.answer.splitlines()[-1]) == (1, "Nothing was changed.")
    assert "fault: bad.csv line 3, unit: bad_value week" in words.answer
    assert await keys_of(data) == before
    assert len((await catalogue(data, "list", "--editions", "--json")).json["editions"]) == 1


async def test_what_a_sheet_leaves_out_is_retired_and_can_still_be_shown(
    data: Path, tmp_path: Path, schemes: Path, classes: Path
) -> None:
    await imported(data, schemes, classes)
    less = a_file(tmp_path, "less.csv", HEAD, ROWS[0].replace(",2,u", ",3,u"))
    told = await imported(data, less)
    assert told["counts"]["changed"] == {"class": 1, "condition": 1}
    assert told["counts"]["retired"] == {"class": 1, "condition": 1}
    changed = next(one for one in told["entries"] if one["what"] == "condition" and one["change"] == "changed")
    assert changed["fields"] == {"limit_value": [2, 3]}

    assert await keys_of(data) == ["B-event-01-07"]
    gone = (await catalogue(data, "show", "B-event-01-08", "--json")).json
    assert [(one.get("class_version", 1), "valid_until" in one) for one in gone["classes"]] == [(1, True)]
    kept = (await catalogue(data, "show", "B-event-01-07", "--json")).json
    assert [(one.get("condition_version", 1), one["limit_value"]) for one in kept["conditions"]] == [(1, 2), (2, 3)]
    words = (await catalogue(data, "show", "B-event-01-08")).answer
    assert "closed when: 拆除" in words
    assert " until " in words


async def test_a_sheet_may_take_effect_later(data: Path, tmp_path: Path, schemes: Path, classes: Path) -> None:
    await imported(data, schemes, classes)
    more = a_file(tmp_path, "more.csv", HEAD, *ROWS, ROWS[0].replace("07", "09"))
    assert (await imported(data, more, "--from", "2099-01-01T00:00:00+08:00"))["status"] == "imported"
    assert "B-event-01-09" not in await keys_of(data)
    later = (await catalogue(data, "list", "--json", "--at", "2099-01-01T00:00:00+08:00")).json["classes"]
    assert "B-event-01-09" in [one["code"] for one in later]


async def test_a_change_that_would_begin_before_what_it_changes_is_refused(
    data: Path, tmp_path: Path, schemes: Path, classes: Path
) -> None:
    await imported(data, schemes, classes)
    early = a_file(tmp_path, "early.csv", HEAD, ROWS[0].replace("收走", "搬走"), ROWS[1])
    told = await imported(data, early, "--from", "2020-01-01T00:00:00+08:00")
    assert (told["exit_code"], told["status"], told["early"]) == (1, "refused", ["B-event-01-07:1"])


async def test_the_starter_catalogue_is_imported_by_its_scheme(data: Path) -> None:
    told = await imported(data, "--starter", "A", "--starter", "G")
    assert (told["exit_code"], told["faults"], told["remarks"]) == (0, [], [])
    assert told["counts"]["added"]["class"] >= 150
    assert told["counts"]["added"]["condition"] >= 250
    listed = (await catalogue(data, "list", "--class", "A-event-04-01", "--conditions")).answer
    assert "路面塌陷" in listed
    assert "2 urgent_hour" in listed
    assert (await imported(data, "--starter", "A", "--starter", "G"))["status"] == "unchanged"


async def test_the_table_is_imported_and_told_with_the_class(
    data: Path, tmp_path: Path, schemes: Path, classes: Path
) -> None:
    await imported(data, schemes, classes)
    table = a_file(tmp_path, "table.csv", LINES)
    told = await imported(data, table)
    assert (told["status"], told["counts"]["added"]) == ("imported", {"line": 2})
    shown = (await catalogue(data, "show", "B-event-01-07")).answer
    assert "B in 320114: 市政" in shown
    assert "B-event-01-07 in 320114/320114001/320114001001: 市政, helped by 雨花社区" in shown
    outside = a_file(tmp_path, "outside.csv", "matters,area,lead\nB,,320114001001\n")
    refused = await imported(data, outside)
    assert [(one["line"], one["column"], one["fault"]) for one in refused["faults"]] == [(2, "lead", "outside_area")]
    both = await catalogue(data, "import", table, classes, "--reason", "x")
    assert (both.exit_code, both.answer) == (1, "")
    assert "an edition of its own" in both.remarks


async def test_what_is_exported_and_imported_again_changes_nothing(
    data: Path, tmp_path: Path, schemes: Path, classes: Path
) -> None:
    await imported(data, schemes, classes)
    await imported(data, a_file(tmp_path, "table.csv", LINES))
    out = tmp_path / "out"
    counts = (await catalogue(data, "export", out, "--json")).json["sheets"]
    assert counts == {"schemes.csv": 1, "classes_B.csv": 2, "responsibilities.csv": 2}
    assert (await imported(data, out / "schemes.csv", out / "classes_B.csv"))["status"] == "unchanged"
    assert (await imported(data, out / "responsibilities.csv"))["status"] == "unchanged"
    again = await catalogue(data, "export", out)
    assert (again.exit_code, again.answer) == (1, "")
    assert "already" in again.remarks


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "B-event-77-77"), 1),
        (("diff",), 1),
        (("import", "--starter", "A"), 2),
        (("import", "--starter", "A", "--reason", " "), 2),
        (("import", "--starter", "Z", "--reason", "x"), 2),
    ],
)
async def test_what_makes_no_sense_is_told_and_nothing_is_done(data: Path, words: tuple[str, ...], code: int) -> None:
    before = await keys_of(data)
    told = await catalogue(data, *words)
    assert (told.exit_code, told.answer) == (code, "")
    assert code == 2 or len(told.remarks.splitlines()) == 1
    assert await keys_of(data) == before


async def test_a_sheet_of_something_else_is_told_by_its_name(data: Path, tmp_path: Path) -> None:
    told = await imported(data, a_file(tmp_path, "guests.csv", "who,when\nx,y\n"))
    assert [(one["sheet"], one["fault"]) for one in told["faults"]] == [("guests.csv", "unknown_sheet")]
