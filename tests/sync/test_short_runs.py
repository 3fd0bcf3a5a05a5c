"""Short runs of the simulator, many of them: nothing breaks."""

import pytest

from ops.simulate.stores import Shelf
from tests.support.simulated import SHORT, broken, played
from tests.support.tally import Record

FIRST, SEEDS, AT_ONCE = 1, 700, 10


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, AT_ONCE))
def test_nothing_breaks_in_short_runs(shelf: Shelf, first: int, record_property: Record) -> None:
    assert broken(played(record_property, shelf, range(first, first + AT_ONCE), SHORT)) == []
