"""Servers that tests of HTTP share: starting one takes seconds."""

from collections.abc import AsyncIterator

import pytest

from ops.postgres import Postgres
from tests.support import databases
from tests.support.databases import Templates
from tests.support.served import Served, serving


@pytest.fixture(scope="session", params=("sqlite", "postgres"))
async def served(
    request: pytest.FixtureRequest, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A real server process on each engine in turn. Whoever uses it leaves no fault behind and makes its own rows."""
    engine: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    folder = tmp_path_factory.mktemp("served")
    async with databases.migrated(templates, engine, folder) as url, serving(url, folder) as one:
        yield one
