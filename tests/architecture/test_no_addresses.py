"""No file names a package index or a place on somebody's machine: the tree works wherever it is cloned."""

import re

from tests.support.tree import ROOT, list_files

_INDEXES = [r"pypi\.org", r"pythonhosted\.org", r"registry\.npmjs\.org", r"deb\.debian\.org"]
_OPTIONS = [rf"--{name}[= ]{more}" for name, more in (("(extra-)?index-url", r"\S*:"), ("find-links", ""))]
_PLACES = [r"(?<![\w.$}~-])/(work|root)/\w", r"(?<![\w.$}~-])/(home|Users)/\w", r"/opt/(pypi|wheels)\b"]
FORBIDDEN = re.compile("|".join([*_INDEXES, *_OPTIONS, *_PLACES]))
BINARY = {".jpg", ".jpeg", ".png", ".webp", ".ico", ".woff2", ".gz", ".zip", ".sqlite", ".mbtiles", ".pbf"}


def test_no_file_names_an_index_or_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in list_files()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        for match in FORBIDDEN.finditer(line)
    ]
    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    halves = [("https://py", "pi.org/simple"), ("--find-", "links x"), ("cd /ro", "ot/x"), ("'/ho", "me/ann/x'")]
    assert all(FORBIDDEN.search(first + second) for first, second in halves)
    harmless = ("GET /v1/home/page and ${root}/wor", "k/x")
    assert FORBIDDEN.search("".join(harmless)) is None
