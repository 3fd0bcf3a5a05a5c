"""What a fault test needs of the machine: where it is missing the test is skipped, loudly; in CI that is a failure."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

SOURCES = Path(__file__).parent
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made below it

_ENOUGH_BYTES = 2**30


def miss(what: str) -> NoReturn:
    """Skip, or fail where every test must run (CI=true)."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def compiled(source: str, folder: Path) -> Path:
    """A C file of this folder as a library to preload."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        miss(f"A FAILING DISK WAS NOT TRIED: {source} needs a C compiler")
    library = folder / Path(source).with_suffix(".so").name
    words = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([*words, str(SOURCES / source), "-ldl", "-lpthread"], check=True, timeout=60)
    return library


def mounting() -> list[str]:
    """The words that run a program in a mount namespace of its own."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-m", "true"], check=False, timeout=10).returncode != 0:
        miss("A FULL DISK WAS NOT TRIED: a small tmpfs needs the right to mount one")
    return [unshare, "-m"]


def in_memory(fallback: Path) -> Path:
    """Where files are written fastest: this machine's memory, if it lends enough. What dies here is never the power."""
    lends = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES
    return _MEMORY if lends else fallback
