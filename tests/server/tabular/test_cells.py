"""Cells as people fill them in: what is understood, what is refused, and what no spreadsheet may compute."""

from decimal import Decimal

import pytest

from server.tabular.cells import (
    Cell,
    Noticed,
    Was,
    Wrong,
    as_day,
    as_digits,
    as_number,
    as_text,
    as_truth,
    neutral,
    of_number,
    of_text,
    tidy,
)


@pytest.mark.parametrize(
    ("raw", "text", "noticed"),
    [
        ("王芳", "王芳", set[Noticed]()),
        ("　王　芳 ", "王 芳", {Noticed.BLANKS}),
        ("ＡＢ１２", "AB12", {Noticed.FULL_WIDTH}),
        ("\ufeff1380000\u200b1111", "13800001111", {Noticed.HIDDEN}),
        ("a\n b", "a b", {Noticed.BLANKS}),
        ("\u200b", "", {Noticed.HIDDEN}),
    ],
)
def test_a_text_is_made_plain_and_what_was_odd_is_told(raw: str, text: str, noticed: set[Noticed]) -> None:
    assert tidy(raw) == (text, frozenset(noticed))


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1"), (1.0, "1"), (2.5, "2.5"), (1e21, "1" + "0" * 21), (1e-7, "0.0000001"), (-3.0, "-3")]
)
def test_a_number_is_written_without_an_exponent(number: float, text: str) -> None:
    assert of_number(number).text == text


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("1990年3月7日", "1990-03-07"),
        ("1990/3/7", "1990-03-07"),
        ("1990.03.07", "1990-03-07"),
        ("19900307", "1990-03-07"),
        ("1990-3-7 00:00:00", "1990-03-07"),
        ("１９９０－３－７", "1990-03-07"),
        ("32939", "1990-03-07"),
        ("2000-02-29", "2000-02-29"),
        ("61", "1900-03-01"),
    ],
)
def test_a_day_is_read_however_it_is_written(told: str, day: str) -> None:
    found = as_day(of_text(told))
    assert not isinstance(found, Wrong)
    assert found[0] == day
    assert found[1] & {Noticed.TEXT_DAY, Noticed.SERIAL_DAY}


@pytest.mark.parametrize(
    "told", ["1990-02-30", "90-3-7", "1990-03", "19901301", "3/7/1990", "60", "0", "昨天", "999999"]
)
def test_no_day_is_guessed(told: str) -> None:
    assert as_day(of_text(told)) is Wrong.NO_DAY


def test_a_day_cell_is_no_oddity() -> None:
    assert as_day(Cell("1990-03-07", Was.DAY)) == ("1990-03-07", frozenset())
    assert as_day(Cell()) == ("", frozenset())


def test_an_identity_number_that_was_typed_as_a_number_has_lost_its_end() -> None:
    assert as_digits(of_number(1.1010119900307e17)) is Wrong.DIGITS_LOST
    assert as_digits(of_number(13800001111)) == "13800001111"
    assert as_digits(of_text("' 8101 0119900307663x")) == "81010119900307663X"


@pytest.mark.parametrize("read", [as_text, as_digits, as_day, as_number, as_truth])
def test_a_formula_and_an_error_value_tell_nothing(read: object) -> None:
    assert callable(read)
    assert read(Cell("=A1", Was.FORMULA)) is Wrong.FORMULA
    assert read(Cell("#N/A", Was.FAULT)) is Wrong.ERROR_VALUE


def test_numbers_and_truths_are_read() -> None:
    assert as_number(of_text("1,234.50")) == Decimal("1234.50")
    assert as_number(of_text("NaN")) is Wrong.NO_NUMBER
    assert as_number(Cell()) is None
    assert as_truth(of_text("是")) is True
    assert as_truth(of_text("否")) is False
    assert as_truth(Cell()) is None
    assert as_truth(of_text("也许")) is Wrong.NO_TRUTH


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|x", "\u200b=1"]
)
def test_what_a_spreadsheet_would_compute_is_handed_out_as_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "王芳", "+8613800001111", "-3.5", "a=b", "13800001111"])
def test_what_computes_nothing_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text
