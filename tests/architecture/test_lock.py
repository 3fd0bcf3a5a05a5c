"""ops/requirements.lock pins every package by version and hash, serves pyproject.toml, and holds no copyleft."""

import re
import tomllib
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.tree import ROOT

COPYLEFT = re.compile(r"(?<![LA-Za-z])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)
"""GPL and AGPL; not LGPL, which may be used unchanged."""


def _blocks() -> dict[str, str]:
    """Each requirement of the lock with its lines, by name."""
    text = (ROOT / "ops" / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    blocks = re.split(r"\n(?=\S)", "\n".join(lines).strip())
    return {canonicalize_name(re.split(r"[=<>;\[ ]", block, maxsplit=1)[0]): block for block in blocks}


def _wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], project["build-system"]["requires"]]
    groups += [project["project"]["optional-dependencies"][extra] for extra in ("test", "build")]
    return [Requirement(line) for group in groups for line in group]


def _version_in(block: str) -> str:
    return block.split("==", 1)[1].split(maxsplit=1)[0]


def test_every_requirement_is_pinned_by_version_and_hash() -> None:
    whole = re.compile(r"[\w.-]+==[\w.!+]+( ; [^\n\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [block for block in _blocks().values() if not whole.fullmatch(block)] == []


def test_the_lock_serves_every_requirement_of_the_project() -> None:
    blocks = _blocks()
    unserved = [
        str(one)
        for one in _wanted()
        if (block := blocks.get(canonicalize_name(one.name))) is None or _version_in(block) not in one.specifier
    ]
    assert unserved == []


def test_what_runs_here_is_what_the_lock_says() -> None:
    installed = {str(canonicalize_name(one.name)): one.version for one in metadata.distributions()}
    differing = {
        name: installed[name]
        for name, block in _blocks().items()
        if name in installed and installed[name] != _version_in(block)
    }
    assert differing == {}


def test_no_locked_package_is_copyleft() -> None:
    locked = _blocks()
    told = {one.name: _licence_of(one) for one in metadata.distributions() if canonicalize_name(one.name) in locked}
    assert {name: licence for name, licence in told.items() if COPYLEFT.search(licence)} == {}


def test_lgpl_and_gpl_are_told_apart() -> None:
    assert COPYLEFT.search("GPL-3.0-only")
    assert COPYLEFT.search("AGPL-3.0-or-later")
    assert COPYLEFT.search("License :: OSI Approved :: GNU General Public License v3 (GPLv3)")
    assert not COPYLEFT.search("LGPL-2.1-or-later")


def _licence_of(one: metadata.Distribution) -> str:
    """What its metadata says, in the field of today and the classifiers of yesterday."""
    expressions: list[str] = one.metadata.get_all("License-Expression") or []
    classifiers: list[str] = one.metadata.get_all("Classifier") or []
    return " / ".join([*expressions, *(line for line in classifiers if line.startswith("License"))])
