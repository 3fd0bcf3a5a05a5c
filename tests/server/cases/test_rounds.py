"""Rounds of a case, on both databases: rework, reopening, rating; what a worker did alone; verifying and merging."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.case_adjustments import ReviewRequest
from mobile_contract.case_steps import CaseTaskState, TaskKind
from mobile_contract.cases import CaseState, CheckResult, LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.adjusted import CaseLink, CaseRating
from server.cases.entities import CaseEvent, CaseTask, TimerStage, TimerState
from server.core.ids import new_id
from tests.server.cases.acts import Acts
from tests.support.scene import EAST, by_system, middle, settle

WEEK = timedelta(days=7)


# --- rework -----------------------------------------------------------------------------------------------------------


async def _failed(acts: Acts) -> str:
    case = await acts.handled()
    acts.town.pass_time(days=1)
    await acts.finish(case)
    await acts.check(case, CheckResult.FAILED)
    return case


@pytest.mark.parametrize("renews", [True, False])
async def test_a_failed_check_begins_a_new_round_with_a_new_limit_or_the_old_one(acts: Acts, renews: bool) -> None:
    await acts.switch(rework_renews_limit=renews)
    case = await _failed(acts)
    first = await acts.clock(case)
    acts.town.pass_time(days=1)

    await acts.does("office", beside.ReworkDepartment, case, opinion="坑槽未填平")

    found, clock = await acts.case(case), await acts.clock(case)
    assert (found.state, found.round, found.reworks) == (CaseState.PENDING_HANDLE, 2, 1)
    assert (found.department, found.handler) == (acts.town.scene.department, None)
    assert (clock.id != first.id, clock.state) == (renews, TimerState.RUNNING)
    # The old limit stands still between the confirmation and the rework: a day of work.
    assert found.due_at == (acts.town.at + WEEK if renews else first.due_at + timedelta(days=1))


async def test_what_earlier_rounds_left_is_never_cleared(acts: Acts) -> None:
    case = await _failed(acts)
    before = {event.id for event in await acts.rows(CaseEvent, case)}
    await acts.does("office", beside.ReworkDepartment, case)
    await acts.assign(case)
    await acts.finish(case)

    events = await acts.rows(CaseEvent, case)

    assert before < {event.id for event in events}
    assert {event.round for event in events} == {1, 2}
    checks = [task for task in await acts.rows(CaseTask, case) if task.of_kind is TaskKind.CHECK]
    assert [(task.round, task.result) for task in checks] == [(1, "failed")]


async def test_a_department_sends_work_back_to_its_handler_while_the_clock_goes_on(acts: Acts) -> None:
    case = await acts.handled()
    due_at = await acts.due(case)
    await acts.does("handler", wire.FinishHandling, case)

    await acts.does("dept", wire.ReworkHandling, case, opinion="重新摊铺")

    found = await acts.case(case)
    assert (found.state, found.handler) == (CaseState.HANDLING, acts.town.scene.users["handler"])
    assert (found.due_at, found.round) == (due_at, 1)


async def test_nobody_checks_what_they_handled_themselves(acts: Acts) -> None:
    case = await acts.dispatched()
    await acts.hires("worker_east", Post.HANDLER)
    await acts.does("dept", wire.AssignCase, case, handler=acts.town.scene.users["worker_east"])
    await acts.does("worker_east", wire.FinishHandling, case)
    await acts.does("dept", wire.ConfirmHandling, case)

    receipt = await acts.asks("office", wire.SendCheck, case, checker=acts.town.scene.users["worker_east"])

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.SAME_PERSON)


# --- reopening and rating ---------------------------------------------------------------------------------------------


async def _reopened_by_the_citizen(acts: Acts, case: str) -> Any:
    command = beside.ReopenCase(**by_system(case), opinion="又坏了")
    [receipt] = (await acts.town.door.issue([command])).receipts
    return receipt


@pytest.mark.parametrize(("days", "why"), [(7, ""), (7.1, ProblemCode.OUT_OF_TIME)])
async def test_the_citizen_has_a_case_opened_again_within_seven_days(acts: Acts, days: float, why: str) -> None:
    case = await acts.closed()
    acts.town.pass_time(days=days)

    receipt = await _reopened_by_the_citizen(acts, case)

    found = await acts.case(case)
    assert receipt.why == why
    reopened = (CaseState.PENDING_DISPATCH, 2, 1, None)
    assert (found.state, found.round, found.reopenings, found.closed_at) == reopened or why


async def test_a_case_is_opened_again_once_and_by_a_supervisor_at_any_time(acts: Acts) -> None:
    case = await acts.closed()
    acts.town.pass_time(days=30)

    await acts.does("supervisor", beside.ReopenCase, case, opinion="督查发现未解决")
    assert (await acts.clock(case, TimerStage.DISPATCH)).state is TimerState.RUNNING
    await acts.does("dispatcher", wire.DispatchCase, case, department=acts.town.scene.department)
    await acts.assign(case)
    await acts.finish(case)
    await acts.check(case, CheckResult.PASSED)
    await acts.does("office", wire.CloseCase, case, condition_met=True)

    again = await acts.asks("supervisor", beside.ReopenCase, case)
    assert (again.verdict, again.why) == (Verdict.REFUSED, ProblemCode.TOO_OFTEN)
    assert (await acts.case(case)).round == 2


async def test_the_reporter_rates_each_round_once_and_nobody_else_does(acts: Acts) -> None:
    case = await acts.closed()
    rate = {"satisfaction": 4, "solved": True, "contacted": False}
    assert (await acts.asks("office", beside.RateCase, case, **rate)).why == ProblemCode.NOT_ALLOWED

    await acts.does("worker_west", beside.RateCase, case, **rate)
    again = await acts.asks("worker_west", beside.RateCase, case, satisfaction=1)

    rating = await acts.one(CaseRating, case)
    assert (rating.round, rating.satisfaction, rating.solved, rating.contacted) == (1, 4, True, False)
    assert (again.verdict, again.why) == (Verdict.REFUSED, ProblemCode.TOO_OFTEN)


async def test_an_open_case_is_not_rated_and_the_words_are_kept(acts: Acts) -> None:
    case = await acts.handled()

    receipt = await acts.asks("worker_west", beside.RateCase, case, satisfaction=2, opinion="太慢")

    assert receipt.verdict is Verdict.MERGED
    assert await acts.rows(CaseRating, case) == []
    assert ("rate_case", False) in await acts.events(case)


# --- self-handling ----------------------------------------------------------------------------------------------------


async def _self_handled(acts: Acts) -> str:
    case = await acts.reported(class_code="B-event-01-10")
    for phase in (PhotoPhase.REPORT, PhotoPhase.HANDLE):
        await acts.photo("worker_west", case, phase)
    await acts.does("worker_west", beside.SelfHandle, case, opinion="已清理")
    return case


@pytest.fixture
async def tidy(acts: Acts) -> Acts:
    """The town, where rubbish may be put right on the spot."""
    shape = ClassShape(
        scheme="B", kind="event", major="01", minor="10", name="暴露生活垃圾", limit_value=4,
        limit_unit=LimitUnit.WORK_HOUR, may_self_handle=True,
    )  # fmt: skip
    await settle(acts.town.door, [DefineClasses(**by_system(new_id()), classes=(shape,))])
    return acts


@pytest.mark.parametrize(("accepted", "end"), [(True, CaseState.CLOSED), (False, CaseState.VOIDED)])
async def test_what_a_worker_did_alone_is_audited_and_closed_or_voided(
    tidy: Acts, accepted: bool, end: CaseState
) -> None:
    case = await _self_handled(tidy)
    found = await tidy.case(case)
    worker = tidy.town.scene.users["worker_west"]
    assert (found.state, found.self_handled, found.handled_by) == (CaseState.SELF_AUDIT, True, worker)

    await tidy.does("acceptor", beside.AuditSelfHandled, case, accepted=accepted, opinion="照片不符")

    found = await tidy.case(case)
    assert (found.state, found.self_handled, found.closed_at) == (end, True, tidy.town.at)


@pytest.mark.parametrize("missing", [PhotoPhase.REPORT, PhotoPhase.HANDLE])
async def test_without_a_photo_before_and_one_after_nothing_is_self_handled(tidy: Acts, missing: PhotoPhase) -> None:
    case = await tidy.reported(class_code="B-event-01-10")
    for phase in {PhotoPhase.REPORT, PhotoPhase.HANDLE} - {missing}:
        await tidy.photo("worker_west", case, phase)

    receipt = await tidy.asks("worker_west", beside.SelfHandle, case)

    needs = {PhotoPhase.REPORT: "photos_before", PhotoPhase.HANDLE: "photos_after"}[missing]
    assert (receipt.why, receipt.facts) == (ProblemCode.CASE_NEEDS, {"needs": needs, "wanted": "1", "have": "0"})


async def test_a_class_that_does_not_allow_it_is_not_self_handled(acts: Acts) -> None:
    case = await acts.reported()
    for phase in (PhotoPhase.REPORT, PhotoPhase.HANDLE):
        await acts.photo("worker_west", case, phase)

    assert (await acts.asks("worker_west", beside.SelfHandle, case)).why == ProblemCode.NOT_ALLOWED


# --- verifying before filing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pauses", [True, False])
async def test_while_somebody_looks_the_clock_of_accepting_rests_or_runs(acts: Acts, pauses: bool) -> None:
    await acts.switch(accept_pauses_in_verify=pauses)
    case = await acts.reported()
    before = await acts.due(case)
    acts.town.pass_time(minutes=5)
    await acts.does("acceptor", beside.SendVerify, case, checker=acts.town.scene.users["worker_east"], told="看坑深")
    assert await acts.due(case) == acts.town.at + timedelta(minutes=30)
    acts.town.pass_time(minutes=20)

    await acts.does("worker_east", beside.SubmitVerify, case, found=True, opinion="确有其事")

    found, task = await acts.case(case), await acts.one(CaseTask, case)
    assert (found.state, task.state, task.result) == (CaseState.REPORTED, CaseTaskState.DONE, "found")
    assert found.due_at == before + timedelta(minutes=20 if pauses else 0)


async def test_only_who_was_sent_tells_what_there_is_to_see(acts: Acts) -> None:
    case = await acts.reported()
    await acts.does("acceptor", beside.SendVerify, case, checker=acts.town.scene.users["worker_east"])

    receipt = await acts.asks("worker_west", beside.SubmitVerify, case, found=False)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


# --- merging ----------------------------------------------------------------------------------------------------------


async def test_a_merged_case_ends_and_goes_on_where_it_stood_when_it_was_none(acts: Acts) -> None:
    lead, case = await acts.filed(), await acts.dispatched()
    await acts.does("dispatcher", beside.MergeCase, case, duplicate_of=lead)
    merged = await acts.case(case)
    assert (merged.state, merged.duplicate_of, merged.due_at) == (CaseState.MERGED, lead, None)
    acts.town.pass_time(days=1)

    await acts.does("dispatcher", beside.UnmergeCase, case, opinion="是另一处")

    found, link = await acts.case(case), await acts.one(CaseLink, case)
    assert (found.state, found.duplicate_of, found.closed_at) == (CaseState.PENDING_HANDLE, None, None)
    assert (link.into_case, link.undone_at) == (lead, acts.town.at)
    assert found.due_at == acts.town.at + WEEK


async def test_what_lies_elsewhere_or_is_of_another_family_is_not_merged(acts: Acts) -> None:
    lead, far = await acts.filed(), await acts.filed("worker_east", point=middle(EAST))

    receipt = await acts.asks("dispatcher", beside.MergeCase, far, duplicate_of=lead)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_THE_SAME)
    assert receipt.facts["fault"] == "distance"


async def test_a_review_waits_for_a_request_that_is_not_there(acts: Acts) -> None:
    case, request = await acts.handled(), new_id()

    receipt = await acts.asks("dept", ReviewRequest, case, request=request, approved=True)

    assert (receipt.verdict, receipt.missing) == (Verdict.HELD, (request,))
