"""The bench of imports comes to figures, and its import to what it must."""

import io

import msgspec
from rich.console import Console

from ops.bench.cli import import_store
from ops.bench.imports import import_table


async def test_a_run_ends_with_figures_that_a_table_and_json_can_tell() -> None:
    figures = await import_store("sqlite", 60)
    told = msgspec.json.decode(msgspec.json.encode(figures))
    assert (told["residents"], told["commands"]) == (60, 101)
    assert min(told[name] for name in ("run_s", "preview_s", "again_s", "undo_s", "peak_mib")) > 0
    out = io.StringIO()
    Console(file=out, width=120).print(import_table(figures))
    assert "memory at its peak" in out.getvalue()
