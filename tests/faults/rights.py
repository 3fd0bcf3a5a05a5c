"""What a fault test needs of the machine: where it is missing the test is skipped, loudly; in CI that is a failure."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

SOURCES = Path(__file__).parent
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made below it

_ENOUGH_BYTES = 2**30


class NoCompiler(Exception):
    """There is no C compiler on PATH: the text says what cannot be tried without one."""


def miss(what: str) -> NoReturn:
    """Skip, or fail where every test must run (CI=true)."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def compiled(source: str, folder: Path) -> Path:
    """A C file of this folder as a library to preload. Raises NoCompiler."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        raise NoCompiler(
            f"{source} NEEDS A C COMPILER (Debian: apt-get install gcc libc6-dev): nothing of it was tried"
        )
    library = folder / Path(source).with_suffix(".so").name
    words = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([*words, str(SOURCES / source), "-ldl", "-lpthread"], check=True, timeout=60)
    return library


@cache
def mounting() -> tuple[str, ...]:
    """The words that run a program where it may mount a small disk: as root, or as nobody but itself; () if neither."""
    unshare = shutil.which("unshare")
    for words in ((unshare, "--mount"), (unshare, "--user", "--map-root-user", "--mount")) if unshare else ():
        told = [*words, "mount", "-t", "tmpfs", "none", "/mnt"]
        if subprocess.run(told, check=False, capture_output=True, timeout=10).returncode == 0:
            return words
    return ()


def in_memory(fallback: Path) -> Path:
    """Where files are written fastest: this machine's memory, if it lends enough. What dies here is never the power."""
    lends = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES
    return _MEMORY if lends else fallback
