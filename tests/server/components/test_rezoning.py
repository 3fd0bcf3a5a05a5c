"""A grid that is split takes its components along to where they stand, on both databases."""

import pytest

from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.components import DefineComponent
from server.components.entities import Component
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.reading import list_by
from server.rezoning import service
from tests.server.rezoning.scenes import IN_LEFT, IN_RIGHT, Split, a_split, agreed, make_split_scene
from tests.support.scene import by_system, settle


@pytest.fixture
async def scene(door: Door) -> Split:
    return await make_split_scene(door)


async def test_components_go_to_the_part_where_they_stand(door: Door, scene: Split) -> None:
    cover = ClassShape(
        scheme="B", kind="component", major="01", minor="02", name="污水井盖", limit_value=2,
        limit_unit=LimitUnit.WORK_DAY,
    )  # fmt: skip
    await settle(door, [DefineClasses(**by_system(new_id()), classes=(cover,))])
    codes = {"3201140102000001": (IN_LEFT, scene.left), "3201140102000002": (IN_RIGHT, scene.right)}
    await settle(
        door,
        [
            DefineComponent(**by_system(new_id()), code=code, class_code="B-component-01-02", name="盖", point=point)
            for code, (point, _) in codes.items()
        ],
    )
    admin = Actor(user=scene.base.users["admin"], install=new_id())

    command = await agreed(door, a_split(scene))
    await settle(door, [command], admin)
    await service.carry_on(door, command.entity)

    found = await door.database.read(lambda tx: list_by(tx, door, Component, "code", codes))
    assert {one.code: one.grid for one in found} == {code: grid for code, (_, grid) in codes.items()}
