"""`hexward grid split`, `merge` and `swap`: told first, done only as told."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ops.commands.settings_file import load_settings, write_settings
from server.app import open_door
from server.core.door import Door
from server.core.ids import new_id
from server.core.seal import new_master
from server.provision import make_district
from server.settings import write_master
from tests.ops.test_cli import Told, hexward
from tests.server.rezoning.scenes import IN_RIGHT, House, Split, house, make_split_scene
from tests.support.copies import rows_of_grid
from tests.support.databases import DISTRICT, opened
from tests.support.scene import settle

WEST, EAST = "320114001001001", "320114001001002"
LINE = "118.7751,31.98 118.7751,32.01"
SPLIT = ("split", WEST, "--line", LINE, "--datum", "wgs84", "--part", "L:左:worker_west", "--part", "R:右:stranger")


class ATown:
    """A district's folder with the scene of a split in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def grid(self, *words: str) -> Told:
        """A `hexward grid` command, with its answer in JSON."""
        return await hexward("grid", *words, "--json", "--data", self.folder)

    async def told(self, *words: str) -> dict[str, Any]:
        """The same, which must be done."""
        told = await self.grid(*words)
        assert told.exit_code == 0, told.remarks
        return dict(told.json)

    @asynccontextmanager
    async def door(self) -> AsyncGenerator[Door, None]:
        door = await open_door(load_settings(self.folder))
        try:
            yield door
        finally:
            await door.database.close()


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> ATown:
    write_master(tmp_path / "key", new_master())
    settings = {
        "database": database_url,
        "district": str(DISTRICT),
        "key_file": str(tmp_path / "key"),
        "blobs": "blobs",
    }
    write_settings(tmp_path, settings)
    async with opened(database_url) as database:
        await make_district(database, DISTRICT, "雨花台区")
    return ATown(tmp_path)


@pytest.fixture
async def scene(town: ATown) -> Split:
    async with town.door() as door:
        return await make_split_scene(door)


async def test_a_split_is_told_and_then_done_as_it_was_told(town: ATown, scene: Split) -> None:
    shown = await town.told(*SPLIT, "--preview")
    assert (shown["status"], [one["code"] for one in shown["grids"]]) == ("previewed", ["L", "R"])
    right = shown["grids"][1]
    assert (right["rows"]["person"], right["rows"]["visit"], right["open_cases"]) == (2, 2, 1)
    async with town.door() as door:
        assert len(await rows_of_grid(door, scene.base.west)) > 20

    done = await town.told(*SPLIT, "--confirm", shown["digest"])

    assert done["status"] == "done"
    async with town.door() as door:
        assert await rows_of_grid(door, scene.base.west) == set()
    listed = await town.told("list")
    assert [one["code"] for one in listed["grids"]] == [EAST, "L", "R"]


async def test_a_split_that_was_told_otherwise_is_refused_with_the_difference(town: ATown, scene: Split) -> None:
    shown = await town.told(*SPLIT)
    async with town.door() as door:
        await settle(door, house(scene.base.west, House(new_id()), IN_RIGHT, 1))
    refused = await town.grid(*SPLIT, "--confirm", shown["digest"])
    assert refused.exit_code == 1
    assert "building in R: 1 -> 2" in refused.remarks
    assert "person in R: 2 -> 3" in refused.remarks


async def test_two_grids_are_merged_under_the_code_of_one(town: ATown, scene: Split) -> None:
    words = ("merge", WEST, EAST, "--into", f"{WEST}:合")
    shown = await town.told(*words)
    await town.told(*words, "--confirm", shown["digest"])
    async with town.door() as door:
        assert await rows_of_grid(door, scene.base.east) == set()
    assert [one["code"] for one in (await town.told("list"))["grids"]] == [WEST]


async def test_workers_are_swapped(town: ATown, scene: Split) -> None:
    words = ("swap", WEST, "--from", "worker_west", "--to", "stranger")
    shown = await town.told(*words)
    assert shown["grids"][0]["rows"]["person"] == 5
    await town.told(*words, "--confirm", shown["digest"])
    again = await town.grid(*words)
    assert (again.exit_code, "worker_west is not on grid" in again.remarks) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("split", "x", *SPLIT[2:]), 1, "no grid 'x'"),
        ((*SPLIT[:3], "118.9,31 118.9,32", *SPLIT[4:]), 1, "does not divide"),
        ((*SPLIT[:3], "118.9", *SPLIT[4:]), 2, "no line"),
        ((*SPLIT[:4], *SPLIT[6:]), 2, "--datum"),
        (SPLIT[:-2], 2, "two parts"),
        ((*SPLIT, "--rest", "Q"), 1, "the parts are L, R"),
        ((*SPLIT, "--preview", "--confirm", "x"), 2, "one of them"),
        (("merge", WEST, "--into", "x:y"), 1, "two grids"),
        (("merge", WEST, EAST, "--into", "x"), 2, "no CODE:NAME"),
        (("swap", WEST, "--from", "nobody", "--to", "stranger"), 1, "no login 'nobody'"),
    ],
)
async def test_what_cannot_be_is_said_in_one_line(
    town: ATown, scene: Split, words: tuple[str, ...], code: int, said: str
) -> None:
    told = await town.grid(*words)
    assert (told.exit_code, said in told.remarks) == (code, True), told.remarks
