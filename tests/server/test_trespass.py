"""What a tampered phone tries on other people's rows, on both databases: by their ids, their lanes, their keys."""

from typing import Any

import pytest

from mobile_contract import cases
from mobile_contract.accounts import GrantMembership, Post
from mobile_contract.base import Command
from mobile_contract.cases import ReportMatter
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    ChangeDwelling,
    ChangeHousehold,
    ChangePerson,
    ChangeResidency,
    DwellingEdits,
    EndResidency,
    HouseholdEdits,
    MoveIn,
    PersonEdits,
    RegisterPerson,
    ResidencyEdits,
)
from mobile_contract.visits import RecordVisit
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.journal import Entry, list_entries_of, verify
from server.core.reading import find_entity
from server.residents.entities import Person
from tests.support.scene import CLASS, DISTRICT, EAST, WEST, APhone, Scene, by_system, make_scene, middle, settle

REFUSED = ("refused", "not_allowed")
TAKEN = ("refused", "id_taken")
DONE = ("applied", "")


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


@pytest.fixture
def west(scene: Scene) -> APhone:
    return scene.phone("worker_west")


async def verdicts(door: Door, phone: APhone, *commands: Command) -> list[tuple[str, str]]:
    """What became of each command, and why."""
    outcome = await phone.push(door, *commands)
    return [(receipt.verdict.value, receipt.why) for receipt in outcome.receipts]


async def a_neighbour_of(door: Door, dwelling: str) -> dict[str, str]:
    """A household of a dwelling and a resident in it."""
    ids = {"household": new_id(), "person": new_id(), "stay": new_id()}
    home: dict[str, Any] = {"dwelling": dwelling, "household": ids["household"]}
    register = RegisterPerson(**by_system(ids["person"]), residency=ids["stay"], **home, name="演示李四")
    await settle(door, [AddHousehold(**by_system(ids["household"]), dwelling=dwelling), register])
    return ids


async def a_case_of(door: Door, corner: tuple[float, float]) -> str:
    case = new_id()
    await settle(door, [ReportMatter(**by_system(case), title="井盖", point=middle(corner))])
    return case


async def entries_of(door: Door, entity: str) -> list[Entry]:
    return await door.database.read(lambda tx: list_entries_of(tx, DISTRICT, [entity]))


async def grid_of(door: Door, person: str) -> str | None:
    found = await door.database.read(lambda tx: find_entity(tx, door, Person, person))
    return None if found is None else found.grid


# --- rows of others ---------------------------------------------------------------------------------------------------


async def test_rows_of_another_grid_are_not_changed_by_naming_them_in_an_own_lane(
    door: Door, scene: Scene, west: APhone
) -> None:
    theirs, own = await a_neighbour_of(door, scene.east_dwelling), scene.person
    east_case = await a_case_of(door, EAST)
    facts = west.facts
    commands: list[Command] = [
        ChangePerson(**facts(theirs["person"], own), set=PersonEdits(phone=(None, "13900000001"))),
        ChangePerson(**facts(theirs["person"], own), add_labels=("ELDER",)),
        ChangeHousehold(**facts(theirs["household"], own), set=HouseholdEdits(number=("", "7"))),
        ChangeDwelling(**facts(scene.east_dwelling, own), set=DwellingEdits(room=("201", "7"))),
        ChangeResidency(**facts(theirs["stay"], own), set=ResidencyEdits(relation=("99", "01"))),
        EndResidency(**facts(theirs["stay"], theirs["person"]), until_on="2026-01-01"),
        RecordVisit(**facts(new_id(), own), household=theirs["household"]),
        AddHousehold(**facts(new_id(), own), dwelling=scene.east_dwelling),
        AddBuilding(**facts(new_id(), own), grid=scene.east, name="x"),
        RegisterPerson(**facts(new_id(), own), residency=new_id(), dwelling=scene.east_dwelling, name="x"),
        RegisterPerson(
            **facts(new_id(), own), residency=new_id(), dwelling=scene.dwelling, household=theirs["household"], name="x"
        ),
        cases.CommentCase(**facts(east_case, own), opinion="x"),
        cases.FinishHandling(**facts(east_case, own)),
        AttachPhoto(
            **facts(new_id(), own), subject_kind=PhotoSubject.CASE, subject=east_case, phase=PhotoPhase.HANDLE,
            sha256="e" * 64, size_bytes=5,
        ),
    ]  # fmt: skip
    assert dict(zip(commands, await verdicts(door, west, *commands), strict=True)) == dict.fromkeys(commands, REFUSED)


async def test_nobody_is_moved_into_or_out_of_a_grid_that_is_not_the_movers(
    door: Door, scene: Scene, west: APhone
) -> None:
    theirs = await a_neighbour_of(door, scene.east_dwelling)
    pulled = MoveIn(**west.facts(theirs["person"]), residency=new_id(), dwelling=scene.dwelling)
    pushed = MoveIn(**west.facts(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    joined = MoveIn(
        **west.facts(scene.person), residency=new_id(), dwelling=scene.dwelling, household=theirs["household"]
    )
    assert await verdicts(door, west, pulled, pushed, joined) == [REFUSED] * 3
    own = MoveIn(**west.facts(scene.person), residency=new_id(), dwelling=scene.other_dwelling)
    assert await verdicts(door, west, own) == [DONE]
    across = MoveIn(**by_system(theirs["person"]), residency=new_id(), dwelling=scene.dwelling)
    assert (await settle(door, [across], scene.office("office")))[0].verdict == "applied"
    assert await grid_of(door, theirs["person"]) == scene.west


async def test_a_case_is_worked_on_by_its_own_people(door: Door, scene: Scene, west: APhone) -> None:
    case, handler, east = await a_case_of(door, WEST), scene.users["worker_east"], scene.phone("worker_east")
    for step in (
        GrantMembership(**by_system(new_id()), user=handler, org=scene.department, post=Post.HANDLER),
        cases.AcceptCase(**by_system(case)),
        cases.FileCase(**by_system(case), class_code=CLASS),
        cases.DispatchCase(**by_system(case), department=scene.department),
        cases.AssignCase(**by_system(case), handler=handler),
    ):
        await settle(door, [step])
    for command in (
        cases.RecordProgress(**west.facts(case), opinion="x"),
        cases.FinishHandling(**west.facts(case)),
        cases.ConfirmHandling(**west.facts(case)),
        cases.CloseCase(**west.facts(case)),
        cases.AssignCase(**west.facts(case), handler=scene.users["worker_west"]),
        cases.SubmitCheck(**west.facts(case), result=cases.CheckResult.PASSED),
    ):
        assert await verdicts(door, west, command) == [REFUSED], command
    assert await verdicts(door, east, cases.FinishHandling(**east.facts(case))) == [DONE]
    send = cases.SendCheck(**by_system(case), checker=handler)
    await settle(door, [cases.ConfirmHandling(**by_system(case))])
    assert (await door.issue([send])).receipts[0].why == "same_person"


# --- lanes and keys ---------------------------------------------------------------------------------------------------


async def test_a_body_is_sealed_by_the_key_of_what_it_is_about_whatever_lane_it_claims(
    door: Door, scene: Scene, west: APhone
) -> None:
    theirs = await a_neighbour_of(door, scene.east_dwelling)
    stranger = theirs["person"]
    visit = RecordVisit(**west.facts(new_id(), stranger), household=scene.household, note="x")
    edit = ChangePerson(**west.facts(scene.person, stranger), set=PersonEdits(workplace=("", "厂")))
    report = ReportMatter(**west.facts(new_id(), stranger), title="x", claimed_grid=scene.west, address="x")
    refused = ChangePerson(**west.facts(stranger, scene.person), set=PersonEdits(workplace=("", "厂")))
    held = RecordVisit(**west.facts(new_id(), stranger), household=new_id())
    told = await verdicts(door, west, visit, edit, report, refused, held)
    assert [verdict for verdict, _ in told] == ["applied", "applied", "applied", "refused", "held"]
    expected = {
        visit.entity: scene.household,
        edit.entity: scene.person,
        report.entity: report.entity,
        stranger: stranger,
    }
    for entity, subject in expected.items():
        assert (await entries_of(door, entity))[-1].subject == subject
    await door.erase(SYSTEM, stranger, "asked for")
    for entity in (visit.entity, edit.entity):
        assert all(entry.body for entry in await entries_of(door, entity))
    assert not (await verify(door.database, DISTRICT, door.seal)).faults
    assert await verdicts(door, west, edit) == [DONE]


async def test_an_erased_lane_costs_its_own_command_alone(door: Door, scene: Scene, west: APhone) -> None:
    theirs = await a_neighbour_of(door, scene.dwelling)
    await door.erase(SYSTEM, theirs["person"], "asked for")
    late = ChangePerson(**west.facts(theirs["person"]), set=PersonEdits(note=(None, "秘密")))
    spoof = RecordVisit(**west.facts(new_id(), theirs["person"]), household=scene.household)
    visit = RecordVisit(**west.facts(new_id(), scene.household), household=scene.household)
    anew = RegisterPerson(**west.facts(theirs["person"]), residency=new_id(), dwelling=scene.dwelling, name="x")
    told = await verdicts(door, west, late, spoof, visit, anew)
    assert told == [("gone", ""), ("gone", ""), DONE, ("gone", "")]
    assert not (await verify(door.database, DISTRICT, door.seal)).faults


def under_one_id(scene: Scene, phone: APhone, known: str) -> list[Command]:
    """A row of each kind that a worker makes, under an id that is somebody's already."""
    home: dict[str, Any] = {"dwelling": scene.dwelling}
    return [
        RegisterPerson(**phone.facts(known), residency=new_id(), **home, name="x"),
        RegisterPerson(**phone.facts(new_id()), residency=known, **home, name="x"),
        AddHousehold(**phone.facts(known), **home),
        AddDwelling(**phone.facts(known), building=scene.building, room="1"),
        AddBuilding(**phone.facts(known), grid=scene.west, name="x"),
        RecordVisit(**phone.facts(known, scene.household), household=scene.household),
        ReportMatter(**phone.facts(known), title="x", claimed_grid=scene.west, address="x"),
    ]


async def test_an_id_that_has_a_key_is_nobody_elses_whatever_the_kind(door: Door, scene: Scene, west: APhone) -> None:
    theirs, case = await a_neighbour_of(door, scene.east_dwelling), await a_case_of(door, EAST)
    for known in (theirs["person"], theirs["household"], case):
        commands = under_one_id(scene, west, known)
        assert dict(zip(commands, await verdicts(door, west, *commands), strict=True)) == dict.fromkeys(commands, TAKEN)
    twice = new_id()
    first, *others = under_one_id(scene, west, twice)
    assert await verdicts(door, west, first, *others) == [DONE, *[TAKEN] * len(others)]
    assert [entry.subject for entry in await entries_of(door, twice)][:1] == [twice]
