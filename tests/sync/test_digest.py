"""Digests: the same on any machine, blind to order, and changed by every single row."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sync.digest import MASK, bucket, hex62, row_sums, total

ROWS = st.lists(
    st.tuples(st.integers(1, 40), st.uuids().map(str), st.integers(0, 2**53)), unique_by=lambda row: row[:2]
)
PERSON = "0198c0de-0000-7000-8000-00000000ab2f"


def test_the_sums_of_a_row_are_these_for_ever() -> None:
    assert row_sums(4, PERSON, 7) == (2919814617516666835, 445641417795339852)


def test_a_bucket_is_the_last_byte_of_the_id() -> None:
    assert bucket(PERSON) == 0x2F


def test_sums_cross_the_wire_as_sixteen_hex_digits() -> None:
    assert hex62(0) == "0" * 16
    assert hex62(MASK) == "3fffffffffffffff"
    assert int(hex62(123456789), 16) == 123456789


@given(ROWS, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: list[tuple[int, str, int]], dice: Random) -> None:
    shuffled = rows[:]
    dice.shuffle(shuffled)

    assert total(shuffled) == total(rows)


@given(ROWS, st.data())
def test_a_delta_of_old_and_new_is_the_digest_of_the_result(
    rows: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    rows = [*rows, (4, PERSON, 1)]
    at = data.draw(st.integers(0, len(rows) - 1))
    kind, row_id, version = rows[at]
    changed = [*rows[:at], (kind, row_id, version + 1), *rows[at + 1 :]]
    count, sum_a, sum_b = total(rows)
    old_a, old_b = row_sums(kind, row_id, version)
    new_a, new_b = row_sums(kind, row_id, version + 1)

    assert total(changed) == (count, (sum_a + new_a - old_a) & MASK, (sum_b + new_b - old_b) & MASK)
    assert total(changed) != total(rows)
