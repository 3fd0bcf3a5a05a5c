"""`hexward form` and `hexward dictionary` as an operator meets them, on three differently shaped templates."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from ops.demo_forms import CARD, GROUPED, LIST
from tests.ops.test_cli import Told, hexward, init_words
from tests.server.forms.templates import opened
from tests.support.scene import Scene, make_scene

SHAPES = {"list": LIST, "grouped": GROUPED, "card": CARD}


@dataclass
class District:
    """A district's folder with one person in the west, and the templates beside it."""

    data: Path
    templates: Path
    scene: Scene

    async def form(self, *words: str | Path) -> Told:
        return await hexward("form", *words, "--data", self.data)

    async def fill(self, shape: str, *words: str) -> Told:
        out = self.templates / "out.xlsx"
        asked = ("--grid", self.scene.west, "--purpose", "低保核查", "-o", out)
        return await self.form("fill", self.templates / f"{shape}.xlsx", *asked, *words)


@pytest.fixture
async def district(database_url: str, tmp_path: Path) -> District:
    data = tmp_path / "district"
    assert (await hexward(*init_words(data, "--database", database_url))).exit_code == 0
    for name, raw in SHAPES.items():
        (tmp_path / f"{name}.xlsx").write_bytes(raw)
    async with door_of(load_settings(data)) as door:
        return District(data, tmp_path, await make_scene(door))


@pytest.mark.parametrize(("shape", "cell"), [("list", "B4"), ("grouped", "E4"), ("card", "B2")])
async def test_a_form_of_each_shape_is_filled(district: District, shape: str, cell: str) -> None:
    told = await district.fill(shape, "--answer", "备注=")
    assert told.exit_code == 0, told.remarks
    assert "1 people" in told.answer
    name = opened((district.templates / "out.xlsx").read_bytes()).worksheets[0][cell].value
    assert name in {"演示张三", None}
    assert shape == "card" or name == "演示张三"


async def test_a_heading_is_asked_about_and_then_never_again(district: District) -> None:
    first = await district.fill("list")
    assert first.exit_code == 1
    assert "G3 备注 is not known: --answer '备注=FIELD'" in first.answer
    assert (await district.form("answer", "备注=workplace")).exit_code == 0
    again = await district.fill("list", "--json")
    assert again.exit_code == 0, again.remarks
    assert not again.json.get("questions")
    assert "workplace" in again.json["fields"]
    shown = await hexward("dictionary", "--data", district.data)
    assert "explained here: 备注 = workplace" in shown.answer
    assert "never: 宗教信仰" in shown.answer


async def test_what_a_form_asks_for_is_told_without_opening_a_record(district: District) -> None:
    told = await district.form("show", district.templates / "grouped.xlsx", "--json")
    assert told.exit_code == 0, told.remarks
    assert {"head_name", "relation", "name"} <= set(told.json["fields"])


async def test_bad_input_is_said_in_one_line_and_nothing_is_written(district: District) -> None:
    (district.templates / "odd.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 an old one")
    out = district.templates / "out.xlsx"
    for words in (
        ("fill", district.templates / "odd.xlsx", "--grid", district.scene.west),
        ("fill", district.templates / "list.xlsx", "--grid", "nowhere"),
        ("fill", district.templates / "list.xlsx", "--area", "nowhere"),
        ("fill", district.templates / "list.xlsx"),
        ("fill", district.templates / "list.xlsx", "--grid", district.scene.west, "--answer", "备注=nonsense"),
    ):
        told = await district.form(*words, "--purpose", "x", "-o", out)
        assert (told.exit_code, told.remarks.count("\n")) == (1, 1), (words, told.remarks)
    grid = ("fill", district.templates / "list.xlsx", "--grid", district.scene.west)
    told = await district.form(*grid, "--purpose", "  ", "-o", out)
    assert (told.exit_code, "--purpose says in words" in told.remarks) == (1, True), told.remarks
    assert not out.exists()


async def test_a_form_of_some_people_alone(district: District) -> None:
    nobody = await district.fill("list", "--answer", "备注=", "--residency", "floating", "--json")
    assert (nobody.exit_code, nobody.json["persons"]) == (0, 0), nobody.remarks
    everybody = await district.fill("list", "--residency", "floating", "--residency", "permanent", "--json")
    assert everybody.json["persons"] == 1
    old = await district.fill("list", "--from-age", "80", "--json")
    assert old.json["persons"] == 0
