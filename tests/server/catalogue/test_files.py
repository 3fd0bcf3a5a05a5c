"""Sheets of classes: what a clerk may write, what is wrong with which cell, and what a sheet would change."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from mobile_contract.accounts import OrgLevel
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import DutyRule
from server.accounts.entities import Org
from server.catalogue.entities import CaseClass, ClassScheme, FilingCondition
from server.catalogue.files import CLASS_COLUMNS, CatalogueFile, read_catalogue
from server.catalogue.plan import Change, Plan, plan, standing_of, too_early
from server.catalogue.sheets import Reader, Sheet, read_sheet, write_sheet
from server.catalogue.words import COLUMN_WORDS
from server.catalogue.writing import write_classes, write_schemes
from server.core.entities import Entity
from tests.server.catalogue.shapes import LATER, after, an_edition
from tests.support.judging import NOW, an_id

STREET, TWICE = an_id(401), "TWO"
ORGS = {"001": [STREET], TWICE: [an_id(402), an_id(403)]}
PATHS = {STREET: "320114/001"}
HEAD = "scheme,kind,major,minor,name,no,text,close_text,limit,unit"
ROW = "B,event,01,07,沿街晾挂,1,晾晒衣物,收走,2,u"


def a_sheet(text: str, name: str = "classes.csv") -> Sheet:
    return read_sheet(name, text.encode(), COLUMN_WORDS)


def read(*rows: str, head: str = HEAD, known: dict[str, int] | None = None) -> CatalogueFile:
    return read_catalogue([a_sheet("\n".join((head, *rows)))], known or {"B": 2, "T": 3}, ORGS)


def faults_of(file: CatalogueFile) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.fault.value) for one in file.faults]


def test_a_row_is_a_condition_with_its_class() -> None:
    file = read(ROW)
    [shape], [condition] = file.classes, file.conditions
    assert (shape.code, shape.name, shape.photos_before, shape.photos_after) == ("B-event-01-07", "沿街晾挂", 1, 1)
    assert (condition.key, condition.text, condition.closing_text) == ("B-event-01-07:1", "晾晒衣物", "收走")
    assert (condition.limit_value, condition.limit_unit, condition.duty) == (2, LimitUnit.URGENT_HOUR, DutyRule.TABLE)
    assert (set(file.covers), file.faults, file.remarks) == ({"B"}, (), ())


def test_rows_of_a_class_follow_each_other_and_need_not_say_it_again() -> None:
    file = read(ROW, ",,,,,2,被褥成片,收走,4,h", "B,event,1,7,,3,绳索,拆除,1,d", "B,event,1,8,架线,,,,5,d")
    assert file.faults == ()
    assert [shape.code for shape in file.classes] == ["B-event-01-07", "B-event-01-08"]
    assert [one.key for one in file.conditions] == ["B-event-01-07:1", "B-event-01-07:2", "B-event-01-07:3"]
    assert file.classes[0].limit_value == 2


def test_columns_and_values_may_be_in_chinese_and_in_the_encoding_of_a_chinese_spreadsheet() -> None:
    head = "方案,类型,大类,小类,小类名称,条件序号,立案条件,结案条件,时限,时限单位,责任规则,可自行处置,处置前照片"
    row = "B,事件,1,7,沿街晾挂,1,晾晒衣物,收走,2,紧急工作时,街道,是,2"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        sheet = read_sheet("分类.csv", f"{head}\n{row}\n".encode(encoding), COLUMN_WORDS)
        file = read_catalogue([sheet], {"B": 2}, {})
        assert file.faults == ()
        assert file.classes[0].may_self_handle is True
        [one] = file.conditions
        told = (one.text, one.limit_unit, one.duty, one.photos_before, one.photos_after)
        assert told == ("晾晒衣物", LimitUnit.URGENT_HOUR, DutyRule.STREET, 2, 1)


def test_zeros_that_a_spreadsheet_dropped_come_back_as_many_as_the_scheme_has() -> None:
    file = read("B,event,1,7,x,1,a,b,1,d", "T,event,1,7,x,1,a,b,1,d")
    assert [shape.code for shape in file.classes] == ["B-event-01-07", "T-event-01-007"]


def test_other_limits_are_read_by_the_organisations_code() -> None:
    file = read(f"{ROW},001=4h；001=1 工作日", head=f"{HEAD},overrides")
    [condition] = file.conditions
    assert [(one.org, one.limit_value, one.limit_unit) for one in condition.overrides] == [
        (STREET, 4, LimitUnit.WORK_HOUR),
        (STREET, 1, LimitUnit.WORK_DAY),
    ]
    bad = read(f"{ROW},nobody=4h; {TWICE}=1d; 001=x; 001=0h", head=f"{HEAD},overrides")
    assert [(one.fault.value, one.value) for one in bad.faults] == [
        ("unknown_org", "nobody"), ("ambiguous", TWICE), ("bad_value", "001=x"), ("bad_value", "001=0h")
    ]  # fmt: skip


def test_a_sheet_of_schemes_comes_with_its_classes_and_dates_begin_in_shanghai() -> None:
    schemes = a_sheet("scheme,name,minor_digits,valid_until\nT,三位,3,2027-01-01\n", "schemes.csv")
    file = read_catalogue([a_sheet(f"{HEAD}\nT,event,1,7,x,1,a,b,1,d"), schemes], {}, {})
    assert file.faults == ()
    assert file.classes[0].code == "T-event-01-007"
    assert file.schemes[0].valid_until == datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("X,event,01,07,x,1,a,b,2,u", (2, "scheme", "unknown_scheme")),
        (",event,01,07,x,1,a,b,2,u", (2, "scheme", "empty")),
        ("B,weather,01,07,x,1,a,b,2,u", (2, "kind", "bad_value")),
        ("B,,01,07,x,1,a,b,2,u", (2, "kind", "empty")),
        ("B,event,one,07,x,1,a,b,2,u", (2, "major", "bad_value")),
        ("B,event,01,,x,1,a,b,2,u", (2, "minor", "empty")),
        ("B,event,01,07,,1,a,b,2,u", (2, "name", "empty")),
        ("B,event,01,07,x,1,,b,2,u", (2, "text", "empty")),
        ("B,event,01,07,x,1,a,,2,u", (2, "close_text", "empty")),
        ("B,event,01,07,x,1,a,b,,u", (2, "limit", "empty")),
        ("B,event,01,07,x,1,a,b,0,u", (2, "limit", "bad_value")),
        ("B,event,01,07,x,1,a,b,two,u", (2, "limit", "bad_value")),
        ("B,event,01,07,x,1,a,b,2,", (2, "unit", "empty")),
        ("B,event,01,07,x,1,a,b,2,fortnight", (2, "unit", "bad_value")),
        ("B,event,01,07,x,100,a,b,2,u", (2, "no", "bad_value")),
        ("B,event,01,07,x,,a,b,2,u", (2, "no", "empty")),
        ("B,event,01,07,=1+1,1,a,b,2,u", (2, "name", "formula")),
    ],
)
def test_each_wrong_cell_is_told_with_its_line_and_column(row: str, fault: tuple[int, str, str]) -> None:
    assert fault in faults_of(read(row))


def test_all_faults_of_all_rows_are_told_together() -> None:
    file = read("B,event,01,07,,1,a,b,2,u", ROW.replace("07", "08"), "B,event,01,09,x,1,a,b,2,week")
    assert faults_of(file) == [(2, "name", "empty"), (4, "unit", "bad_value")]


def test_what_is_told_twice_or_differently_is_a_fault() -> None:
    again = read(ROW, ROW.replace("07", "08"), ROW)
    assert set(faults_of(again)) == {(4, "minor", "named_twice"), (4, "no", "named_twice")}
    differing = read(ROW, "B,event,01,07,另一个名称,2,a,b,2,u")
    assert faults_of(differing) == [(3, "name", "differs")]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("scheme,kind,major\n", [(1, "close_text", "missing_column")]),
        (f"{HEAD},colour\n{ROW},red", [(1, "colour", "unknown_column")]),
        (f"{HEAD},name\n{ROW},x", [(1, "name", "column_twice")]),
        (f"{HEAD}\n{ROW},more", [(2, "", "too_many_cells")]),
        ("\n\n", [(0, "", "no_rows")]),
        (f'{HEAD}\n"{ROW}', [(2, "", "not_csv")]),
    ],
)
def test_a_sheet_that_is_none_is_told_as_a_whole(text: str, faults: list[tuple[int, str, str]]) -> None:
    found = faults_of(read_catalogue([a_sheet(text)], {"B": 2}, {}))
    assert [one for one in found if one in faults] == faults


def test_bytes_that_are_no_text_are_told() -> None:
    sheet = read_sheet("x.csv", b"scheme\n\xff\xff\xff", COLUMN_WORDS)
    assert [(one.line, one.fault.value) for one in sheet.faults] == [(0, "not_text")]


def test_a_local_number_that_is_not_told_as_an_extension_is_remarked_and_nothing_worse() -> None:
    file = read("B,event,01,99,x,1,a,b,1,d,no", "B,event,01,07,y,1,a,b,1,d,yes", head=f"{HEAD},ext")
    assert file.faults == ()
    assert [(one.key, one.why.split(",")[0]) for one in file.remarks] == [
        ("B-event-01-99", "99 is a local code"),
        ("B-event-01-07", "an extension counts down from 99"),
    ]


def test_a_cell_that_a_spreadsheet_would_reckon_is_written_as_text_and_read_back_as_it_was() -> None:
    texts = ["=SUM(A1)", "+1", "-1", "@x", "'quoted", "plain"]
    written = write_sheet(["note"], [{"note": text} for text in texts])
    assert not [line for line in written.splitlines()[1:] if line.startswith(("=", "+", "-", "@"))]
    sheet = a_sheet(written)
    assert [Reader(sheet.name, line).text("note") for line in sheet.lines] == texts


# --- what a sheet would change ----------------------------------------------------------------------------------------


def rows_of(file: CatalogueFile, rows: Iterable[Entity] = (), now: datetime = NOW) -> list[Entity]:
    """The catalogue after a file was brought in over some rows."""
    told = planned(file, rows)
    says: dict[str, Any] = {name: getattr(told, name) for name in told.__struct_fields__ if name != "entries"}
    return after(rows, an_edition(**says), now=now)


def planned(file: CatalogueFile, rows: Iterable[Entity] = ()) -> Plan:
    there = list(rows)
    return plan(
        file,
        standing_of(
            [row for row in there if isinstance(row, ClassScheme)],
            [row for row in there if isinstance(row, CaseClass)],
            [row for row in there if isinstance(row, FilingCondition)],
        ),
        PATHS,
    )


def changes_of(told: Plan) -> list[tuple[str, str, str]]:
    return [(one.change.value, one.what, one.key) for one in told.entries if one.change is not Change.SAME]


def test_a_first_file_adds_and_the_same_file_again_changes_nothing() -> None:
    file = read(ROW, ",,,,,2,被褥,收走,4,h")
    assert changes_of(planned(file)) == [
        ("added", "class", "B-event-01-07"),
        ("added", "condition", "B-event-01-07:1"),
        ("added", "condition", "B-event-01-07:2"),
    ]
    again = planned(file, rows_of(file))
    assert changes_of(again) == []
    assert (again.classes, again.conditions, again.retired_classes, again.retired_conditions) == ((), (), (), ())


def test_what_changes_is_told_field_by_field() -> None:
    before = rows_of(read(ROW))
    [_, entry] = planned(read(ROW.replace("收走,2,u", "全部收走,3,u")), before).entries
    assert (entry.change, entry.since) == (Change.CHANGED, NOW)
    assert entry.fields == {"closing_text": ("收走", "全部收走"), "limit_value": (2, 3)}


def test_what_a_file_leaves_out_of_its_schemes_is_retired_and_other_schemes_are_left() -> None:
    full = read(ROW, ",,,,,2,被褥,收走,4,h", ROW.replace("07", "08"), "T,event,01,007,x,1,a,b,1,d")
    before = rows_of(full)
    told = planned(read(ROW), before)
    assert changes_of(told) == [
        ("retired", "class", "B-event-01-08"),
        ("retired", "condition", "B-event-01-07:2"),
        ("retired", "condition", "B-event-01-08:1"),
    ]
    assert (told.retired_classes, told.retired_conditions) == (("B-event-01-08",), ("B-event-01-07:2",))
    kept = planned(read(ROW)._replace(covers=frozenset()), before)
    assert changes_of(kept) == []


def test_retired_rows_stay_and_come_back_as_another_version() -> None:
    full = read(ROW, ROW.replace("07", "08"))
    gone = rows_of(read(ROW), rows_of(full), now=LATER)
    ended = [row for row in gone if isinstance(row, CaseClass) and row.valid_until is not None]
    assert [(row.code, row.valid_until) for row in ended] == [("B-event-01-08", LATER)]
    back = planned(full, gone)
    assert changes_of(back) == [("added", "class", "B-event-01-08"), ("added", "condition", "B-event-01-08:1")]


def test_what_ended_with_its_scheme_is_the_same_when_it_is_told_again() -> None:
    schemes = a_sheet("scheme,name,valid_until\nB,旧方案,2026-12-31\n", "schemes.csv")
    file = read_catalogue([schemes, a_sheet(f"{HEAD}\n{ROW}")], {}, {})
    assert changes_of(planned(file, rows_of(file))) == []


def test_an_edition_that_would_begin_before_what_it_changes_is_told_beforehand() -> None:
    before = rows_of(read(ROW))
    entries = planned(read(ROW.replace(",2,u", ",3,u")), before).entries
    assert [one.key for one in too_early(entries, NOW - timedelta(seconds=1))] == ["B-event-01-07", "B-event-01-07:1"]
    assert too_early(entries, NOW) == []


# --- sheets again -----------------------------------------------------------------------------------------------------


def test_what_is_written_and_read_back_changes_nothing() -> None:
    head = f"{HEAD},overrides,ext,before,duty"
    schemes = a_sheet("scheme,name,valid_from\nB,方案乙,2020-01-01\nT,三位,\n", "schemes.csv")
    rows_told = [
        "B,event,01,07,沿街晾挂,,,,9,d,,no,3,",
        "B,event,01,07,沿街晾挂,1,晾晒衣物,收走,2,u,001=4h,no,1,street",
        ",,,,,2,'=不是公式,收走,4,h,,,0,owner",
        "B,component,01,99,井盖,1,缺失,盖好,2,u,,yes,1,owner",
        "T,event,01,007,无条件,,,,1,d,,no,1,",
    ]
    file = read_catalogue([schemes, a_sheet("\n".join([head, *rows_told]))], {}, ORGS)
    assert file.faults == ()
    street = Org(id=STREET, code="001", name="街道", level=OrgLevel.STREET, parent=None, path=PATHS[STREET])
    rows = rows_of(file, [street])
    classes = [row for row in rows if isinstance(row, CaseClass)]
    conditions = [row for row in rows if isinstance(row, FilingCondition)]
    codes = {STREET: "001"}
    again = read_catalogue(
        [
            a_sheet(write_schemes(row for row in rows if isinstance(row, ClassScheme)), "schemes.csv"),
            a_sheet(write_classes(classes, conditions, codes)),
        ],
        {},
        ORGS,
    )
    assert again.faults == ()
    assert changes_of(planned(again, rows)) == []
    assert write_classes(classes, conditions, codes).splitlines()[0] == ",".join(CLASS_COLUMNS)


def test_a_scheme_that_begins_within_a_day_is_written_as_an_instant() -> None:
    at = datetime(2026, 3, 6, 17, 30, tzinfo=timezone(timedelta(hours=8)))
    row = ClassScheme(id=an_id(), code="B", name="乙", valid_from=at, valid_until=at.replace(hour=0, minute=0))
    written = write_schemes([row]).splitlines()[1]
    assert written == "B,乙,,,2,2026-03-06T17:30:00+08:00,2026-03-06"
