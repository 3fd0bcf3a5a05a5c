"""`hexward task` as an operator meets it."""

from pathlib import Path

import pytest

from tests.ops.test_cli import hexward, init_words


@pytest.fixture
async def data(database_url: str, tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    assert (await hexward(*init_words(folder, "--database", database_url))).exit_code == 0
    return folder


async def test_a_type_is_defined_admitted_and_taken_off_again(data: Path) -> None:
    assert "No type" in (await hexward("task", "types", "--data", data)).answer
    asked = ("--question", "open!=通道畅通？", "--question", "count=数量")
    made = await hexward("task", "define", "消防通道排查", *asked, "--data", data, "--json")
    assert made.exit_code == 0, made.remarks
    short = made.json["task_type"][-8:]
    assert "not admitted, 2 questions" in (await hexward("task", "types", "--data", data)).answer
    words = ("--from", "2020-01-01", "--until", "2099-12-31", "--basis", "准入清单")
    assert (await hexward("task", "admit", short, *words, "--data", data)).exit_code == 0
    assert "admitted until 2099-12-31" in (await hexward("task", "types", "--data", data)).answer
    assert (await hexward("task", "withdraw", short, "--reason", "修订", "--data", data)).exit_code == 0
    assert (await hexward("task", "types", "--data", data, "--json")).json["admitted"] == []


async def test_bad_input_is_said_in_one_line(data: Path) -> None:
    for words in (
        ("define", "x", "--question", "nonsense"),
        ("admit", "zzzz", "--from", "2020-01-01", "--basis", "b"),
        ("withdraw", "", "--reason", "r"),
    ):
        told = await hexward("task", *words, "--data", data)
        assert (told.exit_code, told.remarks.count("\n")) == (1, 1), words
    assert "Nobody has asked" in (await hexward("task", "wishes", "--data", data)).answer
