"""By which words a person is found, and what a question means. Pure."""

import pytest

from server.residents.houses import Home, home_in, is_unit, meant_by
from server.residents.searching import asked_in, rank, words_of
from server.residents.sounds import plain_sound, readings_of, surname_of
from tests.server.residents.scenes import a_person

PERSON = a_person(name="单田芳", id_no="11010519491231002X", phone="13912345678", more_phones=("025-55551234",))


def finds(question: str) -> bool:
    """Whether each word of a question has one that the index knows of the person, and the row fits."""
    asked = asked_in(question)
    known = words_of(PERSON)
    return bool(asked) and all(set(one.every) & known for one in asked) and rank(PERSON, asked) is not None


@pytest.mark.parametrize(
    "question",
    [
        "单田芳", "田芳", "单田", "单", "shantianfang", "shan tian fang", "Shan", "tianfang", "stf", "STF", "002X",
        "1002x", "31002X", "11010519491231002X", "5678", "45678", "345678", "13912345678", "1234", "51234", "田芳 5678",
        "单 31002x", "５６７８",
    ],
)  # fmt: skip
def test_a_person_is_found_by(question: str) -> None:
    assert finds(question)


@pytest.mark.parametrize(
    "question", ["单芳", "芳田", "dantianfang1", "tian fang shan", "95678", "9002X", "王 5678", "田芳 9999", "李", "sf"]
)
def test_and_by_nothing_else(question: str) -> None:
    assert not finds(question)


@pytest.mark.parametrize("question", ["2345678", "3912345678", "231002X", "1010519491231002X"])
def test_an_end_between_the_last_six_and_the_whole_number_finds_nobody(question: str) -> None:
    """Else whoever asks digit by digit has the number, and nothing was revealed."""
    assert not finds(question)


@pytest.mark.parametrize("question", ["", "  ", "%", "*_*", "'", "  '' :"])
def test_a_question_that_says_nothing_has_no_words(question: str) -> None:
    assert asked_in(question) == ()


@pytest.mark.parametrize(
    ("name", "first", "all_of_them"),
    [
        ("单田芳", "shantianfang", {"shantianfang"}),
        ("曾乐", "zengle", {"zengle", "zengyue"}),
        ("欧阳娜", "ouyangna", {"ouyangna", "ouyangnuo"}),
        ("吕布", "lvbu", {"lvbu"}),
        ("万俟卨", "moqixie", {"moqixie"}),
        ("Anna", "", set[str]()),
        ("演A", "", set[str]()),
    ],
)
def test_a_name_is_spoken_with_its_surname_as_a_surname(name: str, first: str, all_of_them: set[str]) -> None:
    spoken = ["".join(one.syllables) for one in readings_of(name)]
    assert spoken[:1] == ([first] if first else [])
    assert all_of_them <= set(spoken)
    assert len(spoken) <= 6


def test_letters_are_compared_without_tones_and_with_v_for_u_with_dots() -> None:
    assert {plain_sound(text) for text in ("lǚ bù", "Lü-Bu", "LVBU", "lu:bu")} == {"lvbu"}
    assert (surname_of("欧阳修"), surname_of("欧文"), surname_of("")) == ("欧阳", "欧", "")


def test_a_person_without_numbers_or_with_a_short_one_is_found_by_name() -> None:
    assert {word[0] for word in words_of(a_person(name="李四", phone="110", id_no="AB1"))} == set("nmsyi")


def test_the_whole_name_fits_best_then_its_beginning_then_its_end() -> None:
    assert [rank(PERSON, asked_in(question)) for question in ("单田芳", "单田", "田芳", "shan")] == [0, 1, 2, 1]


def test_the_rarest_word_comes_first() -> None:
    asked = asked_in("单 田芳 31002X")
    assert [one.text for one in asked] == ["31002X", "田芳", "单"]
    assert [one.place for one in asked_in("1203 3幢 演示")] == [False, True, True]


@pytest.mark.parametrize(
    ("texts", "home"),
    [
        (("3幢101",), Home((), "3", "", "101")),
        (("3-1-101",), Home((), "3", "1", "101")),
        (("3-101",), Home((), "3", "", "101")),
        (("雨花小区3幢1单元101室",), Home(("雨花小区",), "3", "1", "101")),
        (("雨花小区", "3号楼", "1203"), Home(("雨花小区",), "3", "", "1203")),
        (("12", "301"), Home((), "12", "", "301")),
        (("101室",), Home((), "", "", "101")),
        (("幸福路",), Home(("幸福路",), "", "", "")),
    ],
)
def test_a_home_is_read_as_people_write_it(texts: tuple[str, ...], home: Home) -> None:
    assert home_in(texts) == home


def test_a_house_is_meant_by_its_whole_number() -> None:
    house = "演示雨花 演示雨花13幢 13幢"
    assert meant_by(Home(("雨花",), "13"))(house)
    assert not meant_by(Home(("雨花",), "3"))(house)
    assert not meant_by(Home(("幸福",), "13"))(house)
    assert (is_unit("1单元", Home(unit="1")), is_unit("11单元", Home(unit="1")), is_unit("", Home())) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize(("digits", "narrow"), [("2345678", 2), ("345678", 2), ("45678", 20), ("5678", 2)])
def test_five_digits_and_more_are_looked_up_by_six(digits: str, narrow: int) -> None:
    [asked] = asked_in(digits)

    assert len(asked.words) == narrow
    assert {len(word) for word in asked.words} == {5 if len(digits) == 4 else 7}
