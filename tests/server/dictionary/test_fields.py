"""Headings as departments write them mean a field, or are asked, or are told, to imports and forms alike."""

import pytest

from server.dictionary.rules import Reads, dictionary, means
from server.imports.fields import PEOPLE

_NAMED_OTHERWISE = {"household": {"household_no"}, "grid": {"grid", "grid_code"}}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓名", "name"),
        (" 姓 名 *", "name"),
        ("户主姓名", "head_name"),
        ("公民身份号码", "id_no"),
        ("证件号码（必填）", "id_no"),
        ("手机号：", "phone"),
        ("建筑面积（㎡）", "area_m2"),
        ("ＩＤ＿ＮＯ", "id_no"),
        ("Date of birth", "birth_on"),
    ],
)
def test_a_heading_means_its_field_however_it_is_written(heading: str, field: str) -> None:
    assert means(heading).fields == (field,)


def test_every_heading_that_an_import_knows_means_the_same_in_a_form() -> None:
    for field in PEOPLE:
        for heading in field.headings:
            assert set(means(heading).fields) <= _NAMED_OTHERWISE.get(field.name, {field.name}), heading
            assert means(heading).fields, heading


def test_a_group_above_a_heading_says_whose_it_is() -> None:
    assert means("姓名", "户主").fields == ("head_name",)
    assert means("姓名", "基本情况").fields == ("name",)


def test_what_is_never_stored_is_refused_with_its_reason() -> None:
    found = means("宗教信仰")
    assert (found.fields, "never stored" in found.refused) == ((), True)


def test_what_nobody_knows_is_told_until_it_is_answered() -> None:
    assert means("常用语").fields == ()
    assert means("常用语", answers={"常用语": "name"}).fields == ("name",)
    assert means("姓名", answers={"姓名": ""}).fields == ()


def test_the_dictionary_names_each_field_once_and_codes_have_words_or_a_table() -> None:
    names = [field.name for field in dictionary().fields]
    assert len(names) == len(set(names))
    assert all(field.scheme for field in dictionary().fields if field.reads is Reads.CODE)
    for field in PEOPLE:
        assert len(field.headings) == len(set(field.headings)), field.name
