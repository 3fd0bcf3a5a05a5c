"""What offices see of reminders, whistles, levels and duties: their own area's, the most pressing first."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.accounts import CreateUser, GrantMembership, Post
from mobile_contract.base import Datum, Point
from mobile_contract.case_adjustments import BlowWhistle, EndWhistle, JoinWhistle, WhistleKind
from mobile_contract.case_steps import AssignDown, EscalateCase
from mobile_contract.cases import RefuseCase
from mobile_contract.duty import ReminderPage, RosterDuty, WhistleList
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.ids import new_id
from server.core.problems import Problem
from server.dispatch import service
from server.dispatch.sweep import sweep
from tests.server.dispatch.town import MONDAY, Town
from tests.support.scene import EAST, WEST, by_system, middle, settle

MINUTE = timedelta(minutes=1)


async def reminders(town: Town, login: str = "office", after: str | None = None, limit: int = 50) -> ReminderPage:
    return await service.list_reminders(town.door, town.scene.office(login), service.place_of(after), limit)


async def hire(town: Town, post: Post, org: str) -> Actor:
    """Somebody new with a post at an organisation."""
    login = new_id()
    town.scene.users[login] = new_id()
    user = CreateUser(**by_system(town.scene.users[login]), login=login[:18], name=post, password_hash="")
    await settle(town.door, [user])
    await settle(town.door, [GrantMembership(**by_system(new_id()), user=town.scene.users[login], org=org, post=post)])
    return town.scene.office(login)


# --- reminders --------------------------------------------------------------------------------------------------------


async def test_reminders_come_latest_first_with_their_case_and_whether_they_are_the_readers_own(town: Town) -> None:
    [case] = await town.report(title="路灯不亮")
    for minutes in (12, 3, 7.5):
        town.pass_time(minutes=minutes)
        await sweep(town.door)

    page = await reminders(town)
    assert [(one.percent, one.told_at - MONDAY, one.mine) for one in page.reminders] == [
        (150, 22.5 * MINUTE, False),
        (100, 15 * MINUTE, True),
        (80, 12 * MINUTE, True),
    ]
    assert {(one.case, one.stage, one.title, one.grid) for one in page.reminders} == {
        (case, "accept", "路灯不亮", town.scene.west)
    }
    assert page.names == {town.scene.west: "西网格"}
    assert page.next is None


async def test_reminders_are_of_ones_own_area_alone(town: Town) -> None:
    [west], [east] = await town.report(), await town.report(point=middle(EAST))
    town.pass_time(minutes=13)
    await sweep(town.door)
    seen = {
        login: {one.case for one in (await reminders(town, login)).reminders} for login in ("office", "worker_west")
    }
    assert seen == {"office": {west, east}, "worker_west": {west}}
    for login in ("stranger", "dept"):
        assert (await reminders(town, login)).reminders == ()


async def test_pages_of_reminders_hold_each_once(town: Town) -> None:
    cases = await town.report(7)
    town.pass_time(minutes=13)
    await sweep(town.door)
    found: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = await reminders(town, after=after, limit=3)
        found += [one.case for one in page.reminders]
        after = page.next
    assert after is None
    assert sorted(found) == sorted(cases)


@pytest.mark.parametrize("after", ["", "1", "x.y", f"1.{'0' * 36}", f"{10**30}.0193f0a0-0000-7000-8000-00000000aaaa"])
def test_a_place_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(Problem) as refused:
        service.place_of(after)
    assert refused.value.code is ProblemCode.MALFORMED


# --- whistles ---------------------------------------------------------------------------------------------------------


async def blow(town: Town, case: str, **more: Any) -> str:
    """Call the department to a case; the whistle's id."""
    whistle = new_id()
    facts: dict[str, Any] = {"whistle_kind": WhistleKind.DAILY, "departments": (town.scene.department,), **more}
    await settle(town.door, [BlowWhistle(**by_system(case), whistle=whistle, **facts)])
    return whistle


async def whistles(town: Town, login: str = "office") -> WhistleList:
    return await service.list_whistles(town.door, town.scene.office(login))


async def test_a_whistle_is_seen_by_its_area_and_by_whom_it_calls_the_most_pressing_first(town: Town) -> None:
    calm, pressing = await town.report(2)
    await blow(town, calm, join_minutes=60)
    await blow(town, pressing, join_minutes=20, whistle_kind=WhistleKind.EMERGENCY, matter="燃气泄漏")
    for login in ("office", "dept"):
        seen = await whistles(town, login)
        assert [(one.case, one.whistle_kind, one.matter) for one in seen.whistles] == [
            (pressing, "emergency", "燃气泄漏"),
            (calm, "daily", ""),
        ]
        assert seen.whistles[0].join_by_at == MONDAY + 20 * MINUTE
        assert seen.names[town.scene.department] == "市政"
    for login in ("worker_east", "stranger"):
        assert (await whistles(town, login)).whistles == ()


async def test_a_department_that_has_not_come_in_time_is_late_and_one_that_came_is_not(town: Town) -> None:
    case, other = await town.report(2)
    whistle = await blow(town, case)
    await blow(town, other)

    async def duties() -> dict[str, bool]:
        return {one.case: one.duties[0].late for one in (await whistles(town)).whistles}

    town.pass_time(minutes=30)
    assert await duties() == {case: False, other: False}
    here = Point(lon=WEST[0] + 0.005, lat=WEST[1] + 0.005, datum=Datum.WGS84, accuracy_m=5.0)
    phone = town.scene.phone("dept")
    join = JoinWhistle(**phone.facts(case), whistle=whistle, department=town.scene.department, point=here)
    await settle(town.door, [join], phone.actor)
    town.pass_time(seconds=1)
    assert await duties() == {case: False, other: True}
    [joined] = [one.duties[0] for one in (await whistles(town)).whistles if one.case == case]
    assert (joined.on_site, joined.joined_at) == (True, MONDAY + 30 * MINUTE)
    assert joined.distance_m is not None
    assert joined.distance_m < 1


async def test_a_whistle_that_is_over_is_gone(town: Town) -> None:
    [case] = await town.report()
    whistle = await blow(town, case)
    await settle(town.door, [EndWhistle(**by_system(case), whistle=whistle, opinion="已处置完毕")])
    assert (await whistles(town)).whistles == (await whistles(town, "dept")).whistles == ()


# --- levels -----------------------------------------------------------------------------------------------------------


async def test_levels_tell_who_had_a_case_and_how_long(town: Town) -> None:
    [case] = await town.report()
    town.pass_time(minutes=10)
    await settle(town.door, [EscalateCase(**by_system(case), opinion="需社区协调")])
    town.pass_time(hours=2)
    await settle(town.door, [EscalateCase(**by_system(case), opinion="需街道协调")])
    town.pass_time(hours=1)
    await settle(town.door, [AssignDown(**by_system(case), owner=town.scene.community, opinion="请社区办理")])
    town.pass_time(minutes=5)
    await settle(town.door, [RefuseCase(**by_system(case), opinion="重复")])
    town.pass_time(days=1)

    told = await service.list_levels(town.door, town.scene.office("office"), case)
    assert [(told.names.get(one.org or ""), one.minutes, one.by) for one in told.levels] == [
        (None, 10, "report_matter"),
        ("雨花社区", 120, "escalate_case"),
        ("雨花街道", 60, "escalate_case"),
        ("雨花社区", 5, "assign_down"),
    ]
    assert told.levels[-1].until_at == MONDAY + timedelta(hours=3, minutes=15)
    with pytest.raises(Problem) as refused:
        await service.list_levels(town.door, town.scene.office("worker_east"), case)
    assert refused.value.code is ProblemCode.NOT_FOUND


# --- duties -----------------------------------------------------------------------------------------------------------


async def test_duties_of_ones_area_are_told_now_or_at_another_instant(town: Town) -> None:
    worker = town.scene.users["worker_west"]
    early, late = new_id(), new_id()
    for duty, hours in ((early, 0), (late, 8)):
        facts: dict[str, Any] = {
            "from_at": MONDAY + timedelta(hours=hours),
            "until_at": MONDAY + timedelta(hours=hours + 8),
        }
        await settle(
            town.door, [RosterDuty(**by_system(duty), user=worker, grids=(town.scene.west, town.scene.east), **facts)]
        )
    office = town.scene.office("office")

    now = await service.list_duties(town.door, office, None)
    assert (now.at, {one.duty for one in now.duties}) == (MONDAY, {early})
    assert [one.grid for one in now.duties] == sorted((town.scene.west, town.scene.east))
    assert now.names == {worker: "worker_west", town.scene.west: "西网格", town.scene.east: "东网格"}
    then = await service.list_duties(town.door, office, MONDAY + timedelta(hours=8))
    assert {one.duty for one in then.duties} == {late}
    mine = await service.list_duties(town.door, town.scene.office("worker_east"), None)
    assert [one.grid for one in mine.duties] == [town.scene.east]
    assert (await service.list_duties(town.door, town.scene.office("stranger"), None)).duties == ()


async def test_a_chief_draws_up_the_roster_of_their_grids_and_a_neighbour_does_not(town: Town) -> None:
    committee, department = (
        await hire(town, Post.COMMITTEE, town.scene.community),
        await hire(town, Post.DEPARTMENT, town.scene.department),
    )
    facts: dict[str, Any] = {"user": town.scene.users["worker_west"], "grids": (town.scene.west,)}
    facts |= {"from_at": MONDAY, "until_at": MONDAY + timedelta(hours=8)}
    await settle(town.door, [RosterDuty(**by_system(new_id()), **facts)], committee)
    [receipt] = (await town.door.issue([RosterDuty(**by_system(new_id()), **facts)], department)).receipts
    assert receipt.why == ProblemCode.NOT_ALLOWED
