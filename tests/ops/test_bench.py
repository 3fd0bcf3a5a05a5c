"""The bench runs from an empty database to its figures, on each store, and counts nothing that was lost."""

import io

import msgspec
import pytest
from rich.console import Console

from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import PushReply, Stamp
from ops.bench import loads
from ops.bench.cli import bench, measure_store
from ops.bench.district import Lost, plan_district
from ops.bench.figures import Figures, table_of
from ops.bench.progress import Progress
from ops.bench.sizes import Sizes
from ops.bench.wire import Unexpected
from ops.seed.territory import Scale

TINY = Sizes(
    scale=Scale.QUICK, booted=30, visits=20, cases=5, boots=1, pushed=30, batch=20, warm_batches=1, batches=2,
    fleet=3, in_fleet=12, fleet_commands=5, fleet_rounds=1, pulled=2, in_pulled=12, changed=10, pull_rounds=2,
    small=140, large=200, floor_batches=2, floor_s=0.02,
)  # fmt: skip
ASKED_FOR = {
    "store", "push_commands_per_s", "boot_records_per_s", "fleet_commands_per_s", "pull_50_ms", "pull_growth",
    "rss_mib", "floors", "ratios", "at",
}  # fmt: skip
STAMP = Stamp(epoch="e", pos=1, tag="t", mac="m")


def a_reply(*receipts: Receipt) -> bytes:
    return msgspec.json.encode(PushReply(list(receipts), STAMP, 0))


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
async def test_a_run_ends_with_every_figure_beside_its_floor(store: str, request: pytest.FixtureRequest) -> None:
    if store == "postgres":
        request.getfixturevalue("postgres")  # says why, where none can run
    figures = await measure_store(store, TINY)
    told = msgspec.json.decode(msgspec.json.encode(figures))
    assert set(told) >= ASKED_FOR
    assert told["store"] == store
    assert told["at"]["residents"] == TINY.large
    assert all(value > 0 for value in told["floors"].values())
    figures_alone = [told[name] for name in sorted(ASKED_FOR) if name.endswith("_per_s")]
    assert all(value > 0 for value in figures_alone)
    assert set(told["ratios"]) == {
        "push_commands_per_s", "boot_records_per_s", "fleet_commands_per_s", "pull_50_ms",
    }  # fmt: skip
    assert told["details"]["boot_records"] >= TINY.booted * 2 + TINY.visits + TINY.cases


def test_the_booted_grid_has_what_was_asked_for() -> None:
    booted = plan_district(Sizes()).booted
    assert len(booted.persons) == 1_200
    assert len(booted.homes.homes) == 400


def test_a_command_that_was_refused_ends_the_run() -> None:
    done, refused = Receipt("a", Verdict.APPLIED), Receipt("b", Verdict.REFUSED, why="not_allowed")
    assert loads.receipts_in("push", [a_reply(done)], 1) == ["a"]
    with pytest.raises(Lost, match="not_allowed"):
        loads.receipts_in("push", [a_reply(done, refused)], 2)


def test_a_command_without_a_receipt_ends_the_run() -> None:
    done = Receipt("a", Verdict.MERGED)
    with pytest.raises(Unexpected, match="2 commands were sent, 1 have a receipt"):
        loads.receipts_in("fleet", [a_reply(done, done)], 2)


def test_the_table_says_what_is_asked_for_and_where_memory_is_not_known() -> None:
    figures = Figures(
        store="sqlite",
        push_commands_per_s=4321.0,
        boot_records_per_s=50_000.0,
        fleet_commands_per_s=3210.0,
        pull_50_ms=1.25,
        pull_growth=1.1,
        rss_mib=None,
        floors={
            "bulk_insert_rows_per_s": 1e5,
            "msgpack_records_per_s": 1e6,
            "empty_requests_per_s": 1e4,
            "empty_request_ms": 0.25,
        },
        ratios={"push_commands_per_s": 0.04},
        details={},
        at={"cpu": "a cpu", "cores": 2, "load": [0.5, 0.5, 0.5], "database": "SQLite 3", "residents": 11_000},
    )
    out = io.StringIO()
    Console(file=out, width=160).print(table_of(figures))
    text = out.getvalue()
    assert "4,321" in text
    assert ">= 4,000" in text
    assert "?" in text


def test_progress_elsewhere_than_on_a_terminal_is_a_line_a_step() -> None:
    out = io.StringIO()
    progress = Progress("sqlite", out)
    progress.tell("filling", 0, 100)
    progress.tell("filling", 50, 100)
    progress.done("filling", 100)
    assert out.getvalue().startswith("sqlite: filling: 100 in ")
    assert out.getvalue().count("\n") == 1


def test_the_command_names_its_options() -> None:
    assert {option.name for option in bench.params} == {"store", "quick", "residents", "as_json"}
