"""The simulator's oracle: it knows nothing of the server's code, and sees what was changed behind the door's back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ops.simulate.crew import settled
from ops.simulate.port import REAL, RealServer
from ops.simulate.stores import MemoryShelf
from ops.simulate.town import BEGINS_MS
from server.core import clock, ids
from server.core.sqlite_inline import InlineSqlite
from sync.simulation.checks import journal_faults, phone_faults, row_faults
from sync.simulation.dice import Dice
from sync.simulation.older import made_up
from sync.simulation.plans import plan
from sync.simulation.ports import VirtualTime
from sync.simulation.runs import play
from sync.simulation.stage import Stage
from tests.support.tree import ROOT, imports_in

INDEPENDENT = (
    "ops/simulate/oracle.py",
    "sync/simulation/fold.py",
    "sync/simulation/unions.py",
    "sync/simulation/checks.py",
    "sync/simulation/clocks.py",
    "sync/simulation/older.py",
)
JUDGES = ("server", "sync.judge", "sync.machine", "sync.scopes", "sync.digest")


class Aftermath:
    """A run that went well, its database still there."""

    def __init__(self) -> None:
        time = VirtualTime(BEGINS_MS)
        shelf = MemoryShelf(3)
        copy = shelf.copy()
        now = clock.from_millis

        def told() -> datetime:
            return now(time.ms)

        with settled(), made_up(), clock.told_by(told), ids.drawn_from(Dice("aftermath").entropy):
            self.server = RealServer(time, shelf.town.workers, copy, REAL)
            self.stage = Stage(3, shelf.town, self.server, time)
            self.result = play(self.stage, plan(3, 120, 3))
        assert isinstance(copy.database, InlineSqlite)
        self.connection = copy.database.connection

    def faults(self) -> set[str]:
        """Which invariants do not hold now."""
        truth = self.server.truth()
        found = [*row_faults(truth), *journal_faults(truth)]
        for device in self.stage.living():
            found += phone_faults(device, truth)
        return {fault.invariant for fault in found}


@pytest.fixture
def after() -> Iterator[Aftermath]:
    """A finished run."""
    made = Aftermath()
    assert made.result.violations == ()
    assert made.faults() == set()
    yield made
    made.connection.close()


@pytest.mark.parametrize("path", INDEPENDENT)
def test_what_finds_the_server_wrong_shares_no_code_with_it(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    name = ".".join(Path(path).with_suffix("").parts)
    imported = {one.imported for one in imports_in(source, name)}

    assert not {one for one in imported if any(one == judge or one.startswith(f"{judge}.") for judge in JUDGES)}
    assert len(source.splitlines()) <= 400


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE dwellings SET unit = 'x' WHERE id = (SELECT max(id) FROM dwellings)", "I7"),
        ("UPDATE persons SET version = version + 1 WHERE id = (SELECT max(id) FROM persons)", "I1"),
        ("UPDATE residencies SET grid = (SELECT min(id) FROM grids WHERE id <> residencies.grid)", "I8"),
        ("UPDATE case_events SET to_state = 'closed' WHERE from_state = 'reported'", "I11"),
        ("DELETE FROM visits WHERE id = (SELECT max(id) FROM visits)", "I6"),
        ("DELETE FROM grid_grants", "I9"),
        ("UPDATE receipts SET pos = pos + 1", "R3"),
    ],
)
def test_a_change_behind_the_doors_back_is_seen(after: Aftermath, change: str, broken: str) -> None:
    changed = after.connection.execute(change).rowcount

    assert changed > 0
    assert broken in after.faults()


def test_a_row_that_a_phone_lost_or_kept_is_seen(after: Aftermath) -> None:
    store = next(device.store for device in after.stage.living() if device.store.base.rows())
    row = store.base.rows()[0]

    with store.commit():
        store.base.drop((row.kind, row.id))
    lost = after.faults()
    with store.commit():
        store.base.put(row)
        for scope in store.members.scopes_of(row.kind, row.id):
            store.members.drop(scope, row.kind, row.id)
    hidden = after.faults()

    assert "I1" in lost
    assert "I1" in hidden
