"""What tests of the simulator share: the town that their seeds play in."""

from collections.abc import Iterator

import pytest

from ops.simulate.crew import settled
from ops.simulate.stores import MemoryShelf, Shelf
from tests.support.simulated import PHONES


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """The town in memory, founded once."""
    with settled():
        yield MemoryShelf(PHONES)
