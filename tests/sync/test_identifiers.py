"""Identity numbers, phones and names: the vectors of the standards, and what a mask leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.identifiers import (
    is_day,
    is_resident_id,
    is_social_credit_code,
    masked_id,
    masked_name,
    masked_phone,
    normal_id,
    normal_phone,
)

RESIDENT_ID = "11010519491231002X"
CREDIT_CODE = "91350100M000100Y43"


@pytest.mark.parametrize("id_no", [RESIDENT_ID, "11010519491231002x", "440524188001010014", " 440524 18800101 0014"])
def test_a_number_of_the_standard_passes(id_no: str) -> None:
    assert is_resident_id(id_no)


@pytest.mark.parametrize(
    "id_no", ["", "110105194912310021", "11010519491231002", "11010519491231002XX", "1101051949123100ⅩX"]
)
def test_a_number_of_another_check_or_length_fails(id_no: str) -> None:
    assert not is_resident_id(id_no)


@pytest.mark.parametrize(("birth", "passes"), [("20240229", True), ("20230229", False), ("20241301", False)])
def test_the_birth_date_must_be_in_the_calendar(birth: str, passes: bool) -> None:
    stem = f"320114{birth}001"
    assert any(is_resident_id(stem + check) for check in "0123456789X") is passes


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "932682", "320101"])
def test_permits_and_abolished_areas_are_legal(area: str) -> None:
    assert sum(is_resident_id(f"{area}19900101001{check}") for check in "0123456789X") == 1


@given(at=st.integers(0, 16), digit=st.integers(0, 9))
def test_one_wrong_digit_never_passes(at: int, digit: int) -> None:
    wrong = RESIDENT_ID[:at] + str(digit) + RESIDENT_ID[at + 1 :]
    assert is_resident_id(wrong) is (wrong == RESIDENT_ID)


@pytest.mark.parametrize("code", [CREDIT_CODE, "91110000802100433B", "91440300708461136T", "91350100m000100y43"])
def test_a_credit_code_of_the_standard_passes(code: str) -> None:
    assert is_social_credit_code(code)


@pytest.mark.parametrize("code", ["", "91350100M000100Y44", "91350100M000100Y4", "9135010OM000100Y43"])
def test_a_credit_code_with_another_check_length_or_letter_fails(code: str) -> None:
    assert not is_social_credit_code(code)


@pytest.mark.parametrize(
    ("given_no", "normal"),
    [(None, None), ("", None), ("  ", None), ("11010519491231002x", RESIDENT_ID), ("１１０ 105\u3000x", "110105X")],
)
def test_equal_identity_numbers_have_one_form(given_no: str | None, normal: str | None) -> None:
    assert normal_id(given_no) == normal


@pytest.mark.parametrize(
    ("phone", "normal"),
    [
        (None, None),
        ("", None),
        ("无", None),
        ("00000", None),
        ("+8600123", "+86123"),
        ("138 1234-5678", "+8613812345678"),
        ("+86 13812345678", "+8613812345678"),
        ("8613812345678", "+8613812345678"),
        ("0086 138 1234 5678", "+8613812345678"),
        ("013812345678", "+8613812345678"),
        ("025-52880000", "+862552880000"),
        ("+86 025 5288 0000", "+862552880000"),
        ("+1 212 555 0100", "+12125550100"),
        ("001 212 555 0100", "+12125550100"),
        ("52880000", "52880000"),
        ("12345", "12345"),
        ("4008001234", "4008001234"),
    ],
)
def test_equal_phones_have_one_form(phone: str | None, normal: str | None) -> None:
    assert normal_phone(phone) == normal


@given(phone=st.from_regex(r"\+?[0-9][0-9 -]{4,19}", fullmatch=True))
def test_the_normal_form_of_a_phone_is_its_own_normal_form(phone: str) -> None:
    assert normal_phone(normal_phone(phone)) == normal_phone(phone)


@pytest.mark.parametrize(
    ("id_no", "masked"),
    [
        (None, None),
        ("320114199001010014", "3****************4"),
        (RESIDENT_ID.lower(), "1****************X"),
        ("AB", "**"),
    ],
)
def test_a_masked_number_shows_its_ends(id_no: str | None, masked: str | None) -> None:
    assert masked_id(id_no) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("", ""), ("张", "*"), ("张三", "张*"), ("张小三", "张*三"), ("欧阳小三", "欧**三")]
)
def test_a_masked_name_shows_its_ends(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [(None, None), ("+86 13812341234", "138****1234"), ("025-5288000", "*******00"), ("12345", "***45")],
)
def test_a_masked_phone_shows_little(phone: str | None, masked: str | None) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(("text", "is_one"), [("2024-02-29", True), ("2023-02-29", False), ("2024-04-31", False)])
def test_a_day_must_be_in_the_calendar(text: str, is_one: bool) -> None:
    assert is_day(text) is is_one
