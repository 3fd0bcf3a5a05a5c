"""What fault tests may ask for.

They are bounded for every change; HEXWARD_TEST_LONG=1 goes on where they stop: every arrival at every crash point,
100,000 states after a power loss, every byte of a large batch, a thousand cut lines.
"""

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.rights import NoCompiler, compiled, in_memory, miss


def _library(source: str, folder: Path) -> Path:
    try:
        return compiled(source, folder)
    except NoCompiler as missing:
        miss(str(missing))


@pytest.fixture(scope="session")
def crashlog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that records what a process does to its files."""
    return _library("crashlog.c", tmp_path_factory.mktemp("crashlog"))


@pytest.fixture(scope="session")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes fsync fail, or a disk full."""
    return _library("failing_disk.c", tmp_path_factory.mktemp("failing"))


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where thousands of states of a disk are written and thrown away."""
    with _memory(tmp_path) as folder:
        yield folder


@pytest.fixture(scope="module")
def module_scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory for all tests of a module: processes that are killed lose nothing of it."""
    with _memory(tmp_path_factory.mktemp("scratch")) as folder:
        yield folder


@contextmanager
def _memory(fallback: Path) -> Generator[Path]:
    with tempfile.TemporaryDirectory(dir=in_memory(fallback), prefix="hexward-faults-") as folder:
        yield Path(folder).resolve()
