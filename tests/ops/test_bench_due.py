"""The bench of work time computes what it says, and tells it beside what is asked for."""

import io

import msgspec
from rich.console import Console

from ops.bench.due import LIMITS, due_table, measure_due


def test_a_run_ends_with_figures_that_a_table_and_json_can_tell() -> None:
    figures = measure_due(limits=40, rounds=1)
    told = msgspec.json.decode(msgspec.json.encode(figures))
    assert (told["limits"], told["rounds"]) == (40, 1)
    assert min(told["due_per_s"], told["paused_due_per_s"], told["calendar_ms"]) > 0
    out = io.StringIO()
    Console(file=out, width=120).print(due_table(figures))
    assert f"{figures.due_per_s:,.0f}" in out.getvalue()
    assert "200,000" in out.getvalue()


def test_all_limits_of_a_whole_run_end_in_published_years() -> None:
    assert measure_due(limits=LIMITS, rounds=1).limits == LIMITS
