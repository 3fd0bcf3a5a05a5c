"""The PostgreSQL of a test run: which one, and its beginning and end; ops/postgres.py does the work."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.postgres import Installation, Postgres, PostgresUnavailable, list_installations, start_postgres


def installation_under_test() -> Installation | None:
    """The one of the major version in HEXWARD_TEST_POSTGRES, else $PG_BIN's, else the lock's own (the last found)."""
    found = list_installations()
    wanted = os.environ.get("HEXWARD_TEST_POSTGRES")
    if wanted:
        return next((one for one in found if one.major == int(wanted)), None)
    if os.environ.get("PG_BIN"):
        return next(iter(found), None)
    return next(reversed(found), None)


def run_postgres(base_dir: Path) -> Iterator[Postgres]:
    """One server from here to the end of the run, its data gone afterwards.

    Where none can run the test is skipped, loudly; in CI (CI=true) that is a failure.
    """
    try:
        server = _start(base_dir)
    except PostgresUnavailable as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(f"PostgreSQL NOT TESTED: {missing}")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(base_dir, ignore_errors=True)


def _start(base_dir: Path) -> Postgres:
    installation = installation_under_test()
    if installation is None:
        wanted = os.environ.get("HEXWARD_TEST_POSTGRES", "")
        raise PostgresUnavailable(f"no PostgreSQL {wanted} found: install it or set PG_BIN to its bin folder")
    return start_postgres(base_dir, installation)
