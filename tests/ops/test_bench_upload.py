"""`hexward bench upload`: a few small photos, beside the floor and, where npm can install it, the published server."""

import json

import msgspec
import pytest
from click.testing import CliRunner

from ops.bench import cli
from ops.bench.upload import UploadFigures
from ops.bench.upload_table import upload_table


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_photos_are_sent_in_turns_and_by_many_while_one_pushes(store: str) -> None:
    words = ["upload", "--store", store, "--rounds", "2", "--photos", "6", "--phones", "3", "--json"]
    result = CliRunner().invoke(cli.bench, words)
    assert result.exit_code == 0, result.output
    figures = msgspec.json.decode(result.stdout, type=UploadFigures)
    assert (figures.store, figures.rounds, figures.phones, figures.photos) == (store, 2, 3, 6)
    assert figures.to_floor == pytest.approx(figures.mb_per_s / figures.floor_mb_per_s, rel=0.01)
    assert (figures.published_mb_per_s is None) == bool(figures.why_absent)
    assert figures.beside_pushes >= 1
    assert 0 < figures.calm_push_ms <= figures.calm_push_p99_ms
    assert upload_table(figures).row_count == 12


def test_without_the_published_server_its_figures_are_left_out() -> None:
    told = {name: 1.0 for name in UploadFigures.__struct_fields__ if "per_s" in name or "_ms" in name or "to_" in name}
    counts = {"photo_bytes": 4_000_000, "rounds": 2, "phones": 3, "photos": 6, "small_bytes": 2_000_000}
    absent = {"published_mb_per_s": None, "durable_mb_per_s": None, "to_published": None, "to_durable": None}
    at = {"database": "SQLite", "cpu": "one", "cores": 2, "load": [0.1]}
    more = {"store": "sqlite", "beside_pushes": 9, "push_growth": 1.5, "rush_s": 1.0, "why_absent": "no npm", "at": at}
    figures = msgspec.json.decode(json.dumps({**told, **counts, **absent, **more}), type=UploadFigures)
    cells = list(upload_table(figures).columns[1].cells)
    assert cells.count("?") == 4
    assert ">= 0.6" in list(upload_table(figures).columns[2].cells)
