"""The public desk of these tests, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.intake.desk import open_desk
from tests.support.app import AnApp


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    """The running application on each engine in turn."""
    async with open_desk(database_url, tmp_path) as one:
        yield one
