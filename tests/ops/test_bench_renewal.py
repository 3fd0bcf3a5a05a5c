"""`hexward bench renewal`: two weeks of a very small district, and a push that waits beside them."""

import json

import pytest
from click.testing import CliRunner

from ops.bench import cli
from ops.bench.renewal import PAUSE_MS, RenewalFigures, renewal_table


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_two_weeks_are_measured_and_the_second_finds_little_that_is_new(store: str) -> None:
    words = ["renewal", "--store", store, "--grids", "3", "--households", "8", "--floating", "9", "--json"]
    result = CliRunner().invoke(cli.bench, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["store"], told["grids"], told["households"], told["floating"]) == (store, 3, 24, 27)
    assert told["first_week_items"] >= told["households"]
    assert told["second_week_items"] < told["first_week_items"] / 2
    assert told["beside_pushes"] >= 2
    assert told["first_week_s"] > 0


def test_figures_are_shown_beside_what_is_asked_for() -> None:
    figures = RenewalFigures(
        store="sqlite", grids=600, households=229_800, floating=199_800, first_week_s=20.0, first_week_cpu_s=18.0,
        first_week_items=240_000, second_week_s=4.0, second_week_cpu_s=3.0, second_week_items=9_000, calm_push_ms=5.0,
        calm_push_p99_ms=45.0, calm_push_max_ms=49.0, beside_push_ms=9.0, beside_push_p99_ms=80.0,
        beside_push_max_ms=150.0, beside_pushes=200, memory_mib=200.0,
        at={"database": "SQLite", "cpu": "one", "cores": 2, "load": [0.1]},
    )  # fmt: skip
    table = renewal_table(figures)
    assert f"< {PAUSE_MS:.0f}" in list(table.columns[2].cells)
    assert "99: < 90.0" in list(table.columns[2].cells)
    assert table.row_count == 11
