"""Dividing an outline, and telling a partition from one with gaps, overlaps or overhang."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grid.contacts import find_contact
from grid.cover import Territory, TerritoryIndex, cover
from grid.geojson import read_geometry, write_geometry
from grid.geometry import Geometry, Position, area_m2, box, edges
from grid.partition import Area, NotDivisible, Plan, bisect, divide, gaps_and_overlaps
from tests.grid.shapes import district, holds, ring, square, stars

COMMUNITIES = (18, 8, 13, 11, 14, 5, 7, 9, 13)
"""In each of the nine streets of the demo district."""
BLOCK = square(118.77, 31.98, 0.01)


def district_plan() -> Plan:
    return tuple(tuple((1.0,) * (6 if number % 8 else 7) for number in range(count)) for count in COMMUNITIES)


@pytest.fixture(scope="module")
def divided() -> Area:
    return divide(district(), district_plan())


def assert_true_partition(whole: Geometry, parts: list[Geometry]) -> None:
    """Each edge lies between two parts or on the border, and each part is simple: so no gap and no overlap."""
    inner = [edge for part in parts for polygon in part for edge in edges(polygon)]
    sides, border = set(inner), {edge for polygon in whole for edge in edges(polygon)}
    assert len(sides) == len(inner)
    assert _unpaired(sides) == _unpaired(border)
    assert all(find_contact(part) is None for part in parts)


def _unpaired(sides: set[tuple[Position, Position]]) -> set[tuple[Position, Position]]:
    return {edge for edge in sides if edge[::-1] not in sides}


def test_the_district_divides_into_streets_communities_and_grids(divided: Area) -> None:
    assert [len(street.inside) for street in divided.inside] == list(COMMUNITIES)
    grids = list(divided.leaves())
    assert 590 <= len(grids) <= 610
    assert_true_partition(divided.geometry, grids)
    assert_true_partition(divided.geometry, [street.geometry for street in divided.inside])
    for street in divided.inside:
        assert_true_partition(street.geometry, [community.geometry for community in street.inside])


def test_every_grid_of_the_district_has_its_share(divided: Area) -> None:
    grids = list(divided.leaves())
    fair_m2 = area_m2(divided.geometry) / len(grids)
    assert all(0.98 < area_m2(grid) / fair_m2 < 1.02 for grid in grids)
    for street in divided.inside:
        assert area_m2(street.geometry) / fair_m2 == pytest.approx(len(list(street.leaves())), rel=0.01)


def test_the_grids_of_the_district_are_compact(divided: Area) -> None:
    def roundness(grid: Geometry) -> float:
        steps = [(a, b) for polygon in grid for a, b in edges(polygon)]
        around_m = math.fsum(math.hypot((a[0] - b[0]) * 94_300, (a[1] - b[1]) * 111_000) for a, b in steps)
        return 4 * math.pi * area_m2(grid) / around_m**2

    shares = sorted(map(roundness, divided.leaves()))
    assert shares[len(shares) // 2] > 0.65
    assert shares[6] > 0.45


def test_the_same_district_divides_into_the_same_numbers() -> None:
    assert bisect(district(), [1.0, 2.0, 3.0]) == bisect(district(), [1.0, 2.0, 3.0])


def test_the_numbers_of_a_division_never_change_unnoticed() -> None:
    south, north = bisect(((BLOCK,),), [1.0, 2.0])
    a, b, c, d = BLOCK[:-1]
    west, east = (118.77, 31.9833333), (118.78, 31.9833333)
    assert south == ((ring(west, a, b, east),),)
    assert north == ((ring(east, c, d, west),),)


def test_the_border_of_the_district_moves_by_no_more_than_a_centimetre(divided: Area) -> None:
    assert set(district()[0][0]) <= set(divided.geometry[0][0])
    assert area_m2(divided.geometry) == pytest.approx(area_m2(district()), abs=75_000 * 0.01)


def test_a_grid_read_back_from_geojson_is_the_grid(divided: Area) -> None:
    for grid in [*divided.leaves(), *(street.geometry for street in divided.inside)]:
        assert read_geometry(json.loads(json.dumps(write_geometry(grid)))) == grid


def test_the_district_is_a_partition_until_a_grid_is_lost(divided: Area) -> None:
    grids = {f"g{number:03}": grid for number, grid in enumerate(divided.leaves())}
    report = gaps_and_overlaps(grids, divided.geometry, 11)
    assert report.is_partition
    assert report.excess_m2 == pytest.approx(0.0, abs=1e-3)
    assert (report.gaps_m2, report.overlaps_m2, report.outside_m2) == (0.0, 0.0, 0.0)
    lost_m2 = area_m2(grids.pop("g300"))
    report = gaps_and_overlaps(grids, divided.geometry, 11)
    assert not report.is_partition
    assert report.gaps_m2 == pytest.approx(lost_m2, rel=0.1)
    assert report.excess_m2 == pytest.approx(-lost_m2, abs=1e-3)


def test_every_point_of_the_district_has_one_grid(divided: Area) -> None:
    grids = {f"g{number:03}": grid for number, grid in enumerate(list(divided.leaves())[:40])}
    index = TerritoryIndex(Territory(grid_id, grid, cover(grid)) for grid_id, grid in grids.items())
    corners = {corner for grid in grids.values() for each in grid[0] for corner in each[::5]}
    assert len(corners) > 40
    for corner in corners:
        assert index.find(*corner) == min(grid_id for grid_id, grid in grids.items() if holds(grid, corner))


@settings(max_examples=40)
@given(stars(), st.lists(st.floats(0.5, 3.0), min_size=1, max_size=7))
def test_any_outline_divides_into_a_true_partition(geometry: Geometry, shares: list[float]) -> None:
    if find_contact(geometry) is not None or area_m2(geometry) < 50_000:
        return
    area = divide(geometry, tuple(shares))
    parts = list(area.leaves())
    assert len(parts) == len(shares)
    assert_true_partition(area.geometry, parts)
    for share, part in zip(shares, parts, strict=True):
        assert area_m2(part) / area_m2(geometry) == pytest.approx(share / math.fsum(shares), rel=0.2)
    again = read_geometry(json.loads(json.dumps(write_geometry(parts[0]))))
    assert again == parts[0]


def test_a_cut_runs_across_the_longer_axis() -> None:
    long = ring((118.70, 31.98), (118.76, 31.98), (118.76, 31.99), (118.70, 31.99))
    west, east = bisect(((long,),), [1.0, 1.0])
    assert sorted([box(west).west, box(east).west]) == pytest.approx([118.70, 118.73], abs=1e-4)


def test_a_comb_may_fall_into_several_polygons_with_shared_corners() -> None:
    teeth = [(118.70 + 0.002 * step, 31.98 if step % 2 else 32.02) for step in range(1, 10)]
    comb = ring((118.70, 31.97), (118.72, 31.97), *teeth[::-1])
    area = divide(((comb,),), (1.0,) * 5)
    assert_true_partition(area.geometry, list(area.leaves()))


def test_a_hole_stays_a_hole_on_its_side_of_the_cut() -> None:
    hole = square(118.771, 31.981, 0.001)[::-1]
    parts = bisect(((BLOCK, hole),), [1.0, 1.0])
    assert sorted(len(polygon) for part in parts for polygon in part) == [1, 2]


def test_islands_are_dealt_out_and_cut() -> None:
    islands = tuple((square(118.70 + 0.02 * number, 31.98, 0.01),) for number in range(3))
    area = divide(islands, (1.0, 1.0, 1.0, 1.0))
    assert_true_partition(area.geometry, list(area.leaves()))
    assert [area_m2(part) / area_m2(islands) for part in area.leaves()] == pytest.approx([0.25] * 4, rel=0.02)


def test_two_polygons_with_a_common_edge_share_the_corner_of_a_cut() -> None:
    south = ring((118.77, 31.98), (118.80, 31.98), (118.80, 31.985), (118.77, 31.985))
    north = ring((118.77, 31.985), (118.80, 31.985), (118.80, 31.99), (118.77, 31.99))
    area = divide(((south,), (north,)), (1.0, 1.0))
    assert [len(part) for part in area.leaves()] == [2, 2]
    assert_true_partition(area.geometry, list(area.leaves()))


@pytest.mark.parametrize("plan", [0.0, -1.0, math.nan, math.inf, (), (1.0, 0.0), (1.0, ()), ((1.0, math.nan), 1.0)])
def test_shares_that_are_no_shares_are_refused(plan: Plan) -> None:
    with pytest.raises(NotDivisible):
        divide(((BLOCK,),), plan)


def test_an_undivided_plan_is_the_geometry_itself() -> None:
    assert divide(((BLOCK,),), 2.5) == Area(((BLOCK,),), ())
    assert bisect(((BLOCK,),), [3.0]) == (((BLOCK,),),)


def test_an_outline_of_centimetres_is_too_small_to_divide() -> None:
    with pytest.raises(NotDivisible, match="no clean cut"):
        bisect(((square(118.77, 31.98, 5e-7),),), [1.0, 1.0])


def test_a_cut_keeps_clear_of_two_edges_that_nearly_meet() -> None:
    """A fold 1 mm wide down the middle: no cut may run in it or make two corners that coincide."""
    around = [(118.77, 31.98), (118.79, 31.98), (118.79, 31.99)]
    fold = [(118.78 + 5e-9, 31.99), (118.78, 31.9805), (118.78 - 5e-9, 31.99), (118.77, 31.99)]
    area = divide(((ring(*around, *fold),),), (1.0, 1.0))
    assert_true_partition(area.geometry, list(area.leaves()))


def test_an_outline_that_the_rounding_of_a_corner_would_tangle_is_refused() -> None:
    """The tip of a notch lies 0.2 mm above an edge that bends by millimetres where it is cut."""
    around = [(118.77, 31.980764), (118.79, 31.980255), (118.79, 31.99)]
    notch = [(118.7762, 31.99), (118.776, 31.980611302), (118.7758, 31.99), (118.77, 31.99)]
    outline = ((ring(*around, *notch),),)
    assert find_contact(outline) is None
    with pytest.raises(NotDivisible, match="details under"):
        divide(outline, (1.0, 1.0))


def test_gaps_overlaps_and_overhang_are_measured_and_shown() -> None:
    boundary = ((square(118.77, 31.98, 0.02),),)
    west = ((ring((118.77, 31.98), (118.78, 31.98), (118.78, 32.00), (118.77, 32.00)),),)
    wide = ((ring((118.775, 31.98), (118.785, 31.98), (118.785, 32.01), (118.775, 32.01)),),)
    report = gaps_and_overlaps({"b": wide, "a": west}, boundary)
    quarter_m2 = area_m2(boundary) / 4
    assert report.boundary_m2 == area_m2(boundary)
    assert report.gaps_m2 == pytest.approx(quarter_m2, rel=0.03)
    assert report.overlaps_m2 == pytest.approx(quarter_m2, rel=0.03)
    assert report.outside_m2 == pytest.approx(quarter_m2, rel=0.03)
    assert report.excess_m2 == pytest.approx(quarter_m2, rel=0.01)
    assert {(first, second) for _, first, second in report.overlap_cells} == {("a", "b")}
    assert len(report.gap_cells) == len(report.outside_cells) == 100
    assert not report.is_partition


def test_a_sliver_that_no_cell_sees_shows_in_the_excess() -> None:
    boundary = ((square(118.77, 31.98, 0.01),),)
    narrow = ((ring((118.77, 31.98), (118.779999, 31.98), (118.779999, 31.99), (118.77, 31.99)),),)
    report = gaps_and_overlaps({"a": narrow}, boundary, 9)
    assert report.is_partition
    assert report.excess_m2 == pytest.approx(-105, abs=5)
