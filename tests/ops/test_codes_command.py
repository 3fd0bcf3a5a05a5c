"""`hexward codes` as an operator meets it: shown, previewed, set, refused in one line."""

from pathlib import Path

import pytest

from tests.ops.test_cli import Told, hexward, init_words


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """The folder of a fresh district."""
    folder = tmp_path / "district"
    assert (await hexward(*init_words(folder))).exit_code == 0
    return folder


async def codes(data: Path, *words: str | Path) -> Told:
    return await hexward("codes", *words, "--data", data)


def a_table(folder: Path, text: str = "code,name,valid_until\n1,卡,\n2,旧卡,2026-01-31\n") -> Path:
    file = folder / "cards.csv"
    file.write_text(text, encoding="utf-8")
    return file


async def test_a_fresh_district_has_the_tables_of_the_package_and_collects_nothing(data: Path) -> None:
    told = (await codes(data, "show", "--json")).json
    assert told["fields"]["relation"] == "relation"
    assert "collects" not in told
    words = (await codes(data, "show")).answer
    assert "collected: none of the optional facts" in words
    assert "GB/T 2261.2 (2003)" in words
    assert "02  户主" in (await codes(data, "show", "relation")).answer


async def test_a_table_is_previewed_then_set_and_given_up(data: Path, tmp_path: Path) -> None:
    file = a_table(tmp_path)
    assert (await codes(data, "define", "cert_type", file, "--dry-run", "--json")).json["status"] == "previewed"
    assert (await codes(data, "define", "cert_type", file, "--reason", "本市")).answer.strip().endswith("(set)")
    assert "the district's own" in (await codes(data, "show")).answer
    assert "2  旧卡  ..2026-01-31" in (await codes(data, "show", "cert_type")).answer
    assert (await codes(data, "define", "cert_type", file, "--reason", "本市", "--json")).json["status"] == "unchanged"
    assert (await codes(data, "reset", "cert_type", "--reason", "国标")).answer.strip().endswith("(set)")
    assert "the district's own" not in (await codes(data, "show")).answer


async def test_facts_are_collected_and_reveals_counted_once_somebody_says_why(data: Path) -> None:
    assert (await codes(data, "collect", "education", "marriage", "--reason", "就业")).answer.strip().endswith("(set)")
    assert (await codes(data, "reveals", "7", "--reason", "少看")).answer.strip() == "reveals_a_day: 30 -> 7 (set)"
    told = (await codes(data, "show", "--json")).json
    assert (told["collects"], told["reveals_a_day"]) == (["education", "marriage"], 7)
    assert (
        await codes(data, "collect", "--reason", "停")
    ).answer.strip() == "collects: education, marriage -> none (set)"


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (("show", "weather"), "", "there is no scheme weather"),
        (("reveals", "7"), "", "say why: --reason"),
        (("define", "cert_type", "FILE"), "code,colour\n1,red\n", "needs the columns code, name"),
        (("define", "cert_type", "FILE"), "code,name\n", "has no code"),
        (("define", "cert_type", "FILE"), "code,name\n一,一\n", "cards.csv: "),
        (("define", "cert_type", "FILE", "--reason", "r"), "code,name\n1,一\n1,二\n", "wrong_identifier"),
    ],
)
async def test_what_cannot_be_is_refused_in_one_line(
    data: Path, tmp_path: Path, words: tuple[str, ...], text: str, told: str
) -> None:
    file = a_table(tmp_path, text)
    answer = await codes(data, *(file if word == "FILE" else word for word in words))
    assert answer.exit_code == 1
    assert told in answer.remarks
    assert answer.remarks.count("\n") == 1
