"""`TABLES.md`: kinds, field policies, verdicts and problem codes, for people."""

from collections.abc import Iterator

from mobile_contract import kinds, receipts
from mobile_contract.base import CONTRACT
from mobile_contract.emit.facts import Facts
from mobile_contract.policies import Policy, policies_of


def tables(facts: Facts) -> str:
    """Kinds, field policies, verdicts and problem codes as Markdown."""
    parts = [
        f"# Contract {CONTRACT}: kinds, field policies, verdicts, problem codes",
        "Made by `python -m mobile_contract.emit`; do not edit.",
        "## Kinds of rows",
        _table(("Number", "Name", "Record"), ((n, kinds.NAMES[n], r.__name__) for n, r in kinds.KINDS.items())),
        "## Field policies",
        _table(("Record", "Field", "Policy"), _policies()),
        "## Verdicts",
        ", ".join(f"`{one.value}`" for one in receipts.Verdict) + ".",
        "## Commands that are decided online alone",
        ", ".join(f"`{one}`" for one in facts.online_only) + ".",
        "## Problem codes",
        _table(("Code", "Status", "English", "Chinese", "Meaning"), _codes(facts)),
    ]
    return "\n\n".join(parts) + "\n"


def _policies() -> Iterator[tuple[str, str, str]]:
    for record in kinds.KINDS.values():
        for name, chosen in policies_of(record).items():
            if name != "id":
                yield record.__name__, f"`{name}`", Policy(chosen).value


def _codes(facts: Facts) -> Iterator[tuple[object, ...]]:
    for one in facts.tree.words["ProblemCode"].members:
        status, en, zh = facts.problems[one.value]
        yield f"`{one.value}`", status, en, zh, one.doc


def _table(heads: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
