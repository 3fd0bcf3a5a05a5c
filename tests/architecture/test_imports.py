"""Who may import whom, where import-linter's contracts (pyproject.toml) cannot say it."""

import re
import sys
from collections.abc import Callable, Iterable

import pytest

from tests.support.tree import Import, imports_in, list_imports

LITESTAR_ROOMS = re.compile(
    r"server\.app|server\.gate|server\.core\.http\w*(\.\w+)*|server(\.\w+)+\.routes(\.\w+)*"
    r"|ops\.bench\.appending"  # a bench's floor is an application of its own
)
HIDDEN = {"tables", "queries", "routes"}
READERS_OF_TABLES = {"analytics", "opendata"}
LAYERS = {"tables": 0, "problems": 0, "rules": 0, "queries": 1, "service": 2, "routes": 3}

Rule = Callable[[Import], bool]


def breaks_contract_purity(one: Import) -> bool:
    """`mobile_contract` imports msgspec and the standard library alone: any phone vendor can run it."""
    room = one.imported.split(".")[0]
    allowed = {"msgspec", "mobile_contract", *sys.stdlib_module_names}
    return one.importer.split(".")[0] == "mobile_contract" and room not in allowed


def breaks_litestar_border(one: Import) -> bool:
    """Only routes, the composition root and the core's HTTP modules know the web framework."""
    return one.imported.split(".")[0] == "litestar" and not LITESTAR_ROOMS.fullmatch(one.importer)


def breaks_feature_border(one: Import) -> bool:
    """A feature may use another's service, rules and problems; statistics and the feed may read its tables."""
    ours, theirs = _feature_part(one.importer), _feature_part(one.imported)
    if ours is None or theirs is None or theirs[0] in ("core", ours[0]) or theirs[1] not in HIDDEN:
        return False
    reads_tables = ours[0] in READERS_OF_TABLES or one.importer == "server.core.feed"
    return not (theirs[1] == "tables" and reads_tables)


def breaks_core_border(one: Import) -> bool:
    """The core knows no feature; features register with it. The feed alone may read their tables."""
    ours, theirs = _feature_part(one.importer), _feature_part(one.imported)
    if ours is None or theirs is None or ours[0] != "core" or theirs[0] == "core":
        return False
    return not (one.importer == "server.core.feed" and theirs[1] == "tables")


def breaks_feature_layers(one: Import) -> bool:
    """Inside a feature: routes -> service -> queries -> tables, problems, rules; never back."""
    ours, theirs = _feature_part(one.importer), _feature_part(one.imported)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return False
    return LAYERS.get(ours[1], 9) < LAYERS.get(theirs[1], -1)


def breaks_types_at_run_time(one: Import) -> bool:
    """Litestar, msgspec and SQLAlchemy read our annotations, which `from __future__` would turn into text."""
    return one.imported == "__future__"


RULES: list[Rule] = [
    breaks_contract_purity,
    breaks_litestar_border,
    breaks_feature_border,
    breaks_core_border,
    breaks_feature_layers,
    breaks_types_at_run_time,
]


def _feature_part(module: str) -> tuple[str, str] | None:
    """("cases", "tables") of server.cases.tables.anything; None where no part of a feature is named."""
    words = module.split(".")
    if words[0] != "server" or len(words) < 3:
        return None
    return words[1], words[2]


def _breaches(rule: Rule, imports: Iterable[Import]) -> list[str]:
    return sorted({str(one) for one in imports if rule(one)})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule: Rule) -> None:
    assert _breaches(rule, list_imports()) == []


@pytest.mark.parametrize(
    ("rule", "importer", "source", "refused"),
    [
        (breaks_contract_purity, "mobile_contract.cases", "import pydantic", True),
        (breaks_contract_purity, "mobile_contract.cases", "import msgspec, json", False),
        (breaks_litestar_border, "server.cases.service", "from litestar import get", True),
        (breaks_litestar_border, "ops.cli", "import litestar.app", True),
        (breaks_litestar_border, "server.cases.routes", "from litestar import get", False),
        (breaks_litestar_border, "server.core.http_problems", "from litestar import Response", False),
        (breaks_feature_border, "server.visits.service", "from server.cases import tables", True),
        (breaks_feature_border, "server.visits.queries", "from server.cases.tables import Case", True),
        (breaks_feature_border, "server.visits.service", "from ..cases import queries", True),
        (breaks_feature_border, "server.visits.service", "from server.cases import service, rules", False),
        (breaks_feature_border, "server.analytics.queries", "from server.cases.tables import Case", False),
        (breaks_feature_border, "server.visits.tables", "from server.core.tables import entity_columns", False),
        (breaks_core_border, "server.core.door", "from server.cases import rules", True),
        (breaks_core_border, "server.core.feed", "from server.cases.tables import Case", False),
        (breaks_feature_layers, "server.cases.rules", "from . import queries", True),
        (breaks_feature_layers, "server.cases.queries", "from server.cases.service import close", True),
        (breaks_feature_layers, "server.cases.rules", "from server.cases.problems import CaseMovedOn", False),
        (breaks_types_at_run_time, "grid.cells", "from __future__ import annotations", True),
    ],
)
def test_each_rule_tells_a_breach_from_a_lawful_import(rule: Rule, importer: str, source: str, refused: bool) -> None:
    assert bool(_breaches(rule, imports_in(source, importer))) is refused
