"""`hexward renewal` as an operator meets it: a week that is opened once, shown, and what it leaves open."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.core import clock
from server.renewal.weeks import start_of
from tests.ops.test_cli import Told, hexward, init_words
from tests.server.renewal.weeks_of_a_scene import HOUR, NEXT, WEEK
from tests.support.scene import make_scene

CODE = "320114001001001"


class District:
    """A district's folder, some time into a week."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.at = start_of(WEEK) - timedelta(days=120)

    async def renewal(self, *words: str) -> Told:
        return await hexward("renewal", *words, "--data", self.data)


@pytest.fixture
async def district(database_url: str, tmp_path: Path) -> AsyncIterator[District]:
    one = District(tmp_path / "district")
    with clock.told_by(lambda: one.at):
        assert (await hexward(*init_words(one.data, "--database", database_url))).exit_code == 0
        async with door_of(load_settings(one.data)) as door:
            await make_scene(door)
        one.at = start_of(WEEK) + HOUR
        yield one


async def test_a_week_is_opened_once_and_shown(district: District) -> None:
    before = (await district.renewal("show", "--json")).json
    assert (before["opened"], before["grids"]) == (0, 2)
    done = (await district.renewal("open", "--json")).json
    assert done == {"grids": 2, "items": 1, "closed": 0}
    assert "open everywhere" in (await district.renewal("open")).answer
    shown = (await district.renewal("show", "--grid", CODE, "--json")).json
    assert (shown["week"], shown["expected"], shown["done"], shown["percent"]) == (WEEK, 1, 0, 0.0)
    words = (await district.renewal("show")).answer
    assert f"Week of {WEEK}" in words
    assert CODE in words


async def test_what_stays_open_becomes_a_debt(district: District) -> None:
    await district.renewal("open")
    district.at = start_of(NEXT) + HOUR
    assert (await district.renewal("open", "--json")).json == {"grids": 2, "items": 0, "closed": 2}
    told = (await district.renewal("debt", "--weeks", "1", "--grid", CODE, "--json")).json
    assert (told["open"], told["debt"], told["households"]) == (1, 1, 1)
    assert told["grids"][0]["by_weeks"] == {"1": 1}
    assert (await district.renewal("debt", "--json")).json["debt"] == 0
    assert CODE in (await district.renewal("debt")).answer
    closed = (await district.renewal("show", "--week", WEEK, "--grid", CODE, "--json")).json["cycles"][0]
    assert closed["closed_at"]


async def test_what_is_no_week_and_no_grid_is_told(district: District) -> None:
    assert (await district.renewal("show", "--week", "2026-11-24")).exit_code == 2
    assert (await district.renewal("show", "--grid", "9")).exit_code == 1
