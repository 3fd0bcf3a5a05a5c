"""H3 cells: the vectors, derived parents, strict reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.cells import (
    STORED_RESOLUTION,
    WORKING_RESOLUTION,
    InvalidCell,
    cell_area_m2,
    cell_centre,
    cell_ring,
    cell_text,
    centre_cells,
    compact,
    expand,
    is_cell,
    neighbours,
    parent,
    parse_cell,
    point_cell,
    resolution_of,
)
from grid.datum import GCJ02, OutOfRange, from_wgs84
from grid.geometry import Position, signed_area
from tests.grid.shapes import square

YUHUATAI = 0x8B309156E04EFFF


@pytest.mark.parametrize(
    ("position", "text"),
    [
        ((118.779, 31.992), "8b309156e04efff"),
        ((113.264, 23.129), "8b4118b29154fff"),
        ((116.44, 39.92), "8b31aa55a2b1fff"),
        ((118.75908, 32.00249), "8b309156145bfff"),
    ],
)
def test_a_point_has_the_cell_of_the_vectors(position: Position, text: str) -> None:
    assert cell_text(point_cell(*position)) == text
    assert parse_cell(text) == point_cell(*position)


def test_a_point_taken_for_the_map_datum_by_mistake_falls_into_another_cell() -> None:
    assert cell_text(point_cell(*from_wgs84(GCJ02, 118.779, 31.992))) == "8b309156e20efff"


def test_a_cell_fits_a_bigint_and_no_json_number() -> None:
    assert point_cell(118.779, 31.992) == 626_854_760_779_411_455
    assert 2**53 < 626_854_760_779_411_455 < 2**63


def test_a_coarser_cell_is_derived_from_the_cell_and_not_from_the_point() -> None:
    stored = point_cell(118.75908, 32.00249)
    assert cell_text(parent(stored, 9)) == "89309156147ffff"
    assert cell_text(point_cell(118.75908, 32.00249, 9)) == "8930915617bffff"


def test_a_cell_is_its_own_parent_and_has_no_finer_one() -> None:
    assert parent(YUHUATAI, STORED_RESOLUTION) == YUHUATAI
    for resolution in (12, -1):
        with pytest.raises(InvalidCell):
            parent(YUHUATAI, resolution)


@pytest.mark.parametrize(("lon", "lat"), [(31.992, 118.779), (181.0, 0.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_swapped_or_impossible_degrees_are_refused_before_they_become_alaska(lon: float, lat: float) -> None:
    with pytest.raises(OutOfRange):
        point_cell(lon, lat)


@pytest.mark.parametrize("resolution", [-1, 16])
def test_a_resolution_that_h3_lacks_is_refused(resolution: int) -> None:
    with pytest.raises(ValueError, match="0 to 15"):
        point_cell(118.779, 31.992, resolution)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8B309156E04EFFF",
        "0x8b309156e04efff",
        "08b309156e04efff",
        "8b309156e04efff\n",
        " 8b309156e04efff",
        "8b309156e04eff",
        "8b309156e04e000",
        "8ffffffffffffff",
        "115283473fffffff",
    ],
)
def test_only_a_cell_in_its_one_spelling_is_read(text: str) -> None:
    with pytest.raises(InvalidCell) as refusal:
        parse_cell(text)
    assert refusal.value.given == text


def test_a_cell_of_another_resolution_than_asked_is_refused() -> None:
    assert parse_cell("8b309156e04efff", STORED_RESOLUTION) == YUHUATAI
    with pytest.raises(InvalidCell):
        parse_cell("8b309156e04efff", WORKING_RESOLUTION)


def test_numbers_of_files_are_checked_before_they_are_taken_for_cells() -> None:
    assert is_cell(YUHUATAI)
    assert not any(map(is_cell, (0, -1, YUHUATAI + 1, YUHUATAI - 1, 2**63, 2**64)))


def test_neighbours_are_sorted_and_surround_the_cell() -> None:
    ring = neighbours(YUHUATAI)
    assert len(ring) == 6
    assert list(ring) == sorted(ring)
    assert YUHUATAI not in ring
    assert all(YUHUATAI in neighbours(other) for other in ring)
    assert len(neighbours(YUHUATAI, 2)) == 18


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, 15))
def test_the_centre_of_a_cell_lies_in_the_cell(lon: float, lat: float, resolution: int) -> None:
    cell = point_cell(lon, lat, resolution)
    assert resolution_of(cell) == resolution
    assert point_cell(*cell_centre(cell), resolution) == cell
    assert parse_cell(cell_text(cell)) == cell


def test_an_outline_is_closed_counter_clockwise_and_as_large_as_measured_in_nanjing() -> None:
    outline = cell_ring(YUHUATAI)
    assert outline[0] == outline[-1]
    assert len(outline) == 7
    assert signed_area(outline) > 0
    assert cell_area_m2(YUHUATAI) == pytest.approx(1_663, abs=1)


def test_compacted_cells_expand_to_the_same_set() -> None:
    cells = centre_cells((square(118.77, 31.98, 0.01),), WORKING_RESOLUTION)
    packed = compact([*cells, cells[0]])
    assert len(packed) < len(cells)
    assert expand(packed, WORKING_RESOLUTION) == cells
    assert list(packed) == sorted(packed)


def test_a_cell_finer_than_wanted_does_not_expand() -> None:
    with pytest.raises(InvalidCell):
        expand([YUHUATAI], WORKING_RESOLUTION)


def test_a_hole_has_no_cells_and_a_tiny_polygon_none_at_all() -> None:
    outer, hole = square(118.77, 31.98, 0.01), square(118.773, 31.983, 0.004)
    whole, without = set(centre_cells((outer,), 11)), set(centre_cells((outer, hole[::-1]), 11))
    assert whole - without == set(centre_cells((hole,), 11))
    assert centre_cells((square(118.77, 31.98, 1e-6),), 9) == ()
