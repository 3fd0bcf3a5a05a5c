"""Items go with the dwelling where it lies, and the cycle of a grid that ends is closed."""

from datetime import timedelta

from mobile_contract.receipts import Verdict
from mobile_contract.renewal import RenewalState
from server.app import all_consumers
from server.core import clock
from server.core.consumers import Workers
from server.core.door import Door
from server.renewal.weeks import start_of
from server.rezoning import service
from tests.server.renewal.weeks_of_a_scene import HOUR, NEXT, WEEK, confirms, cycles_of, items_of, opened, says
from tests.server.rezoning.scenes import Split, a_split, agreed, make_split_scene

MONDAY = start_of(WEEK)


async def a_divided_week(door: Door) -> tuple[Split, dict[str, str]]:
    """A week is open in the west, one item is done, and then the grid is split; what each item is about."""
    with clock.told_by(lambda: MONDAY - timedelta(days=120)):
        scene = await make_split_scene(door)
    await opened(door)
    items = await items_of(door, scene.base.west)
    about = {one.id: one.target for one in items}
    (done,) = [one for one in items if one.target == scene.right_house.households[0]]
    worker = scene.base.phone("worker_west").actor
    await says(door, worker, confirms(done), MONDAY + 2 * HOUR)
    with clock.told_by(lambda: MONDAY + 3 * HOUR):
        command = await agreed(door, a_split(scene))
        receipt = await service.order(door, scene.base.office("admin"), command)
        assert receipt.verdict is Verdict.APPLIED
        wanted = [one for one in all_consumers() if one.name in {"rezonings", "renewals"}]
        await Workers(door, wanted).catch_up()
    return scene, about


async def test_open_and_answered_items_go_to_the_part_where_their_home_lies(door: Door) -> None:
    scene, about = await a_divided_week(door)
    left, right = await items_of(door, scene.left), await items_of(door, scene.right)
    assert await items_of(door, scene.base.west) == []
    assert {one.id: one.target for one in (*left, *right)} == about
    assert {one.target for one in right} >= set(scene.right_house.households)
    assert {one.target for one in left} >= set(scene.left_house.households)
    states = {one.target: one.state for one in right}
    assert states[scene.right_house.households[0]] is RenewalState.CONFIRMED
    assert states[scene.right_house.households[1]] is RenewalState.PENDING


async def test_the_cycle_of_a_grid_that_ends_is_closed_and_its_parts_get_their_own(door: Door) -> None:
    scene, about = await a_divided_week(door)
    (ended,) = await cycles_of(door, scene.base.west)
    assert ended.closed_at == MONDAY + 3 * HOUR
    assert (await opened(door, after=4 * HOUR)).items == 0
    for grid in (scene.left, scene.right):
        (cycle,) = await cycles_of(door, grid)
        assert (cycle.week, cycle.found, cycle.carried) == (WEEK, 0, 0)
    await opened(door, NEXT)
    closed = [(await cycles_of(door, grid))[0] for grid in (scene.left, scene.right)]
    assert sum(one.expected for one in closed) == len(about)
    assert sum(one.done for one in closed) == 1


async def test_the_worker_of_the_part_answers_what_the_old_grid_asked(door: Door) -> None:
    scene, _ = await a_divided_week(door)
    item = next(one for one in await items_of(door, scene.right) if one.state is RenewalState.PENDING)
    stranger = scene.base.phone("stranger").actor
    assert (await says(door, stranger, confirms(item), MONDAY + 5 * HOUR)).verdict is Verdict.APPLIED
