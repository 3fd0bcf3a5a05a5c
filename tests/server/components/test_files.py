"""Files of components: what of a row is read, what is wrong with it, and that the same file again changes nothing."""

import json
from typing import Any

import pytest

from grid.cells import point_cell
from grid.datum import GCJ02, WGS84, from_wgs84, parse_datum
from mobile_contract.accounts import OrgLevel
from mobile_contract.components import ChangeComponent, ComponentState, DefineComponent, MoveComponent
from server.accounts.entities import Org
from server.components.entities import Component
from server.components.files import NotReadable, RowFault, Rows, Scheme, features_of, read_rows, table_of
from server.components.importing import Fate, Plan, Register, plan
from server.components.rules import HANDLERS
from tests.server.components.shapes import CODE, COVER, KINDS, a_component, a_directory, a_scene
from tests.support.judging import NOW, an_id, command_facts, judge

HEADER = "ObjID,ObjName,class,lon,lat,ObjState,DeptCode1,ORDate,note\n"
ROW = f"{CODE},污水井盖 1 号,{COVER},118.775,31.995,破损,SZ,2024-05-01,路口\n"
ORG = an_id(911)
ORGS = {"SZ": [ORG], "TWO": [an_id(912), an_id(913)]}


def read(text: str, scheme: Scheme | None = None, datum: Any = WGS84) -> Rows:
    return read_rows(table_of(text.encode()), datum, scheme, ORGS)


def planned(rows: Rows, *register: Component) -> Plan:
    by_code = {one.code: one for one in register}
    return plan(rows, Register(by_code, {"B": 2}, a_directory(), NOW), an_id, command_facts)


def faults_of(rows: Rows) -> list[tuple[int, str, str]]:
    return [(one.row, one.fault, one.value) for one in rows.faults]


def test_a_row_of_the_national_exchange_format_is_read() -> None:
    [row] = read(HEADER + ROW).components
    assert (row.row, row.code, row.class_code, row.point.lon) == (1, CODE, COVER, 118.775)
    assert row.told == {
        "name": "污水井盖 1 号", "state": ComponentState.DAMAGED, "owner": ORG, "recorded_on": "2024-05-01",
        "note": "路口",
    }  # fmt: skip


def test_a_file_may_come_from_a_chinese_spreadsheet_or_with_a_mark() -> None:
    assert table_of((HEADER + ROW).encode("gb18030")) == table_of((HEADER + ROW).encode("utf-8-sig"))
    with pytest.raises(NotReadable):
        table_of(b"ObjID\n\xff\xff\xff")
    with pytest.raises(NotReadable):
        table_of(b'ObjID\n"x')


def test_points_of_geojson_are_rows_too() -> None:
    feature = {
        "type": "Feature",
        "properties": {"ObjID": int(CODE), "class_code": COVER, "name": "盖", "note": None},
        "geometry": {"type": "Point", "coordinates": [118.775, 31.995, 12.0]},
    }
    document = json.loads(json.dumps({"type": "FeatureCollection", "features": [feature, 7, {"type": "Feature"}]}))
    rows = read_rows(features_of(document), WGS84, None, ORGS)
    assert [(one.code, one.point.lat, dict(one.told)) for one in rows.components] == [(CODE, 31.995, {"name": "盖"})]
    assert [fault.row for fault in rows.faults] == [2, 3]
    with pytest.raises(NotReadable):
        features_of({"type": "Feature"})


def test_an_identifier_tells_its_class_where_the_file_does_not() -> None:
    [row] = read(f"code,lon,lat\n{CODE},118.775,31.995\n", Scheme("B", 2)).components
    [three] = read(f"code,lon,lat\n{CODE},118.775,31.995\n", Scheme("C", 3)).components
    assert (row.class_code, three.class_code) == (COVER, "C-component-01-020")


def test_a_place_is_kept_as_it_came_and_a_zone_in_degrees() -> None:
    [gcj] = read(HEADER + ROW, datum=GCJ02).components
    assert (gcj.point.lon, gcj.point.datum.value) == (118.775, "gcj02")
    zone = parse_datum("cgcs2000_gk120")
    x, y = from_wgs84(zone, 118.775, 31.995)
    [row] = read(f"code,class,x,y\n{CODE},{COVER},{x},{y}\n", datum=zone).components
    assert (row.point.lon, row.point.lat, row.point.datum.value) == (118.775, 31.995, "cgcs2000")


@pytest.mark.parametrize(
    ("changes", "fault", "value"),
    [
        ({CODE: "320114010200001"}, "malformed", "Expected `str` matching regex '^[0-9]{16}$(?!\\\\n)' - at `$.code`"),
        ({"118.775,31.995": "31.995,118.775"}, "swapped", "31.995,118.775"),
        ({"118.775,31.995": ","}, "no_place", ","),
        ({"118.775,31.995": "nan,1"}, "no_place", "nan,1"),
        ({"破损": "坏"}, "malformed", "Invalid enum value '坏' - at `$.state`"),
        ({",SZ,": ",XX,"}, "unknown_org", "owner=XX"),
        ({",SZ,": ",TWO,"}, "ambiguous_org", "owner=TWO"),
        ({"2024-05-01": "1.5.24"}, "malformed", None),
    ],
)
def test_a_bad_row_is_told_with_its_number_and_what_is_wrong(
    changes: dict[str, str], fault: str, value: str | None
) -> None:
    text = ROW
    for old, new in changes.items():
        text = text.replace(old, new)
    found = read(HEADER + ROW.replace(CODE, "3201140102000009") + text)
    assert len(found.components) == 1
    [told] = found.faults
    assert (told.row, told.fault) == (2, fault)
    assert value is None or told.value == value


def test_one_identifier_twice_in_a_file_is_a_fault_of_both_rows() -> None:
    assert faults_of(read(HEADER + ROW + ROW)) == [(1, "named_twice", CODE), (2, "named_twice", CODE)]


def test_a_new_row_is_defined_and_the_same_file_again_changes_nothing() -> None:
    rows = read(HEADER + ROW)
    first = planned(rows)
    [command] = first.commands
    assert isinstance(command, DefineComponent)
    assert [(one.fate, one.fields) for one in first.rows] == [(Fate.NEW, ())]
    made = _made_by(command)
    again = planned(rows, made)
    assert [(one.fate, one.fields) for one in again.rows] == [(Fate.SAME, ())]
    assert again.commands == ()


def _made_by(command: DefineComponent) -> Component:
    handler = next(one for one in HANDLERS if one.command is DefineComponent)
    org = Org(id=ORG, code="SZ", name="市政", level=OrgLevel.DEPARTMENT, parent=None, path="320114/SZ")
    [row] = judge(handler, command, [org], KINDS, a_scene()).puts
    assert isinstance(row, Component)
    return row


def test_what_differs_is_changed_and_an_empty_cell_says_nothing() -> None:
    cell = point_cell(118.775, 31.995)
    stands = a_component(owner=ORG, state="lost", note="旧", recorded_on="2024-05-01", cell=cell, accuracy_m=0.0)
    told = planned(read(HEADER + ROW.replace("路口", "")), stands)
    [change] = told.commands
    assert isinstance(change, ChangeComponent)
    assert change.set.state == ("lost", ComponentState.DAMAGED)
    assert (change.base, told.rows[0].fields) == (stands.version, ("state",))
    moved = planned(read(HEADER + ROW.replace("118.775", "118.776")), stands)
    assert [type(one) for one in moved.commands] == [MoveComponent, ChangeComponent]
    assert moved.rows[0].fields == ("place", "state", "note")


@pytest.mark.parametrize(
    ("row", "register", "fault"),
    [
        (ROW, a_component(retired_at=NOW), "retired"),
        (ROW, a_component(class_code="A-component-01-02"), "another_class"),
        (ROW.replace("污水井盖 1 号", ""), None, "no_name"),
        (ROW.replace("3201140102", "3201150102"), None, "wrong_identifier"),
        (ROW.replace(COVER, "B-component-01-09"), None, "unknown_class"),
        (ROW.replace("118.775", "121.5"), None, "out_of_district"),
    ],
)
def test_what_the_rules_would_refuse_is_a_fault_and_nothing_of_the_file_is_done(
    row: str, register: Component | None, fault: str
) -> None:
    good = ROW.replace(CODE, "3201140102000008")
    told = planned(read(HEADER + good + row), *([] if register is None else [register]))
    assert [(one.row, one.fault) for one in told.faults] == [(2, fault)]
    assert isinstance(told.faults[0], RowFault)
    assert told.commands == ()
