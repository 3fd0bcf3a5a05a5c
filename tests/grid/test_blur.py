"""Blurred places and suppressed counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.blur import Cell, Line, blur_point, suppress, suppress_with_total, withhold
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


def square_of(counts: dict[tuple[str, str], int]) -> tuple[dict[Cell, int], list[Line]]:
    """A table of rows and columns with all its totals, and the lines along which it can be added up."""
    rows, columns = (sorted({key[at] for key in counts}) for at in (0, 1))
    cells: dict[Cell, int] = {(row, column): count for (row, column), count in counts.items()}
    for row in rows:
        cells[row, ""] = sum(counts[row, column] for column in columns)
    for column in (*columns, ""):
        cells["", column] = sum(cells[row, column] for row in rows)
    lines = [Line(tuple((row, column) for column in columns), (row, "")) for row in (*rows, "")]
    lines += [Line(tuple((row, column) for row in rows), ("", column)) for column in (*columns, "")]
    return cells, lines


def test_a_small_count_takes_three_others_with_it_so_that_no_row_and_no_column_tells_it() -> None:
    rows = {("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40, ("c", "x"): 50, ("c", "y"): 60}
    cells, lines = square_of(rows)
    assert withhold(cells, lines, 5) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_a_group_of_a_few_is_not_told_by_the_total_of_all_groups() -> None:
    counts: dict[Cell, int] = {("a",): 3, ("b",): 20, ("c",): 30, ("",): 53}
    assert withhold(counts, [Line((("a",), ("b",), ("c",)), ("",))], 5) == {("a",), ("b",)}


def test_where_nothing_else_can_be_hidden_the_total_is() -> None:
    assert withhold({("a",): 3, ("b",): 0, ("",): 3}, [Line((("a",), ("b",)), ("",))], 5) == {("a",), ("",)}
    assert withhold({("a",): 0, ("",): 0}, [Line((("a",),), ("",))], 5) == frozenset()


def test_a_total_that_is_hidden_elsewhere_is_not_told_by_its_own_line() -> None:
    counts: dict[Cell, int] = {("r", "m"): 6, ("r", "f"): 7, ("r", ""): 13, ("s", ""): 2, ("", ""): 15}
    lines = [Line((("r", "m"), ("r", "f")), ("r", "")), Line((("r", ""), ("s", "")), ("", ""))]
    assert withhold(counts, lines, 5) == {("s", ""), ("r", ""), ("r", "m")}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(0, 12), min_size=16, max_size=16
    ),
    st.integers(2, 10),
)
def test_no_line_tells_a_count_that_is_hidden(counts: dict[tuple[str, str], int], k: int) -> None:
    cells, lines = square_of(counts)
    hidden = withhold(cells, lines, k)
    assert all(cell in hidden for cell, count in cells.items() if 0 < count < k)
    assert all(cells[cell] for cell in hidden)
    for members, total in lines:
        gone = [cells[cell] for cell in members if cell in hidden]
        if total in hidden:
            assert gone
        elif gone:
            assert len(gone) > 1
            assert sum(gone) >= k
