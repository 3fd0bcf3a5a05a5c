"""Counts change by what facts change, in whatever order and portions: the sum is that from scratch."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from server.analytics.counting import EVERYWHERE, NOBODY, Cell, Cohort, Cut, cells_of, changes
from server.analytics.facts import Facts, facts_of
from tests.server.analytics.lives import AREA, GRID, a_life, a_row, a_task, an_order

STATES = ("closed", "handling", "refused", "voided", "merged", "suspended", "reported")


def a_version(state: str, urgent: bool) -> Facts:
    filed = {} if state != "reported" else {"filed_at": None, "closed_at": None}
    return facts_of(a_life(a_row(state, urgent=urgent, **filed)))[0]


VERSIONS = st.one_of(st.none(), st.builds(a_version, st.sampled_from(STATES), st.booleans()))


def test_a_row_is_counted_once_a_cohort_and_cut_and_once_more_for_the_whole_district() -> None:
    [case, task] = facts_of(a_life(tasks=[a_task()], orders=[an_order()]))
    cells = list(cells_of(case))
    assert {(cell.cohort, cell.cut) for cell in cells} == {
        (cohort, cut) for cohort in Cohort if cohort is not Cohort.SENT for cut in Cut
    }
    assert len(cells) == len(set(cells))
    assert {cell.cohort for cell in cells_of(task)} == {Cohort.SENT}
    assert Cell(Cohort.FILED, 202611, AREA, Cut.GRID, GRID, case.signature) in cells
    rolled = {(cell.cohort, cell.cut) for cell in cells if cell.area == EVERYWHERE}
    assert {cut for _, cut in rolled} == {Cut.DEPARTMENT, Cut.MAJOR}
    assert {one._replace(area=EVERYWHERE) for one in cells if one.cut is not Cut.GRID} == {
        cell for cell in cells if cell.area == EVERYWHERE
    }


def test_what_lies_in_no_grid_is_counted_for_the_district() -> None:
    [case] = facts_of(a_life(a_row(grid=None), place=a_life().place._replace(area=None)))
    assert {cell.area for cell in cells_of(case)} == {NOBODY, EVERYWHERE}
    assert "" in {cell.value for cell in cells_of(case)}


@given(st.lists(st.lists(VERSIONS, min_size=1, max_size=6), max_size=6))
def test_changes_add_up_to_what_is_there_in_the_end(lives: list[list[Facts | None]]) -> None:
    """Each life is a row's versions; None is that it is not there."""
    running: Counter[Cell] = Counter()
    steps = [[*zip([None, *life], life, strict=False)] for life in lives]
    while any(steps):
        portion = [life.pop(0) for life in steps if life]
        for cell, n in changes(portion).items():
            running[cell] += n
            assert n != 0
    last = [life[-1] for life in lives if life[-1] is not None]
    assert +running == Counter(cell for facts in last for cell in cells_of(facts))
    assert min(running.values(), default=0) >= 0
