"""What offices see beside a case and what waits for their review, through the service and on both databases."""

from typing import Any

import pytest

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract.case_adjustments import RequestExtension, RequestKind, RequestVoid, Reviewer, Supervision
from mobile_contract.cases import CheckResult
from mobile_contract.problems import ProblemCode
from server.cases import reviewing
from server.cases.service import read_case
from server.cases.waiting import FIRST
from server.core.ids import new_id
from server.core.problems import Problem
from tests.server.cases.acts import Acts
from tests.support.scene import EAST, middle


async def _waiting(acts: Acts, login: str) -> list[tuple[str, Reviewer]]:
    """The cases and turns of what waits for somebody."""
    page = await reviewing.list_requests(acts.town.door, acts.town.scene.office(login), FIRST, 50)
    assert page.next is None
    return [(one.case, one.request.turn) for one in page.requests]


async def _offered(acts: Acts, login: str, case: str) -> set[str]:
    return set((await read_case(acts.town.door, acts.town.scene.office(login), case)).commands)


async def test_a_request_waits_for_whose_turn_it_is_and_for_nobody_else(acts: Acts) -> None:
    case = await acts.handled()
    request = await acts.request("handler", RequestExtension, case)
    seen: list[dict[str, bool]] = []
    for reviewer in ("dept", "dispatcher"):
        logins = ("dept", "dispatcher", "office", "other_dept", "worker_west", "stranger")
        seen.append({login: bool(await _waiting(acts, login)) for login in logins})
        await acts.review(reviewer, case, request)

    nobody = dict.fromkeys(("dept", "dispatcher", "office", "other_dept", "worker_west", "stranger"), False)
    assert seen == [nobody | {"dept": True}, nobody | {"dispatcher": True, "office": True}]
    assert await _waiting(acts, "dispatcher") == []


async def test_requests_come_longest_first_page_by_page_with_their_case(acts: Acts) -> None:
    cases: list[str] = []
    for _ in range(3):
        case = await acts.filed()
        await acts.request("dispatcher", RequestVoid, case, opinion="误报")
        cases.append(case)
        acts.town.pass_time(minutes=1)
    actor, found = acts.town.scene.office("office"), list[str]()
    after: str | None = None
    while True:
        page = await reviewing.list_requests(acts.town.door, actor, reviewing.place_of(after), 2)
        found += [one.case for one in page.requests]
        after = page.next
        if after is None:
            break

    [first, *_] = page.requests
    assert found == cases
    assert (first.title, first.request.of_kind, first.request.reason) == ("路面有坑", RequestKind.VOID, "误报")
    assert page.names[acts.town.scene.users["dispatcher"]] == "dispatcher"


async def test_without_shift_leaders_their_reviews_wait_for_acceptors(acts: Acts) -> None:
    case = await acts.filed()
    await acts.request("dispatcher", RequestVoid, case)
    assert await _waiting(acts, "acceptor") == []

    await acts.switch(shift_leader=False)

    assert await _waiting(acts, "acceptor") == [(case, Reviewer.SHIFT_LEADER)]


async def test_what_waits_elsewhere_is_not_there(acts: Acts) -> None:
    case = await acts.filed("worker_east", point=middle(EAST))
    await acts.request("dispatcher", RequestVoid, case)

    assert await _waiting(acts, "worker_west") == []
    assert await _waiting(acts, "office") == [(case, Reviewer.SHIFT_LEADER)]


@pytest.mark.parametrize("after", ["", "1", "x.y", f"{10**30}.0193f0a0-0000-7000-8000-00000000aaaa"])
def test_a_place_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(Problem) as refused:
        reviewing.place_of(after)
    assert refused.value.code is ProblemCode.MALFORMED


def test_a_place_reads_back() -> None:
    place = FIRST._replace(id="0193f0a0-0000-7000-8000-00000000aaaa")
    assert reviewing.place_of(reviewing.cursor_of(place)) == place
    assert reviewing.place_of(None) == FIRST


# --- beside a case ----------------------------------------------------------------------------------------------------


async def test_an_office_sees_what_was_asked_ordered_sent_and_said(acts: Acts) -> None:
    case = await acts.handled()
    given = new_id()
    await acts.does("supervisor", adjustments.SuperviseCase, case, supervision=given, level=Supervision.RED)
    await acts.does("dept", adjustments.AnswerSupervision, case, supervision=given, opinion="今日完成")
    await acts.request("handler", RequestExtension, case, opinion="等材料")
    await acts.finish(case)
    await acts.check(case, CheckResult.PASSED)

    told = await reviewing.read_beside(acts.town.door, acts.town.scene.office("office"), case)

    [request], [card], [task] = told.requests, told.supervisions, told.tasks
    assert (request.reason, request.turn, request.stale) == ("等材料", Reviewer.DEPARTMENT, False)
    assert (card.level, card.points, card.reply) == (Supervision.RED, 10, "今日完成")
    assert (task.result, task.assignee) == ("passed", acts.town.scene.users["worker_east"])
    assert [(clock.stage, clock.state) for clock in told.clocks if clock.stage in ("handle", "check")] == [
        ("handle", "done"),
        ("check", "done"),
    ]
    users = acts.town.scene.users
    assert {told.names[users[login]] for login in ("handler", "supervisor", "worker_east")} == {
        "handler", "supervisor", "worker_east"
    }  # fmt: skip


async def test_a_cancelled_card_counts_no_points_and_is_still_seen(acts: Acts) -> None:
    case, given = await acts.handled(), new_id()
    await acts.does("supervisor", adjustments.SuperviseCase, case, supervision=given, level=Supervision.YELLOW)
    await acts.does("supervisor", adjustments.CancelSupervision, case, supervision=given, opinion="误发")

    told = await reviewing.read_beside(acts.town.door, acts.town.scene.office("office"), case)

    [card] = told.supervisions
    assert (card.points, card.cancel_reason) == (0, "误发")


async def test_what_is_rated_is_seen_by_round(acts: Acts) -> None:
    case = await acts.closed()
    await acts.does("worker_west", beside.RateCase, case, satisfaction=5, solved=True, opinion="满意")

    told = await reviewing.read_beside(acts.town.door, acts.town.scene.office("supervisor"), case)

    [rating] = told.ratings
    assert (rating.round, rating.satisfaction, rating.words) == (1, 5, "满意")


@pytest.mark.parametrize("login", ["stranger", "other_dept", "worker_east"])
async def test_beside_a_case_that_is_not_yours_there_is_nothing(acts: Acts, login: str) -> None:
    case = await acts.handled()

    with pytest.raises(Problem) as refused:
        await reviewing.read_beside(acts.town.door, acts.town.scene.office(login), case)

    assert refused.value.code is ProblemCode.NOT_FOUND


# --- what is offered --------------------------------------------------------------------------------------------------


async def test_a_review_is_offered_to_whose_turn_it_is_while_there_is_one(acts: Acts) -> None:
    case = await acts.handled()
    before = {login: "review_request" in await _offered(acts, login, case) for login in ("dept", "dispatcher")}
    request = await acts.request("handler", RequestExtension, case)
    asked = {login: "review_request" in await _offered(acts, login, case) for login in ("dept", "dispatcher")}
    await acts.review("dept", case, request)
    passed = {login: "review_request" in await _offered(acts, login, case) for login in ("dept", "dispatcher")}

    assert (before, asked, passed) == (
        {"dept": False, "dispatcher": False},
        {"dept": True, "dispatcher": False},
        {"dept": False, "dispatcher": True},
    )


async def test_cards_and_whistles_are_answered_and_joined_where_there_are_some(acts: Acts) -> None:
    case = await acts.handled()
    kinds = {"answer_supervision", "join_whistle", "leave_whistle"}
    assert await _offered(acts, "dept", case) & kinds == set()
    whistle = {"whistle": new_id()}
    await acts.does("supervisor", adjustments.SuperviseCase, case, supervision=new_id(), level=Supervision.NORMAL)
    await acts.does(
        "street", adjustments.BlowWhistle, case, **whistle, whistle_kind=adjustments.WhistleKind.DAILY,
        departments=(acts.town.scene.department,),
    )  # fmt: skip
    called = await _offered(acts, "dept", case) & kinds
    part: dict[str, Any] = whistle | {"department": acts.town.scene.department}
    await acts.does("dept", adjustments.JoinWhistle, case, **part)

    assert called == {"answer_supervision", "join_whistle"}
    assert await _offered(acts, "dept", case) & kinds == {"answer_supervision", "leave_whistle"}
    street = await _offered(acts, "street", case)
    assert {"end_whistle", "score_whistle"} <= street
    assert "blow_whistle" not in street


async def test_what_was_done_as_often_as_it_may_is_offered_no_more(acts: Acts) -> None:
    case = await acts.handled()
    for _ in range(2):
        assert "request_extension" in await _offered(acts, "dept", case)
        await acts.review("dispatcher", case, await acts.request("dept", RequestExtension, case))

    assert "request_extension" not in await _offered(acts, "dept", case)
