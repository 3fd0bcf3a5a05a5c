"""What is put right, taken back, moved up and came too late, through the door and on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.base import Datum, Point
from mobile_contract.case_steps import CaseTaskState
from mobile_contract.cases import CaseState, CheckResult
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases import board, duplicates, reviewing, service
from server.cases.adjusted import CaseCorrection, CaseReminder
from server.cases.entities import CaseEvent, CaseTask, CaseTimer, TimerStage, TimerState
from server.core.ids import new_id
from server.core.reading import list_by
from server.dispatch import service as dispatch
from server.dispatch.sweep import sweep
from server.uploads.entities import Photo
from tests.server.cases.acts import Acts
from tests.support.scene import CLASS, EAST, WEST, by_system, middle

FAR_OUT = Point(lon=100.0, lat=20.0, datum=Datum.WGS84, accuracy_m=5.0)


# --- corrections ------------------------------------------------------------------------------------------------------


async def test_a_correction_changes_what_it_names_and_keeps_the_old_words(acts: Acts) -> None:
    case = await acts.reported(address="雨花路 1 号", description="很大")

    await acts.does(
        "acceptor", beside.CorrectCase, case, title="井盖缺失", address="雨花路 9 号", opinion="来电更正"
    )  # fmt: skip

    found = await acts.case(case)
    assert (found.title, found.address, found.description, found.state) == (
        "井盖缺失", "雨花路 9 号", "很大", CaseState.REPORTED,
    )  # fmt: skip
    kept = await acts.one(CaseCorrection, case)
    assert (kept.was, kept.reason) == ({"title": "路面有坑", "address": "雨花路 1 号"}, "来电更正")
    [shown] = (await reviewing.read_beside(acts.town.door, acts.town.scene.office("office"), case)).corrections
    assert (shown.event, shown.was) == (kept.event, kept.was)
    assert ("correct_case", True) in await acts.events(case)


async def test_a_case_without_a_place_gets_one_with_its_grid_cell_and_all_that_hangs_on_it(acts: Acts) -> None:
    case = new_id()
    report = wire.ReportMatter(**by_system(case), title="噪声", address="不详", class_code=CLASS)
    assert (await acts.sends("office", report)).verdict is Verdict.APPLIED
    assert (await acts.case(case)).grid is None
    await acts.photo("dispatcher", case, PhotoPhase.REPORT)

    await acts.does("dispatcher", beside.CorrectCase, case, point=middle(EAST))

    found, east = await acts.case(case), acts.town.scene.east
    here = middle(EAST)
    assert (found.grid, found.lon, found.lat, found.cell is None) == (east, here.lon, here.lat, False)
    photos = await acts.town.door.database.read(lambda tx: list_by(tx, acts.town.door, Photo, "subject_id", [case]))
    events = await acts.rows(CaseEvent, case)
    assert {one.grid for one in photos} | {one.grid for one in events} == {east}


async def test_a_corrected_place_takes_the_case_to_another_grid_where_its_like_are_found(acts: Acts) -> None:
    other, case = await acts.reported("office", point=middle(EAST)), await acts.reported()
    door, office = acts.town.door, acts.town.scene.office("office")
    rules = duplicates.likeness_of(None)
    assert not (await duplicates.read_duplicates(door, office, case, rules)).suggestions

    await acts.does("acceptor", beside.CorrectCase, case, point=middle(EAST))

    [like] = (await duplicates.read_duplicates(door, office, case, rules)).suggestions
    assert (like.case.id, (await acts.case(case)).grid) == (other, acts.town.scene.east)


async def test_a_named_grid_is_taken_where_nobody_knows_the_point(acts: Acts) -> None:
    case = new_id()
    await acts.sends("office", wire.ReportMatter(**by_system(case), title="噪声", address="不详"))

    unknown = await acts.asks("dispatcher", beside.CorrectCase, case, claimed_grid=new_id())
    await acts.does("dispatcher", beside.CorrectCase, case, claimed_grid=acts.town.scene.west)

    assert (unknown.verdict, unknown.why) == (Verdict.REFUSED, ProblemCode.UNKNOWN_GRID)
    assert (await acts.case(case)).grid == acts.town.scene.west


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, ProblemCode.NOTHING_TO_CHANGE),
        ({"title": "路面有坑"}, ProblemCode.NOTHING_TO_CHANGE),
        ({"title": " "}, ProblemCode.CASE_NEEDS),
        ({"title": "井盖", "opinion": ""}, ProblemCode.CASE_NEEDS),
        ({"point": FAR_OUT}, ProblemCode.OUT_OF_DISTRICT),
        ({"class_code": "B-event-99-99"}, ProblemCode.UNKNOWN_CLASS),
    ],
)
async def test_a_correction_that_says_nothing_or_what_cannot_be_is_refused(
    acts: Acts, facts: dict[str, Any], why: ProblemCode
) -> None:
    case = await acts.reported()

    receipt = await acts.asks("acceptor", beside.CorrectCase, case, **facts)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, why)
    assert await acts.rows(CaseCorrection, case) == []


async def test_the_class_is_corrected_before_filing_and_the_words_before_handling(acts: Acts) -> None:
    case = await acts.reported(class_code=None)
    await acts.does("acceptor", beside.CorrectCase, case, class_code=CLASS)
    assert (await acts.case(case)).class_code == CLASS
    filed = await acts.filed()

    classed = await acts.asks("dispatcher", beside.CorrectCase, filed, class_code=CLASS)
    by_acceptor = await acts.asks("acceptor", beside.CorrectCase, filed, title="井盖")
    await acts.does("dispatcher", beside.CorrectCase, filed, title="井盖")
    handled = await acts.handled()
    late = await acts.asks("dispatcher", beside.CorrectCase, handled, title="井盖")

    assert (classed.why, classed.facts["needs"]) == (ProblemCode.CASE_NEEDS, "state")
    assert (by_acceptor.verdict, by_acceptor.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
    assert (late.verdict, late.why) == (Verdict.CONFLICT, ProblemCode.CASE_MOVED_ON)


# --- taking back whom one sent ----------------------------------------------------------------------------------------


async def test_whoever_was_sent_to_verify_is_taken_back_and_another_is_sent(acts: Acts) -> None:
    case, users = await acts.reported(), acts.town.scene.users
    await acts.does("office", beside.SendVerify, case, checker=users["worker_east"])
    acts.town.pass_time(minutes=5)

    await acts.does("acceptor", beside.RecallChecker, case)

    found = await acts.case(case)
    [task] = await acts.rows(CaseTask, case)
    assert (found.state, found.checker, task.state) == (CaseState.REPORTED, None, CaseTaskState.WITHDRAWN)
    assert (await acts.clock(case, TimerStage.VERIFY)).state is TimerState.DROPPED
    accepting = await acts.clock(case, TimerStage.ACCEPT)
    assert (accepting.state, found.due_at) == (TimerState.RUNNING, accepting.due_at)
    await acts.does("office", beside.SendVerify, case, checker=users["worker_west"])
    late = await acts.asks("worker_east", beside.SubmitVerify, case, found=True)
    assert (late.verdict, late.why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)


async def test_whoever_was_sent_to_check_is_taken_back_and_the_case_waits_to_be_checked_again(acts: Acts) -> None:
    case = await acts.handled()
    await acts.finish(case)
    await acts.does("office", wire.SendCheck, case, checker=acts.town.scene.users["worker_east"])

    no_reason = await acts.asks("acceptor", beside.RecallChecker, case, opinion="")
    await acts.does("acceptor", beside.RecallChecker, case)

    assert no_reason.why == ProblemCode.CASE_NEEDS
    assert (await acts.case(case)).state is CaseState.PENDING_CHECK
    assert (await acts.clock(case, TimerStage.CHECK)).state is TimerState.DROPPED
    await acts.check(case, CheckResult.PASSED)


# --- levels -----------------------------------------------------------------------------------------------------------


async def test_each_move_starts_the_levels_clock_and_the_end_stops_it(acts: Acts) -> None:
    await acts.switch(level_minutes=60)
    case, community = await acts.reported(), acts.town.scene.community
    await acts.does("worker_west", beside.EscalateCase, case)
    first = await acts.clock(case, TimerStage.LEVEL)
    assert (first.org, first.due_at) == (community, acts.town.at + timedelta(hours=1))

    acts.town.pass_time(minutes=30)
    await acts.does("office", beside.EscalateCase, case)

    clocks = {one.org: one for one in await _level_clocks(acts, case)}
    assert (clocks[community].state, clocks[acts.street].state) == (TimerState.DONE, TimerState.RUNNING)
    await acts.does("office", wire.RefuseCase, case)
    assert {one.state for one in await _level_clocks(acts, case)} == {TimerState.DONE}


async def test_a_return_to_the_dispatcher_leaves_the_levels_clock_alone(acts: Acts) -> None:
    case = await acts.dispatched()
    await acts.does("worker_west", beside.EscalateCase, case)

    await acts.does("dept", beside.ReturnToDispatcher, case, request=new_id())

    assert (await acts.clock(case, TimerStage.LEVEL)).state is TimerState.RUNNING
    assert (await acts.clock(case)).state is TimerState.DROPPED


async def test_the_level_that_has_a_case_hears_that_its_time_is_over(acts: Acts) -> None:
    await acts.switch(level_minutes=60)
    case = await acts.reported()
    await acts.does("worker_west", beside.EscalateCase, case)
    acts.town.pass_time(minutes=61)

    await sweep(acts.town.door)

    told = {one.percent for one in await acts.rows(CaseReminder, case) if one.stage is TimerStage.LEVEL}
    assert told == {80, 100}
    hears = {login: await _hears(acts, login) for login in ("office", "street", "supervisor")}
    assert hears == {"office": {80, 100}, "street": {100}, "supervisor": set()}


async def _hears(acts: Acts, login: str) -> set[int]:
    page = await dispatch.list_reminders(acts.town.door, acts.town.scene.office(login), dispatch.place_of(None), 50)
    return {one.percent for one in page.reminders if one.mine and one.stage == "level"}


async def _level_clocks(acts: Acts, case: str) -> list[CaseTimer]:
    return [one for one in await acts.rows(CaseTimer, case) if one.stage is TimerStage.LEVEL]


async def test_the_board_shows_and_finds_who_has_a_case(acts: Acts) -> None:
    case, alone = await acts.reported(), await acts.reported()
    await acts.does("worker_west", beside.EscalateCase, case)
    door, office, community = acts.town.door, acts.town.scene.office("office"), acts.town.scene.community

    page = await service.list_cases(door, office, board.Filters(), board.NEWEST, 50)
    mine = await service.list_cases(door, office, board.Filters(owner=community), board.NEWEST, 50)
    empty = await service.list_cases(door, office, board.Filters(owner=acts.street), board.NEWEST, 50)

    assert {one.id: one.owner for one in page.cases} == {case: community, alone: None}
    assert page.names[community] == "雨花社区"
    assert ([one.id for one in mine.cases], empty.cases) == ([case], ())


# --- late evidence ----------------------------------------------------------------------------------------------------


async def test_what_came_too_late_is_kept_and_is_no_deed_of_the_cases_way(acts: Acts) -> None:
    case = await acts.filed()

    late = await acts.does("acceptor", wire.AcceptCase, case)

    events = [one for one in await acts.rows(CaseEvent, case) if one.command == "accept_case"]
    assert sorted((one.applied, one.absorbed) for one in events) == [(False, True), (True, False)]
    assert (late.verdict, late.facts) == (Verdict.MERGED, {"absorbed": "pending_dispatch"})
    shown = (await service.read_case(acts.town.door, acts.town.scene.office("office"), case)).events
    assert sorted(one.absorbed for one in shown if one.command == "accept_case") == [False, True]


async def test_a_late_escalation_adds_no_level(acts: Acts) -> None:
    case = await acts.reported()
    await acts.does("office", wire.RefuseCase, case)
    await acts.does("worker_west", beside.EscalateCase, case)

    told = await dispatch.list_levels(acts.town.door, acts.town.scene.office("office"), case)

    assert [one.by for one in told.levels] == ["report_matter"]


@pytest.mark.parametrize(
    ("place", "mine", "theirs", "words", "why"),
    [
        (WEST, None, None, "同一处", ""),
        (WEST, None, CLASS, "同一处", ""),
        (WEST, CLASS, None, "同一处", ""),
        (WEST, CLASS, CLASS, "", ""),
        (WEST, None, None, "", ProblemCode.CASE_NEEDS),
        (WEST, None, CLASS, "", ProblemCode.CASE_NEEDS),
        (EAST, None, None, "同一处", ProblemCode.NOT_THE_SAME),
        (EAST, CLASS, CLASS, "同一处", ProblemCode.NOT_THE_SAME),
    ],
)
async def test_what_has_no_class_is_merged_by_nearness_and_a_reason_on_whichever_side(
    acts: Acts, place: tuple[float, float], mine: str | None, theirs: str | None, words: str, why: str
) -> None:
    lead, case = (
        await acts.reported(class_code=theirs),
        await acts.reported("office", class_code=mine, point=middle(place)),
    )

    receipt = await acts.asks("acceptor", beside.MergeCase, case, duplicate_of=lead, opinion=words)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED if why else Verdict.APPLIED, why)
