"""What goes along with a split beside the rows that phones see: conflicts, and persons who were merged away."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.merges import MergePersons, UnmergePersons
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangePerson, PersonEdits, RegisterPerson
from mobile_contract.visits import RecordVisit
from server.core import clock
from server.core.door import Door
from server.core.entities import Conflict, grid_scope
from server.core.ids import new_id
from server.core.intake import Submission, made_here
from server.core.reading import list_by
from server.residents.entities import Person
from server.rezoning import service
from tests.server.rezoning.scenes import Split, a_split, agreed, make_split_scene
from tests.support.copies import fresh, holds_exactly
from tests.support.scene import by_system, settle


@pytest.fixture
async def scene(door: Door) -> Split:
    return await make_split_scene(door)


async def split(door: Door, scene: Split) -> None:
    receipt = await service.order(door, scene.base.office("admin"), await agreed(door, a_split(scene)))
    assert receipt.verdict is Verdict.APPLIED


async def test_a_merged_person_comes_back_where_the_home_lies_now(door: Door, scene: Split) -> None:
    winner, loser = scene.right_house.persons
    merge = MergePersons(**by_system(new_id(), winner), winner=winner, loser=loser)
    await settle(door, [merge], scene.base.office("office"))
    await split(door, scene)
    undo = UnmergePersons(**by_system(merge.entity, winner), winner=winner, loser=loser)
    await settle(door, [undo], scene.base.office("office"))
    (back,) = await door.database.read(lambda tx: list_by(tx, door, Person, "id", [loser]))
    assert back.grid == scene.right
    assert await holds_exactly(await fresh(door, scene.base.phone("stranger")), [scene.right])


async def test_what_a_person_must_decide_lies_where_its_subject_lies(door: Door, scene: Split) -> None:
    person, household = scene.right_house.persons[0], scene.right_house.households[0]
    first, second = scene.base.phone("worker_west"), scene.base.phone("worker_west")
    edits = [ChangePerson(**one.facts(person), set=PersonEdits(name=("演示", name))) for one, name in
             ((first, "甲"), (second, "乙"))]  # fmt: skip
    await first.push(door, edits[0])
    assert (await second.push(door, edits[1])).receipts[0].verdict is Verdict.CONFLICT
    late = RecordVisit(**by_system(new_id(), household), household=household)
    sent = replace(made_here(late, first.actor), observed_at=clock.now() - timedelta(days=9), clock_quality="exact")
    assert (await door.submit(Submission(first.actor, [sent]))).receipts[0].verdict is Verdict.CONFLICT

    await split(door, scene)

    found = await door.database.read(lambda tx: list_by(tx, door, Conflict, "state", ["open"]))
    assert [(one.grid, one.scopes) for one in found] == [(scene.right, (grid_scope(scene.right),))] * 2


async def test_what_was_let_in_and_is_still_told_of_lies_where_it_came_to_lie_and_goes_with_it(
    door: Door, scene: Split
) -> None:
    office, worker = scene.base.office("office"), scene.base.phone("worker_west").actor
    person, home = new_id(), scene.right_house
    facts: dict[str, Any] = {"residency": new_id(), "dwelling": home.dwellings[0], "household": home.households[0]}
    late = made_here(RegisterPerson(**by_system(person), **facts, name="演示李四"), worker)
    sent = replace(late, observed_at=clock.now() - timedelta(days=9), clock_quality="exact")
    told = (await door.submit(Submission(worker, [sent]))).receipts[0]
    assert told.verdict is Verdict.CONFLICT
    await split(door, scene)
    assert (await the_conflict(door, told.conflict)).grid == scene.left  # nothing tells yet where its person lives

    await settle(door, [SettleConflict(**by_system(told.conflict), choice=Choice.APPLY)], office)

    conflict = await the_conflict(door, told.conflict)
    assert (conflict.grid, conflict.scopes) == (scene.right, (grid_scope(scene.right),))
    assert conflict.subject == person
    await door.erase(office, person, "asked for")
    assert await door.database.read(lambda tx: list_by(tx, door, Conflict, "id", [told.conflict])) == []
    assert await holds_exactly(await fresh(door, scene.base.phone("stranger")), [scene.right])


async def the_conflict(door: Door, identity: str) -> Conflict:
    (found,) = await door.database.read(lambda tx: list_by(tx, door, Conflict, "id", [identity]))
    return found
