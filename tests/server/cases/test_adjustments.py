"""What may be asked for while a case is in hand, and after it: through the door, on both databases (domain.md 3.3)."""

from datetime import UTC, datetime, timedelta

import pytest

from mobile_contract import cases as wire
from mobile_contract.case_adjustments import (
    AppealTimeout,
    CaseRequestCommand,
    RequestExtension,
    RequestForcedClose,
    RequestKind,
    RequestState,
    RequestSuspension,
    RequestVoid,
    Reviewer,
    ReviewRequest,
)
from mobile_contract.case_steps import ResumeCase, ReturnToDispatcher
from mobile_contract.cases import CaseState
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import CaseTimer, TimerState
from server.core.ids import new_id
from server.dispatch.sweep import sweep
from tests.server.cases.acts import Acts

LIMIT = timedelta(days=7)
"""Five work days that begin on a Monday at nine, as long as no holiday is in the way."""


# --- extension --------------------------------------------------------------------------------------------------------


async def test_an_extension_goes_by_department_and_dispatcher_and_adds_one_original_limit(acts: Acts) -> None:
    case = await acts.handled()
    before = await acts.due(case)
    request = await acts.request("handler", RequestExtension, case)
    [asked] = await acts.asked(case)
    assert (asked.turn, asked.state) == (Reviewer.DEPARTMENT, RequestState.OPEN)

    await acts.review("dept", case, request)
    [passed] = await acts.asked(case)
    assert (passed.turn, passed.state) == (Reviewer.DISPATCHER, RequestState.OPEN)
    assert await acts.due(case) == before
    await acts.review("dispatcher", case, request)

    [decided] = await acts.asked(case)
    clock = await acts.clock(case)
    assert (decided.state, (await acts.case(case)).extensions) == (RequestState.APPROVED, 1)
    assert await acts.due(case) == clock.due_at == before + LIMIT
    assert (await acts.case(case)).state is CaseState.HANDLING


async def test_a_departments_own_request_goes_straight_to_the_dispatcher(acts: Acts) -> None:
    case = await acts.dispatched()

    request = await acts.request("dept", RequestExtension, case)

    [asked] = await acts.asked(case)
    assert asked.turn is Reviewer.DISPATCHER
    assert (await acts.asks("dept", ReviewRequest, case, request=request, approved=True)).why == ProblemCode.NOT_ALLOWED
    await acts.review("dispatcher", case, request)
    assert (await acts.case(case)).extensions == 1


async def test_no_more_than_two_extensions_are_approved_and_declined_ones_do_not_count(acts: Acts) -> None:
    case = await acts.handled()
    for approved in (False, True, False, True):
        request = await acts.request("dept", RequestExtension, case)
        await acts.review("dispatcher", case, request, approved=approved)

    third = await acts.asks("dept", RequestExtension, case, request=new_id())

    assert (third.verdict, third.why, third.facts) == (Verdict.REFUSED, ProblemCode.TOO_OFTEN, {"most": "2"})
    assert sorted(one.state.value for one in await acts.asked(case)) == ["approved"] * 2 + ["declined"] * 2
    assert (await acts.clock(case)).extended == 2


@pytest.mark.parametrize(("late", "why"), [(False, ""), (True, ProblemCode.OVERDUE)])
async def test_more_time_is_asked_for_before_it_is_over_and_not_after(acts: Acts, late: bool, why: str) -> None:
    case = await acts.handled()
    acts.town.at = await acts.due(case) + timedelta(seconds=late)

    receipt = await acts.asks("handler", RequestExtension, case, request=new_id())

    assert receipt.why == why


async def test_while_one_is_open_another_of_its_kind_is_refused(acts: Acts) -> None:
    case = await acts.handled()
    request = await acts.request("handler", RequestExtension, case)

    again = await acts.asks("dept", RequestExtension, case, request=new_id())

    assert (again.why, again.facts) == (ProblemCode.ALREADY_ASKED, {"open": request})
    await acts.request("handler", RequestSuspension, case, until_on="2026-04-01")


async def test_a_request_of_which_nobody_tells_the_reason_is_refused(acts: Acts) -> None:
    case = await acts.handled()

    receipt = await acts.asks("handler", RequestExtension, case, request=new_id(), opinion=" ")

    assert (receipt.why, receipt.facts) == (ProblemCode.CASE_NEEDS, {"needs": "opinion"})


async def test_a_day_that_no_calendar_has_is_refused_by_name(acts: Acts) -> None:
    case = await acts.handled()

    receipt = await acts.asks("handler", RequestSuspension, case, request=new_id(), until_on="2026-02-30")

    assert (receipt.why, receipt.facts) == (ProblemCode.MALFORMED, {"field": "until_on"})


async def test_a_review_of_what_the_case_has_gone_past_changes_nothing_and_the_request_lapses(acts: Acts) -> None:
    case = await acts.handled()
    request = await acts.request("handler", RequestExtension, case)
    await acts.finish(case)

    receipt = await acts.review("dept", case, request)

    [asked] = await acts.asked(case)
    assert (receipt.verdict, asked.state) == (Verdict.MERGED, RequestState.LAPSED)
    assert (await acts.clock(case)).extended == 0


# --- suspension -------------------------------------------------------------------------------------------------------


async def _suspended(acts: Acts, until_on: str = "2026-03-09") -> str:
    case = await acts.handled()
    request = await acts.request("handler", RequestSuspension, case, until_on=until_on)
    await acts.review("dept", case, request)
    await acts.review("dispatcher", case, request)
    assert (await acts.case(case)).state is CaseState.SUSPENDED
    return case


async def test_a_suspended_case_rests_with_its_clock_and_goes_on_when_its_last_day_is_over(acts: Acts) -> None:
    case = await _suspended(acts)
    assert ((await acts.case(case)).due_at, (await acts.clock(case)).state) == (None, TimerState.PAUSED)
    acts.town.at = datetime(2026, 3, 9, 15, 59, 58, tzinfo=UTC)
    await sweep(acts.town.door)
    assert (await acts.case(case)).state is CaseState.SUSPENDED

    acts.town.at = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
    await sweep(acts.town.door)

    resumed, clock = await acts.case(case), await acts.clock(case)
    assert (resumed.state, resumed.suspended_until, resumed.suspensions) == (CaseState.HANDLING, None, 1)
    [rest] = clock.rests
    assert rest.until_at == datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
    # All five days of work are left when Tuesday the 10th begins: until the evening of Monday the 16th.
    assert resumed.due_at == datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


async def test_nobody_works_on_a_suspended_case_and_what_was_done_is_kept_for_a_person(acts: Acts) -> None:
    case = await _suspended(acts)

    receipt = await acts.asks("handler", wire.FinishHandling, case, opinion="已修好")

    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.CASE_MOVED_ON)
    assert (await acts.case(case)).state is CaseState.SUSPENDED
    assert ("finish_handling", False) in await acts.events(case)


async def test_the_dispatcher_lets_a_suspended_case_go_on_earlier_and_no_second_one_is_approved(acts: Acts) -> None:
    case = await _suspended(acts, "2026-06-01")
    acts.town.pass_time(days=1)

    await acts.does("dispatcher", ResumeCase, case)

    assert (await acts.case(case)).state is CaseState.HANDLING
    again = await acts.asks("dept", RequestSuspension, case, request=new_id(), until_on="2026-07-01")
    assert (again.why, again.facts) == (ProblemCode.TOO_OFTEN, {"most": "1"})


@pytest.mark.parametrize(
    ("until_on", "why"),
    [("2026-03-01", ProblemCode.OUT_OF_TIME), ("2027-03-02", ""), ("2027-03-03", ProblemCode.OUT_OF_TIME)],
)
async def test_a_case_rests_for_a_year_at_most(acts: Acts, until_on: str, why: str) -> None:
    case = await acts.handled()

    receipt = await acts.asks("dept", RequestSuspension, case, request=new_id(), until_on=until_on)

    assert receipt.why == why


# --- return -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", [False, True])
async def test_a_department_returns_a_case_at_once_or_when_the_dispatcher_agrees(acts: Acts, asks: bool) -> None:
    await acts.switch(return_needs_approval=asks)
    case = await acts.dispatched()
    request = new_id()

    await acts.does("dept", ReturnToDispatcher, case, request=request, opinion="不属于我单位职责")
    if asks:
        assert (await acts.case(case)).state is CaseState.PENDING_HANDLE
        await acts.review("dispatcher", case, request)

    returned = await acts.case(case)
    department = acts.town.scene.department
    assert (returned.state, returned.returns, returned.returned_from) == (CaseState.PENDING_DISPATCH, 1, department)
    back = await acts.asks("dispatcher", wire.DispatchCase, case, department=department)
    assert (back.why, back.facts) == (ProblemCode.JUST_RETURNED, {"department": department})
    await acts.does("dispatcher", wire.DispatchCase, case, department=acts.other_department)
    assert (await acts.case(case)).redispatched


async def test_a_return_that_the_dispatcher_declines_leaves_the_case_where_it_is(acts: Acts) -> None:
    await acts.switch(return_needs_approval=True)
    case = await acts.dispatched()
    request = new_id()
    await acts.does("dept", ReturnToDispatcher, case, request=request)

    await acts.review("dispatcher", case, request, approved=False)

    found = await acts.case(case)
    assert (found.state, found.returns) == (CaseState.PENDING_HANDLE, 0)
    await acts.assign(case)


async def test_a_case_that_was_assigned_is_not_returned_before_that_is_revoked(acts: Acts) -> None:
    case = await acts.handled()

    receipt = await acts.asks("dept", ReturnToDispatcher, case, request=new_id())

    assert receipt.verdict is Verdict.CONFLICT
    assert (await acts.case(case)).state is CaseState.HANDLING


async def test_with_a_reason_a_case_is_forced_on_whom_it_came_back_from(acts: Acts) -> None:
    case = await acts.dispatched()
    await acts.does("dept", ReturnToDispatcher, case, request=new_id())
    department = acts.town.scene.department

    await acts.does("dispatcher", wire.DispatchCase, case, department=department, forced=True, opinion="属你单位管养")

    found = await acts.case(case)
    assert (found.state, found.redispatched) == (CaseState.PENDING_HANDLE, False)


# --- the ends that are counted apart ----------------------------------------------------------------------------------


async def test_a_case_is_voided_when_the_shift_leader_agrees_and_its_clocks_come_to_nothing(acts: Acts) -> None:
    case = await acts.filed()
    request = await acts.request("dispatcher", RequestVoid, case, opinion="重复录入")

    await acts.review("office", case, request)

    found = await acts.case(case)
    assert (found.state, found.closed_at, found.due_at) == (CaseState.VOIDED, acts.town.at, None)
    assert {one.state for one in await acts.rows(CaseTimer, case)} == {TimerState.DONE, TimerState.DROPPED}


async def test_a_case_that_somebody_works_on_is_not_voided_without_a_person_seeing_it(acts: Acts) -> None:
    case = await acts.dispatched()
    request = await acts.request("dispatcher", RequestVoid, case)
    await acts.assign(case)

    receipt = await acts.asks("office", ReviewRequest, case, request=request, approved=True)

    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.CASE_MOVED_ON)
    assert (await acts.case(case)).state is CaseState.HANDLING


async def test_refusing_not_filing_and_voiding_are_three_ends(acts: Acts) -> None:
    refused, not_filed = await acts.reported(), await acts.accepted()

    await acts.does("acceptor", wire.RefuseCase, refused, opinion="不属于受理范围")
    await acts.does("office", wire.NotFileCase, not_filed, opinion="未达到立案条件")

    ends = [(await acts.case(case)).state for case in (refused, not_filed)]
    assert ends == [CaseState.REFUSED, CaseState.NOT_FILED]
    for login, kind, case in (
        ("acceptor", wire.RefuseCase, await acts.reported()),
        ("office", wire.NotFileCase, await acts.accepted()),
    ):
        receipt = await acts.asks(login, kind, case, opinion="")
        assert (receipt.why, receipt.facts) == (ProblemCode.CASE_NEEDS, {"needs": "opinion"})


async def test_a_case_is_closed_by_force_by_two_supervisors_and_not_by_one(acts: Acts) -> None:
    case = await acts.handled()
    request = await acts.request("supervisor", RequestForcedClose, case, opinion="长期无法处置")

    alone = await acts.asks("supervisor", ReviewRequest, case, request=request, approved=True)
    assert (alone.verdict, alone.why) == (Verdict.REFUSED, ProblemCode.SAME_PERSON)
    assert (await acts.case(case)).state is CaseState.HANDLING
    await acts.review("other_supervisor", case, request)

    found, [asked] = await acts.case(case), await acts.asked(case)
    assert (found.state, found.closed_at, found.due_at) == (CaseState.FORCED_CLOSED, acts.town.at, None)
    users = acts.town.scene.users
    assert (asked.asked_by, asked.decided_by) == (users["supervisor"], users["other_supervisor"])


@pytest.mark.parametrize("login", ["office", "dept", "dispatcher"])
async def test_nobody_but_a_supervisor_asks_for_a_forced_closing(acts: Acts, login: str) -> None:
    case = await acts.dispatched()

    receipt = await acts.asks(login, RequestForcedClose, case, request=new_id())

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


# --- appeal -----------------------------------------------------------------------------------------------------------


async def test_an_appeal_that_both_grant_exempts_the_case_and_the_fact_stays(acts: Acts) -> None:
    case = await acts.closed(after_days=10)
    clock = await acts.clock(case)
    assert clock.finished_at is not None
    assert clock.finished_at > clock.due_at
    request = await acts.request("dept", AppealTimeout, case, opinion="连续暴雨无法施工")

    await acts.review("dispatcher", case, request)
    assert not (await acts.case(case)).exempt
    await acts.review("acceptor", case, request)

    found = await acts.case(case)
    assert (found.exempt, found.state) == (True, CaseState.CLOSED)
    assert await acts.clock(case) == clock


async def test_who_was_in_time_or_is_not_done_yet_has_nothing_to_appeal(acts: Acts) -> None:
    in_time, open_still = await acts.closed(), await acts.handled()

    receipts = [await acts.asks("dept", AppealTimeout, case, request=new_id()) for case in (in_time, open_still)]

    assert [(one.verdict, one.why) for one in receipts] == [
        (Verdict.REFUSED, ProblemCode.NOT_OVERDUE),
        (Verdict.CONFLICT, ProblemCode.CASE_MOVED_ON),
    ]


@pytest.mark.parametrize("again", [False, True])
async def test_an_appeal_is_made_once_and_again_only_where_the_district_lets_it(acts: Acts, again: bool) -> None:
    await acts.switch(may_appeal_again=again)
    case = await acts.closed(after_days=10)
    first = await acts.request("dept", AppealTimeout, case)
    await acts.review("dispatcher", case, first, approved=False)

    receipt = await acts.asks("dept", AppealTimeout, case, request=new_id())

    assert receipt.why == ("" if again else ProblemCode.TOO_OFTEN)


@pytest.mark.parametrize("kind", [RequestExtension, RequestSuspension])
async def test_a_request_that_is_no_case_of_the_review_is_not_found(acts: Acts, kind: type[CaseRequestCommand]) -> None:
    case, other = await acts.handled(), await acts.handled()
    facts = {"until_on": "2026-04-01"} if kind is RequestSuspension else {}
    request = await acts.request("handler", kind, case, **facts)

    receipt = await acts.asks("dept", ReviewRequest, other, request=request, approved=True)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_FOUND)
    assert {one.of_kind for one in await acts.asked(case)} == {
        RequestKind.EXTENSION if kind is RequestExtension else RequestKind.SUSPENSION
    }
