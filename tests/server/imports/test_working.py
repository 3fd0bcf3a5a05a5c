"""A file of people comes into the register whole, changes nothing the second time, and goes again whole."""

from typing import Any

import pytest

from mobile_contract.base import Command
from mobile_contract.codes import OptionalFact, SetRegister
from mobile_contract.imports import CancelImport, ImportState, RowAnswer, RowReason, RunImport
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import ChangePerson, Life, PersonEdits, ResidencyStatus
from mobile_contract.visits import RecordVisit
from server.accounts.service import made_now
from server.core.database import ReadTx
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.imports import service, working
from server.imports.looking import next_part
from server.imports.staging import list_kept
from server.residents.by_numbers import list_by_numbers
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from tests.server.imports.files import (
    HEADINGS,
    a_csv,
    a_row,
    an_identity,
    counts,
    opened,
    previewed,
    ran,
    told_of,
    undone,
)
from tests.support.copies import Copy
from tests.support.scene import Scene, by_system, make_scene, settle

ROWS = [a_row(number) for number in range(7)]


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def person_of(door: Door, number: int) -> Person:
    (found,) = await door.database.read(lambda tx: list_by_numbers(tx, door, [an_identity(number)]))
    return found


async def held_by(phone: Copy) -> set[tuple[int, str]]:
    """What a phone holds after it has fetched what changed."""
    return {row for rows in (await phone.sync()).held.values() for row in rows}


async def in_west(door: Door, scene: Scene) -> dict[str, int]:
    """How many rows in use lie in a grid, by kind."""

    async def read(tx: ReadTx) -> dict[str, int]:
        found: dict[str, int] = {}
        for kind in (Building, Dwelling, Household, Person):
            rows: Any = await list_by(tx, door, kind, "grid", [scene.west])
            found[kind.__name__] = sum(row.life is Life.ACTIVE for row in rows)
        stays = await list_by(tx, door, Residency, "grid", [scene.west])
        return {**found, "Residency": len(stays)}

    return await door.database.read(read)


async def test_people_come_with_their_homes_and_the_same_file_again_changes_nothing(door: Door, scene: Scene) -> None:
    before = await in_west(door, scene)
    raw = a_csv(*ROWS)
    seen = await previewed(door, raw)
    assert seen.counts == counts(new=7)
    assert await in_west(door, scene) == before
    done = await ran(door, raw)
    assert (done.state, done.counts, done.through) == (ImportState.DONE, {"new": 7}, 8)
    after = await in_west(door, scene)
    gained = {kind: after[kind] - before[kind] for kind in after}
    assert gained == {"Building": 1, "Dwelling": 3, "Household": 3, "Person": 7, "Residency": 7}
    head = await person_of(door, 0)
    assert (head.name, head.birth_on, head.phone) == ("演示一", "1990-03-07", "13900000000")
    assert (await previewed(door, raw)).counts == counts(same=7)
    again = await ran(door, raw)
    assert again.counts == {"same": 7}
    assert await in_west(door, scene) == after


async def test_each_bad_row_is_told_and_the_rest_goes_on(door: Door, scene: Scene) -> None:
    bad = [
        a_row(10, 身份证号=an_identity(10)[:-1] + ("1" if an_identity(10)[-1] != "1" else "2")),
        a_row(11, 姓名=""),
        a_row(12, 网格编码="nowhere"),
        a_row(13, 身份证号=an_identity(0)),
        a_row(14, 人口类型="游客"),
        a_row(15, 联系电话="电话簿"),
        a_row(16, 姓名=" 演示\u3000丁 ", 身份证号=an_identity(16).translate({ord("9"): "９"})),
    ]
    done = await ran(door, a_csv(*ROWS, *bad))
    assert done.counts == {"new": 8, "error": 6}
    outcomes = await service.outcomes_of(door, done.id)
    assert told_of([one for one in outcomes if one.reason is not None]) == [
        (9, "error", "wrong_identity", "id_no"),
        (10, "error", "missing", "name"),
        (11, "error", "unknown_grid", "grid"),
        (12, "error", "repeated", "id_no=2"),
        (13, "error", "unknown_word", "residency_kind"),
        (14, "error", "malformed", "phone"),
    ]
    assert (await person_of(door, 16)).name == "演示 丁"


MORE = (
    "其他电话",
    "现住地区划代码",
    "现住地详细地址",
    "住所类型",
    "居住证件类型",
    "居住证号",
    "居住证签发日期",
    "民族",
)
TOLD = ("13911112222、13911113333", "320114", "幸福路1号", "居民家中", "居住证", "A123456", "2024年1月2日", "汉族")


async def test_whatever_else_a_spreadsheet_tells_of_a_person_comes_in(door: Door, scene: Scene) -> None:
    rows = [[*a_row(0), *TOLD], [*a_row(1), *TOLD[:3], "帐篷", *TOLD[4:]], [*a_row(2), TOLD[0], "32", *TOLD[2:]]]
    raw = a_csv(*rows, headings=(*HEADINGS, *MORE))
    asked = await previewed(door, raw)
    assert asked.unused == ("民族",)  # the district has not said that it collects it
    assert told_of(asked.rows) == [
        (3, "error", "unknown_word", "housing_kind"),
        (4, "error", "malformed", "residence_division"),
    ]
    done = await ran(door, raw)
    assert done.counts == {"new": 1, "error": 2}
    person = await person_of(door, 0)
    assert person.more_phones == ("13911112222", "13911113333")
    assert (person.residence_division, person.residence_address, person.ethnicity) == ("320114", "幸福路1号", None)
    (stay,) = await door.database.read(lambda tx: list_by(tx, door, Residency, "person", [person.id]))
    assert (stay.housing_kind, stay.cert_type, stay.cert_no, stay.cert_on) == ("02", "01", "A123456", "2024-01-02")
    assert (await ran(door, raw)).counts == {"same": 1, "error": 2}


async def test_an_optional_fact_comes_in_by_name_where_the_district_collects_it(door: Door, scene: Scene) -> None:
    await settle(door, [SetRegister(**by_system(new_id()), collects=(OptionalFact.ETHNICITY,), reason="民族工作")])
    done = await ran(door, a_csv([*a_row(0), "回族"], headings=(*HEADINGS, "民族")))
    assert done.counts == {"new": 1}
    assert (await person_of(door, 0)).ethnicity == "03"


async def test_what_a_row_says_more_is_changed_and_an_empty_cell_changes_nothing(door: Door, scene: Scene) -> None:
    await ran(door, a_csv(*ROWS))
    spouse = await person_of(door, 1)
    raw = a_csv(a_row(0, 工作单位="另一单位", 联系电话=""), a_row(1, 房号="901", 户号="H9"), a_row(2, 工作单位=""))
    asked = await previewed(door, raw)
    assert told_of(asked.rows) == [(3, "asked", "moved", "dwelling")]
    assert asked.rows[0].people == (spouse.id,)
    done = await ran(door, raw, answers=[RowAnswer(3, spouse.id)])
    assert done.counts == {"changed": 2, "same": 1}
    outcomes = await service.outcomes_of(door, done.id)
    assert [one.changed for one in outcomes] == [("workplace",), ("dwelling",), ()]
    head, spouse = await person_of(door, 0), await person_of(door, 1)
    assert (head.workplace, head.phone) == ("另一单位", "13900000000")
    assert spouse.dwelling != head.dwelling


async def test_who_lives_in_another_dwelling_stays_there_unless_a_person_says_that_they_moved(
    door: Door, scene: Scene
) -> None:
    await ran(door, a_csv(*ROWS))
    before = await in_west(door, scene)
    raw = a_csv(a_row(1, 楼栋="8幢", 户号="H9", 工作单位="另一单位"))
    done = await ran(door, raw)
    assert done.counts == {"asked": 1}
    assert await in_west(door, scene) == before
    (told,) = await service.outcomes_of(door, done.id)
    moved = await ran(door, raw, answers=[RowAnswer(told.row, told.people[0])])
    assert moved.counts == {"changed": 1}
    assert (await ran(door, raw)).counts == {"same": 1}
    stays = await door.database.read(lambda tx: list_by(tx, door, Residency, "person", [told.people[0]]))
    assert sorted(stay.status for stay in stays) == [ResidencyStatus.EFFECTIVE, ResidencyStatus.ENDED]


async def test_who_is_only_likely_is_asked_and_comes_in_as_a_person_says(door: Door, scene: Scene) -> None:
    await ran(door, a_csv(*ROWS))
    known = await person_of(door, 3)
    unsure = a_row(3, 身份证号="", 工作单位="新单位")
    other = a_row(4, 姓名="演示别名")
    done = await ran(door, a_csv(unsure, other))
    assert done.counts == {"asked": 2}
    likely, differs = await service.outcomes_of(door, done.id)
    assert (likely.reason, likely.people) == (RowReason.LIKELY, (known.id,))
    assert differs.reason is RowReason.NAME_DIFFERS
    answered = await ran(door, a_csv(unsure, other), answers=[RowAnswer(2, known.id)])
    assert answered.counts == {"changed": 1, "asked": 1}
    assert (await person_of(door, 3)).workplace == "新单位"
    new = await ran(door, a_csv(a_row(3, 身份证号="", 工作单位="又一单位")), answers=[RowAnswer(2, None)])
    assert new.counts == {"new": 1}


async def test_whoever_has_no_number_is_the_same_the_second_time(door: Door, scene: Scene) -> None:
    raw = a_csv(a_row(0), a_row(1, 身份证号="", 联系电话=""), a_row(2, 身份证号=""))
    assert (await ran(door, raw)).counts == {"new": 3}
    assert (await ran(door, raw)).counts == {"same": 3}


async def test_an_undone_import_leaves_nothing_and_what_others_changed_is_told_and_kept(
    door: Door, scene: Scene
) -> None:
    before = await in_west(door, scene)
    phone = Copy(door, scene.phone("worker_west"))
    held_before = await held_by(phone)
    raw = a_csv(*ROWS)
    done = await ran(door, raw)
    assert len(await held_by(phone)) == len(held_before) + 21
    gone, kept = await undone(door, done.id)
    assert (gone.state, kept) == (ImportState.UNDONE, [])
    assert await in_west(door, scene) == before
    assert await held_by(phone) == held_before
    assert await door.database.read(lambda tx: list_by_numbers(tx, door, [an_identity(0)])) == []

    again = await ran(door, raw)
    assert again.counts == {"new": 7}
    touched = await person_of(door, 4)
    edit = PersonEdits(workplace=("演示单位", "别人写的"))
    await settle(door, [ChangePerson(**by_system(touched.id), set=edit)])
    assert [(one.kind, one.entity) for one in await working.changed_since(door, again)] == [("person", touched.id)]
    gone, kept = await undone(door, again.id)
    # The person stays, and so do the home and the building that they live in.
    assert [one.kind for one in kept] == ["person", "household", "dwelling", "building"]
    assert {one.why for one in kept} == {"changed_since"}
    assert gone.kept == 4
    assert (await person_of(door, 4)).workplace == "别人写的"


async def test_what_an_import_changed_goes_back_unless_somebody_wrote_it_anew(door: Door, scene: Scene) -> None:
    await ran(door, a_csv(*ROWS))
    home = (await person_of(door, 1)).dwelling
    changes = a_csv(
        a_row(0, 工作单位="另一单位", 联系电话="13911112222"), a_row(1, 房号="901", 户号="H9"), a_row(2, 工作单位="丙")
    )
    done = await ran(door, changes, answers=[RowAnswer(3, (await person_of(door, 1)).id)])
    first = await person_of(door, 0)
    edit = PersonEdits(workplace=("另一单位", "别人写的"))
    await settle(door, [ChangePerson(**by_system(first.id), set=edit)])
    gone, kept = await undone(door, done.id)
    assert gone.state is ImportState.UNDONE
    assert [(one.kind, one.entity, one.fields) for one in kept] == [("person", first.id, "workplace")]
    first, second, third = [await person_of(door, number) for number in range(3)]
    assert (first.workplace, first.phone) == ("别人写的", "13900000000")
    assert (second.dwelling, third.workplace) == (home, "演示单位")
    stays = await door.database.read(lambda tx: list_by(tx, door, Residency, "person", [second.id]))
    assert sorted(stay.status for stay in stays) == [ResidencyStatus.EFFECTIVE, ResidencyStatus.VOID]


async def test_a_visit_since_keeps_the_household(door: Door, scene: Scene) -> None:
    done = await ran(door, a_csv(a_row(0)))
    person = await person_of(door, 0)
    (stay,) = await door.database.read(lambda tx: list_by(tx, door, Residency, "person", [person.id]))
    assert stay.household is not None
    visit: Command = RecordVisit(**by_system(new_id(), stay.household), household=stay.household, note="一切安好")
    await settle(door, [visit])
    _, kept = await undone(door, done.id)
    assert [one.kind for one in kept] == ["household", "dwelling", "building"]


async def test_a_cancelled_import_leaves_nothing(door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.imports.looking.PART_ROWS", 3)
    before = await in_west(door, scene)
    found = await opened(door, a_csv(*ROWS))
    await service.order(door, SYSTEM, RunImport(**made_now(found.id)))

    async def stop() -> None:
        await service.order(door, SYSTEM, CancelImport(**made_now(found.id)))

    stopped: list[int] = []
    async with working.reading(door, await working.one_import(door, found.id)) as read:
        part = await next_part(read.parts)
        assert part is not None
        looked = await working.looked_at(door, read, part)
        await stop()  # while the first part is under way
        assert await working.do_part(door, await working.one_import(door, found.id), part, looked)
        stopped.append(part.through)
    assert (await in_west(door, scene))["Person"] == before["Person"] + 3
    ended = await working.carry_on(door, found.id)
    assert (ended.state, ended.parts_left, stopped) == (ImportState.CANCELLED, 0, [4])
    assert await in_west(door, scene) == before
    assert await door.database.read(lambda tx: list_kept(tx, door)) == []


async def test_a_part_that_comes_when_all_has_been_taken_back_goes_too(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.imports.looking.PART_ROWS", 3)
    before = await in_west(door, scene)
    found = await opened(door, a_csv(*ROWS))
    await service.order(door, SYSTEM, RunImport(**made_now(found.id)))
    running = await working.one_import(door, found.id)
    async with working.reading(door, running) as read:
        part = await next_part(read.parts)
        assert part is not None
        looked = await working.looked_at(door, read, part)
        await service.order(door, SYSTEM, CancelImport(**made_now(found.id)))
        assert (await working.carry_on(door, found.id)).state is ImportState.CANCELLED
        assert not await working.do_part(door, running, part, looked)
    assert await in_west(door, scene) == before


async def test_two_who_run_one_import_do_each_row_once(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.imports.looking.PART_ROWS", 3)
    found = await opened(door, a_csv(*ROWS))
    await service.order(door, SYSTEM, RunImport(**made_now(found.id)))
    running = await working.one_import(door, found.id)
    async with working.reading(door, running) as one, working.reading(door, running) as other:
        parts = [await next_part(read.parts) for read in (one, other)]
        assert parts[0] is not None
        looks = [await working.looked_at(door, read, parts[0]) for read in (one, other)]
        assert [await working.do_part(door, running, parts[0], looked) for looked in looks] == [True, True]
    done = await working.carry_on(door, found.id)
    assert (done.state, done.counts, done.parts) == (ImportState.DONE, {"new": 7}, 3)
    assert (await in_west(door, scene))["Person"] == 8


async def test_an_office_imports_where_it_keeps_the_register(door: Door, scene: Scene) -> None:
    office = scene.office("office")
    done = await ran(door, a_csv(*ROWS), office)
    assert (done.author, done.counts) == (office.user, {"new": 7})
    with pytest.raises(Problem) as other:
        await service.own_import(door, scene.office("worker_west"), done.id)
    assert other.value.code is ProblemCode.NOT_FOUND


async def test_who_is_no_office_opens_no_import(door: Door, scene: Scene) -> None:
    with pytest.raises(Problem) as told:
        await opened(door, a_csv(*ROWS), scene.office("worker_west"))
    assert told.value.code is ProblemCode.NOT_ALLOWED


async def test_an_erased_person_is_not_brought_back_by_undoing(door: Door, scene: Scene) -> None:
    done = await ran(door, a_csv(*ROWS[:3]))
    person = await person_of(door, 2)
    await door.erase(SYSTEM, person.id, "asked for")
    gone, kept = await undone(door, done.id)
    assert (gone.state, kept) == (ImportState.UNDONE, [])
    assert await door.database.read(lambda tx: find_entity(tx, door, Person, person.id)) is None


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (HEADINGS[1:], "grid"),
        ([*HEADINGS[:2], "x", *HEADINGS[3:]], "building"),
        (["a", "b"], "building,grid,name,room"),
    ],
)
async def test_a_file_without_what_every_row_needs_is_refused(
    door: Door, scene: Scene, headings: list[str], fields: str
) -> None:
    with pytest.raises(Problem) as told:
        await opened(door, a_csv(*ROWS, headings=headings))
    assert (told.value.code, told.value.facts["fields"]) == (ProblemCode.COLUMNS_MISSING, fields)


async def test_late_work_on_somebody_who_was_taken_back_is_a_persons_to_decide(door: Door, scene: Scene) -> None:
    done = await ran(door, a_csv(a_row(0)))
    person = await person_of(door, 0)
    phone = scene.phone("worker_west")
    edit = ChangePerson(**phone.facts(person.id, base=person.version), set=PersonEdits(workplace=("演示单位", "田间")))
    await undone(door, done.id)
    outcome = await phone.push(door, edit)
    assert outcome.receipts[0].verdict == "conflict"


async def test_rows_that_are_all_wrong_are_told_once_whoever_goes_on(
    door: Door, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.imports.looking.PART_ROWS", 2)
    raw = a_csv(a_row(0, 姓名=""), a_row(1, 姓名=""), *(a_row(number) for number in range(2, 6)), a_row(2))
    found = await opened(door, raw)
    await service.order(door, SYSTEM, RunImport(**made_now(found.id)))
    for _ in range(2):  # twice somebody does one part and dies
        running = await working.one_import(door, found.id)
        async with working.reading(door, running) as read:
            part = await next_part(read.parts)
            while part is not None and 0 < part.through <= running.through:
                part = await next_part(read.parts)
            assert part is not None
            assert await working.do_part(door, running, part, await working.looked_at(door, read, part))
    done = await working.carry_on(door, found.id)
    assert (done.counts, done.parts) == ({"error": 3, "new": 4}, 4)
    outcomes = await service.outcomes_of(door, done.id)
    assert [one.row for one in outcomes] == list(range(2, 9))
    assert told_of(outcomes)[-1] == (8, "error", "repeated", "id_no=4")
