"""Forms filled from the register, on both databases: three shapes, who may have what, what the journal keeps."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook

from mobile_contract.base import Command
from mobile_contract.buildings import BuildingEdits, ChangeBuilding
from mobile_contract.forms import AnswerHeading
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import (
    ChangeHousehold,
    ChangePerson,
    EndResidency,
    HouseholdEdits,
    IdType,
    PersonEdits,
    RegisterPerson,
    ResidencyKind,
    Sex,
)
from ops.demo_forms import CARD, GROUPED, LIST
from server.core.door import SYSTEM
from server.core.ids import new_id
from server.core.problems import Problem
from server.forms import service
from server.forms.choosing import Who
from server.forms.service import Result, Wish
from server.forms.values import Gap
from tests.server.forms.templates import opened, rows_of
from tests.server.residents.test_routes import readings
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
FEMALE_ID = "DEMO-0002"


@dataclass
class Town:
    """The scene with a second person in its household, a woman."""

    app: AnApp
    other: str

    async def fill(self, raw: bytes, login: str = "office", **wish: Any) -> Result:
        told: dict[str, Any] = {"name": "表", "grids": (self.app.scene.west,), "why": "低保核查", **wish}
        return await service.fill(self.app.door, self.app.scene.office(login), raw, Wish(**told))

    async def explain(self, heading: str, field: str | None = None, group: str = "") -> None:
        command = AnswerHeading(**by_system(new_id()), heading=heading, group=group, field=field)
        await settle(self.app.door, [command])


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    with time_machine.travel(NOW, tick=True):
        async with running(database_url, tmp_path) as app:
            other = new_id()
            more: list[Command] = [
                RegisterPerson(
                    **by_system(other),
                    residency=new_id(),
                    dwelling=app.scene.dwelling,
                    household=app.scene.household,
                    name="=演示王五",
                    sex=Sex.FEMALE,
                    birth_on="1990-11-27",
                    id_type=IdType.OTHER,
                    id_no=FEMALE_ID,
                    relation="12",
                    from_on="2026-01-01",
                ),
                ChangeHousehold(**by_system(app.scene.household), set=HouseholdEdits(head=(None, app.scene.person))),
            ]
            await settle(app.door, more)
            yield Town(app, other)


async def test_a_list_is_filled_and_keeps_its_look_and_its_footer(town: Town) -> None:
    result = await town.fill(LIST)

    sheet = opened(result.data)["登记表"]
    rows = rows_of(sheet, 4, 5)
    assert [row[:3] for row in rows] == [[1, "演示张三", None], [2, "'=演示王五", "女"]]
    assert rows[1][3] == f"{FEMALE_ID[0]}{'*' * 7}{FEMALE_ID[-1]}"
    assert rows[0][4] == "13900000000"
    assert sheet["A2"].value == "填报单位：雨花社区  填报日期：2026-11-26"
    assert (sheet["A7"].value, sheet["B4"].font.italic, sheet["B5"].font.italic) == ("填表人：王", True, True)
    assert "A1:G1" in {str(one) for one in sheet.merged_cells.ranges}
    assert sheet.column_dimensions["D"].width == 24
    assert sheet["D4"].number_format == "@"
    assert (result.report.rows, result.report.persons) == (2, 2)


async def test_cells_that_cannot_be_filled_are_marked_and_told(town: Town) -> None:
    result = await town.fill(LIST)

    book = opened(result.data)
    assert book["登记表"]["C4"].fill.fgColor.rgb == "FFFFF2CC", "the list knows no word for a sex that is not known"
    told = {(one.heading, one.cells): one.why for one in result.report.left}
    assert told["性别", 1] == "the form's list has no word for it"
    assert told["备注", 2] == "no field of the register is known for this heading"
    assert [one.heading for one in result.report.questions] == ["备注"]
    assert ["G3", "备注", "登记册没有与此标题对应的项", "2"] in rows_of(book["说明"], 1, 9)


async def test_a_heading_is_explained_once(town: Town) -> None:
    await town.explain("备注")
    result = await town.fill(LIST)
    assert result.report.questions == ()
    assert "备注" not in {one.heading for one in result.report.left}

    await town.explain("备注", "workplace")
    assert "workplace" in (await town.fill(LIST)).report.fields


async def test_what_is_never_stored_is_not_explained_away(town: Town) -> None:
    command = AnswerHeading(**by_system(new_id()), heading="政治面貌", field="workplace")
    receipt = (await town.app.door.issue([command])).receipts[0]
    assert receipt.why == ProblemCode.NOT_COLLECTED
    unknown = AnswerHeading(**by_system(new_id()), heading="备注", field="nonsense")
    assert (await town.app.door.issue([unknown])).receipts[0].why == ProblemCode.UNKNOWN_CODE


async def test_two_rows_of_headings_are_read_together_and_samples_go(town: Town) -> None:
    result = await town.fill(GROUPED)

    sheet = opened(result.data).worksheets[0]
    rows = rows_of(sheet, 4, 5)
    assert [row[1] for row in rows] == ["演示张三", "演示张三"]
    assert [row[4] for row in rows] == ["演示张三", "'=演示王五"]
    assert rows[1][5] == "妻"
    told = {one.heading: one.why for one in result.report.left}
    assert told["政治面貌"] == "it is never stored"
    assert told["文化程度"] == "the district does not collect it"
    assert result.report.questions == ()


async def test_a_card_is_filled_for_each_household_with_its_members(town: Town) -> None:
    result = await town.fill(CARD)

    book = opened(result.data)
    sheet = book.worksheets[0]
    assert sheet.title == "1 演示张三"
    assert (sheet["B2"].value, sheet["D2"].value, sheet["B4"].value) == ("演示张三", "13900000000", 2)
    assert sheet["B9"].value.date() == date(2026, 11, 26)
    assert [row[0] for row in rows_of(sheet, 7, 8)] == ["演示张三", "'=演示王五"]
    assert rows_of(sheet, 8, 8)[0][3].date() == date(1990, 11, 27)
    assert result.report.rows == 1


async def test_the_second_time_the_form_tells_what_is_new(town: Town) -> None:
    await town.fill(LIST)
    edits = PersonEdits(phone=("13900000000", "13911112222"))
    newcomer = new_id()
    more: list[Command] = [
        ChangePerson(**by_system(town.app.scene.person), set=edits),
        RegisterPerson(
            **by_system(newcomer), residency=new_id(), dwelling=town.app.scene.dwelling, name="演示新人", sex=Sex.MALE
        ),
    ]
    await settle(town.app.door, more)

    result = await town.fill(LIST)

    told = {one.person: (one.what, one.headings) for one in result.report.changes}
    assert told == {town.app.scene.person: ("changed", ("联系电话",)), newcomer: ("new", ())}
    assert result.report.before is not None
    changes = rows_of(opened(result.data)["与上次相比"], 2, 9)
    assert {row[0]: row[1] for row in changes if row[0]} == {"演示张三": "有变化", "演示新人": "新增"}
    assert (await town.fill(LIST)).report.changes == ()


async def test_who_had_moved_out_on_the_day_is_not_in_the_form(town: Town) -> None:
    end = EndResidency(**by_system(town.app.scene.residency, town.app.scene.person), until_on="2026-11-20")
    await settle(town.app.door, [end])
    assert (await town.fill(LIST)).report.persons == 1
    assert (await town.fill(LIST, on=date(2026, 11, 10))).report.persons == 2
    assert (await town.fill(LIST, on=date(2025, 11, 10))).report.persons == 1, "the other came in January"


async def test_whole_numbers_are_for_those_whose_post_it_is(town: Town) -> None:
    result = await town.fill(LIST, whole_numbers=True)
    assert opened(result.data)["登记表"]["D5"].value == FEMALE_ID
    with pytest.raises(Problem) as refused:
        await town.fill(LIST, "worker_west", whole_numbers=True)
    assert refused.value.code is ProblemCode.NOT_ALLOWED
    assert (await town.fill(LIST, "worker_west")).report.persons == 2


async def test_a_masked_number_and_a_whole_one_are_no_change_of_a_person(town: Town) -> None:
    await town.fill(LIST)
    assert (await town.fill(LIST, whole_numbers=True)).report.changes == ()
    assert (await town.fill(LIST, whole_numbers=True)).report.changes == ()
    assert (await town.fill(LIST)).report.changes == ()


def test_every_reason_has_its_words_in_the_workbook() -> None:
    assert set(service.GAPS) == set(Gap)


async def test_what_nobody_would_see_is_not_filled_and_not_told_of(town: Town) -> None:
    book = opened(LIST)
    sheet = book["登记表"]
    sheet.column_dimensions.group("D", "E", hidden=True)
    sheet.row_dimensions[5].hidden = True
    result = await town.fill(_bytes(book), whole_numbers=True)

    rows = rows_of(opened(result.data)["登记表"], 4, 5)
    assert [[cell for cell in row[1:5] if cell] for row in rows] == [["演示张三"], []]
    assert not {"id_no", "phone"} & set(result.report.fields)
    told = {one.heading: one.why for one in result.report.left}
    assert told["身份证号(18位)"] == told["联系电话"] == Gap.HIDDEN
    _, (_, what, _) = (await readings(town.app.door))[-1]
    assert "id_no" not in what


async def test_an_estate_that_the_houses_name_begins_with_is_said_once(town: Town) -> None:
    scene = town.app.scene
    named = BuildingEdits(name=("1号楼", "演示苑1幢"), estate=(None, "演示苑"))
    for edits in (named, BuildingEdits(name=("演示苑1幢", "1幢"))):
        await settle(town.app.door, [ChangeBuilding(**by_system(scene.building), set=edits)])
        sheet = opened((await town.fill(LIST)).data)["登记表"]
        assert str(sheet["F4"].value).startswith("演示苑1幢")


async def test_a_grid_of_somebody_else_is_not_there(town: Town) -> None:
    for grids in ((town.app.scene.east,), (new_id(),), ()):
        with pytest.raises(Problem) as refused:
            await town.fill(LIST, "worker_west", grids=grids)
        assert refused.value.code is ProblemCode.NOT_FOUND
    whole = await town.fill(LIST, grids=(), area=town.app.scene.community)
    assert whole.report.persons == 2


async def test_the_journal_keeps_who_was_told_of_whom_and_what_for(town: Town) -> None:
    await town.fill(LIST)
    entry, (purpose, what, ids) = (await readings(town.app.door))[-1]
    assert purpose == "form: 低保核查"
    assert "id_no" in what
    assert ids == sorted([town.app.scene.person, town.other])
    assert entry.actor == town.app.scene.users["office"]
    for why in (" ", "\u200b", "——"):
        with pytest.raises(Problem) as refused:
            await town.fill(LIST, why=why)
        assert refused.value.code is ProblemCode.MALFORMED


def _bytes(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0old", "old_excel"),
        (b"PK\x03\x04nonsense", "broken"),
        (_bytes(Workbook()), "no_form"),
    ],
)
async def test_what_is_no_form_is_refused_with_its_reason(town: Town, raw: bytes, reason: str) -> None:
    with pytest.raises(Problem) as refused:
        await service.fill(town.app.door, SYSTEM, raw, Wish(name="x", grids=(town.app.scene.west,), why="x"))
    assert refused.value.facts["reason"] == reason


async def test_a_form_of_some_tells_of_them_alone_and_is_compared_with_itself(town: Town) -> None:
    everybody = await town.fill(LIST)
    born_1990 = await town.fill(LIST, who=Who(from_age=35, to_age=35))
    again = await town.fill(LIST, who=Who(from_age=35, to_age=35))

    assert everybody.report.persons == 2
    assert (born_1990.report.persons, again.report.changes) == (1, ())
    assert rows_of(opened(born_1990.data)["登记表"], 4, 4)[0][1] == "'=演示王五"
    _, (_, what, ids) = (await readings(town.app.door))[-1]
    assert what.endswith("; of aged 35-35")
    assert ids == [town.other]
    assert (await town.fill(LIST, who=Who(from_age=36))).report.persons == 0
    kinds = [(await town.fill(LIST, who=Who(kinds=(kind,)))).report.persons for kind in ResidencyKind]
    assert sorted(kinds) == [0, 0, 2]
