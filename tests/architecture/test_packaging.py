"""The packages are flat, so their names must be ours alone in the environment."""

import importlib
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tests.support.tree import ROOMS, ROOT, list_files


@pytest.mark.parametrize("name", [*ROOMS, "tests"])
def test_no_other_distribution_owns_one_of_our_names(name: str) -> None:
    assert set(metadata.packages_distributions().get(name, [])) <= {"hexward"}


@pytest.mark.parametrize("name", ROOMS)
def test_the_imported_package_lies_in_this_checkout(name: str) -> None:
    found = importlib.import_module(name).__file__
    assert found is not None
    assert Path(found).resolve() == ROOT / name / "__init__.py"


def test_the_wheel_holds_each_room_and_no_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(ROOMS)


def test_the_top_level_is_the_map_in_the_readme() -> None:
    known = {*ROOMS, "tests", "pyproject.toml", "README.md", "LICENSE"}
    seen = {path.relative_to(ROOT).parts[0] for path in list_files()}
    assert {name for name in seen if not name.startswith(".")} <= known
