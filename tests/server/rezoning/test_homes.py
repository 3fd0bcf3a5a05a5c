"""Which rows go where, and in how many commits."""

from hypothesis import given
from hypothesis import strategies as st

from grid.cover import Territory, cover
from grid.geometry import Geometry
from server.rezoning.homes import BUILDING, CASE, Home, Parts, Row, count_commits, list_homes, next_commit
from tests.server.territory.scenes import a_square

OLD, LEFT, RIGHT = "old", "left", "right"
WEST = (118.7725, 31.995)
EAST = (118.7775, 31.995)
LINE = 118.775


def a_territory(grid: str, geometry: Geometry) -> Territory[str]:
    return Territory(grid, geometry, cover(geometry))


PARTS = Parts(
    [
        a_territory(LEFT, a_square(118.77, 31.99, LINE, 32.0)),
        a_territory(RIGHT, a_square(LINE, 31.99, 118.78, 32.0)),
    ],
    LEFT,
)


def a_home(number: int, building: str, *, weight: int = 1) -> list[Row]:
    dwelling = f"d{number}"
    return [
        Row("dwelling", dwelling, building, OLD),
        *(Row("household", f"h{number}.{n}", dwelling, OLD) for n in range(weight - 1)),
    ]


def homes_of(rows: list[Row], elsewhere: dict[str, str] | None = None) -> list[Home]:
    return list_homes(OLD, rows, PARTS, elsewhere or {})


def test_everything_goes_where_its_building_lies() -> None:
    rows = [Row(BUILDING, "b", None, OLD, EAST), *a_home(1, "b", weight=3), Row("person", "p", "d1", OLD)]
    rows += [Row("visit", "v", "h1.0", OLD), Row("photo", "f", "v", OLD), Row("residency", "r", "p", OLD)]
    (home,) = homes_of(rows)
    assert (home.to, home.building, {row.id for row in home.rows}) == (
        RIGHT,
        "b",
        {"d1", "h1.0", "h1.1", "p", "v", "f", "r"},
    )


def test_a_case_goes_where_it_lies_with_its_events() -> None:
    (home,) = homes_of([Row(CASE, "c", None, OLD, EAST, open=True), Row("case_event", "e", "c", OLD)])
    assert (home.to, home.building, len(home.rows)) == (RIGHT, None, 2)


def test_what_has_no_place_goes_to_the_rest_and_is_told() -> None:
    (home,) = homes_of([Row("person", "p", None, OLD)])
    assert (home.to, home.placeless) == (LEFT, True)
    (outside,) = homes_of([Row(CASE, "c", None, OLD, (118.9, 31.9))])
    assert (outside.to, outside.placeless) == (LEFT, False)


def test_what_was_left_behind_goes_after_its_root() -> None:
    (late,) = homes_of([Row("visit", "v", "h", OLD)], {"h": RIGHT})
    (lost,) = homes_of([Row("visit", "v", "h", OLD)], {"h": "somewhere"})
    assert (late.to, lost.to) == (RIGHT, LEFT)


def test_the_dwellings_of_a_building_that_has_gone_follow_it_wherever_the_line_runs() -> None:
    (home,) = homes_of([Row(BUILDING, "b", None, RIGHT, WEST), *a_home(1, "b")])
    assert home.to == RIGHT


def test_a_building_is_unfinished_until_its_last_dwelling_goes() -> None:
    rows = [Row(BUILDING, "b", None, OLD, EAST), *a_home(1, "b", weight=4), *a_home(2, "b", weight=4)]
    (first,) = next_commit(homes_of(rows), 5)
    assert (first.buildings, first.unfinished, len(first.rows)) == (("b",), ("b",), 4)
    (whole,) = next_commit(homes_of(rows), 9)
    assert (whole.unfinished, len(whole.rows)) == ((), 8)


def test_a_building_without_dwellings_goes_too() -> None:
    (move,) = next_commit(homes_of([Row(BUILDING, "b", None, OLD, EAST)]), 5)
    assert (move.to, move.buildings, move.unfinished, move.rows) == (RIGHT, ("b",), (), ())


def test_what_stays_is_no_move() -> None:
    keeping = Parts([a_territory(OLD, a_square(118.77, 31.99, 118.78, 32.0))], OLD)
    rows = [Row(BUILDING, "b", None, OLD, EAST), *a_home(1, "b")]
    assert next_commit(list_homes(OLD, rows, keeping, {}), 500) == []


def test_homes_near_another_part_lie_on_the_border() -> None:
    assert PARTS.on_border((LINE + 0.0001, 31.995))
    assert not PARTS.on_border(EAST)
    assert not PARTS.on_border((118.7799, 31.995))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 20))
def test_commits_hold_what_fits_and_together_everything_once(weights: list[int], most: int) -> None:
    rows = [Row(BUILDING, f"b{n % 3}", None, OLD, EAST) for n in range(3)]
    for number, weight in enumerate(weights):
        rows += a_home(number, f"b{number % 3}", weight=weight)
    left = {row.id: row for row in rows}
    commits = count_commits(homes_of(rows), most)
    for _ in range(commits):
        (move,) = next_commit(homes_of(list(left.values())), most)
        assert len(move.rows) + len(move.buildings) <= max(most, max(weights) + 1)
        for row in move.rows:
            del left[row.id]
        for building in move.buildings:
            left[building] = left[building]._replace(grid=RIGHT)
            if building not in move.unfinished:
                del left[building]
    assert left == {}
