"""A small run of the bench of forms: it fills real workbooks on a real store."""

from ops.bench.forms import forms_table, measure_forms
from ops.bench.progress import Progress
from ops.bench.stores import SQLITE, begun
from ops.demo_forms import FORMS


async def test_each_form_is_filled_twice_and_its_figures_are_told() -> None:
    async with begun(SQLITE) as store:
        figures = await measure_forms(store, Progress(SQLITE), rows=30)

    assert figures.first_s.keys() == figures.second_s.keys() == FORMS.keys()
    assert all(0 < seconds < 3 for seconds in (*figures.first_s.values(), *figures.second_s.values()))
    assert figures.floor_s > 0
    assert forms_table(figures).row_count == len(FORMS) + 2
