"""A file of positions becomes a report of cells on the phone, and nothing of a position is in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grid.cells import cell_centre, cell_text, point_cell
from mobile_contract import kinds
from mobile_contract.territory import GridRecord, LayerKind
from ops.phone.cli import phone
from ops.phone.store import FileStore
from sync.patrol import patrol_id
from tests.support.judging import an_id
from tests.support.phones import NORTH, district
from tests.support.tiny_http import serve

GRID = an_id(702)
CELL = point_cell(118.779, 31.992, 10)
LON, LAT = cell_centre(CELL)
NINE_MS = 1_763_859_600_000
RING = ((118.77, 31.98), (118.79, 31.98), (118.79, 32.0), (118.77, 32.0), (118.77, 31.98))
HERE = GridRecord(id=GRID, code="1", name="一", layer=LayerKind.COMMUNITY, community=an_id(703), geometry=((RING,),))


@pytest.fixture
def joined(tmp_path: Path) -> Path:
    """A phone that holds its grid."""
    file, server = tmp_path / "phone.db", district()
    server.put(kinds.GRID, HERE, {NORTH})
    with serve(server) as away:
        for words in (("join", away.code, "--server", away.url), ("sync",)):
            assert _run(file, *words).exit_code == 0
    return file


def _run(file: Path, *words: str) -> Any:
    return CliRunner().invoke(phone, [*words, "--file", str(file)], env={"COLUMNS": "200"})


def _positions(folder: Path, told: object) -> str:
    file = folder / "positions.json"
    file.write_text(json.dumps(told))
    return str(file)


def test_a_day_waits_on_the_phone_as_cells(joined: Path, tmp_path: Path) -> None:
    walk = [[NINE_MS + minute * 60_000, LON, LAT] for minute in range(7)]

    done = _run(joined, "patrol", _positions(tmp_path, walk), "--grid", GRID[-8:], "--json")

    assert done.exit_code == 0, done.output
    store = FileStore(joined)
    [entry] = store.queue.rows()
    told = json.loads(entry.body)
    assert told["entity"] == patrol_id(store.state().user, GRID, "2025-11-23")
    assert (told["minutes"], told["cells"]) == (6, [{"cell": cell_text(CELL), "dwell": "short"}])
    assert f"{LON:.3f}" not in entry.body.decode()
    assert f"{LAT:.3f}" not in entry.body.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([[NINE_MS, 118.779]], "is no list of"),
        ([[NINE_MS, 31.992, 118.779]], "is no list of"),
        ([[NINE_MS, LON, LAT], [NINE_MS + 86_400_000, LON, LAT]], "a patrol is of one day"),
        ([], "a patrol is of one day"),
    ],
)
def test_what_is_no_day_of_positions_is_told(joined: Path, tmp_path: Path, told: object, words: str) -> None:
    done = _run(joined, "patrol", _positions(tmp_path, told), "--grid", GRID[-8:])

    assert done.exit_code == 2
    assert words in done.output
    assert FileStore(joined).queue.rows() == []
