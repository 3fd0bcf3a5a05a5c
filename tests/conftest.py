"""What every test may ask for; each fixture is a plain function of tests/support underneath."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from ops.postgres import Postgres
from server.core.database import Database
from server.core.door import Door
from tests.support import databases
from tests.support.databases import Templates
from tests.support.postgres import run_postgres
from tests.support.tally import summary_of

# Two busy cores make any deadline a lie. CI runs the same examples every time, so that a change is judged by itself.
hypothesis.settings.register_profile("hexward", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("hexward")


def pytest_configure() -> None:
    """A shell lets what it starts in its background ignore Ctrl-C, and every process that a test starts would too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The simulator's tests say in one line how much they have played."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, [])]
    told = summary_of(one for report in reports for one in getattr(report, "user_properties", ()))
    if told:
        terminalreporter.write_line(told)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """The run's own PostgreSQL, fsync on; `postgres.dsn` is its database, in which a test makes its own."""
    yield from run_postgres(tmp_path_factory.mktemp("postgres"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The migrated databases of this run, of which tests get copies."""
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=("sqlite", "postgres"))
def engine(request: pytest.FixtureRequest) -> Postgres | None:
    """What a test of databases runs on, in turn: None is SQLite.

    A test for one engine alone: `@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)`.
    """
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return server


@pytest.fixture
async def database_url(engine: Postgres | None, templates: Templates, tmp_path: Path) -> AsyncIterator[str]:
    """A fresh, migrated database that nothing has opened yet."""
    async with databases.migrated(templates, engine, tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database on each engine in turn, without a district."""
    async with databases.opened(database_url) as fresh:
        yield fresh


@pytest.fixture
async def door(database: Database) -> Door:
    """The door of a new district (320114) on each engine in turn, with all kinds and rules."""
    return await databases.make_door(database)
