"""What leaves the phone of a patrol: cells and how long, and nothing by which the way could be drawn."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.cells import cell_centre, neighbours, point_cell
from mobile_contract.base import Id
from mobile_contract.patrol import Dwell
from sync.patrol import Fix, fold, patrol_id

HERE = point_cell(118.779, 31.992, 10)
CELLS = (HERE, *neighbours(HERE))
NINE_MS = 1_763_859_600_000
MINUTE_MS = 60_000
WORKER, GRID = "01936f6e-7c00-7a1b-8c2d-3e4f5a6b7c8d", "01936f6e-7c00-7a1b-8c2d-3e4f5a6b7c8e"


def walk(cells: list[int], from_ms: int = NINE_MS) -> list[Fix]:
    """A fix each minute, at the middle of these cells one after the other."""
    return [Fix(from_ms + at * MINUTE_MS, *cell_centre(cell)) for at, cell in enumerate(cells)]


@given(cells=st.lists(st.sampled_from(CELLS), max_size=60), later=st.integers(0, 600), data=st.data())
def test_the_order_of_fixes_and_the_hour_say_nothing(cells: list[int], later: int, data: st.DataObject) -> None:
    one = fold(walk(cells))

    assert fold(data.draw(st.permutations(walk(cells)))) == one
    assert fold(walk(cells, NINE_MS + later * MINUTE_MS)) == one
    assert set(one.cells) == set(cells)


@pytest.mark.parametrize(("minutes", "dwell"), [(4, Dwell.BRIEF), (5, Dwell.SHORT), (15, Dwell.LONG), (31, Dwell.STAY)])
def test_a_stay_is_told_in_buckets(minutes: int, dwell: Dwell) -> None:
    folded = fold(walk([HERE] * (minutes + 1)))

    assert (folded.minutes, folded.cells) == (minutes, {HERE: dwell})


def test_a_phone_that_was_off_was_nowhere() -> None:
    folded = fold([*walk([HERE] * 3), *walk([HERE] * 3, NINE_MS + 600 * MINUTE_MS)])

    assert folded.minutes == 4


def test_the_id_of_a_day_is_one_that_a_command_may_be_about() -> None:
    told = patrol_id(WORKER, GRID, "2026-11-26")

    assert msgspec.convert(told, type=Id) == patrol_id(WORKER, GRID, "2026-11-26")
    assert told != patrol_id(WORKER, GRID, "2026-11-27")
    assert told == "01a2136f-7000-7a58-ae86-fe9829d18fd2", "as PROTOCOL 23.4 says"
