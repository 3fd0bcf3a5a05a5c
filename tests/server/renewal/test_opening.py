"""How a long worklist comes in several commits, and is made whole by whoever comes after a crash."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.renewal import NewItem, OpenRenewal, RenewalTarget
from mobile_contract.residents import AddDwelling, AddHousehold
from server.core import clock
from server.core.door import Door, Outcome
from server.core.ids import new_id
from server.core.intake import Submission
from server.renewal import opening
from server.renewal.weeks import start_of
from tests.server.renewal.weeks_of_a_scene import WEEK, cycles_of, items_of, opened
from tests.support.scene import Scene, by_system, make_scene, settle

HOMES = 23


@pytest.fixture
async def scene(door: Door) -> Scene:
    """Two dozen households in the west."""
    with clock.told_by(lambda: start_of(WEEK) - timedelta(days=120)):
        made = await make_scene(door)
        more: list[Command] = []
        for number in range(HOMES):
            dwelling = new_id()
            more += [
                AddDwelling(**by_system(dwelling), building=made.building, room=f"9{number}"),
                AddHousehold(**by_system(new_id()), dwelling=dwelling),
            ]
        await settle(door, more)
    return made


async def test_a_long_worklist_comes_in_several_commits_and_is_whole(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "COMMIT_ITEMS", 5)
    monkeypatch.setattr(opening, "COMMIT_ITEMS_AT_ONCE", 5)
    assert (await opened(door)).items == HOMES + 1
    items = await items_of(door, scene.west)
    (cycle,) = await cycles_of(door, scene.west)
    assert len({one.target for one in items}) == len(items) == cycle.found == HOMES + 1
    assert {one.cycle for one in items} == {cycle.id}
    assert cycle.listed


async def test_a_worklist_that_broke_off_is_made_whole_and_nothing_is_found_twice(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = opening.cycle_of(WEEK, scene.west)
    there = opening.item_of(WEEK, scene.west, "unvisited", RenewalTarget.HOUSEHOLD, scene.household)
    facts: dict[str, Any] = {"grid": scene.west, "week": WEEK, "items": (there,), "last": False}
    await settle(door, [OpenRenewal(**by_system(cycle), **facts)])
    assert not (await cycles_of(door, scene.west))[0].listed
    monkeypatch.setattr(opening, "PAGE_GRIDS", 1)
    await opened(door)
    items = await items_of(door, scene.west)
    assert len({one.target for one in items}) == len(items) == HOMES + 1
    (whole,) = await cycles_of(door, scene.west)
    assert (whole.id, whole.listed, whole.found) == (cycle, True, HOMES + 1)


class Killed(Exception):
    """What stands for the end of the process between two commits: nothing of the job is left but what was written."""


@pytest.mark.parametrize("after", range(5))
async def test_a_job_that_ends_between_any_two_commits_is_made_good_by_the_next(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(opening, "COMMIT_ITEMS", 5)
    monkeypatch.setattr(opening, "COMMIT_ITEMS_AT_ONCE", 5)
    monkeypatch.setattr(opening, "_AT_ONCE", 1)
    submit, left = Door.submit, after

    async def mortal(self: Door, submission: Submission) -> Outcome:
        nonlocal left
        if not left:
            raise Killed
        left -= 1
        return await submit(self, submission)

    with monkeypatch.context() as dying:
        dying.setattr(Door, "submit", mortal)
        with pytest.raises(Killed):
            await opened(door)
    await opened(door)
    items, (cycle,) = await items_of(door, scene.west), await cycles_of(door, scene.west)
    assert len({one.target for one in items}) == len(items) == cycle.found == HOMES + 1
    assert cycle.listed
    assert (await opened(door)).items == 0


async def test_what_a_worklist_names_and_is_not_there_is_left_out(door: Door, scene: Scene) -> None:
    gone = NewItem(new_id(), "unvisited", RenewalTarget.HOUSEHOLD, new_id())
    elsewhere = NewItem(new_id(), "dwelling", RenewalTarget.DWELLING, scene.east_dwelling)
    there = NewItem(new_id(), "unvisited", RenewalTarget.HOUSEHOLD, scene.household)
    facts: dict[str, Any] = {"grid": scene.west, "week": WEEK, "items": (gone, elsewhere, there)}
    await settle(door, [OpenRenewal(**by_system(new_id()), **facts)])
    assert [one.id for one in await items_of(door, scene.west)] == [there.id]
    assert (await cycles_of(door, scene.west))[0].found == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"week": "2026-11-24"}, ProblemCode.WRONG_IDENTIFIER),
        ({"week": "2026-02-31"}, ProblemCode.WRONG_IDENTIFIER),
        ({"grid": new_id()}, ProblemCode.UNKNOWN_GRID),
    ],
)
async def test_a_week_begins_on_a_monday_in_a_grid_that_is_in_force(
    door: Door, scene: Scene, changes: dict[str, str], why: ProblemCode
) -> None:
    facts: dict[str, Any] = {"grid": scene.west, "week": WEEK} | changes
    receipt = (await door.issue([OpenRenewal(**by_system(new_id()), **facts)])).receipts[0]
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, why)
