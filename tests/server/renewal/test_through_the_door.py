"""Weeks and answers through the one door, on both databases: what is found, what stands, what is frozen."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.merges import MergePersons, Register, RetireRecord
from mobile_contract.premises import VerifyTenant
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.renewal import (
    AnswerItem,
    RenewalAnswer,
    RenewalState,
    RenewalTarget,
    StayRef,
    WithdrawAnswer,
)
from mobile_contract.residents import (
    ChangeDwelling,
    ChangeResidency,
    DwellingEdits,
    RegisterPerson,
    ResidencyEdits,
    ResidencyKind,
    ResidencyStatus,
)
from mobile_contract.visits import RecordVisit
from server.app import all_consumers
from server.core import clock
from server.core.consumers import Workers
from server.core.door import Door
from server.core.entities import Conflict
from server.core.ids import new_id
from server.core.reading import find_entity, list_by
from server.renewal.opening import open_week
from server.renewal.weeks import end_of, start_of
from server.residents.entities import Person, Residency
from tests.server.premises.homes import let
from tests.server.renewal.weeks_of_a_scene import (
    HOUR,
    NEXT,
    THIRD,
    WEEK,
    answers,
    answers_to,
    confirms,
    cycles_of,
    item_about,
    items_of,
    moved_out,
    opened,
    says,
)
from tests.support.scene import Scene, by_system, make_scene, settle

MONDAY = start_of(WEEK)


@pytest.fixture
async def scene(door: Door) -> Scene:
    with clock.told_by(lambda: MONDAY - timedelta(days=120)):
        return await make_scene(door)


async def stay_of(door: Door, scene: Scene) -> Residency:
    found = await door.database.read(lambda tx: find_entity(tx, door, Residency, scene.residency))
    assert found is not None
    return found


async def person_of(door: Door, scene: Scene) -> Person:
    found = await door.database.read(lambda tx: find_entity(tx, door, Person, scene.person))
    assert found is not None
    return found


async def a_certificate(door: Door, scene: Scene, until_on: str) -> None:
    """The person of the scene lives here for a while, with a certificate."""
    edits = ResidencyEdits(
        residency_kind=(ResidencyKind.PERMANENT, ResidencyKind.FLOATING), cert_until=(None, until_on)
    )
    await settle(door, [ChangeResidency(**by_system(scene.residency, scene.person), set=edits)])


async def catch_up(door: Door) -> None:
    await Workers(door, [one for one in all_consumers() if one.name == "renewals"]).catch_up()


async def test_a_week_asks_for_what_runs_out_what_changed_and_who_was_not_visited(door: Door, scene: Scene) -> None:
    with clock.told_by(lambda: MONDAY - timedelta(days=2)):
        await a_certificate(door, scene, "2026-12-23")
        edits = DwellingEdits(unit=("", "2"))
        await settle(door, [ChangeDwelling(**by_system(scene.other_dwelling), set=edits)])
    done = await opened(door)
    found = {(one.source, one.target, one.household) for one in await items_of(door, scene.west)}
    assert found == {
        ("certificate", scene.residency, scene.household),
        ("dwelling", scene.other_dwelling, None),
        ("unvisited", scene.household, scene.household),
    }
    assert (done.grids, done.items, done.closed) == (2, 3, 0)
    (cycle,) = await cycles_of(door, scene.west)
    assert (cycle.week, cycle.opened_at, cycle.found, cycle.carried, cycle.listed) == (WEEK, MONDAY, 3, 0, True)


@pytest.mark.parametrize(("until_on", "asked"), [("2026-12-23", 1), ("2026-12-24", 0), ("2026-01-01", 1)])
async def test_a_certificate_is_asked_for_within_thirty_days_and_when_it_has_run_out(
    door: Door, scene: Scene, until_on: str, asked: int
) -> None:
    await a_certificate(door, scene, until_on)
    await opened(door)
    assert sum(one.source == "certificate" for one in await items_of(door, scene.west)) == asked


async def test_a_rented_house_with_a_tenant_who_was_never_verified_is_asked_for(door: Door, scene: Scene) -> None:
    with clock.told_by(lambda: MONDAY - timedelta(days=2)):
        await let(door, scene.dwelling, scene.person)
    await opened(door)
    found = [one for one in await items_of(door, scene.west) if one.source == "tenancy"]
    assert [(one.target_kind, one.target) for one in found] == [(RenewalTarget.DWELLING, scene.dwelling)]


async def test_a_tenant_who_was_verified_is_not_asked_for(door: Door, scene: Scene) -> None:
    with clock.told_by(lambda: MONDAY - timedelta(days=2)):
        house, tenancy = await let(door, scene.dwelling, scene.person)
        await settle(door, [VerifyTenant(**by_system(tenancy, scene.person), house=house)])
    await opened(door)
    assert [one for one in await items_of(door, scene.west) if one.source == "tenancy"] == []


async def test_who_was_visited_lately_and_what_was_just_put_in_is_not_asked_for(door: Door, scene: Scene) -> None:
    worker = scene.phone("worker_west").actor
    visit = RecordVisit(**by_system(new_id(), scene.household), household=scene.household)
    await says(door, worker, visit, MONDAY - timedelta(days=89))
    assert (await opened(door)).items == 0


async def test_a_week_is_opened_once_however_often_it_is_tried_and_by_two_at_once(door: Door, scene: Scene) -> None:
    with clock.told_by(lambda: MONDAY + HOUR):
        await asyncio.gather(open_week(door), open_week(door))
        assert (await open_week(door)).grids == 0
    assert len(await items_of(door, scene.west)) == len(await cycles_of(door, scene.west)) == 1
    assert len(await cycles_of(door, scene.east)) == 1


async def test_an_open_item_is_carried_over_and_not_written_again(door: Door, scene: Scene) -> None:
    await opened(door)
    (before,) = await items_of(door, scene.west)
    for week in (NEXT, THIRD):
        assert (await opened(door, week)).items == 0
    assert await items_of(door, scene.west) == [before]
    first, second, third = await cycles_of(door, scene.west)
    assert [one.carried for one in (first, second, third)] == [0, 1, 1]
    assert (first.closed_at, first.expected, first.done) == (end_of(WEEK), 1, 0)
    assert third.closed_at is None


async def test_weeks_in_which_nothing_ran_have_no_cycle(door: Door, scene: Scene) -> None:
    await opened(door)
    await opened(door, THIRD)
    first, third = await cycles_of(door, scene.west)
    assert (first.week, first.closed_at, third.week) == (WEEK, end_of(WEEK), THIRD)


async def test_one_tap_confirms_and_writes_no_row_of_the_register(door: Door, scene: Scene) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    stay = await stay_of(door, scene)
    receipt = await says(door, scene.phone("worker_west").actor, confirms(item), MONDAY + 5 * HOUR)
    after = await item_about(door, scene.household)
    assert receipt.verdict is Verdict.APPLIED
    assert (after.state, after.answered_at, after.late) == (RenewalState.CONFIRMED, MONDAY + 5 * HOUR, False)
    assert after.answered_by == scene.users["worker_west"]
    assert await stay_of(door, scene) == stay
    await opened(door, NEXT)
    closed, following = await cycles_of(door, scene.west)
    assert (closed.expected, closed.done, following.carried, following.found) == (1, 1, 0, 0)


async def test_what_comes_after_the_cut_counts_for_the_item_and_not_for_the_frozen_figures(
    door: Door, scene: Scene
) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    await opened(door, NEXT)
    await says(door, scene.phone("worker_west").actor, confirms(item), MONDAY + HOUR, start_of(NEXT) + 2 * HOUR)
    after = await item_about(door, scene.household)
    assert (after.state, after.late, after.answered_at) == (RenewalState.CONFIRMED, True, MONDAY + HOUR)
    await opened(door, THIRD)
    first, second, _ = await cycles_of(door, scene.west)
    assert (first.expected, first.done) == (1, 0)
    assert (second.expected, second.done) == (1, 1)


async def test_figures_are_as_of_the_cut_however_late_they_are_taken(door: Door, scene: Scene) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    await says(door, scene.phone("worker_west").actor, confirms(item), start_of(NEXT) + HOUR)
    await opened(door, NEXT, after=timedelta(days=3))
    first, second = await cycles_of(door, scene.west)
    assert (first.expected, first.done) == (1, 0)
    assert second.carried == 0


async def test_moved_out_ends_the_stay_and_taking_it_back_lets_it_go_on(door: Door, scene: Scene) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item, worker = await item_about(door, scene.residency), scene.phone("worker_west").actor
    command = moved_out(item, scene)
    assert (await says(door, worker, command, MONDAY + HOUR)).verdict is Verdict.APPLIED
    stay = await stay_of(door, scene)
    assert (stay.status, stay.until_on) == (ResidencyStatus.ENDED, WEEK)
    assert (await person_of(door, scene)).dwelling is None
    back = WithdrawAnswer(**by_system(item.id), answer=command.answer)
    assert (await says(door, worker, back, MONDAY + 2 * HOUR)).why == ProblemCode.CASE_NEEDS
    back = WithdrawAnswer(**by_system(item.id), answer=command.answer, stays=command.stays)
    assert (await says(door, worker, back, MONDAY + 2 * HOUR)).verdict is Verdict.APPLIED
    stay = await stay_of(door, scene)
    assert (stay.status, stay.until_on) == (ResidencyStatus.EFFECTIVE, None)
    assert (await person_of(door, scene)).dwelling == scene.dwelling
    after = await item_about(door, scene.residency)
    assert (after.state, after.answer, after.done_at) == (RenewalState.PENDING, None, None)
    (answer,) = await answers_to(door, item.id)
    assert (answer.state, answer.withdrawn_at) == (RenewalState.MOVED_OUT, MONDAY + 2 * HOUR)


@pytest.mark.parametrize("in_order", [True, False])
async def test_of_two_phones_the_later_observed_answer_stands_in_either_order(
    door: Door, scene: Scene, *, in_order: bool
) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    west, office = scene.phone("worker_west").actor, scene.phone("office").actor
    early = (west, answers(item, RenewalAnswer.NOT_FOUND), MONDAY + HOUR)
    late = (office, confirms(item), MONDAY + 9 * HOUR)
    told = [early, late] if in_order else [late, early]
    verdicts = [(await says(door, *one, MONDAY + 10 * HOUR)).verdict for one in told]
    assert verdicts == [Verdict.APPLIED, Verdict.APPLIED if in_order else Verdict.MERGED]
    after = await item_about(door, scene.household)
    assert (after.state, after.answered_by) == (RenewalState.CONFIRMED, scene.users["office"])
    assert [one.state for one in await answers_to(door, item.id)] == [RenewalState.NOT_FOUND, RenewalState.CONFIRMED]


@pytest.mark.parametrize("in_order", [True, False])
async def test_who_moved_out_and_was_seen_there_later_is_put_before_a_person(
    door: Door, scene: Scene, *, in_order: bool
) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item = await item_about(door, scene.residency)
    west, office = scene.phone("worker_west").actor, scene.phone("office").actor
    early, late = (west, moved_out(item, scene), MONDAY + HOUR), (office, confirms(item), MONDAY + 9 * HOUR)
    first, second = [early, late] if in_order else [late, early]
    assert (await says(door, *first, MONDAY + 10 * HOUR)).verdict is Verdict.APPLIED
    receipt = await says(door, *second, MONDAY + 11 * HOUR)
    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.ANSWERS_COLLIDE)
    assert (await item_about(door, scene.residency)).state is RenewalState.CONFIRMED
    ended = (await stay_of(door, scene)).status is ResidencyStatus.ENDED
    assert ended is in_order  # what was done stays done until a person decides; what comes late does nothing


async def test_who_was_seen_and_moved_out_afterwards_is_no_conflict(door: Door, scene: Scene) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item, worker = await item_about(door, scene.residency), scene.phone("worker_west").actor
    await says(door, worker, confirms(item), MONDAY + HOUR)
    receipt = await says(door, worker, moved_out(item, scene, until_on="2026-11-25"), MONDAY + 60 * HOUR)
    assert receipt.verdict is Verdict.APPLIED
    stay = await stay_of(door, scene)
    assert (stay.status, stay.until_on) == (ResidencyStatus.ENDED, "2026-11-25")


async def test_an_item_goes_with_its_target_and_is_answered_in_vain(door: Door, scene: Scene) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    await settle(door, [RetireRecord(**by_system(scene.household), register=Register.HOUSEHOLD)])
    await catch_up(door)
    assert (await item_about(door, scene.household)).state is RenewalState.LAPSED
    receipt = await says(door, scene.phone("worker_west").actor, confirms(item), MONDAY + HOUR)
    assert receipt.verdict is Verdict.APPLIED  # nothing is lost, and nothing comes of it
    assert (await item_about(door, scene.household)).state is RenewalState.LAPSED
    await opened(door, NEXT)
    assert (await cycles_of(door, scene.west))[0].expected == 0


async def test_an_item_goes_with_whoever_is_erased_and_a_late_answer_is_told_so(door: Door, scene: Scene) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item = await item_about(door, scene.residency)
    worker = scene.phone("worker_west").actor
    await says(door, worker, confirms(item), MONDAY + HOUR)
    await door.erase(scene.office("office"), scene.person, "requested")
    assert [one.source for one in await items_of(door, scene.west)] == ["unvisited"]
    assert await answers_to(door, item.id) == []
    late = confirms(item, root=scene.person)
    assert (await says(door, worker, late, MONDAY + 2 * HOUR)).verdict is Verdict.GONE


async def test_nobody_answers_for_a_grid_that_was_never_theirs(door: Door, scene: Scene) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    for login in ("worker_east", "handler", "stranger"):
        receipt = await says(door, scene.phone(login).actor, confirms(item), MONDAY + HOUR)
        assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
    assert await answers_to(door, item.id) == []


async def test_an_answer_may_be_taken_back_before_it_comes(door: Door, scene: Scene) -> None:
    await opened(door)
    item, worker = await item_about(door, scene.household), scene.phone("worker_west").actor
    answer = confirms(item)
    back = WithdrawAnswer(**by_system(item.id), answer=answer.answer)
    assert (await says(door, worker, back, MONDAY + 2 * HOUR)).verdict is Verdict.HELD
    await says(door, worker, answer, MONDAY + HOUR)
    assert (await item_about(door, scene.household)).state is RenewalState.PENDING


async def test_a_collision_is_settled_and_both_answers_stay(door: Door, scene: Scene) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item = await item_about(door, scene.residency)
    office = scene.phone("office").actor
    await says(door, scene.phone("worker_west").actor, moved_out(item, scene), MONDAY + HOUR)
    collided = confirms(item)
    await says(door, office, collided, MONDAY + 9 * HOUR)
    (conflict,) = await door.database.read(lambda tx: list_by(tx, door, Conflict, "command", [collided.id]))
    assert (conflict.grid, conflict.mine["state"], conflict.theirs["state"]) == (scene.west, "confirmed", "moved_out")
    order = SettleConflict(**by_system(conflict.id, conflict.root), choice=Choice.KEEP_BOTH)
    assert (await says(door, office, order, MONDAY + 10 * HOUR)).verdict is Verdict.APPLIED
    assert len(await answers_to(door, item.id)) == 2


async def test_an_answer_and_its_withdrawal_may_come_in_one_push(door: Door, scene: Scene) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item, phone = await item_about(door, scene.residency), scene.phone("worker_west")
    said = AnswerItem(
        **phone.facts(item.id, scene.person, answer=new_id(), state=RenewalAnswer.MOVED_OUT),
        stays=(StayRef(scene.residency, scene.person),),
    )
    back = WithdrawAnswer(**phone.facts(item.id, scene.person, answer=said.answer), stays=said.stays)
    with clock.told_by(lambda: MONDAY + HOUR):
        receipts = (await phone.push(door, said, back)).receipts
    assert [one.verdict for one in receipts] == [Verdict.APPLIED, Verdict.APPLIED]
    assert (await item_about(door, scene.residency)).state is RenewalState.PENDING
    assert (await stay_of(door, scene)).status is ResidencyStatus.EFFECTIVE


async def test_a_stay_that_a_merge_gave_to_another_ends_with_whoever_has_it(door: Door, scene: Scene) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item, winner = await item_about(door, scene.residency), new_id()
    facts: dict[str, Any] = {"residency": new_id(), "dwelling": scene.dwelling, "name": "演示张三"}
    await settle(
        door,
        [
            RegisterPerson(**by_system(winner), **facts),
            MergePersons(**by_system(new_id(), winner), winner=winner, loser=scene.person),
        ],
    )
    receipt = await says(door, scene.phone("worker_west").actor, moved_out(item, scene), MONDAY + HOUR)
    assert receipt.verdict is Verdict.APPLIED
    assert (await stay_of(door, scene)).status is not ResidencyStatus.EFFECTIVE


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"stays": ()}, ProblemCode.CASE_NEEDS),
        ({"until_on": "2026-02-31"}, ProblemCode.WRONG_IDENTIFIER),
        ({"until_on": "2099-01-01"}, ProblemCode.WRONG_IDENTIFIER),
        ({"state": RenewalAnswer.REFUSED}, ProblemCode.WRONG_IDENTIFIER),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused_and_changes_nothing(
    door: Door, scene: Scene, changes: dict[str, Any], why: ProblemCode
) -> None:
    await a_certificate(door, scene, "2026-12-01")
    await opened(door)
    item = await item_about(door, scene.residency)
    command = AnswerItem(**msgspec.structs.asdict(moved_out(item, scene)) | changes)
    receipt = await says(door, scene.phone("worker_west").actor, command, MONDAY + HOUR)
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, why)
    assert await answers_to(door, item.id) == []


async def test_stays_of_another_dwelling_do_not_end_by_an_item(door: Door, scene: Scene) -> None:
    await opened(door)
    item = await item_about(door, scene.household)
    residency, person = new_id(), new_id()
    elsewhere: dict[str, Any] = {"residency": residency, "dwelling": scene.other_dwelling, "name": "演示李四"}
    await settle(door, [RegisterPerson(**by_system(person), **elsewhere)])
    command = moved_out(item, scene, stays=(StayRef(residency, person),))
    receipt = await says(door, scene.phone("worker_west").actor, command, MONDAY + HOUR)
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)
