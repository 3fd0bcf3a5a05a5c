"""Codes that people type, and that nobody mistypes unnoticed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.ids import is_id
from server.intake.codes import ALPHABET, id_of, millis_of, read_code, read_pin, receipt_of

DIGESTS = st.binary(min_size=32, max_size=32)


@given(DIGESTS)
def test_a_code_is_read_back_however_it_is_typed(digest: bytes) -> None:
    code = receipt_of(digest).code
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ", wide, code.replace("0", "o")):
        assert read_code(typed) == code


@given(DIGESTS, st.data())
def test_no_wrong_letter_and_no_swap_goes_unnoticed(digest: bytes, data: st.DataObject) -> None:
    plain = receipt_of(digest).code.replace("-", "")
    at = data.draw(st.integers(0, len(plain) - 1))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != plain[at]]))
    assert read_code(plain[:at] + other + plain[at + 1 :]) is None
    at = data.draw(st.integers(0, len(plain) - 3))
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    assert (read_code(swapped) is None) == (swapped != plain)


@pytest.mark.parametrize("typed", ["", "-", "12345", "ABCDE-ABCDEF", "IIIII-IIIII", "😀" * 10, "2" * 4000])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@given(DIGESTS)
def test_a_pin_is_six_digits_whatever_stands_between_them(digest: bytes) -> None:
    pin = receipt_of(digest).pin
    assert len(pin) == 6
    assert pin.isdigit()
    assert read_pin(f" {pin[:3]} - {pin[3:]} ") == pin


def test_code_and_pin_come_from_different_halves() -> None:
    one, other = hashlib.sha256(b"a").digest(), hashlib.sha256(b"b").digest()
    mixed = receipt_of(one[:16] + other[16:])
    assert mixed == (receipt_of(one).code, receipt_of(other).pin)


@given(DIGESTS, st.integers(0, 2**48 - 1))
def test_an_id_keeps_its_time(digest: bytes, at_ms: int) -> None:
    made = id_of(digest, at_ms)
    assert is_id(made)
    assert millis_of(made) == at_ms
