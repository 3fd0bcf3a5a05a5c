"""Splits and merges through the one door, on both databases: rows, scopes, late work, a job that is interrupted."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from mobile_contract.accounts import AssignWorker
from mobile_contract.base import Command
from mobile_contract.cases import ReportMatter
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddBuilding, ChangePerson, PersonEdits
from mobile_contract.visits import RecordVisit
from server.core import clock
from server.core.consumers import Workers
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.entities import grid_scope, scope_id, sensitive_scope
from server.core.ids import new_id
from server.core.intake import Submission, made_here
from server.core.problems import Problem
from server.core.reading import find_entity
from server.residents.entities import Building, Household, Person
from server.rezoning import service
from server.rezoning.entities import DONE, MOVING, Rezoning
from server.territory.entities import LEAVING, RETIRED, Grid
from server.visits.entities import Visit
from tests.server.rezoning.scenes import (
    IN_LEFT,
    IN_RIGHT,
    Split,
    a_merge,
    a_split,
    agreed,
    make_split_scene,
)
from tests.support.copies import fresh, holds_exactly, rows_of_grid
from tests.support.scene import by_system, settle

HOUR = timedelta(hours=1)


@pytest.fixture
async def scene(door: Door) -> Split:
    return await make_split_scene(door)


FEW = 7
"""Rows in a commit: with so few every grid is a large one."""


async def sent_at(door: Door, command: Command, at: datetime, actor: Actor) -> Receipt:
    sent = replace(made_here(command, actor), observed_at=at, clock_quality="exact")
    return (await door.submit(Submission(actor, [sent]))).receipts[0]


async def grid_of(door: Door, kind: type[Building | Household | Person | Visit], identity: str) -> str | None:
    found = await door.database.read(lambda tx: find_entity(tx, door, kind, identity))
    assert found is not None
    return found.grid


async def one_grid(door: Door, grid: str) -> Grid:
    found = await door.database.read(lambda tx: find_entity(tx, door, Grid, grid))
    assert found is not None
    return found


async def test_a_small_grid_is_split_in_one_commit_and_each_phone_holds_its_part(door: Door, scene: Split) -> None:
    base = scene.base
    old, new = await fresh(door, base.phone("worker_west")), await fresh(door, base.phone("stranger"))
    before = await rows_of_grid(door, base.west)

    receipt = await service.order(door, base.office("admin"), await agreed(door, a_split(scene)))

    assert receipt.verdict is Verdict.APPLIED
    left, right = await rows_of_grid(door, scene.left), await rows_of_grid(door, scene.right)
    assert {row[:2] for row in left | right} == {row[:2] for row in before}
    assert await rows_of_grid(door, base.west) == set()
    assert await grid_of(door, Household, scene.right_house.households[0]) == scene.right
    assert await grid_of(door, Person, base.person) == scene.left
    assert (await one_grid(door, base.west)).status == RETIRED
    await old.sync()
    await new.sync()
    assert await holds_exactly(old, [scene.left])
    assert await holds_exactly(new, [scene.right])
    assert scope_id(grid_scope(base.west)) in old.dropped


async def test_a_large_grid_moves_root_by_root_and_both_phones_are_whole_at_each_step(door: Door, scene: Split) -> None:
    base, seen = scene.base, 0
    old, new = await fresh(door, base.phone("worker_west")), await fresh(door, base.phone("stranger"))
    rezoning = await agreed(door, a_split(scene))
    await service.order(door, base.office("admin"), rezoning, FEW)
    assert (await one_grid(door, base.west)).status == LEAVING
    while (await one_grid(door, base.west)).status == LEAVING:
        await old.sync(limit=3)
        await new.sync(limit=3)
        assert await holds_exactly(old, [base.west, scene.left])
        assert await holds_exactly(new, [scene.right])
        whole = await rows_of_grid(door, base.west)
        for household in scene.left_house.households + scene.right_house.households:
            gone = {kind for kind, identity, _ in whole if identity == household}
            assert gone in ({"household"}, set())
        assert await service.step(door, rezoning.entity, FEW)
        seen += 1
    assert seen > 4
    await Workers(door, (service.rezoning_consumer(),)).catch_up()
    head_before = await rows_of_grid(door, scene.right)
    await service.carry_on(door, rezoning.entity)
    assert await rows_of_grid(door, scene.right) == head_before
    await old.sync()
    await new.sync()
    assert await holds_exactly(old, [scene.left])
    assert await holds_exactly(new, [scene.right])


async def test_a_building_is_seen_from_both_grids_until_its_last_dwelling_has_gone(door: Door, scene: Split) -> None:
    rezoning = await agreed(door, a_split(scene))
    await service.order(door, scene.base.office("admin"), rezoning, FEW)
    halves, more = 0, True
    while more:
        house = await door.database.read(lambda tx: find_entity(tx, door, Building, scene.right_house.building))
        assert house is not None
        left = [await grid_of(door, Household, one) for one in scene.right_house.households]
        assert (house.leaving == scene.base.west) == (scene.base.west in left and scene.right in left)
        halves += house.leaving is not None
        more = await service.step(door, rezoning.entity, FEW)
    assert halves == 1


async def test_two_grids_become_one_and_its_phone_holds_both(door: Door, scene: Split) -> None:
    base, into = scene.base, new_id()
    old, east = await fresh(door, base.phone("worker_west")), await fresh(door, base.phone("worker_east"))
    before = await rows_of_grid(door, base.west) | await rows_of_grid(door, base.east)

    await service.order(door, base.office("admin"), await agreed(door, a_merge(scene, into)))

    assert {row[:2] for row in await rows_of_grid(door, into)} == {row[:2] for row in before}
    await old.sync()
    await east.sync()
    assert await holds_exactly(old, [into])
    assert await holds_exactly(east, [])
    assert scope_id(grid_scope(base.east)) in east.dropped


async def test_one_grid_may_take_another_in_and_keep_its_id(door: Door, scene: Split) -> None:
    base = scene.base
    old = await fresh(door, base.phone("worker_west"))
    before = await rows_of_grid(door, base.west)
    await service.order(door, base.office("admin"), await agreed(door, a_merge(scene, base.west, workers=())))
    assert before < await rows_of_grid(door, base.west)
    assert (await one_grid(door, base.east)).status == RETIRED
    await old.sync()
    assert old.booted == []
    assert await holds_exactly(old, [base.west])


async def test_a_late_visit_lands_where_its_household_lies_now(door: Door, scene: Split) -> None:
    worker, household, then = scene.base.phone("worker_west").actor, scene.right_house.households[0], clock.now()
    await service.order(door, scene.base.office("admin"), await agreed(door, a_split(scene)))

    visit = RecordVisit(**by_system(new_id(), household), household=household)
    receipt = await sent_at(door, visit, then, worker)

    assert receipt.verdict is Verdict.APPLIED
    assert await grid_of(door, Visit, visit.entity) == scene.right


async def test_late_work_on_the_part_that_its_author_kept_is_applied_too(door: Door, scene: Split) -> None:
    worker, then = scene.base.phone("worker_west").actor, clock.now() - 2 * HOUR
    grant_from = await settle_since(door, scene, then - HOUR)
    assert grant_from
    await service.order(door, scene.base.office("admin"), await agreed(door, a_split(scene)))
    edit = ChangePerson(**by_system(scene.base.person), set=PersonEdits(note=(None, "晚到")))
    assert (await sent_at(door, edit, then, worker)).verdict is Verdict.APPLIED


async def settle_since(door: Door, scene: Split, at: datetime) -> bool:
    """The worker of the west has been there for longer than the test."""
    command = AssignWorker(
        **by_system(new_id()), user=scene.base.users["worker_west"], grid=scene.base.west, from_at=at
    )
    return bool(await settle(door, [command]))


async def test_work_after_the_split_on_the_other_part_is_late_and_kept(door: Door, scene: Split) -> None:
    worker = scene.base.phone("worker_west").actor
    await service.order(door, scene.base.office("admin"), await agreed(door, a_split(scene)))
    household = scene.right_house.households[0]
    visit = RecordVisit(**by_system(new_id(), household), household=household)
    receipt = await sent_at(door, visit, clock.now() + HOUR, worker)
    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)


async def test_a_worker_of_one_merged_grid_has_no_say_in_what_lay_in_the_other(door: Door, scene: Split) -> None:
    then, east = clock.now(), scene.base.phone("worker_east").actor
    await service.order(door, scene.base.office("admin"), await agreed(door, a_merge(scene, new_id())))
    household = scene.right_house.households[0]
    visit = RecordVisit(**by_system(new_id(), household), household=household)
    assert (await sent_at(door, visit, then, east)).verdict is Verdict.REFUSED


async def test_what_is_told_of_the_old_grid_goes_to_the_part_where_it_lies(door: Door, scene: Split) -> None:
    worker, then = scene.base.phone("worker_west").actor, clock.now()
    await service.order(door, scene.base.office("admin"), await agreed(door, a_split(scene)))
    for point, home in ((IN_LEFT, scene.left), (IN_RIGHT, scene.right), (None, scene.left)):
        building = AddBuilding(**by_system(new_id()), grid=scene.base.west, name="晚", point=point)
        assert (await sent_at(door, building, then, worker)).verdict is Verdict.APPLIED
        assert await grid_of(door, Building, building.entity) == home
    report = ReportMatter(**by_system(new_id()), title="晚", address="某处", claimed_grid=scene.base.west)
    assert (await sent_at(door, report, then, worker)).verdict is Verdict.APPLIED
    assert ("case", report.entity, 1) in await rows_of_grid(door, scene.left)


async def test_an_order_whose_preview_is_stale_is_refused_with_the_difference(door: Door, scene: Split) -> None:
    command = await agreed(door, a_split(scene))
    late = AddBuilding(**by_system(new_id()), grid=scene.base.west, name="新", point=IN_RIGHT)
    await settle(door, [late])
    with pytest.raises(Problem) as stale:
        await service.order(door, scene.base.office("admin"), command)
    assert (stale.value.code, stale.value.facts) == (
        ProblemCode.STALE_PREVIEW,
        {"changed": ["building in right: 1 -> 2"]},
    )
    assert await rows_of_grid(door, scene.right) == set()
    assert (
        await service.order(door, scene.base.office("admin"), await agreed(door, command))
    ).verdict is Verdict.APPLIED


async def test_an_order_without_a_preview_changes_nothing_by_any_way(door: Door, scene: Split) -> None:
    command = a_split(scene)
    receipt = (await door.issue([command], scene.base.office("admin"))).receipts[0]
    assert receipt.why == ProblemCode.STALE_PREVIEW
    assert await rows_of_grid(door, scene.right) == set()


async def test_an_order_that_came_by_the_common_way_is_carried_out_by_the_job(door: Door, scene: Split) -> None:
    command = await agreed(door, a_split(scene))
    assert (await door.issue([command], scene.base.office("admin"))).receipts[0].verdict is Verdict.APPLIED
    await Workers(door, (service.rezoning_consumer(),)).catch_up()
    assert (await one_grid(door, scene.base.west)).status == RETIRED
    assert await rows_of_grid(door, scene.base.west) == set()


async def test_a_grid_that_still_moves_is_not_split_again(door: Door, scene: Split) -> None:
    command = await agreed(door, a_split(scene))
    await door.issue([command], SYSTEM)
    again = await door.database.read(lambda tx: find_entity(tx, door, Rezoning, command.entity))
    assert again is not None
    assert again.status == MOVING
    merge = a_merge(scene, new_id(), grids=(scene.left, scene.right))
    receipt = (await door.issue([await agreed(door, merge)], SYSTEM)).receipts[0]
    assert (receipt.why, receipt.facts["fault"]) == (ProblemCode.TERRITORY_BROKEN, "still_moving")
    await service.carry_on(door, command.entity)
    done = await door.database.read(lambda tx: find_entity(tx, door, Rezoning, command.entity))
    assert done is not None
    assert done.status == DONE
    merge = a_merge(scene, new_id(), grids=(scene.left, scene.right))
    receipt = (await door.issue([await agreed(door, merge)], SYSTEM)).receipts[0]
    assert (receipt.why, receipt.facts["fault"]) == (ProblemCode.TERRITORY_BROKEN, "overlap")


async def test_only_the_district_rezones(door: Door, scene: Split) -> None:
    command = await agreed(door, a_split(scene))
    receipt = (await door.issue([command], scene.base.office("office"))).receipts[0]
    assert receipt.why == ProblemCode.NOT_ALLOWED


async def test_what_is_sensitive_goes_along(door: Door, scene: Split) -> None:
    new = await fresh(door, scene.base.phone("stranger"))
    await service.order(door, scene.base.office("admin"), await agreed(door, a_split(scene)))
    await new.sync()
    held = new.held[scope_id(sensitive_scope(scene.right))]
    assert {identity for _, identity in held} == set(scene.right_house.persons)
