"""Percentages are rounded half up, equal figures share a rank, and too few who were asked are not told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analytics.counting import before, days_of, month_of
from server.analytics.reckoning import FEWEST, Ratio, average, ranks, withheld
from server.analytics.specs import Better


@pytest.mark.parametrize(
    ("ratio", "percent"),
    [
        (Ratio(1, 3), "33.33"),
        (Ratio(2, 3), "66.67"),
        (Ratio(1, 800), "0.13"),  # 0.125: half to even would say 0.12
        (Ratio(3, 800), "0.38"),
        (Ratio(0, 7), "0.00"),
        (Ratio(7, 7), "100.00"),
    ],
)
def test_a_percentage_has_two_decimals_rounded_half_up(ratio: Ratio, percent: str) -> None:
    assert ratio.percent == Decimal(percent)


def test_of_nothing_there_is_no_percentage() -> None:
    assert Ratio(0, 0).percent is None


def test_equal_figures_share_a_rank_and_the_best_end_is_the_indicators() -> None:
    values = {"a": Decimal(90), "b": Decimal(95), "c": Decimal(90), "d": Decimal(10), "e": None}
    assert ranks(values, Better.MORE) == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert ranks(values, Better.LESS) == {"d": 1, "a": 2, "c": 2, "b": 4}


def test_the_average_is_that_of_the_groups_that_have_a_figure() -> None:
    assert average([Decimal("90.00"), Decimal("95.01"), None]) == Decimal("92.51")
    assert average([None]) is None


def test_a_group_that_is_too_small_is_kept_back_with_another_so_that_the_rest_does_not_give_it_away() -> None:
    asked = {"a": Ratio(1, 2), "b": Ratio(4, 9), "c": Ratio(30, 40)}
    assert withheld(asked) == {"a", "b"}
    assert withheld({"b": Ratio(4, 9), "c": Ratio(30, 40)}) == frozenset()
    assert withheld({"a": Ratio(1, 2)}) == {"a"}


@given(st.dictionaries(st.text(max_size=3), st.builds(Ratio, st.just(0), st.integers(1, 30)), max_size=8))
def test_no_answer_of_fewer_than_five_follows_from_what_is_told(asked: dict[str, Ratio]) -> None:
    kept_back = withheld(asked)
    assert all(key in kept_back for key, ratio in asked.items() if ratio.denominator < FEWEST)
    if kept_back and len(kept_back) < len(asked):
        assert sum(asked[key].denominator for key in kept_back) >= FEWEST
        assert len(kept_back) > 1


@given(st.integers(2000, 2098), st.integers(1, 12), st.integers(0, 40))
def test_months_follow_each_other_without_a_gap(year: int, number: int, back: int) -> None:
    month = year * 100 + number
    first, until = days_of(month)
    assert month_of(first) == month_of(until - 1) == month
    assert before(month_of(until), 1) == month
    assert before(before(month, back), 12) == before(month, back + 12)
