"""`hexward switches` as an operator meets it: shown, previewed, set, refused in one line."""

from pathlib import Path

import pytest

from tests.ops.test_cli import Told, hexward, init_words


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """The folder of a fresh district."""
    folder = tmp_path / "district"
    assert (await hexward(*init_words(folder))).exit_code == 0
    return folder


async def switches(data: Path, *words: str) -> Told:
    return await hexward("switches", *words, "--data", data)


async def test_a_fresh_district_shows_every_default(data: Path) -> None:
    told = (await switches(data, "show", "--json")).json
    assert (told["shift_leader"], told["accept_minutes"], told["ladder_is_default"]) == (True, 15, True)
    assert {name: told[name] for name in told["defaults"]} == told["defaults"]
    words = (await switches(data, "show")).answer
    assert "ladder" in words
    assert "80=owner 100=owner,chief 150=supervisor  (default)" in words


async def test_a_switch_is_previewed_then_set_and_set_again_changes_nothing(data: Path) -> None:
    ask = ("set", "yellow_card_at_150", "yes", "--json")
    change = {"ok": True, "name": "yellow_card_at_150", "before": False, "after": True}
    assert (await switches(data, *ask, "--dry-run")).json == change | {"status": "previewed"}
    assert (await switches(data, "show", "--json")).json["yellow_card_at_150"] is False
    assert (await switches(data, *ask)).json == change | {"status": "set"}
    assert (await switches(data, *ask)).json == change | {"status": "unchanged", "before": True}
    assert "yellow_card_at_150       yes  (default no)" in (await switches(data, "show")).answer


async def test_a_ladder_is_set_whole_and_shown_in_order(data: Path) -> None:
    told = (await switches(data, "ladder", "120=supervisor", "90=owner,chief")).answer
    assert "80=owner 100=owner,chief 150=supervisor -> 90=owner,chief 120=supervisor (set)" in told
    shown = (await switches(data, "show", "--json")).json
    assert [rung["percent"] for rung in shown["ladder"]] == [90, 120]
    assert "ladder_is_default" not in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "weather", "yes"), "there is no switch weather"),
        (("set", "shift_leader", "perhaps"), "shift_leader is yes or no"),
        (("set", "accept_minutes", "0"), "accept_minutes cannot be 0"),
        (("set", "accept_minutes", "none"), "accept_minutes cannot be none"),
        (("ladder", "50=owner"), "write each step as 100=owner,chief"),
        (("ladder", "100=mayor"), "write each step as 100=owner,chief"),
        (("ladder", "90=owner", "90=chief"), "not set: refused wrong_identifier"),
    ],
)
async def test_what_cannot_be_set_is_refused_in_one_line(data: Path, words: tuple[str, ...], told: str) -> None:
    answer = await switches(data, *words)
    assert answer.exit_code == 1
    assert answer.remarks.startswith(f"hexward: {told}")
    assert answer.answer == ""
