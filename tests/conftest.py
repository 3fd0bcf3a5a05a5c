"""What every test may ask for; each fixture is a plain function of tests/support underneath."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from ops.postgres import Postgres
from tests.support.postgres import run_postgres

# Two busy cores make any deadline a lie. CI runs the same examples every time, so that a change is judged by itself.
hypothesis.settings.register_profile("hexward", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("hexward")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """The run's own PostgreSQL, fsync on; `postgres.dsn` is its database, in which a test makes its own."""
    yield from run_postgres(tmp_path_factory.mktemp("postgres"))
