"""Dangers through the door, on both databases: offline phones, split grids, retired places, erasure, the clock."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from mobile_contract import hazards as wire
from mobile_contract import kinds
from mobile_contract.accounts import EndAssignment
from mobile_contract.base import Command
from mobile_contract.cases import CaseState, RefuseCase
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import DangerRecord, HazardSubject, ReinspectionResult
from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.merges import Register, RetireRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import GridGrant
from server.cases.entities import Case
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.journal import verify
from server.core.reading import find_entity, list_by
from server.core.statements import Statement
from server.hazards.deadlines import tell_deadlines
from server.hazards.entities import Danger, DangerEvent, Inspection
from server.rezoning import service as rezoning
from server.uploads.entities import Photo
from tests.server.dispatch.town import Town, a_town
from tests.server.hazards.shapes import LPG, STAIRS, a_finding, a_template
from tests.server.inbox.hands import Hand, converges, hands_of
from tests.server.rezoning.scenes import Split, a_split, agreed, make_split_scene
from tests.support.scene import DISTRICT, by_system, settle

DONE = (Verdict.APPLIED, Verdict.MERGED)


@pytest.fixture
async def town(door: Door) -> AsyncIterator[Town]:
    async with a_town(door) as one:
        yield one


async def a_list(door: Door) -> str:
    """A check list that is in force; its id."""
    template = new_id()
    await settle(door, [wire.PublishCheckTemplate(**by_system(template), **a_template())])
    return template


def an_inspection(template: str, subject: str, *dangers: str, **more: Any) -> wire.RecordInspection:
    facts: dict[str, Any] = {"subject_kind": HazardSubject.DWELLING, "template": template} | more
    findings = tuple(a_finding(danger) for danger in dangers)
    return wire.RecordInspection(**by_system(new_id()), subject=subject, findings=findings, **facts)


def a_photo(danger: str, phase: PhotoPhase, digit: str, kind: PhotoSubject = PhotoSubject.DANGER) -> AttachPhoto:
    facts: dict[str, Any] = {"subject_kind": kind, "subject": danger, "phase": phase, "sha256": digit * 64}
    return AttachPhoto(**by_system(new_id(), danger), **facts, size_bytes=10)


async def found(town: Town) -> tuple[str, str]:
    """A danger of the scene's dwelling with a photo, which its worker found; and its inspection."""
    danger = new_id()
    inspection = an_inspection(await a_list(town.door), town.scene.dwelling, danger)
    await settle(town.door, [inspection], town.scene.office("worker_west"))
    await settle(town.door, [a_photo(danger, PhotoPhase.REPORT, "a")])
    return danger, inspection.entity


async def one(door: Door, danger: str) -> Danger:
    held = await door.database.read(lambda tx: find_entity(tx, door, Danger, danger))
    assert held is not None
    return held


async def list_inspections(door: Door, inspection: str) -> list[Inspection]:
    return await door.database.read(lambda tx: list_by(tx, door, Inspection, "id", [inspection]))


async def events_of(door: Door, danger: str) -> list[DangerEvent]:
    return await door.database.read(lambda tx: list_by(tx, door, DangerEvent, "danger", [danger]))


async def asks(town: Town, login: str, shape: type[Command], danger: str, **facts: Any) -> Any:
    [receipt] = (await town.door.issue([shape(**by_system(danger), **facts)], town.scene.office(login))).receipts
    return receipt


async def does(town: Town, login: str, shape: type[Command], danger: str, **facts: Any) -> Any:
    receipt = await asks(town, login, shape, danger, **facts)
    assert receipt.verdict in DONE, receipt
    return receipt


# --- phones -----------------------------------------------------------------------------------------------------------


async def test_a_round_written_offline_arrives_whole_with_its_photos(town: Town) -> None:
    template = await a_list(town.door)
    (west,) = hands_of(town.door, town.scene, "worker_west")
    await west.sync()
    danger, inspection = new_id(), new_id()
    finding = a_finding(danger)
    west.write(
        wire.RecordInspection, inspection, subject_kind=HazardSubject.DWELLING, subject=town.scene.dwelling,
        template=template, findings=(finding,), checked=(STAIRS, LPG), met="演示租客",
    )  # fmt: skip
    photos = ((PhotoPhase.REPORT, "a"), (PhotoPhase.HANDLE, "b"))
    for phase, digit in photos:
        west.write(
            AttachPhoto, new_id(), inspection, subject_kind=PhotoSubject.DANGER, subject=danger, phase=phase,
            sha256=digit * 64, size_bytes=10,
        )  # fmt: skip
    fixed = west.write(wire.FixDanger, danger, inspection, saw=DangerState.FOUND, round=1)
    town.pass_time(days=3)
    west.mono += 3 * 86_400_000

    await west.sync()

    assert west.receipt(fixed).verdict is Verdict.APPLIED
    record = west.shown(kinds.DANGER, danger)
    assert isinstance(record, DangerRecord)
    assert (record.state, record.text, record.note) == (DangerState.FIXED_ON_SPOT, "楼梯堵塞", finding.note)
    assert (await one(town.door, danger)).found_at < town.at - timedelta(days=2)
    colleague = await Hand(town.door, town.scene.users["worker_west"]).sync()
    assert colleague.shown(kinds.DANGER, danger) == record
    assert colleague.shown(kinds.CHECK_TEMPLATE, template) is not None
    await converges(town.door, west, colleague)


async def test_an_event_that_comes_before_its_danger_waits_for_it(town: Town) -> None:
    template, danger = await a_list(town.door), new_id()
    held = wire.RectifyDanger(**by_system(danger))
    [receipt] = (await town.door.issue([held], town.scene.office("worker_west"))).receipts
    assert (receipt.verdict, receipt.missing) == (Verdict.HELD, (danger,))

    inspection = an_inspection(template, town.scene.dwelling, danger)
    await settle(town.door, [inspection], town.scene.office("worker_west"))

    assert (await one(town.door, danger)).state is DangerState.RECTIFIED


async def test_two_phones_that_look_again_at_once_leave_it_to_a_second_person(town: Town) -> None:
    danger, _ = await found(town)
    await does(town, "worker_west", wire.IssueNotice, danger, handed_to="演示店主")
    await does(town, "worker_west", wire.RectifyDanger, danger)
    await settle(town.door, [a_photo(danger, PhotoPhase.CHECK, "b")])
    one_hand, other = hands_of(town.door, town.scene, "worker_west", "worker_west")
    await one_hand.sync()
    await other.sync()
    passed = one_hand.write(
        wire.ReinspectDanger, danger, result=ReinspectionResult.PASS, saw=DangerState.RECTIFIED, round=1
    )
    failed = other.write(
        wire.ReinspectDanger, danger, result=ReinspectionResult.FAIL, saw=DangerState.RECTIFIED, round=1, words="仍堵"
    )
    await one_hand.sync()
    await other.sync()

    assert one_hand.receipt(passed).verdict is Verdict.APPLIED
    receipt = other.receipt(failed)
    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.DANGER_MOVED_ON)
    order = SettleConflict(**by_system(receipt.conflict), choice=Choice.APPLY)
    own = (await town.door.issue([order], town.scene.office("worker_west"))).receipts[0]
    assert own.why == ProblemCode.SAME_PERSON
    order = SettleConflict(**by_system(receipt.conflict), choice=Choice.APPLY)
    await settle(town.door, [order], town.scene.office("office"))

    after = await one(town.door, danger)
    assert (after.state, after.round, after.notice_no) == (DangerState.NOTICED, 2, "2026000002")
    event = next(event for event in await events_of(town.door, danger) if event.id == failed.id)
    assert (event.applied, event.notice_no, event.words) == (True, "2026000002", "仍堵")
    await converges(town.door, one_hand, other)


async def test_a_step_that_a_person_dismisses_is_kept_and_never_done(town: Town) -> None:
    danger, _ = await found(town)
    await settle(town.door, [a_photo(danger, PhotoPhase.HANDLE, "b")])
    await does(town, "worker_west", wire.FixDanger, danger)
    receipt = await asks(town, "worker_west", wire.IssueNotice, danger)
    assert receipt.why == ProblemCode.DANGER_MOVED_ON

    order = SettleConflict(**by_system(receipt.conflict), choice=Choice.DISMISS, reason="已当场整改")
    await settle(town.door, [order], town.scene.office("office"))

    assert (await one(town.door, danger)).state is DangerState.FIXED_ON_SPOT
    assert [event.applied for event in await events_of(town.door, danger) if event.command == "issue_notice"] == [False]


async def test_numbers_of_notices_follow_each_other_in_one_batch(town: Town) -> None:
    dangers = [new_id() for _ in range(3)]
    await settle(town.door, [an_inspection(await a_list(town.door), town.scene.dwelling, *dangers)])
    photos = [a_photo(danger, PhotoPhase.REPORT, digit) for danger, digit in zip(dangers, "abc", strict=True)]
    await settle(town.door, list(photos))

    await settle(town.door, [wire.IssueNotice(**by_system(danger)) for danger in dangers])

    assert [(await one(town.door, danger)).notice_no for danger in dangers] == [
        "2026000001", "2026000002", "2026000003",
    ]  # fmt: skip


async def test_what_a_worker_did_without_the_grid_is_for_whoever_has_it(town: Town) -> None:
    danger, _ = await found(town)
    (west,) = hands_of(town.door, town.scene, "worker_west")
    await west.sync()
    table = town.door.kinds.of(GridGrant).kind.table
    mine = Statement(select(table.c.id).where(table.c.user_id == bindparam("user")))
    grants = await town.door.database.read(lambda tx: tx.fetch(mine, user=town.scene.users["worker_west"]))
    await settle(town.door, [EndAssignment(**by_system(grants[0][0]), at=clock.now() - timedelta(hours=2))])
    notice = west.write(wire.RectifyDanger, danger)
    await west.push()

    assert west.receipt(notice).why == ProblemCode.LATE_SCOPE
    assert (await one(town.door, danger)).state is DangerState.FOUND
    order = SettleConflict(**by_system(west.receipt(notice).conflict), choice=Choice.APPLY)
    await settle(town.door, [order], town.scene.office("office"))
    after = await one(town.door, danger)
    assert after.state is DangerState.RECTIFIED


async def test_nobody_inspects_or_fixes_what_lies_in_a_grid_that_was_never_theirs(town: Town) -> None:
    danger, _ = await found(town)
    inspection = an_inspection((await one(town.door, danger)).template, town.scene.dwelling)

    [receipt] = (await town.door.issue([inspection], town.scene.office("worker_east"))).receipts
    assert receipt.why == ProblemCode.NOT_ALLOWED
    assert (await asks(town, "worker_east", wire.RectifyDanger, danger)).why == ProblemCode.NOT_ALLOWED
    assert (await asks(town, "worker_west", wire.CloseDanger, danger)).why == ProblemCode.NOT_ALLOWED
    assert (await asks(town, "office", wire.TellDeadline, danger, notice_no="1", due_on="2026-01-01")).why == (
        ProblemCode.NOT_ALLOWED
    )


# --- escalating -------------------------------------------------------------------------------------------------------


async def test_an_escalated_danger_is_a_case_and_closed_after_it(town: Town) -> None:
    danger, _ = await found(town)
    case = new_id()

    await does(town, "worker_west", wire.EscalateDanger, danger, case=case, words="拒不整改", address="雨花路 1 号")

    held = await town.door.database.read(lambda tx: find_entity(tx, town.door, Case, case))
    assert held is not None
    assert (held.state, held.grid, held.title) == (CaseState.REPORTED, town.scene.west, "隐患：楼梯堵塞")
    again = await asks(town, "worker_west", wire.EscalateDanger, danger, case=new_id(), words="再报")
    assert (again.verdict, again.facts["case"]) == (Verdict.MERGED, case)
    early = await asks(town, "office", wire.CloseDanger, danger)
    assert (early.why, early.facts["needs"]) == (ProblemCode.CASE_NEEDS, "case_ended")
    await settle(town.door, [RefuseCase(**by_system(case), opinion="已另案处理")], town.scene.office("office"))
    await does(town, "office", wire.CloseDanger, danger)
    assert (await one(town.door, danger)).state is DangerState.CLOSED


# --- the clock --------------------------------------------------------------------------------------------------------


async def test_a_deadline_is_told_once_when_its_last_day_is_over(town: Town) -> None:
    danger, _ = await found(town)
    receipt = await does(town, "worker_west", wire.IssueNotice, danger, days=2)
    assert receipt.facts == {"notice_no": "2026000001", "due_on": "2026-03-04"}
    town.pass_time(days=2)
    assert await tell_deadlines(town.door) == 0
    town.pass_time(hours=15)  # midnight in Shanghai

    assert await tell_deadlines(town.door) == 1
    assert await tell_deadlines(town.door) == 0

    after = await one(town.door, danger)
    assert (after.state, after.overdue_at is not None) == (DangerState.NOTICED, True)
    await does(town, "worker_west", wire.ReinspectDanger, danger, result=ReinspectionResult.FAIL, days=1)
    assert (await one(town.door, danger)).overdue_at is None
    town.pass_time(days=3)
    assert await tell_deadlines(town.door) == 1


# --- places and people ------------------------------------------------------------------------------------------------


async def test_a_place_that_is_retired_keeps_its_dangers_until_they_end(town: Town) -> None:
    danger, _ = await found(town)
    retire = RetireRecord(**by_system(town.scene.dwelling), register=Register.DWELLING)
    await settle(town.door, [retire])

    late = new_id()
    template = (await one(town.door, danger)).template
    await settle(town.door, [an_inspection(template, town.scene.dwelling, late)], town.scene.office("worker_west"))
    await does(town, "worker_west", wire.RectifyDanger, danger)

    assert (await one(town.door, danger)).state is DangerState.RECTIFIED
    assert (await one(town.door, late)).repeats == danger


async def test_what_an_inspection_says_of_people_goes_when_it_is_erased(town: Town) -> None:
    danger, inspection = await found(town)
    (west,) = hands_of(town.door, town.scene, "worker_west")
    await west.sync()
    assert west.shown(kinds.DANGER, danger).id == danger

    await town.door.erase(SYSTEM, inspection, "决定 1 号")

    def gone(entity: type[Any], identity: str) -> Any:
        return town.door.database.read(lambda tx: find_entity(tx, town.door, entity, identity))

    assert await gone(Danger, danger) is None
    assert await gone(Inspection, inspection) is None
    assert await events_of(town.door, danger) == []
    await west.sync()
    assert west.store.base.find((kinds.DANGER, danger)) is None
    receipt = await asks(town, "worker_west", wire.RectifyDanger, danger)
    assert receipt.verdict in (Verdict.GONE, Verdict.HELD)
    assert (await verify(town.door.database, DISTRICT, town.door.seal)).faults == ()


# --- splitting --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def split(door: Door) -> Split:
    return await make_split_scene(door)


async def test_inspections_and_dangers_go_with_the_place_that_they_are_of(door: Door, split: Split) -> None:
    template = await a_list(door)
    subjects = {
        split.left_house.dwellings[0]: (HazardSubject.DWELLING, split.left),
        split.right_house.dwellings[0]: (HazardSubject.DWELLING, split.right),
        split.right_house.building: (HazardSubject.BUILDING, split.right),
    }
    dangers = {subject: new_id() for subject in subjects}
    inspections = [
        an_inspection(template, subject, dangers[subject], subject_kind=kind) for subject, (kind, _) in subjects.items()
    ]
    photos = [a_photo(dangers[subject], PhotoPhase.REPORT, "a") for subject in subjects]
    photos.append(a_photo(inspections[2].entity, PhotoPhase.REPORT, "b", PhotoSubject.INSPECTION))
    await settle(door, [*inspections, *photos])
    admin = Actor(user=split.base.users["admin"], install=new_id())
    worker = await Hand(door, split.base.users["worker_west"]).sync()

    command = await agreed(door, a_split(split))
    await settle(door, [command], admin)
    await rezoning.carry_on(door, command.entity)

    for inspection in inspections:
        _, grid = subjects[inspection.subject]
        (held,) = await list_inspections(door, inspection.entity)
        danger = await one(door, dangers[inspection.subject])
        assert (held.grid, danger.grid) == (grid, grid)
    ids = [photo.subject for photo in photos]
    taken = await door.database.read(lambda tx: list_by(tx, door, Photo, "subject_id", ids))
    where = {photo.subject_id: photo.grid for photo in taken}
    assert where[dangers[split.left_house.dwellings[0]]] == split.left
    assert {where[one] for one in ids if one != dangers[split.left_house.dwellings[0]]} == {split.right}
    await converges(door, worker)
