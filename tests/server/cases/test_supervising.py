"""Cards, reminders, levels and whistles of a case, through the door and on both databases (domain.md 3.3, 3.5)."""

from datetime import timedelta

import pytest

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract.case_adjustments import Supervision, WhistleKind
from mobile_contract.cases import CaseState
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.adjusted import CaseSupervision, CaseWhistle, WhistleDuty
from server.core.ids import new_id
from tests.server.cases.acts import Acts
from tests.support.scene import EAST, WEST, middle


async def _supervise(acts: Acts, case: str, level: Supervision) -> str:
    supervision = new_id()
    await acts.does("supervisor", adjustments.SuperviseCase, case, supervision=supervision, level=level)
    return supervision


# --- cards ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "points"), [(Supervision.NORMAL, 0), (Supervision.YELLOW, 5), (Supervision.RED, 10)])
async def test_a_card_counts_its_points_and_shows_on_the_case(acts: Acts, level: Supervision, points: int) -> None:
    case = await acts.handled()

    await _supervise(acts, case, level)

    given = await acts.one(CaseSupervision, case)
    assert (given.level, given.points, given.department) == (level, points, acts.town.scene.department)
    assert ((await acts.case(case)).card, (await acts.case(case)).state) == (level.value, CaseState.HANDLING)


async def test_a_district_says_how_many_points_a_card_counts(acts: Acts) -> None:
    await acts.switch(yellow_points=3)
    case = await acts.handled()

    await _supervise(acts, case, Supervision.YELLOW)

    assert (await acts.one(CaseSupervision, case)).points == 3


async def test_the_gravest_card_shows_until_it_is_cancelled_and_what_was_said_stays(acts: Acts) -> None:
    case = await acts.handled()
    red = await _supervise(acts, case, Supervision.RED)
    await _supervise(acts, case, Supervision.YELLOW)
    assert (await acts.case(case)).card == "red"

    await acts.does("supervisor", adjustments.CancelSupervision, case, supervision=red, opinion="误发")

    given = {one.level: one for one in await acts.rows(CaseSupervision, case)}
    assert (await acts.case(case)).card == "yellow"
    assert (given[Supervision.RED].cancel_reason, given[Supervision.RED].words) == ("误发", "理由")
    again = await acts.asks("supervisor", adjustments.CancelSupervision, case, supervision=red)
    assert (again.verdict, again.why) == (Verdict.REFUSED, ProblemCode.ALREADY_ENDED)


async def test_a_department_replies_once(acts: Acts) -> None:
    case = await acts.handled()
    yellow = await _supervise(acts, case, Supervision.YELLOW)

    await acts.does("dept", adjustments.AnswerSupervision, case, supervision=yellow, opinion="今日完成")

    given = await acts.one(CaseSupervision, case)
    assert (given.reply, given.replied_by) == ("今日完成", acts.town.scene.users["dept"])
    again = await acts.asks("dept", adjustments.AnswerSupervision, case, supervision=yellow)
    assert (again.verdict, again.why) == (Verdict.REFUSED, ProblemCode.ALREADY_ENDED)


async def test_a_leaders_instruction_and_a_reminder_count_nothing_and_are_no_card(acts: Acts) -> None:
    case = await acts.handled()

    await _supervise(acts, case, Supervision.INSTRUCTION)
    await acts.does("worker_west", adjustments.UrgeCase, case, supervision=new_id(), opinion="请快一点")

    given = {one.level: one.points for one in await acts.rows(CaseSupervision, case)}
    assert given == {Supervision.INSTRUCTION: 0, Supervision.URGE: 0}
    assert (await acts.case(case)).card is None


@pytest.mark.parametrize("login", ["office", "dept", "worker_west"])
async def test_nobody_but_a_supervisor_gives_a_card(acts: Acts, login: str) -> None:
    case = await acts.handled()

    receipt = await acts.asks(
        login, adjustments.SuperviseCase, case, supervision=new_id(), level=Supervision.YELLOW
    )  # fmt: skip

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


# --- urgency, history and levels --------------------------------------------------------------------------------------


async def test_urgency_and_history_are_set_and_taken_back(acts: Acts) -> None:
    case = await acts.dispatched()
    seen: list[tuple[bool, bool]] = []
    for on in (True, False):
        await acts.does("office", beside.SetUrgency, case, urgent=on)
        await acts.does("supervisor", beside.SetHistoric, case, historic=on)
        found = await acts.case(case)
        seen.append((found.urgent, found.historic))

    assert seen == [(True, True), (False, False)]


async def test_a_case_moves_up_level_by_level_to_the_district_and_down_again(acts: Acts) -> None:
    case = await acts.reported()
    community = acts.town.scene.community
    owners: list[str | None] = [(await acts.case(case)).owner]
    for login in ("worker_west", "office", "street"):
        await acts.does(login, beside.EscalateCase, case, opinion="本级无力解决")
        owners.append((await acts.case(case)).owner)
    assert owners == [None, community, acts.street, acts.district]
    above = await acts.asks("dispatcher", beside.EscalateCase, case)
    assert (above.verdict, above.why) == (Verdict.REFUSED, ProblemCode.NO_LEVEL)

    skipping = await acts.asks("dispatcher", beside.AssignDown, case, owner=community)
    assert (skipping.verdict, skipping.why) == (Verdict.REFUSED, ProblemCode.NO_LEVEL)
    for login, owner in (("dispatcher", acts.street), ("street", community)):
        await acts.does(login, beside.AssignDown, case, owner=owner, opinion="交办")
    assert (await acts.case(case)).owner == community


# --- whistles ---------------------------------------------------------------------------------------------------------


async def _blown(acts: Acts, case: str, kind: WhistleKind = WhistleKind.EMERGENCY) -> str:
    whistle = new_id()
    departments = (acts.town.scene.department, acts.other_department)
    await acts.does(
        "street", adjustments.BlowWhistle, case, whistle=whistle, whistle_kind=kind, departments=departments
    )  # fmt: skip
    return whistle


async def test_a_street_whistles_departments_come_leave_and_are_scored_and_the_street_ends_it(acts: Acts) -> None:
    case = await acts.filed()
    whistle = await _blown(acts, case)
    blown, department = await acts.one(CaseWhistle, case), acts.town.scene.department
    assert (blown.join_by_at, (await acts.case(case)).whistle) == (acts.town.at + timedelta(minutes=30), whistle)
    here, part = middle(WEST), {"whistle": whistle, "department": department}

    await acts.does("dept", adjustments.JoinWhistle, case, **part, point=here)
    early = await acts.asks("dept", adjustments.LeaveWhistle, case, **part, opinion="")
    await acts.does("street", adjustments.ScoreWhistle, case, **part, score=95)
    await acts.does("street", adjustments.EndWhistle, case, whistle=whistle)
    await acts.does("dept", adjustments.LeaveWhistle, case, **part, opinion="")

    duties = {one.department: one for one in await acts.rows(WhistleDuty, case)}
    duty = duties[department]
    assert (duty.on_site, duty.distance_m, duty.score, duty.left_at) == (True, 0.0, 95, acts.town.at)
    assert (early.why, early.facts) == (ProblemCode.CASE_NEEDS, {"needs": "opinion"})
    assert duties[acts.other_department].joined_at is None
    assert (await acts.case(case)).whistle is None


async def test_a_check_in_from_afar_is_taken_in_and_marked(acts: Acts) -> None:
    case = await acts.filed()
    part = {"whistle": await _blown(acts, case), "department": acts.town.scene.department}

    await acts.does("dept", adjustments.JoinWhistle, case, **part, point=middle(EAST))

    [duty] = [one for one in await acts.rows(WhistleDuty, case) if one.joined_at]
    assert duty.on_site is False
    assert duty.distance_m is not None
    assert 900 < duty.distance_m < 1000


async def test_a_department_that_was_not_called_does_not_join_and_a_second_whistle_waits_for_the_first(
    acts: Acts,
) -> None:
    case, whistle = await acts.filed(), new_id()
    await acts.does(
        "street", adjustments.BlowWhistle, case, whistle=whistle, whistle_kind=WhistleKind.DAILY,
        departments=(acts.town.scene.department,),
    )  # fmt: skip

    joined = await acts.asks(
        "other_dept", adjustments.JoinWhistle, case, whistle=whistle, department=acts.other_department
    )  # fmt: skip
    again = await acts.asks(
        "street", adjustments.BlowWhistle, case, whistle=new_id(), whistle_kind=WhistleKind.KEY,
        departments=(acts.other_department,),
    )  # fmt: skip

    assert (joined.verdict, joined.why) == (Verdict.REFUSED, ProblemCode.NOT_FOUND)
    assert (again.why, again.facts) == (ProblemCode.ALREADY_ASKED, {"open": whistle})
