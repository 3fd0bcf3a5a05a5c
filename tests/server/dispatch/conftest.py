"""The town of these tests, on both databases."""

from collections.abc import AsyncIterator

import pytest

from server.core.door import Door
from tests.server.dispatch.town import Town, a_town


@pytest.fixture
async def town(door: Door) -> AsyncIterator[Town]:
    async with a_town(door) as one:
        yield one
