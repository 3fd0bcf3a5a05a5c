"""The bench of cases fills a small district on each store, counts it right, and asks it everything."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from rich.console import Console

from ops.bench.cases import CaseFigures, cases_table
from ops.bench.cases_copies import Period, later
from ops.bench.cases_filling import UNTIL, Bounds, CaseSizes, OutOfBounds
from ops.bench.cli import cases_store
from ops.cli import main
from ops.seed.territory import Scale
from server.core import clock
from server.core.ids import uuid7

TINY = CaseSizes(
    scale=Scale.QUICK, per_day=4, weeks=6, copies=2, open_cases=20, asked=2, warm=1, commands=2, sweeps=2, limits=40,
    limit_rounds=1, longest_s=120.0, checked=True,
)  # fmt: skip


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
async def test_a_run_counts_right_and_ends_with_every_figure(store: str, request: pytest.FixtureRequest) -> None:
    if store == "postgres":
        request.getfixturevalue("postgres")  # says why, where none can run
    figures = await cases_store(store, TINY)
    told = msgspec.json.decode(msgspec.json.encode(figures))
    assert told["store"] == store
    # Today's evening has not been reported yet, and what takes very long is not copied.
    assert 0.95 * TINY.per_day * TINY.days < told["cases"] <= TINY.per_day * TINY.days + TINY.open_cases
    assert 9 * told["cases"] < told["events"] < 15 * told["cases"]
    # Those that the bench itself reported are open too.
    assert told["open_cases"] == TINY.open_cases + TINY.warm + TINY.commands
    for name, of in (("board_page_ms", "boards"), ("indicator_ms", "indicators"), ("command_ms", "commands")):
        assert told[name] == max(told[of].values()) == told[of][told["slowest"][name]] > 0
        assert told["ratios"][name] > 0
    assert {"report_matter", "file_case", "record_progress"} <= told["commands"].keys()
    assert {"district_score 202609", "closed_rate 202610"} <= told["indicators"].keys()
    assert 0 < told["sweep_all_told"] <= 2 * told["open_cases"]
    assert min(told["sweep_ms"], told["due_per_s"], told["size_mib"], *told["floors"].values()) > 0
    out = io.StringIO()
    Console(file=out, width=160).print(cases_table(msgspec.convert(told, CaseFigures)))
    assert f"{told['board_page_ms']:,}" in out.getvalue()
    assert ">= 200,000" in out.getvalue()


def test_a_full_district_has_what_was_asked_for() -> None:
    sizes = CaseSizes()
    assert (sizes.days, sizes.per_day * sizes.days) == (3 * 364, 1_100_736)
    assert sizes.bytes_needed < 30 << 30


def test_an_id_is_moved_in_time_and_stays_the_same_otherwise() -> None:
    at, entropy = datetime(2024, 2, 29, 23, 59, 59, 999000, tzinfo=UTC), bytes(range(10))
    by = timedelta(weeks=6)
    moved = later(uuid7(clock.millis(at), entropy), by // timedelta(milliseconds=1))
    assert moved == uuid7(clock.millis(at + by), entropy)


def test_a_period_has_the_ids_of_what_was_reported_before_its_end() -> None:
    period = Period(320114, UNTIL, timedelta(weeks=6))
    last = clock.millis(UNTIL) - 1
    assert uuid7(last, b"\xff" * 10) < period.ids_below <= uuid7(last + 1, bytes(10))


def test_a_run_that_needs_too_much_room_or_time_is_not_begun_or_is_ended(tmp_path: Path) -> None:
    with pytest.raises(OutOfBounds, match="GiB are needed"):
        Bounds(tmp_path, 1.0).refuse_too_large(1 << 60)
    Bounds(tmp_path, 60.0).keep()
    with pytest.raises(OutOfBounds, match="not done after"):
        Bounds(tmp_path, -1.0).keep()


def test_the_command_tells_what_it_needs() -> None:
    told = CliRunner().invoke(main, ["bench", "cases", "--help"]).output
    assert "--minutes" in told
    assert "20 GB" in told
