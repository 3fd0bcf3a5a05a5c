"""The files of this checkout and what each of them imports; it reads, and runs nothing of ours."""

import ast
import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("grid", "media", "mobile_contract", "ops", "push", "server", "sync")
"""The flat packages of the one distribution."""

_NOT_OURS = {"__pycache__", "node_modules", "build", "dist"}


@dataclasses.dataclass(frozen=True, slots=True)
class Import:
    """One import: the module that has it, the name it asks for, the line."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        """As a reader wants it in a failure."""
        return f"{self.importer}:{self.line} imports {self.imported}"


def list_files() -> list[Path]:
    """Every file that is or would be committed; without git (an unpacked archive) every file but known caches."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path))
    listed = (ROOT / name for name in told.split("\0") if name)
    return sorted(path for path in listed if path.is_file())


def _is_made(path: Path) -> bool:
    folders = path.relative_to(ROOT).parts[:-1]
    return any(name in _NOT_OURS or (name.startswith(".") and name != ".ci") for name in folders)


def list_modules() -> list[Path]:
    """Every Python file of the rooms; not the tests."""
    return [path for path in list_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ROOMS]


def list_imports() -> list[Import]:
    """Every import of every module of the rooms."""
    return [
        one for path in list_modules() for one in imports_in(path.read_text(encoding="utf-8"), module_name(path), path)
    ]


def module_name(path: Path) -> str:
    """The dotted name by which a file of the rooms is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_in(source: str, importer: str, path: Path = Path("module.py")) -> list[Import]:
    """What a source imports, wherever in it; `from a import b` counts as both `a` and `a.b`."""
    found: list[Import] = []
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Import):
            found += [Import(importer, alias.name, node.lineno) for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            found += [Import(importer, name, node.lineno) for name in _names_from(node, importer, path)]
    return found


def _names_from(node: ast.ImportFrom, importer: str, path: Path) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        package = importer.split(".")
        up = node.level - (path.name == "__init__.py")
        base = ".".join([*package[: len(package) - up], *([node.module] if node.module else [])])
    yield base
    yield from (f"{base}.{alias.name}" for alias in node.names)
