"""What the catalogue makes of a case through the door: its limit, who should lead, what it must show to be closed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from mobile_contract import cases as wire
from mobile_contract.accounts import CreateOrg, OrgLevel
from mobile_contract.base import Command
from mobile_contract.cases import LimitUnit, ReportMatter
from mobile_contract.catalogue import (
    DefineClasses,
    DefineResponsibilities,
    DutyRule,
    LimitOverride,
    ResponsibilityShape,
)
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.scope import directory_of
from server.cases.entities import TimerStage
from server.catalogue.rules import condition_id
from server.core.door import Door
from server.core.ids import new_id
from server.dispatch.proposing import read_proposal
from tests.server.catalogue.shapes import a_class, a_condition
from tests.server.dispatch.town import Town, a_town
from tests.support.scene import WEST, by_system, middle, settle

OWN = "B-event-01-01"
HOURS = LimitUnit.URGENT_HOUR


@pytest.fixture
async def town(door: Door) -> AsyncIterator[Town]:
    async with a_town(door) as one:
        yield one


async def bring(town: Town, *conditions: Any, **more: Any) -> None:
    """An edition of the class with these conditions; a look at the case before it is closed is waived."""
    facts: dict[str, Any] = by_system(new_id(), contract=3) | {"classes": (a_class(check_waived=True),), **more}
    await settle(town.door, [DefineClasses(**facts, conditions=conditions, reason="新版目录")])


async def file_case(town: Town, ordinal: int = 1) -> str:
    case = new_id()
    for command in (
        ReportMatter(**by_system(case), title="私搭乱建", point=middle(WEST), class_code=OWN),
        wire.AcceptCase(**by_system(case)),
        wire.FileCase(**by_system(case), class_code=OWN, condition=condition_id(f"{OWN}:{ordinal}")),
    ):
        await settle(town.door, [command])
    return case


async def refused(town: Town, command: Command) -> tuple[str, dict[str, str]]:
    [receipt] = (await town.door.issue([command])).receipts
    assert receipt.verdict is Verdict.REFUSED, receipt
    return str(receipt.why), receipt.facts


async def street_of(town: Town) -> str:
    directory = await town.door.database.read(lambda tx: directory_of(tx, town.door))
    above = directory.org_above(town.scene.community)
    assert above is not None
    return above


async def a_photo(town: Town, case: str) -> None:
    facts = {"subject_kind": PhotoSubject.CASE, "subject": case, "phase": PhotoPhase.HANDLE}
    photo: dict[str, Any] = (
        by_system(new_id(), case) | facts | {"sha256": sha256(new_id().encode()).hexdigest(), "size_bytes": 10}
    )
    await settle(town.door, [AttachPhoto(**photo)])


# --- limits and proposals ---------------------------------------------------------------------------------------------


async def test_the_limit_is_that_of_the_chosen_condition_and_not_of_the_class(town: Town) -> None:
    await bring(town, a_condition(1, limit_unit=HOURS, limit_value=2), a_condition(2, limit_unit=HOURS, limit_value=7))
    for ordinal, hours in ((1, 2), (2, 7)):
        case = await file_case(town, ordinal)
        await settle(town.door, [wire.DispatchCase(**by_system(case), department=town.scene.department)])
        assert (await town.timer(case, TimerStage.HANDLE)).due_at == town.at + timedelta(hours=hours)
        assert (await town.case(case)).due_at == town.at + timedelta(hours=hours)


async def test_a_street_may_have_a_limit_of_its_own_and_a_department_another(town: Town) -> None:
    street = LimitOverride(org=await street_of(town), limit_value=5, limit_unit=HOURS)
    department = LimitOverride(org=town.scene.department, limit_value=9, limit_unit=HOURS)
    await bring(town, a_condition(1, overrides=(street,)), a_condition(2, overrides=(street, department)))
    for ordinal, hours in ((1, 5), (2, 9)):
        case = await file_case(town, ordinal)
        await settle(town.door, [wire.DispatchCase(**by_system(case), department=town.scene.department)])
        assert (await town.timer(case, TimerStage.HANDLE)).due_at == town.at + timedelta(hours=hours)


async def test_who_should_lead_follows_from_the_condition_under_which_it_was_filed(town: Town) -> None:
    community, department = town.scene.community, town.scene.department
    await bring(town, a_condition(1), a_condition(2, duty=DutyRule.COMMUNITY))
    lines = tuple(
        ResponsibilityShape(matters=matters, lead=lead, area=community)
        for matters, lead in ((OWN, community), (f"{OWN}:1", department))
    )
    await settle(town.door, [DefineResponsibilities(**by_system(new_id()), lines=lines, reason="责任清单")])

    async def first(ordinal: int) -> tuple[str, str, str]:
        case = await file_case(town, ordinal)
        lead = (await read_proposal(town.door, town.scene.office("office"), case)).leads[0]
        return lead.lead, lead.because, lead.matters

    assert await first(1) == (department, "condition", f"{OWN}:1")
    assert await first(2) == (community, "area_office", "")


# --- refusals ---------------------------------------------------------------------------------------------------------


async def test_a_department_of_another_street_is_refused_and_one_of_the_district_is_not(town: Town) -> None:
    await bring(town, a_condition())
    directory = await town.door.database.read(lambda tx: directory_of(tx, town.door))
    [district] = directory.child_orgs(None)
    other, theirs = new_id(), new_id()
    orgs = [
        CreateOrg(**by_system(other), code="320114002", name="另一街道", level=OrgLevel.STREET, parent=district.id),
        CreateOrg(**by_system(theirs), code="CG", name="另一街道城管", level=OrgLevel.DEPARTMENT, parent=other),
    ]
    for org in orgs:
        await settle(town.door, [org])
    case = await file_case(town)
    why, facts = await refused(town, wire.DispatchCase(**by_system(case), department=theirs))
    assert (why, facts) == (ProblemCode.DEPARTMENT_OUTSIDE, {"department": theirs, "grid": town.scene.west})
    await settle(town.door, [wire.DispatchCase(**by_system(case), department=town.scene.department)])


async def test_work_without_the_photos_that_its_condition_asks_for_is_refused_with_how_many_there_are(
    town: Town,
) -> None:
    await bring(town, a_condition(photos_after=2))
    case = await file_case(town)
    await settle(town.door, [wire.DispatchCase(**by_system(case), department=town.scene.department)])
    await settle(town.door, [wire.AssignCase(**by_system(case), handler=town.scene.users["handler"])])
    await a_photo(town, case)
    why, facts = await refused(town, wire.FinishHandling(**by_system(case)))
    assert (why, facts) == (ProblemCode.CASE_NEEDS, {"needs": "photos_after", "wanted": "2", "have": "1"})
    await a_photo(town, case)
    await settle(town.door, [wire.FinishHandling(**by_system(case))])


async def test_a_closing_without_its_condition_is_refused_with_its_words_after_the_edition_ended_too(
    town: Town,
) -> None:
    await bring(town, a_condition(photos_before=0, photos_after=0, closing_text="已拆除，场地平整"))
    case = await file_case(town)
    await settle(town.door, [wire.DispatchCase(**by_system(case), department=town.scene.department)])
    await settle(town.door, [wire.AssignCase(**by_system(case), handler=town.scene.users["handler"])])
    for step in (wire.FinishHandling, wire.ConfirmHandling):
        await settle(town.door, [step(**by_system(case))])
    town.pass_time(hours=1)
    await bring(town, classes=(), retired_classes=(OWN,))
    why, facts = await refused(town, wire.CloseCase(**by_system(case)))
    assert why == ProblemCode.CASE_NEEDS
    assert facts == {"needs": "closing_condition", "closing_text": "已拆除，场地平整"}
    await settle(town.door, [wire.CloseCase(**by_system(case), condition_met=True)])
    assert (await town.case(case)).class_version == 1
