"""Headings as departments write them mean a field, or are asked, or are told; nothing is guessed."""

import pytest

from server.dictionary.fields import NOTHING, Verdict, meaning_of, shipped
from server.imports.fields import PEOPLE


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
    assert meaning_of(heading, {}).fields == (field,)


def test_every_heading_that_an_import_knows_means_the_same_in_a_form() -> None:
    for field in PEOPLE:
        for heading in field.headings:
            assert meaning_of(heading, {}).fields == (field.name,), heading


def test_a_group_above_a_heading_says_whose_it_is() -> None:
    assert meaning_of("姓名", {}, group="户主").fields == ("head_name",)
    assert meaning_of("姓名", {}, group="基本情况").fields == ("name",)


def test_what_is_never_stored_is_refused_with_its_reason() -> None:
    found = meaning_of("宗教信仰", {})
    assert (found.verdict, found.fields) == (Verdict.REFUSED, ())
    assert "never stored" in found.why


def test_what_nobody_knows_is_told_until_it_is_answered() -> None:
    assert meaning_of("常用语", {}).verdict is Verdict.UNKNOWN
    assert meaning_of("常用语", {"常用 语": "note_of_name"}).fields == ("note_of_name",)
    assert meaning_of("姓名", {"姓名": NOTHING}).verdict is Verdict.UNKNOWN


def test_the_dictionary_names_each_field_and_each_code_once() -> None:
    names = [field.name for field in shipped().fields]
    assert len(names) == len(set(names))
    for field in shipped().fields:
        codes = [one.code for one in field.codes]
        assert len(codes) == len(set(codes))
        assert bool(codes) == (field.type == "code")
