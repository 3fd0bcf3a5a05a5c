"""Where the headings of a form are, and where their values go."""

import pytest

from server.dictionary.rules import Of, dictionary, field_of, is_refused, key_of, means
from server.forms.layout import Span, Texts, find_layout, with_value
from server.tabular.headings import plain


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓名*", "name"),
        ("姓　名", "name"),
        ("身份证号（18位）", "id_no"),
        ("联系电话：", "phone"),
        ("年 龄", "age"),
        ("Name", "name"),
        ("现居住地址（详细到门牌）", "address"),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading: str, field: str) -> None:
    assert means(heading).fields == (field,)


def test_what_is_never_stored_says_why() -> None:
    assert is_refused("宗教信仰")
    assert is_refused("政治面貌（必填）")
    assert not is_refused("姓名")


def test_an_answer_under_a_group_comes_before_one_for_the_heading_alone() -> None:
    answers = {key_of("姓名", "户主"): "head_name", key_of("备注"): ""}
    assert means("姓名", "户主", answers).fields == ("head_name",)
    assert means("姓名", "本人", answers).fields == ("name",)
    assert means("备注", "", answers).fields == ()
    assert means("姓名", "户主").fields == ("head_name",), "the two together are a heading of the dictionary"


def test_no_two_fields_have_a_name_in_common_and_each_heading_means_one() -> None:
    names = [field.name for field in dictionary().fields]
    assert len(names) == len(set(names))
    for field in dictionary().fields:
        for heading in (field.zh, field.en, *field.headings):
            assert means(heading).fields == (field.name,), (field.name, heading, plain(heading))
    assert field_of("nonsense") is None


def test_a_card_is_no_table_and_a_list_is_no_card() -> None:
    card = Texts({(1, 1): "姓名", (1, 3): "性别", (2, 1): "身份证号", (2, 3): "联系电话"}, [])
    found = find_layout(card, {})
    assert (found.table, found.per) == (None, Of.PERSON)
    assert [label.value_at for label in found.labels] == [(1, 2), (1, 4), (2, 2), (2, 4)]

    rows = Texts({(1, 1): "姓名", (1, 2): "性别", (1, 3): "身份证号"}, [])
    found = find_layout(rows, {})
    assert found.table is not None
    assert (found.table.first_row, found.table.footer_row, found.per) == (2, None, Of.FORM)


def test_a_title_over_the_whole_sheet_is_no_group() -> None:
    texts = {(1, 1): "台账", (2, 1): "姓名", (2, 2): "性别", (2, 3): "民族"}
    found = find_layout(Texts(texts, [Span(1, 1, 1, 3)]), {})
    assert found.table is not None
    assert {column.group for column in found.table.columns} == {""}


def test_a_title_over_the_whole_of_a_table_that_begins_further_right_is_no_group() -> None:
    texts = {(2, 2): "填报单位：      联系人：", (3, 2): "姓名", (3, 3): "性别", (3, 4): "身份证号"}
    found = find_layout(Texts(texts, [Span(2, 2, 2, 4)]), {})
    assert found.table is not None
    assert {column.group for column in found.table.columns} == {""}
    assert [(label.heading, label.inline) for label in found.labels] == [("填报单位", True)]


def test_labels_in_one_cell_are_filled_one_by_one() -> None:
    text = with_value("填报单位：        填报日期：   年  月  日", "填报单位", "雨花社区")
    assert with_value(text, "填报日期", "2026-11-26") == "填报单位：雨花社区  填报日期：2026-11-26"


def test_an_empty_sheet_asks_for_nothing() -> None:
    assert find_layout(Texts({}, []), {}) == (None, ())
