"""Sealed columns that came later than their tables, through the door and on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from mobile_contract.accounts import Post
from mobile_contract.codes import CodeShape, CorrectIdentity, DefineCodes, OptionalFact, SetRegister
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ChangeDwelling, ChangePerson, ChangeResidency, DwellingEdits, IdType, PersonEdits
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.entities import Dwelling, Person, Residency
from tests.server.residents import doubles
from tests.server.residents.test_routes import REGISTER
from tests.support.app import AnApp, running
from tests.support.scene import Scene, by_system, make_scene, settle


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


PHONES = ("13911112222", "13933334444")


async def column(door: Door, table: Any, name: str, identity: str) -> bytes | None:
    statement = Statement(
        select(table.c[name]).where(table.c.district_id == bindparam("district"), table.c.id == bindparam("row"))
    )
    rows = await door.database.read(lambda tx: tx.fetch(statement, district=door.district, row=identity))
    value: bytes | None = rows[0][0]
    return value


async def test_a_column_of_which_nothing_was_said_is_empty_and_opens(door: Door, scene: Scene) -> None:
    for table, name, identity in (
        (t.persons, "further", scene.person),
        (t.dwellings, "owner", scene.dwelling),
        (t.buildings, "contact", scene.building),
        (t.residencies, "certificate", scene.residency),
    ):
        assert await column(door, table, name, identity) is None
    found = await doubles.one(door, Person, scene.person)
    assert (found.more_phones, found.residence_address, found.ethnicity) == ((), "", None)


async def test_what_is_said_is_sealed_and_what_is_taken_back_is_empty_again(door: Door, scene: Scene) -> None:
    edits = PersonEdits(more_phones=((), PHONES), residence_address=("", "外地某处"))
    await settle(door, [ChangePerson(**by_system(scene.person), set=edits)])
    await settle(
        door,
        [
            ChangeDwelling(
                **by_system(scene.dwelling), set=DwellingEdits(owner_phone=(None, PHONES[0])), owner_id_no="DEMO-9"
            )
        ],
    )
    await settle(door, [ChangeResidency(**by_system(scene.residency, scene.person), cert_no="JZZ-1")])

    sealed = await column(door, t.persons, "further", scene.person)
    assert sealed is not None
    assert PHONES[0].encode() not in sealed
    person = await doubles.one(door, Person, scene.person)
    dwelling = await doubles.one(door, Dwelling, scene.dwelling)
    stay = await doubles.one(door, Residency, scene.residency)
    assert (person.more_phones, person.residence_address) == (PHONES, "外地某处")
    assert (dwelling.owner_phone, dwelling.owner_id_no, stay.cert_no) == (PHONES[0], "DEMO-9", "JZZ-1")

    back = PersonEdits(more_phones=(PHONES, ()), residence_address=("外地某处", None))
    await settle(door, [ChangePerson(**by_system(scene.person), set=back)])
    assert await column(door, t.persons, "further", scene.person) is None


async def test_two_phones_that_each_add_a_number_are_both_heard(door: Door, scene: Scene) -> None:
    west = scene.phone("worker_west")
    for number in PHONES:
        edits = PersonEdits(more_phones=((), (number,)))
        [receipt] = (await west.push(door, ChangePerson(**west.facts(scene.person), set=edits))).receipts
        assert receipt.verdict in {Verdict.APPLIED, Verdict.MERGED}
    assert (await doubles.one(door, Person, scene.person)).more_phones == PHONES


async def test_an_erased_person_takes_the_later_facts_along(door: Door, scene: Scene) -> None:
    await settle(door, [ChangePerson(**by_system(scene.person), set=PersonEdits(more_phones=((), PHONES)))])
    await door.erase(SYSTEM, scene.person, "the person asked for it")
    [receipt] = (await door.issue([_correct(scene.person)])).receipts
    assert receipt.verdict is Verdict.GONE
    assert await door.database.read(lambda tx: tx.fetch(_COUNT, district=door.district, row=scene.person)) == []


_COUNT = Statement(
    select(t.persons.c.id).where(t.persons.c.district_id == bindparam("district"), t.persons.c.id == bindparam("row"))
)


def _correct(person: str, number: str = "DEMO-4712") -> CorrectIdentity:
    return CorrectIdentity(**by_system(person), id_type=IdType.OTHER, id_no=number, reason="录入错误")


async def test_a_number_that_somebody_else_has_is_flagged_and_one_that_is_given_up_is_free(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    other = doubles.a_registration(phone, scene.dwelling)
    await phone.push(door, other)
    [receipt] = (await door.issue([_correct(scene.person, doubles.NUMBER)])).receipts
    assert (receipt.verdict, receipt.why, receipt.facts) == (
        Verdict.CONFLICT, ProblemCode.DUPLICATE, {"twin": other.entity},
    )  # fmt: skip
    assert (await doubles.one(door, Person, scene.person)).id_no == doubles.NUMBER
    await settle(door, [_correct(other.entity, "DEMO-4713"), _correct(scene.person)])
    [again] = (await door.issue([_correct(other.entity, doubles.NUMBER)])).receipts
    assert again.verdict is Verdict.APPLIED


async def test_a_field_worker_corrects_no_identity(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    command = CorrectIdentity(**phone.facts(scene.person), id_type=IdType.OTHER, id_no="DEMO-1", reason="r")
    [receipt] = (await phone.push(door, command)).receipts
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
    assert Post.GRID_WORKER.value == "grid_worker"


async def test_what_a_district_lays_down_holds_at_once(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")

    async def tried(**edits: Any) -> str:
        [receipt] = (
            await phone.push(door, ChangePerson(**phone.facts(scene.person), set=PersonEdits(**edits)))
        ).receipts
        return receipt.why

    assert await tried(education=(None, "20")) == ProblemCode.NOT_COLLECTED
    await settle(door, [SetRegister(**by_system(new_id()), collects=(OptionalFact.EDUCATION,), reason="就业")])
    assert await tried(education=(None, "20")) == ""
    own = DefineCodes(
        **by_system(new_id()), scheme="education", title="学历", codes=(CodeShape(code="A", name="甲"),), reason="本市"
    )
    await settle(door, [own])
    assert await tried(education=("20", "30")) == ProblemCode.UNKNOWN_CODE
    assert await tried(education=("20", "A")) == ""


async def test_codes_are_told_and_provenance_has_its_age(app: AnApp) -> None:
    await settle(app.door, [_correct(app.scene.person)])
    office = await app.sign_in("office")
    codes = (await office.get("/v1/codes")).json()
    assert codes["fields"]["relation"] == "relation"
    assert next(one for one in codes["tables"] if one["scheme"] == "marriage")["standard"] == "GB/T 2261.2"
    told = (await office.get(f"/v1/persons/{app.scene.person}", params=REGISTER)).json()
    assert (told["provenance"]["id_masked"]["command"], told["provenance"]["id_masked"]["age_days"]) == (
        "correct_identity",
        0,
    )
    assert "DEMO-4712" not in str(told)
