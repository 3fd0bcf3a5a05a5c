"""Departments that assist, and those that a whistle calls: what they see, say and finish (domain.md 3.2, 3.5)."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import EndMembership, GrantMembership, Post
from mobile_contract.base import Clock
from mobile_contract.case_adjustments import JointMatter, WhistleKind
from mobile_contract.case_steps import CaseTaskState
from mobile_contract.cases import CaseState
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Membership
from server.cases import board, duplicates, reviewing, service
from server.cases.adjusted import CaseWhistle, WhistleDuty
from server.cases.entities import CaseEvent, CaseTask
from server.cases.worktime import Light
from server.core import clock
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.reading import list_by
from server.dispatch import service as dispatch
from tests.server.cases.acts import Acts
from tests.support.scene import WEST, by_system, middle, settle


async def assisted(acts: Acts) -> str:
    """A case that the department leads and the other department assists."""
    case = await acts.filed()
    await acts.does(
        "office", wire.DispatchCase, case, department=acts.town.scene.department, assisting=(acts.other_department,)
    )
    return case


async def blown(acts: Acts, case: str, login: str = "street", **more: Any) -> str:
    """A whistle that calls both departments; its id."""
    whistle = new_id()
    facts = {"whistle_kind": WhistleKind.EMERGENCY, "departments": (acts.town.scene.department, acts.other_department)}
    await acts.does(login, adjustments.BlowWhistle, case, whistle=whistle, **(facts | more))
    return whistle


async def reads(acts: Acts, login: str, case: str) -> bool:
    """Whether somebody may read a case."""
    try:
        await service.read_case(acts.town.door, acts.town.scene.office(login), case)
    except Problem as problem:
        return problem.code is not ProblemCode.NOT_FOUND
    return True


async def offered(acts: Acts, login: str, case: str) -> tuple[str, ...]:
    return (await service.read_case(acts.town.door, acts.town.scene.office(login), case)).commands


async def board_of(acts: Acts, login: str, **asked: Any) -> set[str]:
    filters = board.Filters(**asked)
    page = await service.list_cases(acts.town.door, acts.town.scene.office(login), filters, board.NEWEST, 50)
    return {one.id for one in page.cases}


# --- assisting --------------------------------------------------------------------------------------------------------


async def test_whoever_assists_reads_the_case_says_and_shows_what_they_did_and_finishes(acts: Acts) -> None:
    case = await assisted(acts)
    assert await reads(acts, "other_dept", case)
    assert "finish_assisting" in await offered(acts, "other_dept", case)

    await acts.does("other_dept", wire.CommentCase, case, opinion="明早到场")
    await acts.photo("other_dept", case, PhotoPhase.HANDLE)
    await acts.does("other_dept", beside.FinishAssisting, case, department=acts.other_department, opinion="已配合")

    [task] = await acts.rows(CaseTask, case)
    assert (task.state, task.result, task.finished_at) == (CaseTaskState.DONE, "done", acts.town.at)
    assert await reads(acts, "other_dept", case)
    assert "finish_assisting" not in await offered(acts, "other_dept", case)
    again = await acts.asks("other_dept", beside.FinishAssisting, case, department=acts.other_department)
    assert (again.verdict, again.why) == (Verdict.REFUSED, ProblemCode.ALREADY_ENDED)


async def test_assisting_is_finished_by_who_was_asked_and_by_nobody_else(acts: Acts) -> None:
    case = await assisted(acts)

    for login, department, why in (
        ("dept", acts.other_department, ProblemCode.NOT_ALLOWED),
        ("dept", acts.town.scene.department, ProblemCode.NOT_FOUND),
    ):
        receipt = await acts.asks(login, beside.FinishAssisting, case, department=department)
        assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, why)


async def test_what_a_department_returns_its_helpers_read_no_more_but_may_still_speak(acts: Acts) -> None:
    case = await assisted(acts)
    await acts.does("dept", beside.ReturnToDispatcher, case, request=new_id())

    [task] = await acts.rows(CaseTask, case)
    assert task.state is CaseTaskState.WITHDRAWN
    assert not await reads(acts, "other_dept", case)
    await acts.does("other_dept", wire.CommentCase, case, opinion="我们已经到过现场")


async def test_the_board_lists_what_awaits_the_help_of_ones_department_wherever_it_lies(acts: Acts) -> None:
    case, alone = await assisted(acts), await acts.dispatched()

    assert await board_of(acts, "other_dept", assisting=True) == {case}
    assert await board_of(acts, "other_dept") == set()
    assert await board_of(acts, "other_dept", assisting=True, light=Light.GREEN) == {case}
    assert await board_of(acts, "other_dept", assisting=True, light=Light.RED) == set()
    assert await board_of(acts, "dept") == {case, alone}
    assert await board_of(acts, "dept", assisting=True) == set()
    await acts.does("other_dept", beside.FinishAssisting, case, department=acts.other_department)
    assert await board_of(acts, "other_dept", assisting=True) == set()


async def test_a_stranger_to_a_case_neither_reads_it_nor_speaks_of_it(acts: Acts) -> None:
    case = await acts.dispatched()

    assert not await reads(acts, "other_dept", case)
    said = await acts.asks("other_dept", wire.CommentCase, case)
    assert (said.verdict, said.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


async def test_whoever_assists_is_not_shown_other_cases_or_where_workers_are(acts: Acts) -> None:
    case, office = await assisted(acts), acts.town.scene.office("other_dept")
    rules = duplicates.likeness_of(None)

    with pytest.raises(Problem):
        await duplicates.read_duplicates(acts.town.door, office, case, rules)
    with pytest.raises(Problem):
        await dispatch.list_levels(acts.town.door, office, case)
    told = await reviewing.read_beside(acts.town.door, office, case)
    assert [task.org for task in told.tasks] == [acts.other_department]


# --- whistles ---------------------------------------------------------------------------------------------------------


async def test_whom_a_whistle_calls_reads_the_case_until_they_leave(acts: Acts) -> None:
    case = await acts.filed()
    whistle = await blown(acts, case)
    part: dict[str, Any] = {"whistle": whistle, "department": acts.other_department}

    assert await reads(acts, "other_dept", case)
    [call] = (await dispatch.list_whistles(acts.town.door, acts.town.scene.office("other_dept"))).whistles
    here = middle(WEST)
    assert (call.lon, call.lat, call.grid, call.address) == (here.lon, here.lat, acts.town.scene.west, "")
    await acts.does("other_dept", adjustments.JoinWhistle, case, **part)
    await acts.photo("other_dept", case, PhotoPhase.HANDLE)
    await acts.does("other_dept", adjustments.LeaveWhistle, case, **part)

    assert not await reads(acts, "other_dept", case)


async def test_a_whistle_that_is_over_opens_the_case_no_more(acts: Acts) -> None:
    case = await acts.filed()
    whistle = await blown(acts, case)

    await acts.does("street", adjustments.EndWhistle, case, whistle=whistle, opinion="已处置")

    assert not await reads(acts, "other_dept", case)


async def test_a_phone_joins_by_what_it_fetched_without_holding_the_case_and_hours_later(acts: Acts) -> None:
    case = await acts.filed()
    await _hire_at(acts, "handler", acts.other_department, Post.HANDLER)
    whistle, at = await blown(acts, case), acts.town.at + timedelta(minutes=10)
    phone = acts.town.scene.phone("handler")
    acts.town.at = at
    join = adjustments.JoinWhistle(
        **phone.facts(case), whistle=whistle, department=acts.other_department, point=middle(WEST)
    )
    acts.town.pass_time(hours=3)
    phone.mono += 3 * 3_600_000 - 500

    [receipt] = (await phone.push(acts.town.door, join)).receipts

    assert receipt.verdict is Verdict.APPLIED, receipt
    duties = {one.department: one for one in await acts.rows(WhistleDuty, case)}
    duty = duties[acts.other_department]
    assert (duty.joined_at, duty.on_site) == (at, True)


async def _hire_at(acts: Acts, login: str, org: str, post: Post) -> None:
    user = acts.town.scene.users[login]
    await settle(acts.town.door, [GrantMembership(**by_system(new_id()), user=user, org=org, post=post)])


@pytest.mark.parametrize("login", ["office", "worker_west", "dept"])
async def test_nobody_below_the_street_whistles_ends_or_scores(acts: Acts, login: str) -> None:
    case = await acts.filed()
    facts: dict[str, Any] = {"whistle_kind": WhistleKind.DAILY, "departments": (acts.other_department,)}
    below = await acts.asks(login, adjustments.BlowWhistle, case, whistle=new_id(), **facts)
    whistle = await blown(acts, case)
    part: dict[str, Any] = {"whistle": whistle, "department": acts.other_department}
    await acts.does("other_dept", adjustments.JoinWhistle, case, **part)

    ended = await acts.asks(login, adjustments.EndWhistle, case, whistle=whistle)
    scored = await acts.asks(login, adjustments.ScoreWhistle, case, **part, score=1)

    for receipt in (below, ended, scored):
        assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


@pytest.mark.parametrize(
    ("kind", "minutes", "given"),
    [
        (WhistleKind.EMERGENCY, None, 30),
        (WhistleKind.EMERGENCY, 20, 20),
        (WhistleKind.EMERGENCY, 31, None),
        (WhistleKind.DAILY, None, 30),
        (WhistleKind.DAILY, 1440, 1440),
        (WhistleKind.DAILY, 1441, None),
        (WhistleKind.KEY, 4320, 4320),
        (WhistleKind.KEY, 4321, None),
    ],
)
async def test_a_whistle_gives_no_more_time_to_come_than_its_kind_allows(
    acts: Acts, kind: WhistleKind, minutes: int | None, given: int | None
) -> None:
    case = await acts.filed()
    facts: dict[str, Any] = {"whistle_kind": kind, "departments": (acts.other_department,), "join_minutes": minutes}

    receipt = await acts.asks("street", adjustments.BlowWhistle, case, whistle=new_id(), **facts)

    if given is None:
        assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.OUT_OF_TIME)
    else:
        whistle = await acts.one(CaseWhistle, case)
        assert whistle.join_by_at == acts.town.at + timedelta(minutes=given)


async def test_a_district_may_want_them_sooner(acts: Acts) -> None:
    await acts.switch(emergency_join_minutes=15)
    case = await acts.filed()

    await blown(acts, case)

    assert (await acts.one(CaseWhistle, case)).join_by_at == acts.town.at + timedelta(minutes=15)


async def test_who_never_came_is_not_scored(acts: Acts) -> None:
    case = await acts.filed()
    part: dict[str, Any] = {"whistle": await blown(acts, case), "department": acts.other_department}

    receipt = await acts.asks("street", adjustments.ScoreWhistle, case, **part, score=0)

    assert (receipt.why, receipt.facts) == (ProblemCode.CASE_NEEDS, {"needs": "joining"})


async def test_a_whistle_ends_when_all_have_come_and_gone_or_with_a_reason(acts: Acts) -> None:
    case, ours, other = await acts.filed(), acts.town.scene.department, acts.other_department
    whistle = await blown(acts, case)
    await acts.does("dept", adjustments.JoinWhistle, case, whistle=whistle, department=ours)

    early = await acts.asks("street", adjustments.EndWhistle, case, whistle=whistle, opinion="")
    assert (early.why, early.facts) == (ProblemCode.CASE_NEEDS, {"needs": "opinion", "absent": other, "on_duty": ours})
    await acts.does("other_dept", adjustments.JoinWhistle, case, whistle=whistle, department=other)
    for login, department in (("dept", ours), ("other_dept", other)):
        await acts.does(login, adjustments.LeaveWhistle, case, whistle=whistle, department=department)

    await acts.does("street", adjustments.EndWhistle, case, whistle=whistle, opinion="")


async def test_a_whistle_names_a_matter_of_the_districts_list_and_of_ours_before_it_has_one(acts: Acts) -> None:
    case, door = await acts.filed(), acts.town.door
    ours = await dispatch.list_matters(door)
    facts: dict[str, Any] = {"whistle_kind": WhistleKind.DAILY, "departments": (acts.other_department,)}
    unknown = await acts.asks("street", adjustments.BlowWhistle, case, whistle=new_id(), joint_matter="x", **facts)
    assert ours.is_default
    assert (unknown.why, unknown.facts) == (ProblemCode.NOT_FOUND, {"joint_matter": "x"})

    own = (JointMatter(code="x", name="联合整治"),)
    await settle(door, [adjustments.SetJointMatters(**by_system(new_id()), matters=own)])
    twice = adjustments.SetJointMatters(**by_system(new_id()), matters=own * 2)
    [refused] = (await door.issue([twice])).receipts
    assert refused.why == ProblemCode.WRONG_IDENTIFIER
    await acts.does("street", adjustments.BlowWhistle, case, whistle=new_id(), joint_matter="x", **facts)

    assert await dispatch.list_matters(door) == adjustments.JointMatters(matters=own)
    [call] = (await dispatch.list_whistles(door, acts.town.scene.office("street"))).whistles
    assert call.joint_matter == "x"


# --- what a phone may queue -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "verdict"), [(1, Verdict.APPLIED), (3, Verdict.REFUSED)])
async def test_what_is_decided_at_a_desk_is_taken_from_a_phone_that_is_online_and_from_no_queue(
    acts: Acts, minutes: int, verdict: Verdict
) -> None:
    case, phone = await acts.filed(), acts.town.scene.phone("office")
    command = wire.DispatchCase(**phone.facts(case), department=acts.town.scene.department)
    comment = wire.CommentCase(**phone.facts(case), opinion="在路上")
    acts.town.pass_time(minutes=minutes)
    phone.mono += minutes * 60_000

    sent, said = (await phone.push(acts.town.door, command, comment)).receipts

    assert (sent.verdict, sent.why) == (verdict, "" if verdict is Verdict.APPLIED else ProblemCode.ONLINE_ONLY)
    assert said.verdict is Verdict.APPLIED
    assert clock.now() == acts.town.at


@pytest.mark.parametrize("epoch", ["", "an-epoch-that-is-over"])
async def test_who_has_lost_a_post_gives_no_orders_from_the_past(acts: Acts, epoch: str) -> None:
    """Whatever epoch a phone names: what a restore took back may be told again, but by who still has the say."""
    case, town = await acts.filed(), acts.town
    before = clock.millis(clock.now())
    town.pass_time(hours=1)
    user = town.scene.users["dispatcher"]
    [post] = await town.door.database.read(lambda tx: list_by(tx, town.door, Membership, "user_id", [user]))
    await settle(town.door, [EndMembership(**by_system(post.id))])
    town.pass_time(hours=20)
    phone = town.scene.phone("dispatcher")
    facts: dict[str, Any] = phone.facts(case, epoch=epoch) | {"made": Clock(wall=before, boot="earlier", mono=5)}

    [answer] = (await phone.push(town.door, wire.DispatchCase(**facts, department=town.scene.department))).receipts

    assert (answer.verdict, answer.why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)
    assert (await acts.case(case)).state is CaseState.PENDING_DISPATCH


async def test_whoever_may_not_do_it_at_all_is_told_that_first(acts: Acts) -> None:
    case, phone = await acts.filed(), acts.town.scene.phone("worker_east")
    command = wire.DispatchCase(**phone.facts(case), department=acts.town.scene.department)
    acts.town.pass_time(minutes=3)
    phone.mono += 180_000

    [receipt] = (await phone.push(acts.town.door, command)).receipts

    assert receipt.why == ProblemCode.NOT_ALLOWED
    assert await acts.rows(CaseEvent, case)
