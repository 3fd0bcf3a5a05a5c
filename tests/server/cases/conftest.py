"""The town of these tests, on both databases."""

from collections.abc import AsyncIterator

import pytest

from server.core.door import Door
from tests.server.cases.acts import Acts, staffed
from tests.server.dispatch.town import a_town


@pytest.fixture
async def acts(door: Door) -> AsyncIterator[Acts]:
    """A town with somebody on every post, at nine on a Monday."""
    async with a_town(door) as town:
        yield await staffed(town)
