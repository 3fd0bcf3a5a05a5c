"""Files and functions stay small enough to be read at night (ops/STYLE.md)."""

import ast
from pathlib import Path

from tests.support.tree import ROOT, list_files

FILE_LINES = 400
FUNCTION_LINES = 60
SOURCES = {".py", ".js", ".sql", ".sh"}


def _is_source(path: Path) -> bool:
    folders = path.relative_to(ROOT).parts[:-1]
    return path.suffix in SOURCES and not {"generated", "vendor"} & set(folders)


def _functions_of(source: str) -> list[tuple[str, int]]:
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


def test_no_file_is_longer_than_its_limit() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in list_files()
        if _is_source(path)
    }
    assert {name: length for name, length in lengths.items() if length > FILE_LINES} == {}


def test_no_function_is_longer_than_its_limit() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}:{name}": length
        for path in list_files()
        if path.suffix == ".py" and _is_source(path)
        for name, length in _functions_of(path.read_text(encoding="utf-8"))
        if length > FUNCTION_LINES
    }
    assert too_long == {}


def test_a_functions_length_counts_all_its_lines() -> None:
    assert _functions_of("async def f():\n    x = (\n        1\n    )\n    return x\n") == [("f", 5)]
