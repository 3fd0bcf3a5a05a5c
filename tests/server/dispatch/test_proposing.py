"""What is suggested for a case: who should lead, how its like was given out before, who is near; each with reasons."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.accounts import CreateUser, OrgLevel
from mobile_contract.case_steps import ReturnToDispatcher, SendVerify
from mobile_contract.cases import AcceptCase, DispatchCase, FileCase, ReportMatter
from mobile_contract.catalogue import DefineResponsibilities, ResponsibilityShape
from mobile_contract.duty import CaseProposal, RosterDuty
from mobile_contract.problems import ProblemCode
from server.accounts.entities import Org
from server.core.consumers import step
from server.core.database import ReadTx
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.reading import list_by
from server.core.statements import Row, Statement
from server.dispatch.nearest import STEP_M, TASK_M, UNKNOWN_M
from server.dispatch.places import place_consumer
from server.dispatch.proposing import make_proposal, read_proposal
from tests.server.dispatch.town import Town
from tests.support.scene import CLASS, EAST, WEST, by_system, middle, settle

HOURS_8 = timedelta(hours=8)


async def ask(town: Town, case: str, login: str = "office") -> CaseProposal:
    while await step(town.door, place_consumer()):
        pass
    return await read_proposal(town.door, town.scene.office(login), case)


async def org_at(town: Town, level: OrgLevel) -> str:
    [org] = await town.door.database.read(lambda tx: list_by(tx, town.door, Org, "level", [level.value]))
    return org.id


async def lay_down(town: Town, *lines: ResponsibilityShape) -> None:
    await settle(town.door, [DefineResponsibilities(**by_system(new_id()), lines=lines, reason="责任清单")])


async def report_as(town: Town, login: str, corner: tuple[float, float], **more: Any) -> str:
    phone, case = town.scene.phone(login), new_id()
    report = ReportMatter(**phone.facts(case), title="路面有坑", point=middle(corner), **more)
    await settle(town.door, [report], phone.actor)
    return case


async def test_the_table_comes_first_then_the_first_receiver_then_the_district(town: Town) -> None:
    community, district = town.scene.community, await org_at(town, OrgLevel.DISTRICT)
    await lay_down(
        town,
        ResponsibilityShape(matters="B", area=None, lead=district),
        ResponsibilityShape(matters="B-event-01", area=community, lead=town.scene.department, assist=(community,)),
    )
    [case] = await town.report(class_code=CLASS)
    leads = (await ask(town, case)).leads
    assert [(one.lead, one.because, one.matters) for one in leads] == [
        (town.scene.department, "major", "B-event-01"),
        (district, "scheme", "B"),
        (community, "first_receiver", ""),
    ]
    assert leads[0].assist == (community,)


async def test_the_department_that_has_just_sent_it_back_stands_last_and_is_marked(town: Town) -> None:
    await lay_down(town, ResponsibilityShape(matters=CLASS, area=None, lead=town.scene.department))
    [case] = await town.report()
    await town.dispatch(case)
    await settle(town.door, [ReturnToDispatcher(**by_system(case), request=new_id(), opinion="不属我局")])
    assert (await town.case(case)).returned_from == town.scene.department
    leads = (await ask(town, case)).leads
    assert (leads[-1].lead, leads[-1].returned) == (town.scene.department, True)
    assert not any(one.returned for one in leads[:-1])


async def test_a_case_without_a_class_has_nobody_proposed_to_lead(town: Town) -> None:
    [case] = await town.report()
    proposal = await ask(town, case)
    assert (proposal.leads, proposal.earlier) == ((), ())


async def test_what_became_of_its_like_in_the_same_grid_is_told_the_newest_first(town: Town) -> None:
    first, second = await town.report(2, class_code=CLASS)
    await town.dispatch(first)
    town.pass_time(hours=1)
    await town.dispatch(second)
    [elsewhere] = await town.report(point=middle(EAST))
    await town.dispatch(elsewhere)
    town.pass_time(hours=1)
    [case] = await town.report(class_code=CLASS)
    proposal = await ask(town, case)
    assert {one.case for one in proposal.earlier} == {first, second}
    assert {(one.department, one.state, one.redispatched, one.reworks) for one in proposal.earlier} == {
        (town.scene.department, "pending_handle", False, 0)
    }
    assert all(one.case_no for one in proposal.earlier)
    assert proposal.names[town.scene.department] == "市政"


async def test_workers_of_the_street_are_ranked_with_their_reasons_and_its_reporter_is_left_out(town: Town) -> None:
    west, east = town.scene.users["worker_west"], town.scene.users["worker_east"]
    await report_as(town, "worker_east", EAST)
    case = await report_as(town, "worker_west", WEST)
    proposal = await ask(town, case)
    assert [(one.user, one.because) for one in proposal.excluded] == [(west, "reporter")]
    [near] = proposal.workers
    assert (near.user, near.rostered, near.own_grid, near.open_tasks) == (east, False, False, 0)
    assert near.seen_at == town.at
    # The middles of the grids are a hundredth of a degree apart: 945 m on this latitude.
    assert near.distance_m is not None
    assert abs(near.distance_m - 945) <= 100 + STEP_M
    assert near.score_m == near.distance_m
    assert {proposal.names[user] for user in (west, east)} == {"worker_west", "worker_east"}


async def test_who_is_on_duty_goes_before_who_is_only_assigned_and_what_they_have_to_do_counts(town: Town) -> None:
    east, stranger = town.scene.users["worker_east"], town.scene.users["stranger"]
    roster: dict[str, Any] = {"from_at": town.at, "until_at": town.at + HOURS_8, "grids": (town.scene.east,)}
    await settle(town.door, [RosterDuty(**by_system(new_id()), user=user, **roster) for user in (east, stranger)])
    [busy, case] = await town.report(2, point=middle(WEST))
    await settle(town.door, [SendVerify(**by_system(busy), checker=east)])
    workers = (await ask(town, case)).workers
    assert [(one.user, one.rostered, one.open_tasks) for one in workers] == [(stranger, True, 0), (east, True, 1)]
    assert [one.score_m for one in workers] == [UNKNOWN_M, UNKNOWN_M + TASK_M]

    town.at += HOURS_8
    assert {one.user for one in (await ask(town, case)).workers} == {east, town.scene.users["worker_west"]}


async def test_nobody_from_elsewhere_is_told_of_a_case(town: Town) -> None:
    [case] = await town.report()
    for login, asked in (("stranger", case), ("worker_east", case), ("office", new_id())):
        with pytest.raises(Problem) as refused:
            await ask(town, asked, login)
        assert refused.value.code is ProblemCode.NOT_FOUND


class Counting:
    """A transaction that counts what it is asked."""

    def __init__(self, tx: ReadTx) -> None:
        self._tx = tx
        self.dialect = tx.dialect
        self.asked = 0

    async def fetch(self, statement: Statement, /, **params: Any) -> list[Row]:
        self.asked += 1
        return await self._tx.fetch(statement, **params)


async def test_a_proposal_asks_as_often_for_many_workers_lines_and_cases_as_for_few(town: Town) -> None:
    [case] = await town.report(class_code=CLASS)

    async def count(tx: ReadTx) -> tuple[int, int]:
        [found] = await list_by(tx, town.door, type(before), "id", [case])
        counting = Counting(tx)
        proposal = await make_proposal(counting, town.door, found, town.at)
        return counting.asked, len(proposal.workers) + len(proposal.earlier) + len(proposal.leads)

    before = await town.case(case)
    few, little = await town.door.database.read(count)
    people = [new_id() for _ in range(30)]
    await settle(
        town.door,
        [CreateUser(**by_system(user), login=f"w{n}", name="", password_hash="") for n, user in enumerate(people)],
    )
    roster: dict[str, Any] = {"from_at": town.at, "until_at": town.at + HOURS_8, "grids": (town.scene.west,)}
    await settle(town.door, [RosterDuty(**by_system(new_id()), user=user, **roster) for user in people])
    for like in await town.report(5):
        for command in (
            AcceptCase(**by_system(like)),
            FileCase(**by_system(like), class_code=CLASS),
            DispatchCase(**by_system(like), department=town.scene.department),
        ):
            await settle(town.door, [command])
    await lay_down(
        town, *(ResponsibilityShape(matters=told, area=None, lead=town.scene.department) for told in ("B", CLASS))
    )
    many, much = await town.door.database.read(count)
    assert much > little + 20
    assert many == few
