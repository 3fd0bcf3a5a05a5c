"""Headings as departments write them find their field; two of one field, and what nobody knows, are told."""

import pytest

from mobile_contract.imports import ImportKind
from server.imports.fields import match, missing
from server.imports.places import Spot, building_key, keys_of, room_key, spot_of, unit_key
from server.residents.entities import Building


def fields_of(*headings: str, **asked: str) -> list[tuple[int, str]]:
    return [(use.column, use.field) for use in match(ImportKind.PEOPLE, headings, asked).columns]


def test_headings_are_matched_however_they_are_written() -> None:
    found = fields_of("＊姓　名：", "身份证号码（18位）", "联系电话*", "与户主关系")
    assert found == [(0, "name"), (1, "id_no"), (2, "phone"), (3, "relation")]


def test_two_columns_of_one_field_are_told_and_neither_is_used() -> None:
    matched = match(ImportKind.PEOPLE, ["姓名", "手机", "电话"], {})
    assert [use.field for use in matched.columns] == ["name"]
    assert matched.unsure == {"手机 (2)": ("phone",), "电话 (3)": ("phone",)}
    assert fields_of("姓名", "手机", "电话", 电话="") == [(0, "name"), (1, "phone")]


def test_what_nobody_knows_is_told_and_what_is_never_stored_is_not_used() -> None:
    matched = match(ImportKind.PEOPLE, ["姓名", "爱好", "宗教信仰", ""], {})
    assert matched.unused == ("爱好", "宗教信仰")


def test_somebodys_own_word_comes_first() -> None:
    assert fields_of("称呼", 称呼="name") == [(0, "name")]


@pytest.mark.parametrize(
    ("fields", "has_grid", "lacking"),
    [
        ({"name", "grid", "building", "room"}, False, ()),
        ({"name", "address"}, True, ()),
        ({"name", "address"}, False, ("grid",)),
        ({"grid", "building"}, False, ("name", "room")),
    ],
)
def test_what_no_row_can_do_without_is_missed(fields: set[str], has_grid: bool, lacking: tuple[str, ...]) -> None:
    assert missing(ImportKind.PEOPLE, frozenset(fields), has_grid=has_grid) == lacking


@pytest.mark.parametrize(
    ("address", "spot"),
    [
        ("幸福里3幢2单元301室", Spot("幸福里", "3幢", "2", "301")),
        ("幸福里小区１２号楼 甲单元 1203", Spot("幸福里小区", "12号楼", "甲", "1203")),
        ("A座1-101", Spot("", "A座", "", "1-101")),
        ("幸福路", None),
        ("幸福里3幢", None),
    ],
)
def test_an_address_is_taken_apart_or_not_at_all(address: str, spot: Spot | None) -> None:
    assert spot_of(address) == spot


def test_one_building_has_many_spellings() -> None:
    assert len({building_key(text) for text in ("3幢", "3栋", "３号楼", " 3 座")}) == 1
    assert building_key("综合楼") != building_key("综合")
    assert (unit_key("2单元"), room_key("301室")) == (unit_key("２"), room_key(" 301"))
    assert room_key("1-101") != room_key("1101")
    known = Building(id="x", grid="g", name="幸福里3幢", number="3", estate="幸福里")
    assert {building_key("幸福里3栋"), building_key("3号楼")} <= set(keys_of(known))
