"""The bench of due lists fills a grid through the door, and its figures can be told."""

import io

import msgspec
from rich.console import Console

from ops.bench.progress import Progress
from ops.bench.stores import SQLITE, begun
from ops.bench.visits import measure_visits, visits_table


async def test_a_run_ends_with_figures_that_a_table_and_json_can_tell() -> None:
    async with begun(SQLITE) as store:
        figures = await measure_visits(store, Progress(SQLITE, io.StringIO()), people=60, visits=20, rounds_=2)
    told = msgspec.json.decode(msgspec.json.encode(figures))
    assert (told["people"], told["visits"], told["rounds"]) == (60, 20, 2)
    assert 0 < told["due"] <= 60
    assert 0 < told["asked_best_ms"] <= told["asked_ms"]
    assert min(told["made_ms"], told["journalled_ms"], told["coverage_ms"]) > 0
    out = io.StringIO()
    Console(file=out, width=120).print(visits_table(figures))
    assert f"{figures.asked_ms}" in out.getvalue()
