"""Cells that no register takes as they are: a formula in CSV, a birth that is still to come."""

import pytest

from ops.seed.identity import impossible_id
from server.core.door import Door
from server.imports import service
from tests.server.imports.files import a_csv, a_row, an_identity, ran
from tests.support.scene import Scene, make_scene


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def test_a_formula_and_a_birth_to_come_are_told_and_a_text_that_keeps_its_noughts_is_read(
    door: Door, scene: Scene
) -> None:
    rows = [
        a_row(0, 身份证号=impossible_id(0, "2090-03-07", male=True)),
        a_row(1, 姓名='=HYPERLINK("http://x.example/","演示")'),
        a_row(2, 身份证号=f'="{an_identity(2)}"'),
    ]
    done = await ran(door, a_csv(*rows))
    assert scene.west
    told = [(one.row, one.reason, one.field) for one in await service.outcomes_of(door, done.id)]
    assert told == [(2, "no_day", "birth_on"), (3, "formula", "name"), (4, None, "")]
