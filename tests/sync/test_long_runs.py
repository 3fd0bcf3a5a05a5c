"""Long runs of the simulator, the first half of many: nothing breaks."""

import pytest

from ops.simulate.stores import Shelf
from tests.support.simulated import LONG, broken, played
from tests.support.tally import Record

FIRST, SEEDS, AT_ONCE = 1_001, 150, 5


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, AT_ONCE))
def test_nothing_breaks_in_long_runs(shelf: Shelf, first: int, record_property: Record) -> None:
    assert broken(played(record_property, shelf, range(first, first + AT_ONCE), LONG)) == []
