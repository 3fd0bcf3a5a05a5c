"""Covers and the territory index: never a wrong grid, also on edges and corners."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grid.cells import STORED_RESOLUTION, cell_centre, cell_ring, centre_cells, point_cell
from grid.contacts import find_contact
from grid.cover import Candidate, CoverCell, MixedResolutions, Territory, TerritoryIndex, cover, locate
from grid.datum import OutOfRange
from grid.geometry import Geometry, Outline, Position, box
from grid.partition import bisect
from tests.grid.shapes import district, holds, square, stars

WEST, EAST = square(118.76, 31.98, 0.01), square(118.77, 31.98, 0.01)


def territory(grid_id: str, geometry: Geometry, resolution: int = STORED_RESOLUTION) -> Territory[str]:
    return Territory(grid_id, geometry, cover(geometry, resolution))


def awkward_positions(geometries: list[Geometry], resolution: int) -> list[Position]:
    """Corners, middles of edges, both a last bit off, and corners of the cells along them."""
    positions: list[Position] = []
    for geometry in geometries:
        for each in geometry[0]:
            for a, b in pairwise(each[:4]):
                middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
                positions += [a, middle, *cell_ring(point_cell(*middle, resolution))[:3]]
                positions += [(math.nextafter(lon, 0.0), math.nextafter(lat, 90.0)) for lon, lat in (a, middle)]
    return positions


@settings(max_examples=25)
@given(stars(), st.integers(2, 6), st.sampled_from([9, 11]), st.data())
def test_the_index_agrees_with_the_slow_test_everywhere(
    geometry: Geometry, parts: int, resolution: int, data: st.DataObject
) -> None:
    if find_contact(geometry) is not None:
        return
    grids = {f"g{number}": part for number, part in enumerate(bisect(geometry, [1.0] * parts))}
    index = TerritoryIndex(territory(grid_id, part, resolution) for grid_id, part in grids.items())
    west, south, east, north = box(geometry)
    anywhere = st.lists(st.tuples(st.floats(west, east), st.floats(south, north)), min_size=8, max_size=8)
    for position in data.draw(anywhere) + awkward_positions(list(grids.values()), resolution):
        expected = min((grid_id for grid_id, part in grids.items() if holds(part, position)), default=None)
        assert index.find(*position) == expected


@settings(max_examples=25)
@given(stars(), st.sampled_from([7, 10, 12]))
def test_a_full_cell_lies_inside_and_no_touched_cell_is_missing(geometry: Geometry, resolution: int) -> None:
    cells = cover(geometry, resolution)
    assert list(cells) == sorted(set(cells))
    for cell, full in cells[:40]:
        corners_inside = [holds(geometry, corner) for corner in (cell_centre(cell), *cell_ring(cell))]
        assert all(corners_inside) or not full
    covered = {cell for cell, _ in cells}
    assert set(centre_cells(geometry[0], resolution)) <= covered
    assert {point_cell(*position, resolution) for position in geometry[0][0]} <= covered


def test_a_polygon_inside_one_cell_has_that_cell() -> None:
    assert cover(((square(118.779, 31.992, 1e-6),),), 9) == (CoverCell(point_cell(118.779, 31.992, 9), full=False),)


def test_a_point_on_a_shared_edge_belongs_to_the_smallest_grid_id() -> None:
    for west_id, east_id in (("a", "b"), ("b", "a")):
        index = TerritoryIndex([territory(west_id, ((WEST,),)), territory(east_id, ((EAST,),))])
        assert index.find(118.77, 31.985) == "a"
        assert index.find(math.nextafter(118.77, 0), 31.985) == west_id
        assert index.find(math.nextafter(118.77, 180), 31.985) == east_id
        assert index.find(118.75, 31.985) is None


def test_where_grids_overlap_the_smallest_id_answers_even_in_full_cells() -> None:
    index = TerritoryIndex([territory("b", ((WEST,),)), territory("a", ((WEST,),))])
    assert index.find(118.765, 31.985) == "a"
    assert index.list_by_cell(point_cell(118.765, 31.985)) == ("a", "b")


def test_an_index_lists_no_grid_for_a_foreign_cell() -> None:
    assert TerritoryIndex([territory("a", ((WEST,),))]).list_by_cell(point_cell(118.9, 31.9)) == ()


def test_an_empty_index_finds_nothing() -> None:
    nothing: list[Territory[str]] = []
    assert TerritoryIndex(nothing).find(118.77, 31.985) is None


def test_covers_of_two_resolutions_do_not_mix() -> None:
    with pytest.raises(MixedResolutions):
        TerritoryIndex([territory("a", ((WEST,),), 11), territory("b", ((EAST,),), 12)])


def test_a_point_out_of_range_is_refused_and_not_found_nowhere() -> None:
    with pytest.raises(OutOfRange):
        TerritoryIndex([territory("a", ((WEST,),))]).find(31.985, 118.77)


def test_stored_rows_of_a_cell_locate_like_the_index() -> None:
    rows = [
        Candidate("b", full=False, outline=Outline(((EAST,),))),
        Candidate("a", full=False, outline=Outline(((WEST,),))),
    ]
    assert locate(118.77, 31.985, rows) == "a"
    assert locate(118.775, 31.985, rows) == "b"
    assert locate(118.79, 31.985, rows) is None
    assert locate(118.79, 31.985, [Candidate("c", full=True, outline=Outline(((EAST,),)))]) == "c"


@pytest.mark.parametrize("resolution", [6, 16])
def test_a_cover_too_coarse_to_be_exact_is_refused(resolution: int) -> None:
    with pytest.raises(ValueError, match="7 to 15"):
        cover(((WEST,),), resolution)


def test_the_cover_of_the_district_is_as_large_as_measured() -> None:
    cells = cover(district(), 10)
    assert len(centre_cells(district()[0], 10)) == pytest.approx(11_236, rel=0.001)
    assert sum(cell.full for cell in cells) < 11_236 < len(cells)
