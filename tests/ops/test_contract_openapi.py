"""`hexward contract openapi` writes the document of this build, to a file or to stdout, without a district."""

import subprocess
import sys
from pathlib import Path

import msgspec

from ops.contract.openapi import OPENAPI
from tests.support.tree import ROOT


def hexward(*words: str) -> bytes:
    """What the command line answers."""
    return subprocess.run(
        [sys.executable, "-m", "ops", "contract", "openapi", *words], cwd=ROOT, capture_output=True, check=True
    ).stdout


def test_the_document_goes_to_a_file_or_to_stdout(tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    told = msgspec.json.decode(hexward(str(target), "--json"))
    assert told == {"file": str(target), "bytes": target.stat().st_size}
    assert target.read_bytes() == OPENAPI.read_bytes() == hexward("-")
