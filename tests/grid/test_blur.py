"""Blurred places and suppressed counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.blur import blur_point, suppress, suppress_with_total
from grid.cells import STORED_RESOLUTION, InvalidCell, cell_centre, parent, point_cell
from grid.datum import OutOfRange


@given(st.floats(118.6, 118.8), st.floats(31.87, 32.0), st.integers(5, 11))
def test_a_blurred_place_is_the_centre_of_the_cell_that_it_is_counted_in(lon: float, lat: float, coarse: int) -> None:
    blurred = blur_point(lon, lat, coarse)
    assert blurred == cell_centre(parent(point_cell(lon, lat), coarse))
    assert point_cell(*blurred, coarse) == parent(point_cell(lon, lat), coarse)


def test_two_neighbours_blur_to_the_same_place() -> None:
    assert blur_point(118.779, 31.992, 9) == blur_point(118.7791, 31.9921, 9) != (118.779, 31.992)


def test_a_place_is_not_blurred_to_a_finer_cell_than_is_stored() -> None:
    with pytest.raises(InvalidCell):
        blur_point(118.779, 31.992, STORED_RESOLUTION + 1)
    with pytest.raises(OutOfRange):
        blur_point(31.992, 118.779, 9)


def test_small_counts_are_withheld_and_a_zero_stays() -> None:
    assert suppress({"b": 4, "a": 5, "c": 0, "d": 1}, 5) == {"a": 5, "b": None, "c": 0, "d": None}
    unsorted = {"b": 9, "a": 5}
    assert list(suppress(unsorted, 5)) == ["a", "b"]


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ({"a": 12, "b": 30}, {"a": 12, "b": 30}, 42),
        ({"a": 3, "b": 30, "c": 12}, {"a": None, "b": 30, "c": None}, 45),
        ({"a": 3, "b": 12, "c": 12}, {"a": None, "b": None, "c": 12}, 27),
        ({"a": 3, "b": 8, "c": 12}, {"a": None, "b": None, "c": 12}, 23),
        ({"a": 1, "b": 2, "c": 12}, {"a": None, "b": None, "c": None}, 15),
        ({"a": 9, "b": 9, "c": 12}, {"a": None, "b": None, "c": None}, 30),
        ({"a": 3, "b": 0}, {"a": None, "b": 0}, None),
        ({"a": 1, "b": 2}, {"a": None, "b": None}, None),
        ({}, {}, 0),
    ],
    ids=["none", "one", "tie", "two", "two sum small", "two at most", "no other", "small total", "empty"],
)
def test_a_total_gives_no_withheld_count_away(
    counts: dict[str, int], shown: dict[str, int | None], total: int | None
) -> None:
    published = suppress_with_total(counts, 10)
    assert (published.counts, published.total) == (shown, total)


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 30), max_size=8), st.integers(3, 10))
def test_what_subtraction_leaves_is_at_least_k_people_in_two_places(counts: dict[int, int], k: int) -> None:
    published = suppress_with_total(counts, k)
    shown = [count for count in published.counts.values() if count is not None]
    hidden = len(published.counts) - len(shown)
    assert not any(0 < count < k for count in shown)
    assert all(count in (None, counts[key]) for key, count in published.counts.items())
    if published.total is not None and hidden:
        rest = published.total - sum(shown)
        assert hidden >= 2
        assert rest >= k
        assert rest not in (hidden, hidden * (k - 1)) or any(counts[key] >= k for key in counts)
